"""Next steps that were agreed on become tasks."""

from datetime import date

from parure.core.events import handles
from parure.customize.computing import computes, recompute
from parure.engagement import operations
from parure.engagement.events import TaskCompleted, TaskCreated
from parure.engagement.operations import hearing
from parure.people.events import (
    FeedbackAmended,
    FeedbackRecorded,
    FeedbackRemoved,
    FeedbackSettled,
    InteractionRecorded,
)
from parure.sales.events import VisitRecorded


@handles(VisitRecorded)
def follow_up_visit(fact: VisitRecorded) -> None:
    if fact.next_step and fact.next_due:
        due = date.fromisoformat(fact.next_due)
        operations.promise_next_step(
            f"visit:{fact.visit_id}", fact.customer_id, fact.staff_id, fact.next_step, due
        )


@handles(InteractionRecorded)
def follow_up_interaction(fact: InteractionRecorded) -> None:
    if fact.next_step and fact.next_due:
        due = date.fromisoformat(fact.next_due)
        operations.follow_up_interaction(fact.interaction_id, fact.customer_id, fact.next_step, due)


@handles(FeedbackRecorded, FeedbackAmended)
def look_into_feedback(fact: FeedbackRecorded | FeedbackAmended) -> None:
    hearing.look_into_feedback(fact.feedback_id)


@handles(FeedbackSettled, FeedbackRemoved)
def follow_feedback(fact: FeedbackSettled | FeedbackRemoved) -> None:
    hearing.follow_feedback(fact.feedback_id)


@handles(TaskCreated, TaskCompleted, when=computes("engagement.task", "people.customer"))
def compute_task(fact: TaskCreated | TaskCompleted) -> None:
    recompute("engagement.task", [fact.task_id])
    if fact.customer_id is not None:
        recompute("people.customer", [fact.customer_id])
