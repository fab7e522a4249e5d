"""Reads of orders, visits and what they sum up to."""

from collections.abc import Sequence
from typing import Any

from parure.sales.models import OrderLine, VisitPiece

SHOWN_ITEMS = 2
SHOWN_PICTURES = 6


def items_of(orders: Sequence[Any]) -> dict[int, str]:
    """What was bought, by order: the first titles, and how many more there are."""
    return {pk: _in_short([title for title, _picture in lines]) for pk, lines in _lines_of(orders).items()}


def pictures_of(orders: Sequence[Any]) -> dict[int, list[str]]:
    """Codes of drawings of what was bought, by order."""
    return {
        pk: [picture for _title, picture in lines if picture][:SHOWN_PICTURES]
        for pk, lines in _lines_of(orders).items()
    }


def _in_short(titles: list[str]) -> str:
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
