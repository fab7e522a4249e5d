"""Feedback for every door: recorded, put right and settled under the names that people see."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access.actors import Actor
from parure.core.changes import Offered, adds, offer, writes
from parure.core.resources import Field, Kind
from parure.people.models import Feedback
from parure.people.operations import feedback

SAID = ("kind", "score", "recommend", "words", "order", "visit", "at")


@adds(
    "people.feedback",
    Field("customer", _("Customer"), Kind.RELATION, relation="people.customer", required=True),
    *SAID,
)
def add(actor: Actor, *, customer: UUID | str, kind: str, **values: Any) -> Feedback:
    return feedback.record_feedback(actor, customer, kind=kind, **values)


writes("people.feedback", *SAID, "done")(feedback.amend_feedback)

DONE = Field("done", _("What was done"), Kind.LONG_TEXT, required=True)
offer(
    Offered(
        "people.feedback", "settle", pgettext_lazy("feedback", "Settle"), feedback.settle_feedback, (DONE,)
    )
)
offer(Offered("people.feedback", "reopen", _("Open again"), feedback.reopen_feedback))
offer(Offered("people.feedback", "remove", _("Remove"), feedback.remove_feedback))
offer(Offered("people.feedback", "restore", _("Restore"), feedback.restore_feedback))
