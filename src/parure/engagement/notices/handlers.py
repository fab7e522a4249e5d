"""Tasks that went to somebody, the end of work on many records, and who registered themselves, told at the bell.

Areas above tell by themselves, with `operations.notify`.
"""

from parure.automation.events import BulkRunEnded
from parure.core.events import handles
from parure.engagement.events import TaskCreated, TaskReassigned
from parure.engagement.notices import operations
from parure.people.events import CustomersHandedOver, JoinSettled


@handles(TaskCreated)
def tell_of_task(fact: TaskCreated) -> None:
    operations.tell_of_new_task(fact.task_id)


@handles(TaskReassigned)
def tell_of_handed_task(fact: TaskReassigned) -> None:
    operations.tell_of_handed_task(fact.task_id, fact.assignee_id, fact.by_id, fact.by, fact.at)


@handles(BulkRunEnded)
def tell_of_bulk_run(fact: BulkRunEnded) -> None:
    operations.tell_of_bulk_run(fact.run_id, fact.staff_id, fact.status, fact.counts, fact.at)


@handles(JoinSettled)
def tell_of_joining(fact: JoinSettled) -> None:
    operations.tell_of_joining(fact.request_id, fact.customer_id, fact.store_id, fact.advisor_id)


@handles(CustomersHandedOver)
def tell_of_clients(fact: CustomersHandedOver) -> None:
    for staff_id, customers in fact.customers.items():
        if int(staff_id) != fact.by_id:
            counts = {"customers": customers, "tasks": fact.tasks.get(staff_id, 0)}
            operations.tell_of_clients(int(staff_id), fact.key, counts, fact.by, fact.customer_id)
