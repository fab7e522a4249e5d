"""Reading the database for the copy: all tables as of one moment, in columns, near the speed of the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import connections

from parure.insight.copy.tables import CopiedTable

SQLITE_BATCH = 32_768  # rows; of the first batch the driver takes the types
LOG = "insight_change"


@dataclass(frozen=True)
class Snapshot:
    """The database as of one moment, through a connection of its own."""

    vendor: str
    cursor: Any

    def rows(self, table: CopiedTable) -> Any:
        """A pyarrow RecordBatchReader of a whole table."""
        return self._read(self._select(table, table.source))

    def changed_rows(self, table: CopiedTable, after: int) -> Any:
        """The same of what was written since the copy was taken that has keys up to `after`."""
        new = self._select(table, f"{table.source} WHERE id > {after}")
        old = self._select(table, f"{table.source} WHERE id IN ({self._noted(table, after)})")
        return self._read(f"{new} UNION ALL {old}")

    def changed_keys(self, table: CopiedTable, after: int) -> Any:
        """The keys that the copy has of rows that were written or removed since, as a reader of one column `id`."""
        return self._read(self._noted(table, after))

    def count_changed(self, table: CopiedTable, after: int) -> int:
        """How many of the copy's rows were written or removed since."""
        self.cursor.execute(f"SELECT count(*) FROM ({self._noted(table, after)}) AS noted")  # noqa: S608
        return int(self.cursor.fetchone()[0])

    def notes(self) -> Any:
        """The keys of the log's own rows that this snapshot sees, as a reader of one column `id`."""
        return self._read(f"SELECT id FROM {LOG}")  # noqa: S608

    def _noted(self, table: CopiedTable, after: int) -> str:
        where = f'"table" = {table.number} AND row_id <= {after}'
        return f"SELECT DISTINCT row_id AS id FROM {LOG} WHERE {where}"  # noqa: S608

    def _select(self, table: CopiedTable, rows: str) -> str:
        columns = ", ".join(f'{_value(self.vendor, table, each)} AS "{each}"' for each in table.columns)
        derived = "".join(f', {sql} AS "{name}"' for name, sql, _kind in table.derived)
        return f"SELECT {columns}{derived} FROM {rows}"  # noqa: S608

    def _read(self, statement: str) -> Any:
        self.cursor.execute(statement)
        return self.cursor.fetch_record_batch()


@contextmanager
def snapshot(using: str = "default") -> Iterator[Snapshot]:
    """Open the database as of now. What is written meanwhile is not seen, whatever table is read when."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        from adbc_driver_sqlite import dbapi as sqlite

        with sqlite.connect(str(connection.settings_dict["NAME"])) as opened, opened.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(SQLITE_BATCH)})
            yield Snapshot("sqlite", cursor)
        return
    from adbc_driver_postgresql import dbapi as postgresql

    with postgresql.connect(_address(connection.settings_dict)) as opened, opened.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Snapshot("postgresql", cursor)


def _address(settings: Any) -> str:
    """What libpq connects by: the same as Django's, less what is Django's own."""
    options = {key: value for key, value in settings["OPTIONS"].items() if key in ("sslmode", "sslrootcert")}
    parts = {
        "host": settings["HOST"],
        "port": settings["PORT"],
        "user": settings["USER"],
        "password": settings["PASSWORD"],
        "dbname": settings["NAME"],
        **options,
    }
    return " ".join(f"{key}={_quoted(value)}" for key, value in parts.items() if value)


def _quoted(value: Any) -> str:
    text = str(value).replace("\\", "\\\\").replace("'", "\\'")
    return f"'{text}'"


def _value(vendor: str, table: CopiedTable, column: str) -> str:
    """A column as the driver reads it without guessing: SQLite's takes the type of texts from the first rows."""
    kind = table.kind_of(column)
    if kind == "text" or (vendor == "sqlite" and kind in ("date", "moment")):
        return f"COALESCE({column}, '')"
    return f'"{column}"'
