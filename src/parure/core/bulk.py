"""Many rows at once, near the speed of the database: COPY on PostgreSQL, executemany on SQLite.

For imports and the demo shop. Values come as Python values in database form: uuid.UUID, date, aware datetime,
bytes, JSON already as text. Runs inside the caller's transaction.
"""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from django.db import connection, models
from psycopg._copy_base import format_row_text
from psycopg.adapt import Transformer

from parure.core.arrays import array_of

BULK_CACHE_KB = 128 * 1024
LOOKED_AT_ROWS = 50_000
COPIED_ROWS = 1000  # that PostgreSQL gets at once, and takes in while the next are made
BULK_CHECKPOINT_PAGES = 16_384  # pages that batch after batch changes go to the file once


@contextmanager
def without_collection() -> Iterator[None]:
    """Spare a stretch of bulk work the search for cycles: hundreds of thousands of plain tuples hold none.

    What lives already is set aside, so that a `gc.collect()` between batches looks at the batch alone.
    """
    was_on = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


@contextmanager
def with_room() -> Iterator[None]:
    """Give SQLite memory for a stretch of bulk work: rows of large indexes land on pages all over the file."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = {}
        for name, wanted in (("cache_size", -BULK_CACHE_KB), ("wal_autocheckpoint", BULK_CHECKPOINT_PAGES)):
            cursor.execute(f"PRAGMA {name}")
            usual[name] = cursor.fetchone()[0]
            cursor.execute(f"PRAGMA {name} = {wanted}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name, value in usual.items():
                cursor.execute(f"PRAGMA {name} = {value}")


def tell_planner(*changed: type[models.Model]) -> None:
    """Let the database look at tables that have just grown much; until then it plans as if they were small.

    A table that something else looks at already is left to it.
    """
    tables = [f'"{model._meta.db_table}"' for model in changed]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ANALYZE (SKIP_LOCKED) {', '.join(tables)}")
        else:
            look_at(cursor, *tables)


def look_at(cursor: Any, *tables: str) -> None:
    """Refresh SQLite's statistics of these tables, of all without one, from so many rows of each index.

    Other connections read them anew when the schema has changed: a view that comes and goes tells them.
    """
    cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT_ROWS}")
    for table in tables or [""]:
        cursor.execute(f"ANALYZE {table}")
    cursor.execute("CREATE VIEW IF NOT EXISTS parure_looked AS SELECT 1")
    cursor.execute("DROP VIEW IF EXISTS parure_looked")


def allocate_ids(model: type[models.Model], count: int) -> range:
    """Primary keys for `count` new rows, held by the running transaction (SQLite) or for ever (PostgreSQL)."""
    if not count:
        return range(0)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # One writer at a time may take a block, so that a block has no gaps.
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            sequence = cursor.fetchone()[0]
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [sequence])
            cursor.execute("SELECT nextval(%s::regclass)", [sequence])
            first = cursor.fetchone()[0]
            cursor.execute("SELECT setval(%s::regclass, %s)", [sequence, first + count - 1])
            return range(first, first + count)
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        row = cursor.fetchone()
        if row is None:
            cursor.execute(f'SELECT coalesce(max(id), 0) FROM "{table}"')  # noqa: S608 - a table of ours
            last = cursor.fetchone()[0]
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last + count])
        else:
            last = row[0]
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last + count, table])
    return range(last + 1, last + count + 1)


def insert_rows(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, ready: bool = False
) -> None:
    """Insert rows (tuples in the order of `columns`, which are column names).

    `ready` says that uids, days and moments are text already in the form of this database.
    """
    if not rows:
        return
    if connection.vendor == "postgresql":
        _copy(
            model, columns, (_as_text(rows[at : at + COPIED_ROWS]) for at in range(0, len(rows), COPIED_ROWS))
        )
        return
    _execute_many(model, columns, rows, ready=ready)


def rows_to_insert(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> Callable[[], None]:
    """The same in two steps: rows become text here, without the database; what is returned sends them."""
    if not rows:
        return _nothing
    if connection.vendor == "postgresql":
        return partial(_copy, model, columns, [_as_text(rows)])
    return partial(_execute_many, model, columns, rows)


def _nothing() -> None:
    """No rows, no statement."""


def _as_text(rows: Iterable[Sequence[Any]]) -> bytearray:
    """Rows as COPY takes them. psycopg's `Copy.write_row` does the same, with three times as much around each row."""
    text, transformer = bytearray(), Transformer(connection.connection)
    for row in rows:
        format_row_text(row, transformer, text)
    return text


