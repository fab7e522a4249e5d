"""Reads of orders, visits and what they sum up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery
from django.db.models.functions import TruncDate
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.core.among import among
from parure.people.queries import merged_into
from parure.people.rules import PurchaseFacts
from parure.sales.choices import COUNTING
from parure.sales.models import OpeningSpend, Order, OrderLine, VisitPiece
from parure.sales.rules import Opening, Purchase, kept_minor, sum_purchases

SHOWN_ITEMS = 2
SHOWN_PICTURES = 6


def items_of(orders: Sequence[Any]) -> dict[int, str]:
    """What was bought, by order: the first titles, and how many more there are."""
    return {pk: in_short([title for title, _picture in lines]) for pk, lines in _lines_of(orders).items()}


def pictures_of(orders: Sequence[Any]) -> dict[int, list[str]]:
    """Codes of drawings of what was bought, by order."""
    return {
        pk: [picture for _title, picture in lines if picture][:SHOWN_PICTURES]
        for pk, lines in _lines_of(orders).items()
    }


def in_short(titles: list[str]) -> str:
    """The first titles, and how many more there are."""
    shown = "、".join(titles[:SHOWN_ITEMS])
    return f"{shown} +{len(titles) - SHOWN_ITEMS}" if len(titles) > SHOWN_ITEMS else shown


def _lines_of(orders: Sequence[Any]) -> dict[int, list[tuple[str, str]]]:
    """Titles and pictures by order, in one query for a list, remembered on its instances."""
    if all(hasattr(order, "_lines_shown") for order in orders):
        return {order.pk: order._lines_shown for order in orders}
    found: dict[int, list[tuple[str, str]]] = {order.pk: [] for order in orders}
    lines = OrderLine.objects.filter(order_id__in=list(found)).order_by("order_id", "line_no")
    for order_id, title, drawing in lines.values_list("order_id", "title", "drawing"):
        found[order_id].append((title, drawing))
    for order in orders:
        order._lines_shown = found[order.pk]
    return found


def pieces_of_visits(visits: Sequence[Any]) -> dict[int, list[dict[str, Any]]]:
    """Pieces looked at, by visit: [{"title", "picture", "uid", "tried"}]."""
    found: dict[int, list[dict[str, Any]]] = {visit.pk: [] for visit in visits}
    rows = VisitPiece.objects.filter(visit_id__in=list(found)).select_related("piece").order_by("pk")
    for row in rows:
        piece = row.piece
        found[row.visit_id].append(
            {
                "title": piece.name or piece.code,
                "picture": piece.drawing,
                "uid": str(piece.uid),
                "tried": row.tried,
            }
        )
    return found


def last_bought(customers: Sequence[Any]) -> dict[int, str]:
    """The title of what each of these customers bought last and kept."""
    return {pk: title for pk, (title, _picture) in _last_lines(customers).items()}


def last_pictured(customers: Sequence[Any]) -> dict[int, str]:
    """The drawing of what each of these customers bought last and kept."""
    return {pk: picture for pk, (_title, picture) in _last_lines(customers).items() if picture}


def _last_lines(customers: Sequence[Any]) -> dict[int, tuple[str, str]]:
    """Title and drawing of the latest line by customer, in one query for a list, remembered on its instances."""
    if all(hasattr(customer, "_last_line") for customer in customers):
        return {each.pk: each._last_line for each in customers if each._last_line}
    newest = OrderLine.objects.filter(
        order__customer=OuterRef("pk"), order__status__in=COUNTING, is_returned=False
    ).order_by("-order__ordered_at", "-order_id", "line_no")
    lines = (
        type(customers[0])
        ._default_manager.filter(pk__in=[customer.pk for customer in customers])
        .annotate(
            last_title=Subquery(newest.values("title")[:1]),
            last_drawing=Subquery(newest.values("drawing")[:1]),
        )
    )
    found = {
        pk: (title, drawing)
        for pk, title, drawing in lines.values_list("pk", "last_title", "last_drawing")
        if title is not None
    }
    for customer in customers:
        customer._last_line = found.get(customer.pk)
    return found


# ── sums ─────────────────────────────────────────────────────────────────────


def purchase_facts(customer_ids: Sequence[int], today: date) -> dict[int, PurchaseFacts]:
    """What each of these customers bought, summed, in two queries; customers without purchases with zeros."""
    bought: dict[int, list[Purchase]] = {pk: [] for pk in customer_ids}
    brought: dict[int, list[Opening]] = {pk: [] for pk in customer_ids}
    orders = Order.objects.filter(customer__id__among=among(customer_ids), status__in=COUNTING)
    dated = orders.annotate(on=TruncDate("ordered_at", tzinfo=timezone.get_current_timezone()))
    for customer, on, status, total, paid, refunded in dated.values_list(
        "customer_id", "on", "status", "total_minor", "paid_minor", "refunded_minor"
    ):
        bought[customer].append(Purchase(on, kept_minor(status, total, paid, refunded)))
    merged = merged_into(customer_ids)
    openings = OpeningSpend.objects.filter(customer__id__among=among([*customer_ids, *merged]))
    for customer, amount, count, last in openings.values_list(
        "customer_id", "amount_minor", "order_count", "last_purchase_on"
    ):
        brought[merged.get(customer, customer)].append(Opening(amount, count, last))
    return {pk: sum_purchases(bought[pk], brought[pk], today) for pk in customer_ids}


def orders_with(piece_ids: Iterable[int]) -> dict[int, str]:
    """The number of the order in which each of these pieces is sold now; unsold ones are absent."""
    lines = OrderLine.objects.filter(
        piece_id__in=list(piece_ids), is_returned=False, order__status__in=COUNTING
    ).order_by("pk")
    return dict(lines.values_list("piece_id", "order__order_no"))


# ── for pages ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order with what belongs to it, as far as the asker may see it."""

    order: policy.Record
    lines: list[policy.Record]
    payments: list[policy.Record]


