"""How many customers share a place in the picture of recency and frequency, and what they are worth."""

from typing import Any, NamedTuple

from django.db.models import Count, Max, Min, Sum
from django.db.models.query import QuerySet


class Cell(NamedTuple):
    """Customers with the same scores of recency and frequency in the same group. Money in fen."""

    r: int
    f: int
    group: str
    customers: int
    kept_minor: int
    days_from: int
    days_to: int
    purchases_from: int
    purchases_to: int


def cells_of(facts: QuerySet[Any]) -> list[Cell]:
    """One query, counted in the database."""
    found = facts.order_by().values_list("r", "f", "rfm_group")
    counted = found.annotate(
        customers=Count("pk"),
        kept=Sum("kept_minor"),
        days_from=Min("recency_days"),
        days_to=Max("recency_days"),
        purchases_from=Min("purchases"),
        purchases_to=Max("purchases"),
    )
    return [Cell(*row) for row in counted.order_by("r", "f", "rfm_group")]