def _copy(model: type[models.Model], columns: Sequence[str], texts: Iterable[bytearray]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.copy(statement) as copy:
        for text in texts:
            copy.write(text)


def _execute_many(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[Sequence[Any]], *, ready: bool = False
) -> None:
    names, marks = ", ".join(f'"{column}"' for column in columns), ", ".join("?" * len(columns))
    adapt = None if ready else _sqlite_adapter(model, columns)
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'  # noqa: S608 - names of ours
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.executemany(statement, map(adapt, rows) if adapt else rows)


def check_references() -> None:
    """Have PostgreSQL check now whether what was written points at rows that exist, instead of at the transaction's
    end, where everybody waits for it. SQLite goes on checking at the end.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _sqlite_adapter(
    model: type[models.Model], columns: Sequence[str]
) -> Callable[[Sequence[Any]], Sequence[Any]] | None:
    """SQLite keeps UUIDs as hex and moments as UTC text; only the columns that need it are touched, and text stays."""
    kinds = {field.column: field for field in model._meta.concrete_fields if hasattr(field, "column")}
    uuids = [i for i, column in enumerate(columns) if isinstance(kinds.get(column), models.UUIDField)]
    moments = [i for i, column in enumerate(columns) if isinstance(kinds.get(column), models.DateTimeField)]
    days = [
        i
        for i, column in enumerate(columns)
        if isinstance(kinds.get(column), models.DateField) and i not in moments
    ]
    if not (uuids or moments or days):
        return None

    def adapt(row: Sequence[Any]) -> Sequence[Any]:
        values = list(row)
        for i in uuids:
            value = values[i]
            if isinstance(value, UUID):
                values[i] = value.hex
        for i in moments:
            if isinstance(values[i], datetime):
                values[i] = moment_text(values[i])
        for i in days:
            if isinstance(values[i], date):
                values[i] = values[i].isoformat()
        return values

    return adapt


@lru_cache(maxsize=4096)  # an order, its payment and its story tell the same moment
def moment_text(value: datetime) -> str:
    """A moment as Django keeps it on SQLite: naive UTC with a space."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(sep=" ")


def ready_moments(values: Iterable[datetime]) -> list[str]:
    """Moments as text that this database takes; one that stands there again and again is written once."""
    write: Callable[[datetime], str] = str if connection.vendor == "postgresql" else moment_text
    before, text, told = None, "", []
    for value in values:
        if value is not before:
            before, text = value, write(value)
        told.append(text)
    return told


def update_rows(model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Set `columns` of many rows by primary key; each row is (id, value, …) in the order of `columns`."""
    if not rows:
        return
    table = model._meta.db_table
    if connection.vendor == "postgresql":
        _update_by_join(model, columns, rows)
        return
    adapt = _sqlite_adapter(model, [*columns, "id"])
    ordered = [(*values, pk) for pk, *values in rows]
    places = ", ".join(f'"{column}" = ?' for column in columns)
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.executemany(
            f'UPDATE "{table}" SET {places} WHERE id = ?',  # noqa: S608 - names of ours
            map(adapt, ordered) if adapt else ordered,
        )


def update_each(model: type[models.Model], changes: Mapping[int, Mapping[str, Any]]) -> None:
    """The same where rows change in different columns: {id: {column: value}}."""
    alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for pk, values in changes.items():
        columns = tuple(sorted(values))
        if columns:
            alike.setdefault(columns, []).append((pk, *(values[name] for name in columns)))
    for columns, rows in alike.items():
        update_rows(model, columns, rows)


def _update_by_join(
    model: type[models.Model], columns: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """One UPDATE joined with arrays of the new values, typed by the columns they go to."""
    kinds = {field.column: field.db_type(connection) for field in model._meta.concrete_fields}
    kinds["id"] = "bigint"
    names = ["id", *columns]
    arrays = ", ".join(f"%s::{_array_kind(kinds[name])}[]" for name in names)
    places = ", ".join(f'"{column}" = fresh."{column}"' for column in columns)
    fresh = ", ".join(f'"{name}"' for name in names)
    with connection.cursor() as cursor:
        cursor.execute(
            f'UPDATE "{model._meta.db_table}" AS kept SET {places}'  # noqa: S608 - names of ours
            f" FROM unnest({arrays}) AS fresh({fresh}) WHERE kept.id = fresh.id",
            [array_of(values) for values in zip(*rows, strict=True)],
        )


def _array_kind(kind: str | None) -> str:
    return (kind or "text").partition("(")[0].replace("character varying", "varchar")
