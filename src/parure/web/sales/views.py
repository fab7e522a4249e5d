"""Orders and visits: lists, and an order taken apart."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parure.access.policy import Link, Masked, Record
from parure.sales.queries import order_detail
from parure.web.fields.values import own_card
from parure.web.kit.cells import address_of, drawn
from parure.web.kit.details import facts_of, label_of
from parure.web.kit.formats import money_text
from parure.web.kit.views import show_list
from parure.web.pages import page
from parure.web.sales.cells import ORDER_TONES, source_word
from parure.web.sales.lists import ORDERS, VISITS

PARTS = (("subtotal", 1), ("discount", -1), ("shipping", 1), ("tax", 1))
ABOUT = ("advisor", "store")
WHY = ("recipient", "occasion", "motive", "remark")
OPEN = ("UNPAID", "PARTLY_PAID")


@page(place="sales")
@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    """All orders in reach."""
    return show_list(request, ORDERS)


@page(place="sales")
@require_safe
def visits(request: HttpRequest) -> HttpResponse:
    """All visits in reach."""
    return show_list(request, VISITS)


@page(place="sales")
@require_safe
def order(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One order: its lines, the price taken apart, what was paid and given back, for whom and why."""
    actor = request.actor
    detail = order_detail(actor, uid)
    record = detail.order
    currency = str(record.get("currency") or settings.CURRENCY)
    context = {
        "order": record,
        "status": label_of(actor, record, "status"),
        "tone": ORDER_TONES.get(str(record.get("status") or ""), ""),
        "customer": _customer(record),
        "lines": [_line(actor, line, currency) for line in detail.lines],
        "piece_count": sum(line.get("quantity") or 0 for line in detail.lines),
        "parts": _parts(actor, record, currency),
        "total": _amount(record, "total", currency),
        "paid": _amount(record, "paid", currency),
        "refunded": _amount(record, "refunded", currency, -1) if _minor(record, "refunded") else "",
        "kept": _amount(record, "kept", currency),
        "due": _due(record, currency),
        "payments": [_payment(actor, each, currency) for each in detail.payments],
        "about": facts_of(actor, record, ABOUT),
        "why": facts_of(actor, record, WHY),
        "own": own_card(actor, record),
        "source": source_word(str(record.get("source") or "")),
    }
    return render(request, "sales/order.html", context)


def _customer(record: Record) -> dict[str, Any] | None:
    to = record.get("customer")
    if not isinstance(to, Link):
        return {"label": str(to), "address": ""} if to else None
    return {"label": to.label or "—", "address": address_of("people.customer", to.uid)}


def _minor(record: Record, name: str) -> int | None:
    """The amount in fen, where this person may read it."""
    value = record.get(name)
    return value if isinstance(value, int) else None


def _amount(record: Record, name: str, currency: str, sign: int = 1) -> str:
    """The amount in words, masked as the gate masks it; "" for who may not see that there is one."""
    value = record.get(name)
    if isinstance(value, Masked):
        return value.text
    return money_text(sign * value, currency) if isinstance(value, int) else ""


def _parts(actor: Any, record: Record, currency: str) -> list[dict[str, Any]]:
    """What the total is made of; parts of zero are left out, save the first."""
    labels = {"subtotal": _("Goods"), "discount": _("Discount"), "shipping": _("Shipping"), "tax": _("Tax")}
    found = []
    for name, sign in PARTS:
        said = _amount(record, name, currency, sign)
        if said and (name == "subtotal" or _minor(record, name) != 0):
            found.append({"label": labels[name], "amount": said, "is_less": sign < 0})
    return found


def _due(record: Record, currency: str) -> str:
    """What is still to be paid of an open order."""
    total, paid = _minor(record, "total"), _minor(record, "paid")
    if total is None or paid is None or record.get("status") not in OPEN or total <= paid:
        return ""
    return money_text(total - paid, currency)


def _line(actor: Any, line: Record, currency: str) -> dict[str, Any]:
    """A line as it is read: what, from which piece, and how its amount came about."""
    piece = line.get("piece")
    words = [label_of(actor, line, name) for name in ("fineness", "gem")]
    is_reckoned = bool(_minor(line, "discount")) or (line.get("quantity") or 1) != 1
    return {
        "title": line.get("title") or _("Item"),
        "picture": drawn(str(line.get("picture") or "")),
        "address": address_of("catalog.piece", getattr(piece, "uid", None)),
        "about": [word for word in (line.get("piece_code"), line.get("sku"), *words) if word],
        "quantity": line.get("quantity") or 1,
        "unit_price": _amount(line, "unit_price", currency) if is_reckoned else "",
        "discount": _amount(line, "discount", currency, -1) if _minor(line, "discount") else "",
        "total": _amount(line, "total", currency),
        "is_returned": line.get("is_returned"),
    }


def _payment(actor: Any, payment: Record, currency: str) -> dict[str, Any]:
    is_refund = payment.get("kind") == "REFUND"
    return {
        "method": label_of(actor, payment, "method"),
        "kind": label_of(actor, payment, "kind"),
        "at": payment.get("at"),
        "is_refund": is_refund,
        "amount": _amount(payment, "amount", currency, -1 if is_refund else 1),
    }
