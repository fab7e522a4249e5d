"""Reading the database for the copy: all tables as of one moment, in columns, near the speed of the driver."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

SQLITE_BATCH = 32_768  # rows; of the first batch the driver takes the types
LOG = "insight_change"
NOTED = 'SELECT DISTINCT {key} FROM {log} WHERE "table" = {{number}} AND row_id <= {{until}} ORDER BY 1'


@dataclass(frozen=True)
class Snapshot:
    """The database as of one moment. Rows come as pyarrow's RecordBatchReader; `table` is a `plan.TablePlan`.

    `noted` are the keys of a table in the log up to one; `one_of` has keys looked up one by one through the index: PostgreSQL guesses so few of a log without statistics
    wrongly that it rather reads the whole table.
    """

    cursor: Any
    noted: str
    one_of: str

    def rows(self, table: Any) -> Any:
        """All rows of a table."""
        return self._read(f"SELECT {table.selected} FROM {table.source}")

    def new_rows(self, table: Any, after: int) -> Any:
        """Rows with keys beyond `after`."""
        return self._read(f"SELECT {table.selected} FROM {table.source} WHERE id > {after}")

    def noted_rows(self, table: Any, until: int) -> Any:
        """Rows with keys up to `until` that were written since the copy was taken."""
        noted = self.noted.format(number=table.number, until=until)
        return self._read(f"SELECT {table.selected} FROM {table.source} WHERE id {self.one_of.format(noted)}")

    def notes(self) -> Any:
        """The log as this snapshot sees it: its own keys `id`, `number` of the table, the rows from `row_id` to
        `last_id` that were written or removed.
        """
        return self._read(
            f'SELECT id, "table" AS number, row_id, coalesce(last_id, row_id) AS last_id FROM {LOG}'
        )

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
            yield Snapshot(cursor, NOTED.format(key="row_id", log=LOG), "IN ({})")
        return
    from adbc_driver_postgresql import dbapi as postgresql

    with postgresql.connect(address) as opened, opened.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        each = "generate_series(row_id, least(coalesce(last_id, row_id), {until}))"
        yield Snapshot(cursor, NOTED.format(key=each, log=LOG), "= ANY(ARRAY({}))")
