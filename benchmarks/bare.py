"""Writing given rows again, as fast as the database takes them: executemany on SQLite, COPY on PostgreSQL."""

import time
from collections.abc import Sequence
from typing import Any

BATCH = 20_000


def write_again(tables: Sequence[str]) -> float:
    """Seconds that writing the rows of these tables takes into empty copies with the same indexes.

    Reading them is not counted. The copies are dropped afterwards.
    """
    from django.db import connection

    connection.ensure_connection()
    return sum((_sqlite if connection.vendor == "sqlite" else _postgresql)(table) for table in tables)


def write_again_checked(tables: Sequence[str]) -> float | None:
    """The same into copies whose foreign keys are checked as those of the tables are; None on SQLite, whose copies
    stand in a file of their own.
    """
    from django.db import connection

    if connection.vendor == "sqlite":
        return None
    return sum(_postgresql(table, checked=True) for table in tables)


def _sqlite(table: str) -> float:
    import sqlite3
    from pathlib import Path

    from django.db import connection

    source = connection.connection
    path = Path(str(connection.settings_dict["NAME"])).with_suffix(".bare")
    path.unlink(missing_ok=True)
    target = sqlite3.connect(path, isolation_level=None)
    for statement in (
        connection.settings_dict["OPTIONS"]["init_command"]
        .replace("foreign_keys=ON", "foreign_keys=OFF")
        .split(";")
    ):
        target.execute(statement)
    schema = source.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL AND type IN ('table', 'index')"
        " ORDER BY type DESC",
        [table],
    ).fetchall()
    for (statement,) in schema:
        target.execute(statement)
    columns = _columns(table)
    marks = ", ".join("?" * (columns.count(",") + 1))
    insert = f"INSERT INTO {table} ({columns}) VALUES ({marks})"
    took = 0.0
    order = "customer_id / 20000, token, rank" if table == "people_searchtoken" else "rowid"
    cursor = source.execute(f"SELECT {columns} FROM {table} ORDER BY {order}")
    while rows := cursor.fetchmany(BATCH):
        began = time.perf_counter()
        target.execute("BEGIN IMMEDIATE")
        target.executemany(insert, rows)
        target.execute("COMMIT")
        took += time.perf_counter() - began
    target.close()
    path.unlink()
    return took


def _postgresql(table: str, *, checked: bool = False) -> float:
    from django.db import connection

    took, columns = 0.0, _columns(table)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bare_copy (LIKE {table} INCLUDING ALL)")
        if checked:
            _add_foreign_keys(cursor, table)
        cursor.execute(f"SELECT count(*) FROM {table}")
        total = cursor.fetchone()[0]
        order = {
            "people_searchtoken": "customer_id / 20000, token, rank",
            "people_searchentry": "customer_id",
        }.get(table, "id")
        cursor.execute(
            f"DECLARE source NO SCROLL CURSOR WITH HOLD FOR SELECT {columns} FROM {table} ORDER BY {order}"
        )
        for _start in range(0, total, BATCH):
            cursor.execute(f"FETCH {BATCH} FROM source")
            rows = [_plain(row) for row in cursor.fetchall()]
            began = time.perf_counter()
            with cursor.copy(f"COPY bare_copy ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            took += time.perf_counter() - began
        cursor.execute("CLOSE source")
        cursor.execute("DROP TABLE bare_copy")
    return took


def _add_foreign_keys(cursor: Any, table: str) -> None:
    """Those of the table, to the same tables, checked at the same moment."""
    cursor.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'",
        [table],
    )
    for (definition,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE bare_copy ADD {definition}")


def _columns(table: str) -> str:
    """The columns that are written; not those that the database reckons."""
    from django.db import connection

    ask = "SELECT name FROM pragma_table_info(%s)"
    if connection.vendor == "postgresql":
        ask = (
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public'"
            " AND is_generated = 'NEVER' ORDER BY ordinal_position"
        )
    with connection.cursor() as cursor:
        cursor.execute(ask, [table])
        return ", ".join(f'"{name}"' for (name,) in cursor.fetchall())


def _plain(row: tuple[object, ...]) -> tuple[object, ...]:
    """JSON as the text it was."""
    import json

    return tuple(json.dumps(each) if isinstance(each, (dict, list)) else each for each in row)
