"""The day's metal prices, set by hand or by other systems."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.models import Store
from parure.catalog.choices import PriceKind
from parure.catalog.events import MetalPricesSet
from parure.catalog.fineness import PRICED
from parure.catalog.metal_prices import (
    PRICE,
    Held,
    check_reads,
    held_at,
    is_far,
    price_name,
    prices_of,
    set_there,
)
from parure.catalog.models import MetalPrice
from parure.core.events import emit
from parure.core.money import format_money

STORE = "access.store"
WRITTEN = ("fineness", "kind", "price", "store", "effective_from")
AHEAD = timedelta(days=7)
FIRST = datetime(1990, 1, 1, tzinfo=UTC)
HIGHEST = 10**9
Prices = Mapping[tuple[str, str], int | None]
"""(fineness, kind) → fen per gram; None ends a store's own price."""


class Doubtful(ValidationError):
    """Prices that lie far from those they follow, as a digit too many does: to be confirmed. Names each with both."""


@transaction.atomic
def set_metal_prices(
    actor: Actor,
    prices: Prices,
    *,
    store: UUID | str | None = None,
    effective_from: datetime | None = None,
    confirmed: bool = False,
) -> list[MetalPrice]:
    """Let these prices hold from a moment on (now), everywhere or in one store, as one act; returns those that stand then.

    Rows are only added; a price that holds there already is not written again. In a store None lets the general price
    hold again. Raises `Doubtful` for a jump unless confirmed, ValidationError for what is no price, and `policy.Denied`
    for a place that isn't the actor's to set. Emits MetalPricesSet.
    """
    check_reads(actor)
    policy.check_write(actor, PRICE, WRITTEN, action="add")
    moment = effective_from or timezone.now()
    place: Store | None = policy.fetch(actor, STORE, store, "view") if store else None
    _check(prices, place, moment)
    there = prices_of(place.pk if place else None, moment)
    before = held_at(there)
    if not confirmed:
        _check_jumps(prices, before)
    standing = set_there(there, place.pk if place else None)
    fresh = [
        MetalPrice(
            fineness=fineness,
            kind=kind,
            price_minor=price,
            store=place,
            effective_from=moment,
            staff_id=actor.behind or actor.staff_id,
        )
        for (fineness, kind), price in prices.items()
        if price != getattr(standing.get((fineness, kind)), "price_minor", None)
    ]
    if fresh:
        _write(actor, fresh, place, moment)
    kept = {(each.fineness, each.kind): each for each in fresh}
    found = [kept.get(each) or standing.get(each) for each in prices]
    return [each for each in found if each is not None]


def _write(actor: Actor, fresh: Sequence[MetalPrice], place: Store | None, moment: datetime) -> None:
    MetalPrice.objects.bulk_create(fresh)
    keys = [each.pk for each in fresh]
    if policy.rows(actor, PRICE, "add").filter(pk__in=keys).count() < len(keys):
        raise policy.Denied(_("These prices are set for places that you don't set prices for."))
    audit.record(
        actor,
        AuditAction.CREATE,
        PRICE,
        keys[0],
        after={f"{each.fineness} {each.kind}": each.price_minor for each in fresh}
        | {"store": place.name if place else None, "effective_from": moment.isoformat()},
    )
    emit(
        MetalPricesSet(keys, place.pk if place else None, sorted({each.fineness for each in fresh})),
        actor=actor,
    )


def _check(prices: Prices, place: Store | None, moment: datetime) -> None:
    if not prices:
        raise ValidationError({"prices": _("Please fill in at least one price.")})
    if moment > timezone.now() + AHEAD:
        raise ValidationError({"effective_from": _("At most %s days ahead.") % AHEAD.days})
    if moment < FIRST:
        raise ValidationError({"effective_from": _("This is no day.")})
    faults = [fault for key, price in prices.items() if (fault := _fault(*key, price, place))]
    if faults:
        raise ValidationError({"prices": faults})


def _fault(fineness: str, kind: str, price: int | None, place: Any) -> str:
    if fineness not in PRICED or kind not in PriceKind.values:
        return _("This isn't one of the choices.")
    name = price_name(fineness, kind)
    if price is None:
        return "" if place else _("%s: a general price is followed by another, it doesn't end.") % name
    if not 0 < price <= HIGHEST:
        return _("%s: a price per gram above 0, please.") % name
    return ""


def _check_jumps(prices: Prices, before: Mapping[tuple[str, str], Held]) -> None:
    jumps = [
        _("%(price)s: %(before)s up to now, %(now)s from then on. Is that right?")
        % {
            "price": price_name(*key),
            "before": format_money(before[key].price_minor),
            "now": format_money(price),
        }
        for key, price in prices.items()
        if price is not None and key in before and is_far(price, before[key].price_minor)
    ]
    if jumps:
        raise Doubtful({"prices": jumps})
