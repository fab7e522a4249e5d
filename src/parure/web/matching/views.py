"""Pieces to show a customer, and customers who would love a piece: parts of their pages."""

import secrets
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.policy import Masked
from parure.insight.matching.liking import GOODS, Liker, likers_of
from parure.insight.matching.suggesting import Suggestion, suggestions_for
from parure.people import operations
from parure.web.dialogs import done
from parure.web.kit.addresses import ListState
from parure.web.kit.cells import address_of, drawn
from parure.web.pages import page
from parure.web.people.views import CHANGED
from parure.web.undo import undoes

WISH = "people.wish"
SAID = 2  # reasons beside a picture


@page(place="customers", part_of="customer")
@require_safe
def card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What to show the customer, asked for once the page stands."""
    told = suggestions_for(request.actor, uid)
    context = {
        "uid": uid,
        "lines": [_suggestion(each) for each in told.found],
        "is_blank": told.is_blank,
        "is_refused": told.is_refused and policy.may(request.actor, "people.consent"),
        "may_note": may_note(request.actor),
    }
    return render(request, "matching/suggestions.html", context)


def _suggestion(each: Suggestion) -> dict[str, Any]:
    goods = each.goods
    kind = next(kind for kind, resource in GOODS.items() if resource == goods.resource)
    price = goods.get("label_price") if kind == "piece" else goods.get("price")
    return {
        "kind": kind,
        "uid": goods.uid,
        "title": goods.title,
        "code": goods.get("code") or goods.get("style_no") or "",
        "address": address_of(goods.resource, goods.uid),
        "picture": drawn(_plain(goods.get("drawing"))),
        "price": None if isinstance(price, Masked) else price,
        "store": goods.get("store") or "",
        "reasons": [reason.words for reason in each.reasons[:SAID]],
        "is_wished": each.is_wished,
        "request_key": secrets.token_hex(16),
    }


def _plain(code: Any) -> str:
    return "" if isinstance(code, Masked) else str(code or "")


def may_note(actor: Actor) -> bool:
    """Whether what is suggested can be put on the wish list."""
    return policy.may(actor, WISH, "add") and "what" in policy.fields(actor, WISH, Level.WRITE)


@page(place="customers")
@require_POST
def note_wish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Put something suggested on the customer's wish list: `goods` is kind:uid."""
    policy.require(request.actor, WISH, "add")
    kind, _colon, goods = request.POST.get("goods", "").partition(":")
    if kind not in GOODS:
        raise policy.NotFound(kind)
    wish = operations.add_wish(
        request.actor, uid, request_key=request.POST.get("request_key", ""), **{kind: goods}
    )
    undo = ("wish-noted", {"wish": str(wish.uid)})
    return done(
        request, _("Put on the wish list."), fact=CHANGED, back=reverse("customer", args=[uid]), undo=undo
    )


@undoes("wish-noted", fact=CHANGED)
def _take_off(actor: Actor, kept: dict[str, Any]) -> None:
    operations.remove_wish(actor, kept["wish"])


@page(place="goods", part_of=lambda kind, uid: reverse(kind, args=[uid]))
@require_safe
def likers(request: HttpRequest, kind: str, uid: UUID) -> HttpResponse:
    """Who would love this piece or style, of the customers in reach."""
    if kind not in GOODS:
        raise policy.NotFound(kind)
    told = likers_of(request.actor, kind, uid)
    alike = ListState("customers", view="all").with_terms(told.alike).address() if told.alike else ""
    context = {"lines": [_liker(each) for each in told.found], "alike": alike}
    return render(request, "matching/likers.html", context)


def _liker(each: Liker) -> dict[str, Any]:
    customer = each.customer
    return {
        "title": customer.title,
        "address": address_of(customer.resource, customer.uid),
        "advisor": customer.get("owner") or "",
        "reasons": [reason.words for reason in each.reasons],
    }
