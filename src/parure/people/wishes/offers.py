"""Wishes for every door: made, changed and settled under the names that people see."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from parure.access.actors import Actor
from parure.core.changes import Offered, adds, offer, writes
from parure.core.resources import Field, Kind
from parure.people.choices import WishState
from parure.people.models import Wish
from parure.people.operations import wishes

SAID = ("style", "piece", "budget_from", "budget_to", "relation", "occasion", "wanted_by", "may_tell")


@adds(
    "people.wish",
    Field("customer", _("Customer"), Kind.RELATION, relation="people.customer", required=True),
    Field("what", _("Wish")),
    *SAID,
)
def add(actor: Actor, *, customer: UUID | str, **values: Any) -> Wish:
    return wishes.add_wish(actor, customer, **values)


writes("people.wish", "what", *SAID)(wishes.change_wish)


@writes("people.wish", "state")
def settle(actor: Actor, uid: UUID | str, *, state: str) -> Wish:
    return wishes.settle_wish(actor, uid, state=state)


def fulfil(actor: Actor, uid: UUID | str) -> Wish:
    return wishes.settle_wish(actor, uid, state=WishState.FULFILLED)


offer(Offered("people.wish", "fulfil", _("Fulfilled"), fulfil))
offer(Offered("people.wish", "remove", _("Remove"), wishes.remove_wish))
offer(Offered("people.wish", "restore", _("Restore"), wishes.restore_wish))
