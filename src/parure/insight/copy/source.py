"""Reading the database for the copy: all tables as of one moment, in columns, near the speed of the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

SQLITE_BATCH = 32_768  # rows; of the first batch the driver takes the types
LOG = "insight_change"


@dataclass(frozen=True)
class Snapshot:
    """The database as of one moment. Rows come as pyarrow's RecordBatchReader; `table` is a `plan.TablePlan`."""

    cursor: Any

    def rows(self, table: Any) -> Any:
        """All rows of a table."""
        return self._read(f"SELECT {table.selected} FROM {table.source}")

    def changed_rows(self, table: Any, after: int) -> Any:
        """Rows with keys beyond `after`, and those up to it that were written since the copy was taken."""
        new = f"SELECT {table.selected} FROM {table.source} WHERE id > {after}"
        old = f"SELECT {table.selected} FROM {table.source} WHERE id IN ({self._noted(table, after)})"
        return self._read(f"{new} UNION ALL {old}")

    def changed_keys(self, table: Any, after: int) -> Any:
        """The keys up to `after` of rows that were written or removed since, as one column `id`."""
        return self._read(self._noted(table, after))

    def count_changed(self, table: Any, after: int) -> int:
        """How many rows up to that key were written or removed since."""
        self.cursor.execute(f"SELECT count(*) FROM ({self._noted(table, after)}) AS noted")
        return int(self.cursor.fetchone()[0])

    def notes(self) -> Any:
        """The keys of the log's own rows that this snapshot sees, as one column `id`."""
        return self._read(f"SELECT id FROM {LOG}")

    def _noted(self, table: Any, after: int) -> str:
        return f'SELECT DISTINCT row_id AS id FROM {LOG} WHERE "table" = {table.number} AND row_id <= {after}'

    def _read(self, statement: str) -> Any:
        self.cursor.execute(statement)
        return self.cursor.fetch_record_batch()


@contextmanager
def snapshot(vendor: str, address: str) -> Iterator[Snapshot]:
    """Open the database as of now. What is written meanwhile is not seen, whatever table is read when."""
    if vendor == "sqlite":
        from adbc_driver_sqlite import dbapi as sqlite

        with sqlite.connect(address) as opened, opened.cursor() as cursor:
            cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(SQLITE_BATCH)})
            yield Snapshot(cursor)
        return
    from adbc_driver_postgresql import dbapi as postgresql

    with postgresql.connect(address) as opened, opened.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield Snapshot(cursor)
