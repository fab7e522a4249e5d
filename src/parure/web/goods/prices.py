"""The day's metal prices: what holds now beside yesterday, a year of one of them, and the form that sets them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.catalog import operations
from parure.catalog.choices import PriceKind
from parure.catalog.fineness import FINENESS_LABELS, PRICED
from parure.catalog.metal_prices import PRICE, Held, Key, check_reads, course, may_set, places, prices_at
from parure.catalog.operations.prices import Doubtful
from parure.insight.reports.datasets import Unit
from parure.insight.reports.wording import change_text
from parure.web.dialogs import add_errors, done, notice_of, show
from parure.web.goods.lists import SIBLINGS
from parure.web.goods.price_form import PricesForm
from parure.web.insight.charts import line
from parure.web.insight.pictures import Chart, Drawing, Series
from parure.web.kit.formats import money_text
from parure.web.kit.views import siblings_of
from parure.web.pages import page

CHANGED = "pricesChanged"
EVERYWHERE = "all"
WEEKS = 52
Place = policy.Record | None


@page(place="goods")
@require_safe
def prices(request: HttpRequest) -> HttpResponse:
    """What a gram costs today in a store or in general, and what it cost in the last year."""
    actor = request.actor
    check_reads(actor)
    stores = places(actor)
    place = _place(actor, stores, request.GET.get("store", ""))
    now = timezone.now()
    held = prices_at(actor, place.pk if place else None, now)
    known = [each for each in PRICED if any(fineness == each for fineness, _kind in held)]
    chosen = request.GET.get("fineness", "")
    chosen = chosen if chosen in known else next(iter(known), "")
    before = prices_at(actor, place.pk if place else None, _midnight(now)) if known else {}
    context = {
        "siblings": siblings_of(actor, SIBLINGS, "metal-prices"),
        "places": _places(stores, place),
        "place": place.title if place else "",
        "kinds": PriceKind.labels,
        "lines": [_line(each, held, before, place, chosen) for each in known],
        "last_set": max((each.since for each in held.values()), default=None),
        "may_set": may_set(actor, place.pk if place else None),
        "set_address": _with(reverse("metal-prices-set"), place),
        "chosen": FINENESS_LABELS.get(chosen, ""),
        "chart": _year(actor, chosen, place, now) if chosen else None,
        "own": request.get_full_path(),
        "notice": notice_of(request),
    }
    return render(request, "goods/prices.html", context)


def _place(actor: Actor, stores: Sequence[policy.Record], asked: str) -> Place:
    """The store that is looked at. Unasked: in general for who sets that, else one's own."""
    if asked and asked != EVERYWHERE:
        found = next((each for each in stores if str(each.uid) == asked), None)
        if found is None:
            raise policy.NotFound(PRICE)
        return found
    if asked or may_set(actor, None):
        return None
    return next((each for each in stores if each.pk == actor.home_store_id), None)


def _with(address: str, place: Place, **more: str) -> str:
    return f"{address}?{urlencode({'store': str(place.uid) if place else EVERYWHERE} | more)}"


def _places(stores: Sequence[policy.Record], place: Place) -> list[tuple[str, str, bool]]:
    """(name, address, is this one) of what can be looked at; none in a house of one store."""
    if len(stores) < 2 and place is None:
        return []
    own = reverse("metal-prices")
    found = [(each.title, _with(own, each), place is not None and each.pk == place.pk) for each in stores]
    return [(_("Every store"), _with(own, None), place is None), *found]


def _midnight(now: datetime) -> datetime:
    """The last moment of yesterday."""
    today = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return today - timedelta(microseconds=1)


def _line(
    fineness: str, held: Mapping[Key, Held], before: Mapping[Key, Held], place: Place, chosen: str
) -> dict[str, Any]:
    keys = [(fineness, kind) for kind in PriceKind.values]
    return {
        "name": FINENESS_LABELS[fineness],
        "address": _with(reverse("metal-prices"), place, fineness=fineness),
        "is_chosen": fineness == chosen,
        "cells": [_cell(held.get(key), before.get(key)) for key in keys],
    }


def _cell(now: Held | None, before: Held | None) -> dict[str, Any]:
    """A price and how it changed since yesterday."""
    if now is None:
        return {}
    more = now.price_minor - before.price_minor if before else 0
    sign = "+" if more > 0 else "−"
    return {
        "price": money_text(now.price_minor),
        "is_own": now.is_own,
        "amount": f"{sign}{money_text(abs(more))}" if more else "",
        "change": change_text(now.price_minor, before.price_minor, Unit.RATE) if before and more else "",
        "is_same": before is not None and not more,
    }


def _year(actor: Actor, fineness: str, place: Place, now: datetime) -> Chart:
    """A year of a fineness, a point a week, each kind a line."""
    moments = [now - timedelta(weeks=back) for back in range(WEEKS, -1, -1)]
    found = course(actor, fineness, place.pk if place else None, moments)
    drawing = Drawing(
        label=_("What a gram of %s cost in the last 12 months") % FINENESS_LABELS[fineness],
        places=[timezone.localtime(each).date().isoformat() for each in moments],
        series=[Series(str(PriceKind(kind).label), told) for kind, told in found.items()],
        unit=Unit.RATE,
        stacked=False,
    )
    return line(drawing)


@page(place="goods")
def set_prices(request: HttpRequest) -> HttpResponse:
    """The form for today's prices of a store, or of every one; asks again about what looks like a slip."""
    actor = request.actor
    policy.require(actor, PRICE, "add")
    place = _place(actor, places(actor), request.GET.get("store", ""))
    if not may_set(actor, place.pk if place else None):
        raise policy.Denied(PRICE)
    now = timezone.now()
    general = prices_at(actor, None, now)
    held = prices_at(actor, place.pk, now) if place else general
    form = PricesForm(request.POST or None, held=held, general=general, has_place=place is not None)
    told: dict[str, Any] = {
        "title": _("Prices per gram from now on"),
        "place": place.title if place else _("Every store"),
        "template": "goods/prices_form.html",
        "kinds": PriceKind.labels,
        "is_general": place is None,
    }
    if form.is_bound and form.is_valid():
        try:
            operations.set_metal_prices(
                actor, form.prices(), store=place.uid if place else None, confirmed=form.is_confirmed()
            )
        except Doubtful as doubt:
            return show(request, form, doubts=doubt.messages, about=form.written(), **told)
        except ValidationError as error:
            add_errors(form, error)
        else:
            return done(request, _("These prices hold from now on."), fact=CHANGED, back="metal-prices")
    return show(request, form, **told)
