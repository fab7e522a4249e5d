"""Asking and changing many rows by their keys: a few statements a batch, never one a row."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from parure.core.bulk import moment_text

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
                cursor.execute(f"{sql} {column} = ANY(%s)", [*before, chunk])
            else:
                marks = ",".join(["%s"] * len(chunk))
                cursor.execute(f"{sql} {column} IN ({marks})", [*before, *chunk])
            yield from cursor.fetchall()


def update_rows(model: type[models.Model], changes: dict[int, dict[str, Any]]) -> None:
    """Set columns of rows by primary key: {id: {column: value}}, JSON already as text."""
    by_columns: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for pk, values in changes.items():
        columns = tuple(sorted(values))
        by_columns.setdefault(columns, []).append((*(_stored(values[name]) for name in columns), pk))
    table = model._meta.db_table
    with connection.cursor() as cursor:
        for columns, rows in by_columns.items():
            sets = ", ".join(f'"{name}" = %s' for name in columns)
            cursor.executemany(f'UPDATE "{table}" SET {sets} WHERE id = %s', rows)  # noqa: S608 - names of ours


def _stored(value: Any) -> Any:
    if connection.vendor == "postgresql":
        return value
    if isinstance(value, datetime):
        return moment_text(value)
    return value.isoformat() if isinstance(value, date) else value


def last_id(model: type[models.Model]) -> int:
    """The highest primary key so far; rows made later in this transaction lie above it."""
    return model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
