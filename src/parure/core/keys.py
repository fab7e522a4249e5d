"""Thousands of keys out of the database at once, for crossing and counting them here."""

from array import array
from typing import Any

from django.db import connection
from django.db.models import Aggregate, BinaryField, QuerySet


class _Packed(Aggregate):
    """All values of a whole-numbered column, eight bytes each, the weightiest first."""

    template = "string_agg(int8send(%(expressions)s), '')"
    output_field = BinaryField()


def keys_of(rows: QuerySet[Any], column: str = "pk") -> "array[int]":
    """The values of a column that holds keys, in no order. PostgreSQL hands them over in one piece: unpacked row by
    row they take three times as long.
    """
    if connection.vendor != "postgresql":
        return array("q", rows.order_by().values_list(column, flat=True))
    keys = array("q", rows.order_by().aggregate(packed=_Packed(column))["packed"] or b"")
    keys.byteswap()
    return keys
