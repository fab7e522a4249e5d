"""How many customers share a place in the picture of recency and frequency, and what they are worth."""

from typing import Any

from django.db.models import Count, Sum
from django.db.models.query import QuerySet

Cell = tuple[int, int, str, int, int]
"""Recency's score, frequency's score, the group's code, customers, money kept in fen."""


def cells_of(facts: QuerySet[Any]) -> list[Cell]:
    """One query, counted in the database."""
    found = facts.order_by().values_list("r", "f", "rfm_group")
    return list(found.annotate(customers=Count("pk"), kept=Sum("kept_minor")).order_by("r", "f", "rfm_group"))
