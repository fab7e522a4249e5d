"""Wishes as pages show them. Everything leaves as records of the gate."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Q, Value, When

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.people.choices import RelationKind, WishState
from parure.people.models import Relation, Wish

WISH = "people.wish"
GOODS = {"style": "catalog.style", "piece": "catalog.piece"}
SHOWN = 30
ON_CARD = (
    "what",
    *GOODS,
    "budget_from",
    "budget_to",
    "relation",
    "occasion",
    "wanted_by",
    "may_tell_since",
    "state",
    "photo",
)


@dataclass(frozen=True)
class WishLine:
    """A wish, and the mark of its photo ("" where there is none, or none to be seen)."""

    wish: Record
    photo: str


def wishes_of(actor: Actor, customer_id: int) -> list[WishLine]:
    """What a customer in reach wishes for, open ones first, the newest first. At most three queries."""
    if not policy.may(actor, WISH):
        return []
    rows = Wish.objects.filter(customer_id=customer_id, is_removed=False)
    return _lines(actor, _open_first(rows)[:SHOWN])


def wishes_to_tell(actor: Actor, customer_id: int) -> list[Record]:
    """Open wishes of the spouse or partner of this customer who gave leave to tell them of it; one query."""
    if not policy.may(actor, WISH):
        return []
    partner = Relation.objects.filter(
        other_id=customer_id, kind__in=[RelationKind.SPOUSE, RelationKind.PARTNER]
    )
    rows = policy.rows(actor, WISH).filter(
        customer__in=partner.values("customer_id"), may_tell_since__isnull=False, state=WishState.OPEN
    )
    names = ("customer", "what", "occasion", "wanted_by", "may_tell_since")
    return policy.records(actor, WISH, rows.order_by("-pk")[:SHOWN], names)


def who_wish_for(actor: Actor, name: str, uid: UUID | str) -> list[Record]:
    """Open wishes for a style or piece in reach, of customers in reach; of a piece also those for its style."""
    goods: Any = policy.fetch(actor, GOODS[name], uid, "view")
    if not policy.may(actor, WISH) or not {"style", "piece"} & policy.fields(actor, WISH).keys():
        return []
    asked = Q(**{f"{name}_ref": goods.pk})
    if name == "piece" and goods.style_id is not None:
        asked |= Q(style_ref=goods.style_id)
    rows = policy.rows(actor, WISH).filter(asked, state=WishState.OPEN).order_by("-pk")[:SHOWN]
    return policy.records(actor, WISH, rows, ("customer", "what", "budget_from", "budget_to", "wanted_by"))


def _open_first(rows: Any) -> Any:
    closed = Case(When(state=WishState.OPEN, then=Value(0)), default=Value(1))
    return rows.order_by(closed, "-pk")


def _lines(actor: Actor, rows: Any) -> list[WishLine]:
    found = list(rows.select_related("customer", "relation", "heard_by"))
    return [
        WishLine(record, wish.photo[:8] if record.get("photo") is True else "")
        for record, wish in zip(policy.records(actor, WISH, found, ON_CARD), found, strict=True)
    ]
