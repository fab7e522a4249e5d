"""What every door may do with tasks, under the names that people see."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access.actors import Actor
from parure.core.changes import Offered, adds, offer
from parure.core.resources import Field, Kind
from parure.engagement import operations
from parure.engagement.operations import FollowUp

TASK = "engagement.task"
DUE = (
    Field("due", pgettext_lazy("task", "Until"), Kind.DATE),
    Field("due_at", _("At that minute"), Kind.MOMENT),
)


def _due(due: date | None, due_at: datetime | None) -> date | datetime:
    wanted = due_at or due
    if wanted is None:
        raise ValidationError({"due": _now("Please fill this in.")})
    return wanted


@adds(
    TASK,
    Field("title", _("What"), required=True),
    *DUE,
    "kind",
    "customer",
    "assignee",
    "note",
    "words",
    Field("priority", _("Priority"), Kind.NUMBER),
    "worth",
)
def add_task(
    actor: Actor,
    *,
    due: date | None = None,
    due_at: datetime | None = None,
    customer: UUID | str | None = None,
    assignee: UUID | str | None = None,
    worth: int | None = None,
    **values: Any,
) -> Any:
    """A task, due at the end of a day or at a moment."""
    return operations.create_task(
        actor,
        due=_due(due, due_at),
        customer_uid=customer,
        assignee_uid=assignee,
        worth_minor=worth,
        **values,
    )


def complete(
    actor: Actor, uid: UUID | str, *, outcome: str = "", next_title: str = "", next_due: date | None = None
) -> None:
    following = FollowUp(title=next_title, due=_due(next_due, None)) if next_title else None
    operations.complete_task(actor, uid, outcome=outcome, follow_up=following)


def postpone(
    actor: Actor, uid: UUID | str, *, due: date | None = None, due_at: datetime | None = None
) -> None:
    operations.postpone_task(actor, uid, _due(due, due_at))


def reassign(actor: Actor, uid: UUID | str, *, assignee: UUID | str) -> None:
    operations.reassign_task(actor, uid, assignee)


def cancel(actor: Actor, uid: UUID | str, *, reason: str = "") -> None:
    operations.cancel_task(actor, uid, reason=reason)


def reopen(actor: Actor, uid: UUID | str) -> None:
    operations.reopen_task(actor, uid)


offer(
    Offered(
        TASK,
        "complete",
        _("Done"),
        complete,
        (
            Field("outcome", _("Outcome")),
            Field("next_title", _("Next step")),
            Field("next_due", pgettext_lazy("task", "Until"), Kind.DATE),
        ),
    )
)
offer(Offered(TASK, "postpone", _("Later"), postpone, DUE))
offer(
    Offered(
        TASK,
        "reassign",
        _("Who does it"),
        reassign,
        (Field("assignee", _("Who does it"), Kind.RELATION, relation="access.staff", required=True),),
    )
)
offer(Offered(TASK, "cancel", _("Drop"), cancel, (Field("reason", _("Outcome")),)))
offer(Offered(TASK, "reopen", _("Reopen"), reopen))
