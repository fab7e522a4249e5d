"""The day's metal prices as they held at a moment: a store's own before the general one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, Q

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level, Scope
from parure.catalog.choices import PriceKind
from parure.catalog.fineness import FINENESS_LABELS
from parure.catalog.models import MetalPrice

PRICE, STORE = "catalog.metal_price", "access.store"
TOLD_BY = ("fineness", "kind", "price", "store", "effective_from")
JUMP = 5  # a fifth of the price before
Key = tuple[str, str]
"""Fineness and kind."""


@dataclass(frozen=True, slots=True)
class Held:
    """A price in fen per gram as it held, since when, and whether the store has set it for itself."""

    price_minor: int
    since: datetime
    is_own: bool


def price_at(actor: Actor, fineness: str, kind: str, store_id: int | None, moment: datetime) -> int | None:
    """Fen per gram as it held then in a store (None: in general), None where there was no price; one query."""
    found = prices_at(actor, store_id, moment).get((fineness, kind))
    return found.price_minor if found else None


def prices_at(actor: Actor, store_id: int | None, moment: datetime) -> dict[Key, Held]:
    """Every price as it held then in a store; one query. Raises `policy.Denied` for who may not read prices."""
    check_reads(actor)
    return held_at(prices_of(store_id, moment, policy.row_condition(actor, PRICE)))


def reads_prices(actor: Actor) -> bool:
    readable = policy.fields(actor, PRICE, Level.READ)
    return all(name in readable for name in TOLD_BY)


def check_reads(actor: Actor) -> None:
    if not reads_prices(actor):
        raise policy.Denied(PRICE)


def places(actor: Actor) -> list[policy.Record]:
    """The stores that may have prices of their own; one query."""
    rows = policy.rows(actor, STORE).filter(is_active=True).order_by("code")
    return policy.records(actor, STORE, rows, ())


def may_set(actor: Actor, store_id: int | None) -> bool:
    """Whether this person sets the prices of a store (None: the general ones)."""
    scope = actor.scope(PRICE, "add")
    if scope is Scope.ALL:
        return True
    within = {Scope.STORE: actor.store_ids, Scope.REGION: actor.region_store_ids}
    return store_id in within.get(scope, frozenset())


def prices_of(store_id: int | None, moment: datetime, reach: Q | None = None) -> list[MetalPrice]:
    """The last price of each fineness and kind up to a moment: the general ones, and the store's own; later ones of a
    moment last. One query.
    """
    rows = MetalPrice.objects.filter(reach or Q(), of_store(store_id), effective_from__lte=moment)
    lasts = rows.order_by().values("fineness", "kind", "store").annotate(last=Max("effective_from"))
    found = rows.filter(effective_from__in=lasts.values("last")).order_by("effective_from", "pk")
    latest = {(each.fineness, each.kind, each.store_id): each for each in found}
    return list(latest.values())


def of_store(store_id: int | None) -> Q:
    """What may hold in a store."""
    return Q(store=None) if store_id is None else Q(store=None) | Q(store=store_id)


def set_there(rows: Iterable[MetalPrice], store_id: int | None) -> dict[Key, MetalPrice]:
    """Those of `prices_of` that were set for just this store, or for all."""
    return {(each.fineness, each.kind): each for each in rows if each.store_id == store_id}


def held_at(rows: Sequence[MetalPrice]) -> dict[Key, Held]:
    """What holds of `prices_of`: the general price, or the store's own unless that has ended."""
    found: dict[Key, Held] = {}
    for each in sorted(rows, key=lambda row: row.store_id is not None):
        if each.price_minor is not None:
            is_own = each.store_id is not None
            found[each.fineness, each.kind] = Held(each.price_minor, each.effective_from, is_own)
    return found


def is_far(price: int, before: int) -> bool:
    """Whether a price lies more than a fifth from the one before."""
    return abs(price - before) * JUMP > before


def price_name(fineness: str, kind: str) -> str:
    """足金999 零售价"""
    return f"{FINENESS_LABELS.get(fineness, fineness)} {PriceKind(kind).label}"


def course(
    actor: Actor, fineness: str, store_id: int | None, moments: Sequence[datetime]
) -> dict[str, list[int | None]]:
    """What a gram of this fineness cost in a store at each moment (in order), by kind; two queries."""
    check_reads(actor)
    reach = policy.row_condition(actor, PRICE) & Q(fineness=fineness)
    first = prices_of(store_id, moments[0], reach)
    later = MetalPrice.objects.filter(
        reach, of_store(store_id), effective_from__gt=moments[0], effective_from__lte=moments[-1]
    )
    told = list(
        later.order_by("effective_from", "pk").values_list(
            "effective_from", "kind", "store_id", "price_minor"
        )
    )
    now = {(each.kind, each.store_id is not None): each.price_minor for each in first}
    found: dict[str, list[int | None]] = {}
    place = 0
    for moment in moments:
        while place < len(told) and told[place][0] <= moment:
            _since, kind, store, price = told[place]
            now[kind, store is not None] = price
            place += 1
        for kind in PriceKind.values:
            own = now.get((kind, True))
            found.setdefault(kind, []).append(own if own is not None else now.get((kind, False)))
    return {kind: prices for kind, prices in found.items() if any(prices)}
