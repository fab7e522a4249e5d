"""Feedback as pages show it. Everything leaves as records of the gate."""

from django.db.models import Case, Value, When

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.people.choices import FeedbackStatus
from parure.people.models import Feedback

FEEDBACK = "people.feedback"
SHOWN = 30
ON_CARD = (
    "kind", "score", "recommend", "words", "order", "visit", "at", "store", "staff", "source", "status", "done",
    "settled_at", "settled_by",
)  # fmt: skip


def feedback_of(actor: Actor, customer_id: int) -> list[Record]:
    """What a customer in reach had to say, what is open first, then the newest. At most three queries."""
    if not policy.may(actor, FEEDBACK):
        return []
    open_first = Case(When(status=FeedbackStatus.OPEN, then=Value(0)), default=Value(1))
    rows = Feedback.objects.filter(customer_id=customer_id, is_removed=False)
    rows = rows.select_related("customer", "store", "staff", "settled_by")
    return policy.records(actor, FEEDBACK, rows.order_by(open_first, "-at", "-pk")[:SHOWN], ON_CARD)
