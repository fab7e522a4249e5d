"""Verbs about tasks that rules can use, and a task for each of many customers."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.automation.bulk.acts import in_bulk
from parure.automation.verbs import verb
from parure.core.changes import Offered
from parure.core.resources import Field, Kind
from parure.engagement import operations


@verb("engagement.create_task", gettext_lazy("Give a task"))
def create_task(actor: Actor, values: Mapping[str, Any], params: Mapping[str, Any]) -> str:
    """Params: title, in_days, kind. For whoever looks after the customer that the event is about."""
    if values.get("customer_id") is None:
        return _("no customer")
    due = timezone.localdate() + timedelta(days=int(params.get("in_days", 0)))
    kind = str(params.get("kind", "follow_up"))
    task = operations.task_for_customer(
        actor, int(values["customer_id"]), title=str(params["title"]), due=due, kind=kind
    )
    return _("task given") if task else _("nobody to give it to")


def give_task(
    actor: Actor, uid: UUID | str, *, title: str, due: date, assignee: UUID | str | None = None
) -> Any:
    """A task about a customer, for whoever looks after them unless said."""
    if not assignee:
        customer = policy.fetch(actor, "people.customer", uid, "view")
        owner = policy.record(actor, "people.customer", customer, ["owner"]).get("owner")
        assignee = owner.uid if isinstance(owner, policy.Link) else None
    return operations.create_task(
        actor, title=title, due=due, customer_uid=uid, assignee_uid=assignee, kind="follow_up"
    )


def _drop_task(actor: Actor, _uid: Any, made: str | None) -> None:
    if made:
        operations.cancel_task(actor, made)


in_bulk(
    Offered(
        "people.customer",
        "task",
        gettext_lazy("A task for each"),
        give_task,
        inputs=(
            Field("title", gettext_lazy("What is to be done"), required=True),
            Field("due", pgettext_lazy("task", "Until"), Kind.DATE, required=True),
            Field(
                "assignee",
                gettext_lazy("Who does it"),
                Kind.RELATION,
                relation="access.staff",
                help=gettext_lazy("Nobody named: whoever looks after the customer."),
            ),
        ),
        action="view",
    ),
    icon="list-check",
    undo=_drop_task,
    makes="engagement.task",
)
