"""Verbs about customers that rules can use, and what can be done with many of them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.automation.bulk.acts import in_bulk
from parure.automation.verbs import verb
from parure.core.changes import Offered
from parure.people.operations.customers import archive_customer, restore_customer
from parure.people.operations.tagging import tag_customer


@verb("people.tag", gettext_lazy("Tag the customer"))
def tag(actor: Actor, values: Mapping[str, Any], params: Mapping[str, Any]) -> str:
    """Params: tag, days (how long it holds; 0 for good). Puts a tag on the customer that the event is about."""
    days = int(params.get("days") or 0)
    until = timezone.localdate() + timedelta(days=days) if days > 0 else None
    return _change(actor, values, add=[str(params["tag"])], until=until, by_rule=True)


@verb("people.untag", gettext_lazy("Take a tag from the customer"))
def untag(actor: Actor, values: Mapping[str, Any], params: Mapping[str, Any]) -> str:
    """Params: tag."""
    return _change(actor, values, remove=[str(params["tag"])])


def _change(actor: Actor, values: Mapping[str, Any], **change: Any) -> str:
    if values.get("customer_id") is None:
        return _("no customer")
    try:
        tag_customer(actor, int(values["customer_id"]), **change)
    except policy.NotFound:
        return _("no such customer")
    return _("tags changed")


in_bulk(
    Offered(
        "people.customer", "archive", pgettext_lazy("customers", "Archive"), archive_customer, action="delete"
    ),
    icon="archive",
    undo=lambda actor, uid, _made: restore_customer(actor, uid),
)
