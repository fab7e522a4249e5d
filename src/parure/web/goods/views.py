"""Pieces and styles: lists and details. The list of metal prices."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.access.policy import Record
from parure.catalog.certificates import LAB_LABELS
from parure.catalog.choices import PieceStatus
from parure.catalog.queries import matching_styles, piece_detail, style_detail
from parure.insight.matching.suggesting import sees_suggestions
from parure.sales.choices import COUNTING
from parure.sales.queries import piece_history, visits_with_piece
from parure.web.fields.values import own_card
from parure.web.goods.cells import TONES, certificate_address, gem_word, legal_name_of
from parure.web.goods.lists import PIECES, PRICES, STYLES
from parure.web.kit.addresses import ListState
from parure.web.kit.cells import address_of, drawn
from parure.web.kit.details import facts_of, label_of, may_see
from parure.web.kit.views import show_list
from parure.web.pages import page

WEIGHTS = ("gross_weight", "net_weight")
MADE_OF = ("category", "fineness", "alloy_colour", "main_gem", "ring_size_label")
PRICED = ("label_price", "labour_per_gram", "labour_per_piece", "setting_fee", "cost")
PLACE = ("store", "location", "received_on", "remark")
SHOWN = 12
STYLE_FACTS = (
    "category",
    "fineness",
    "alloy_colour",
    "main_gem",
    "crafts",
    "occasions",
    "pricing_mode",
    "labour_per_gram",
    "labour_per_piece",
    "collection",
    "matching_set",
    "vendor",
    "tags",
    "external_id",
)


@page(place="goods")
@require_safe
def pieces(request: HttpRequest) -> HttpResponse:
    """All pieces in reach."""
    return show_list(request, PIECES)


@page(place="goods")
@require_safe
def styles(request: HttpRequest) -> HttpResponse:
    """All styles."""
    return show_list(request, STYLES)


@page(place="goods")
@require_safe
def price_list(request: HttpRequest) -> HttpResponse:
    """Every metal price in reach, the newest first."""
    return show_list(request, PRICES)


@page(place="goods")
@require_safe
def piece(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One piece: what it is made of, what it costs, its certificates, what became of it."""
    actor = request.actor
    detail = piece_detail(actor, uid)
    record = detail.piece
    stones = detail.stones
    main = next((stone for stone in stones if stone.get("is_main")), None)
    disclosed = {"origin": main.get("origin"), "treatment": main.get("treatment") or ""} if main else {}
    history = piece_history(actor, record.pk) if policy.may(actor, "sales.order_line") else []
    context = {
        "piece": record,
        "picture": drawn(str(record.get("drawing") or ""), record.title, "lg"),
        "legal": legal_name_of(record, **disclosed),
        "status": label_of(actor, record, "status"),
        "tone": TONES.get(str(record.get("status") or ""), ""),
        "style_address": address_of("catalog.style", getattr(record.get("style"), "uid", None)),
        "made_of": facts_of(actor, record, (*MADE_OF, *WEIGHTS)),
        "priced": facts_of(actor, record, PRICED[1:]),
        "shows_price": may_see(record, "label_price"),
        "place": facts_of(actor, record, PLACE),
        "own": own_card(actor, record),
        "stones": [_stone(actor, stone) for stone in stones],
        "certificates": [_certificate(each) for each in detail.certificates],
        "life": [_sale(line) for line in history],
        "visits": visits_with_piece(actor, record.pk),
        "sees_wishes": policy.may(actor, "people.wish"),
        "sees_likers": record.get("status") != PieceStatus.SOLD and sees_suggestions(actor),
    }
    return render(request, "goods/piece.html", context)


def _stone(actor: Any, stone: Record) -> dict[str, Any]:
    """A stone in words: what it is, and the four Cs that are known of it."""
    grades = [("colour", _("Colour")), ("clarity", _("Clarity")), ("cut", _("Cut"))]
    return {
        "gem": gem_word(str(stone.get("gem") or "")) or "—",
        "is_main": stone.get("is_main"),
        "count": stone.get("count") or 1,
        "weight": stone.get("weight"),
        "grades": [(label, stone.get(name)) for name, label in grades if stone.get(name)],
        "origin": label_of(actor, stone, "origin"),
        "treatment": label_of(actor, stone, "treatment"),
    }


def _certificate(record: Record) -> dict[str, str]:
    lab, number = str(record.get("lab") or ""), str(record.get("number") or "")
    return {
        "lab": str(LAB_LABELS.get(lab, lab)),
        "number": number,
        "address": certificate_address(lab, number),
    }


def _sale(line: Record) -> dict[str, Any]:
    """One sale of a piece as its life tells it."""
    holds = line.get("order_status") in COUNTING and not line.get("is_returned")
    order, customer = line.get("order"), line.get("customer")
    return {
        "at": line.get("bought_at"),
        "order": order,
        "order_address": address_of("sales.order", getattr(order, "uid", None)),
        "customer": customer,
        "customer_address": address_of("people.customer", getattr(customer, "uid", None)),
        "total": line.get("total"),
        "holds": holds,
        "is_returned": line.get("is_returned"),
    }


@page(place="goods")
@require_safe
def style(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One style: how it is made and priced, its pieces, what goes with it."""
    actor = request.actor
    detail = style_detail(actor, uid)
    record = detail.style
    in_style = [{"field": "style", "op": "is", "value": record.pk}]
    context = {
        "style": record,
        "picture": drawn(str(record.get("drawing") or ""), record.title, "lg"),
        "legal": legal_name_of(record),
        "facts": facts_of(actor, record, STYLE_FACTS),
        "own": own_card(actor, record),
        "description": record.get("description"),
        "image_url": _web_address(record.get("image_url")),
        "price": record.get("price"),
        "pieces": [_in_style(actor, each) for each in detail.pieces[:SHOWN]],
        "piece_count": detail.piece_count,
        "in_stock_count": detail.in_stock_count,
        "pieces_address": ListState("pieces", view="all").with_terms(in_style).address(),
        "matching": _tiles(actor, matching_styles(actor, record)),
        "sees_wishes": policy.may(actor, "people.wish"),
        "sees_likers": sees_suggestions(actor),
    }
    return render(request, "goods/style.html", context)


def _in_style(actor: Any, record: Record) -> dict[str, Any]:
    """A piece as a line among those of its style."""
    return {
        "code": record.get("code") or record.title,
        "address": address_of("catalog.piece", record.uid),
        "weight": record.get("net_weight") or record.get("gross_weight"),
        "size": record.get("ring_size_label") or "",
        "price": record.get("label_price"),
        "store": record.get("store"),
        "status": label_of(actor, record, "status"),
        "tone": TONES.get(str(record.get("status") or ""), ""),
    }


def _web_address(text: Any) -> str:
    """The picture's address where it can be followed safely."""
    return str(text) if str(text or "").startswith(("https://", "http://")) else ""


def _tiles(actor: Any, records: Sequence[Record]) -> list[dict[str, Any]]:
    """Records as pictured tiles."""
    return [
        {
            "title": record.title,
            "address": address_of(record.resource, record.uid),
            "picture": drawn(str(record.get("drawing") or ""), size="lg"),
            "code": record.get("code") or record.get("style_no") or "",
            "price": record.get("label_price", record.get("price")),
            "status": label_of(actor, record, "status"),
            "tone": TONES.get(str(record.get("status") or ""), ""),
        }
        for record in records
    ]
