"""Asking for many rows by their keys: a few statements a batch, never one a row."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models

from parure.core.arrays import array_of

CHUNK = 10_000


def select_where(
    sql: str, column: str, values: Iterable[Any], before: Sequence[Any] = ()
) -> Iterator[tuple[Any, ...]]:
    """Rows of `sql` (ending in WHERE … AND, or WHERE) whose `column` is one of the values; `before` fills its marks."""
    wanted = list(values)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"{sql} {column} = ANY(%s)", [*before, array_of(chunk)])
            else:
                marks = ",".join(["%s"] * len(chunk))
                cursor.execute(f"{sql} {column} IN ({marks})", [*before, *chunk])
            yield from cursor.fetchall()


def last_id(model: type[models.Model]) -> int:
    """The highest primary key so far; rows made later in this transaction lie above it."""
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
