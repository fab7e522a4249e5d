"""What follows from orders: figures of the customer."""

from parure.core.events import handles
from parure.customize.computing import computes, recompute
from parure.people.segments import runs
from parure.sales import operations
from parure.sales.events import (
    OpeningBroughtIn,
    OrderCancelled,
    OrderRecorded,
    OrderReturned,
    OrdersImported,
    VisitRecorded,
)


@handles(OrderRecorded, OrderReturned, OrderCancelled)
def keep_facts_current(fact: OrderRecorded | OrderReturned | OrderCancelled) -> None:
    if fact.customer_id is not None:
        operations.refresh_customers([fact.customer_id])


@handles(OrdersImported, OpeningBroughtIn, inline=False)
def keep_many_current(fact: OrdersImported | OpeningBroughtIn) -> None:
    operations.schedule_refresh(fact.ranges)


@handles(OrderRecorded, OrderReturned, OrderCancelled, when=computes("sales.order"))
def compute_order(fact: OrderRecorded | OrderReturned | OrderCancelled) -> None:
    recompute("sales.order", [fact.order_id])


@handles(VisitRecorded, when=computes("sales.visit", "people.customer"))
def compute_visit(fact: VisitRecorded) -> None:
    recompute("sales.visit", [fact.visit_id])
    recompute("people.customer", [fact.customer_id])


@handles(OrderRecorded, OrderReturned, OrderCancelled, VisitRecorded, inline=False, when=runs.watches_changes)
def follow_in_segments(fact: OrderRecorded | OrderReturned | OrderCancelled | VisitRecorded) -> None:
    if fact.customer_id is not None:
        runs.follow_customers([fact.customer_id])
