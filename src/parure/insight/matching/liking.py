"""Customers who would love a piece or a style, each with the reasons."""

from dataclasses import dataclass
from functools import reduce
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.policy import Record
from parure.catalog.choices import PieceStatus
from parure.catalog.models import Piece
from parure.core.conditions import Tree
from parure.insight.matching.goods import of_piece, of_style
from parure.insight.matching.knowing import LINE, PIECE, STYLE, VISIT, WISH, reads_price, tastes
from parure.insight.matching.scoring import match, strengths
from parure.insight.matching.suggesting import CUSTOMER, sees_suggestions
from parure.insight.matching.taste import Goods
from parure.insight.matching.words import Reason, reasons
from parure.insight.models import StyleTies
from parure.people.choices import WishState
from parure.people.models import Wish
from parure.sales.choices import COUNTING
from parure.sales.models import OrderLine, VisitPiece

GOODS = {"piece": PIECE, "style": STYLE}
SHOWN = 10
FAVOURITES = (("gem",), ("category", "metal"))  # facts that have an index together
FROM_EACH = 80  # customers whom one way of looking may bring
NEIGHBOURS = 12  # styles whose buyers are looked at
PIECES = 1_000  # of these styles, the newest sold, whose buyers are looked at
ON_CUSTOMER = ("owner", "home_store")


@dataclass(frozen=True)
class Liker:
    """A customer with why they would like it."""

    customer: Record
    reasons: list[Reason]
    score: int


@dataclass(frozen=True)
class Likers:
    """The customers, and the terms of the list of everybody who likes such things, none where it can't be told."""

    found: list[Liker]
    alike: list[Tree]


def likers_of(actor: Actor, kind: str, uid: UUID | str, *, limit: int = SHOWN) -> Likers:
    """The customers in reach who would like this piece or style, the surest first. Six queries."""
    if not sees_suggestions(actor) or kind not in GOODS:
        raise policy.Denied(CUSTOMER)
    instance = policy.fetch(actor, GOODS[kind], uid, "view")
    priced = reads_price(actor, GOODS[kind])
    goods = of_piece(instance, priced=priced) if kind == "piece" else of_style(instance, priced=priced)
    ties = _ties(goods.style)
    candidates = _candidates(actor, goods, list(ties)[:NEIGHBOURS])
    today = timezone.localdate()
    known = tastes(actor, candidates, today)
    mutual = {other: {goods.style: strength} for other, strength in ties.items() if goods.style is not None}
    found = {pk: match(taste, goods, mutual, today) for pk, taste in known.items()}
    weighed = {pk: each for pk, each in found.items() if each is not None and each.score}
    best = sorted(weighed, key=lambda pk: (-weighed[pk].score, -pk))[:limit]
    rows = {each.pk: each for each in _records(actor, best)}
    shown = [Liker(rows[pk], reasons(weighed[pk], known[pk]), weighed[pk].score) for pk in best if pk in rows]
    return Likers(shown, _alike(actor, goods))


def _alike(actor: Actor, goods: Goods) -> list[Tree]:
    """Whose favourite is its stone, else its kind in its metal, as far as the actor may ask for it."""
    askable = policy.filterable(actor, CUSTOMER)
    for aspects in FAVOURITES:
        told = {f"favourite_{aspect}": goods.traits.get(aspect, "") for aspect in aspects}
        if all(told.values()) and told.keys() <= askable.keys():
            return [{"field": name, "op": "is", "value": code} for name, code in told.items()]
    return []


def _records(actor: Actor, keys: list[int]) -> list[Record]:
    return policy.records(actor, CUSTOMER, policy.rows(actor, CUSTOMER).filter(pk__in=keys), ON_CUSTOMER)


def _ties(style: int | None) -> dict[int, int]:
    """The styles most tied to this one, the strongest first; one query."""
    return strengths(StyleTies.objects.filter(pk=style or 0).values_list("ties", flat=True).first() or [])


def _candidates(actor: Actor, goods: Goods, near: list[int]) -> list[int]:
    """Customers in reach who could like it: some by each way of looking that the actor's rights leave. One query.

    Whom only a purchase or a visit out of the actor's reach speaks for has no score afterwards, and isn't shown.
    """
    everybody = policy.rows(actor, CUSTOMER)
    ways = [*_by_word(actor, goods), *_by_purchase(actor, near)]
    found = [everybody.filter(pk__in=keys) for keys in ways] + _by_facts(actor, goods, everybody)
    parts = [everybody.filter(pk__in=part.values("pk")[:FROM_EACH]).order_by() for part in found]
    if not parts:
        return []
    both = reduce(lambda one, other: one.union(other), [part.values_list("pk", flat=True) for part in parts])
    return list(both)


def _by_word(actor: Actor, goods: Goods) -> list[QuerySet[Any, Any]]:
    """Who wishes for it, and who tried it on."""
    found: list[QuerySet[Any, Any]] = []
    wish_fields = policy.fields(actor, WISH, Level.READ)
    for kind, key in (("style", goods.style), ("piece", goods.piece)):
        if key is not None and kind in wish_fields:
            wishes = Wish.objects.filter(**{f"{kind}_ref": key}, state=WishState.OPEN, is_removed=False)
            found.append(wishes.values("customer_id"))
    if "pieces" in policy.fields(actor, VISIT, Level.READ):
        itself = Q(pk=goods.piece) if goods.piece is not None else Q()
        alike = Piece.objects.filter(itself | Q(style_id=goods.style) if goods.style is not None else itself)
        tried = VisitPiece.objects.filter(piece__in=alike.order_by("-pk").values("pk")[:PIECES], tried=True)
        found.append(tried.values("visit__customer_id"))
    return found


def _by_purchase(actor: Actor, near: list[int]) -> list[QuerySet[Any, Any]]:
    """Who bought a piece of the styles that are bought together with it."""
    if not near or "piece" not in policy.fields(actor, LINE, Level.READ):
        return []
    sold = Piece.objects.filter(style_id__in=near, status=PieceStatus.SOLD).order_by("-pk")
    lines = OrderLine.objects.filter(
        piece_id__in=sold.values("pk")[:PIECES], is_returned=False, order__status__in=COUNTING
    )
    return [lines.values("order__customer_id")]


def _by_facts(actor: Actor, goods: Goods, everybody: QuerySet[Any]) -> list[QuerySet[Any, Any]]:
    """Who likes its stone, and who likes its kind in its metal; the most frequent buyers first."""
    readable = policy.fields(actor, CUSTOMER, Level.READ)
    found = []
    for some in FAVOURITES:
        asked = {f"facts__favourite_{aspect}": goods.traits.get(aspect, "") for aspect in some}
        if all(asked.values()) and all(f"favourite_{aspect}" in readable for aspect in some):
            found.append(everybody.filter(**asked).order_by("-facts__f", "-facts__customer"))
    return found
