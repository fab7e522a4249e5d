"""Cells of lists, edited where they stand."""

from typing import Any

from django.urls import reverse

HX = {"HTTP_HX_REQUEST": "true"}


def address(record: Any, name: str, key: str = "customers") -> str:
    """Where the cell of this record and field is edited."""
    return reverse("list-cell", args=[key, record.uid, name])
