"""Verbs about tasks that rules can use."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access.actors import Actor
from parure.automation.verbs import verb
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
