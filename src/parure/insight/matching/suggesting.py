"""Pieces to show a customer, each with its reasons."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.catalog.choices import PieceStatus
from parure.insight.matching.goods import of_piece, of_style
from parure.insight.matching.knowing import PIECE, STYLE, reads_price, reads_taste, tastes
from parure.insight.matching.nearest import nearest
from parure.insight.matching.scoring import Match, Ties, match, strengths
from parure.insight.matching.taste import Taste
from parure.insight.matching.words import Reason, reasons
from parure.insight.models import StyleTies

CUSTOMER = "people.customer"
SHOWN = 6
ALIKE = 3  # things of one kind and stone
ON_PIECE = ("code", "name", "drawing", "label_price", "store", "category", "status")
ON_STYLE = ("style_no", "name", "drawing", "price", "category")


@dataclass(frozen=True)
class Suggestion:
    """Something to show: a piece, or a style where no piece is at hand. `is_wished`: it is on the wish list."""

    goods: Record
    reasons: list[Reason]
    score: int
    is_wished: bool


@dataclass(frozen=True)
class Suggestions:
    """What to show; `is_blank` where nothing is known of the customer, so that what sells well stands for it;
    `is_refused` where they said no to suggestions from purchases, so that only their words count.
    """

    found: list[Suggestion]
    is_blank: bool
    is_refused: bool


def sees_suggestions(actor: Actor) -> bool:
    """Whether there is anything to suggest to this actor: they read goods and something of taste."""
    return policy.may(actor, PIECE) and policy.may(actor, CUSTOMER) and reads_taste(actor)


def suggestions_for(actor: Actor, uid: UUID | str) -> Suggestions:
    """Up to six things for a customer in reach, the best first, each of another style. Five queries; six where no piece
    is in stock, and styles are shown instead.
    """
    if not sees_suggestions(actor):
        raise policy.Denied(CUSTOMER)
    customer = policy.fetch(actor, CUSTOMER, uid, "view")
    today = timezone.localdate()
    taste = tastes(actor, [customer.pk], today)[customer.pk]
    ties = ties_of(taste.styles)
    found = _pieces(actor, taste, ties, today, customer.home_store_id)
    resource = PIECE if found else STYLE
    found = found or _styles(actor, taste, ties, today)
    instances = [instance for _match, instance in found]
    records = policy.records(actor, resource, instances, ON_PIECE if resource == PIECE else ON_STYLE)
    shown = [
        Suggestion(record, reasons(each, taste), each.score, _is_wished(taste, each))
        for record, (each, _instance) in zip(records, found, strict=True)
    ]
    return Suggestions(shown, taste.is_blank, taste.is_refused)


def _is_wished(taste: Taste, each: Match) -> bool:
    return ("piece", each.goods.piece) in taste.wished or ("style", each.goods.style) in taste.wished


def ties_of(styles: Iterable[int]) -> Ties:
    """The neighbours of these styles; one query."""
    rows = StyleTies.objects.filter(pk__in=list(styles)).values_list("pk", "ties")
    return {pk: strengths(told) for pk, told in rows}


Found = list[tuple[Match, Any]]


def _pieces(actor: Actor, taste: Taste, ties: Ties, today: date, home_store: int | None) -> Found:
    """Pieces in stock, one of a style; of equals the one in the customer's own store."""
    rows = policy.rows(actor, PIECE).filter(status=PieceStatus.IN_STOCK).exclude(pk__in=taste.pieces)
    near = nearest(rows, taste, ties, "style").select_related("style", "store")
    priced = reads_price(actor, PIECE)
    found = _matched(
        taste, ((of_piece(each, each.popularity, priced=priced), each) for each in near), ties, today
    )
    found.sort(key=lambda each: (-each[0].score, each[1].store_id != home_store, -each[1].pk))
    taken, best = set(), []
    for each in found:
        key = each[0].goods.style or f"piece {each[1].pk}"
        if key not in taken:
            taken.add(key)
            best.append(each)
    return _varied(best)


def _varied(best: Found) -> Found:
    """The first of them, of which no more than three are of one kind and stone while there are others."""
    seen: Counter[tuple[str, str]] = Counter()
    first: Found = []
    rest: Found = []
    for each in best:
        traits = each[0].goods.traits
        kind = (traits["category"], traits["gem"])
        seen[kind] += 1
        (first if seen[kind] <= ALIKE else rest).append(each)
    return [*first[:SHOWN], *rest][:SHOWN]


def _styles(actor: Actor, taste: Taste, ties: Ties, today: date) -> Found:
    if not policy.may(actor, STYLE):
        return []
    rows = policy.rows(actor, STYLE).filter(is_archived=False)
    near = nearest(rows, taste, ties, "")
    priced = reads_price(actor, STYLE)
    found = _matched(
        taste, ((of_style(each, each.popularity, priced=priced), each) for each in near), ties, today
    )
    found.sort(key=lambda each: (-each[0].score, each[1].pk))
    return _varied(found)


def _matched(taste: Taste, things: Iterable[Any], ties: Ties, today: date) -> Found:
    weighed = ((match(taste, goods, ties, today), instance) for goods, instance in things)
    return [(each, instance) for each, instance in weighed if each is not None and each.score]