def order_detail(actor: Actor, uid: UUID | str) -> OrderDetail:
    """One order with lines and payments, in four queries; NotFound out of reach."""
    order = policy.fetch(actor, "sales.order", uid, "view")
    names = [name for name in policy.fields(actor, "sales.order") if name not in ("items", "pictures")]
    return OrderDetail(
        order=policy.record(actor, "sales.order", order, names),
        lines=_of_order(actor, "sales.order_line", order, "line_no"),
        payments=_of_order(actor, "sales.payment", order, "at"),
    )


def _of_order(actor: Actor, resource: str, order: Order, sort: str) -> list[policy.Record]:
    if not policy.may(actor, resource):
        return []
    return policy.records(
        actor, resource, policy.rows(actor, resource).filter(order=order).order_by(sort, "pk")
    )


OWNED = (
    "title",
    "picture",
    "piece",
    "piece_code",
    "style",
    "category",
    "fineness",
    "gem",
    "total",
    "order",
    "bought_at",
    "recipient",
)


def pieces_owned(actor: Actor, customer_id: int) -> list[policy.Record]:
    """What a customer bought and kept, newest first, as order lines; one query."""
    lines = policy.rows(actor, "sales.order_line").filter(
        order__customer_id=customer_id, order__status__in=COUNTING, is_returned=False
    )
    # without the customer, whom every line would bring along again
    kept = lines.select_related("order", "piece", "style").order_by("-order__ordered_at", "line_no")
    return policy.records(actor, "sales.order_line", list(kept), OWNED)


def piece_history(actor: Actor, piece_id: int) -> list[policy.Record]:
    """The orders a piece went through, newest first, as order lines with order, customer, day, whether it came
    back; the first one neither returned nor of a dropped order names the owner.
    """
    lines = policy.rows(actor, "sales.order_line").filter(piece_id=piece_id)
    names = (*OWNED, "customer", "is_returned", "order_status")
    return policy.records(actor, "sales.order_line", lines.order_by("-order__ordered_at", "-pk"), names)


def orders_of_customer(actor: Actor, customer_id: int, *, limit: int = 20) -> list[policy.Record]:
    """A customer's orders, newest first."""
    orders = policy.rows(actor, "sales.order").filter(customer_id=customer_id)
    return policy.records(actor, "sales.order", orders.order_by("-ordered_at", "-pk")[:limit])


def visits_of_customer(actor: Actor, customer_id: int, *, limit: int = 20) -> list[policy.Record]:
    """A customer's visits with the pieces they saw, newest first."""
    visits = policy.rows(actor, "sales.visit").filter(customer_id=customer_id)
    return policy.records(actor, "sales.visit", visits.order_by("-at", "-pk")[:limit])


def occasions_of_customer(
    actor: Actor, customer_id: int, *, limit: int = 6
) -> list[tuple[str, policy.Record]]:
    """What a customer's words may be about, the newest first: ("order" or "visit", record); two queries."""
    found = []
    for kind, resource, at in (("order", "sales.order", "ordered_at"), ("visit", "sales.visit", "at")):
        if policy.may(actor, resource):
            rows = policy.rows(actor, resource).filter(customer_id=customer_id).order_by(f"-{at}", "-pk")
            found += [(kind, each) for each in policy.records(actor, resource, rows[:limit], (at,))]
    return found


def visits_with_piece(actor: Actor, piece_id: int, *, limit: int = 20) -> list[policy.Record]:
    """The visits during which a piece was looked at or tried on, newest first."""
    if not policy.may(actor, "sales.visit"):
        return []
    visits = policy.rows(actor, "sales.visit").filter(pieces__piece_id=piece_id)
    names = ("at", "customer", "store", "staff", "outcome", "reason", "pieces")
    return policy.records(actor, "sales.visit", visits.order_by("-at", "-pk")[:limit], names)


def visit_detail(actor: Actor, uid: UUID | str) -> policy.Record:
    """One visit; NotFound out of reach."""
    return policy.record(actor, "sales.visit", policy.fetch(actor, "sales.visit", uid, "view"))
