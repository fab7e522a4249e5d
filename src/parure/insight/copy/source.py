"""Reading the database for the copy: all tables as of one moment, in columns, near the speed of the driver."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Any

SQLITE_BATCH = 32_768  # rows; of the first batch the driver takes the types
LOG = "insight_change"
LULL = 500  # milliseconds that we wait for nobody to write


@dataclass(frozen=True)
class Snapshot:
    """The database as of one moment, through one connection: one answer is read at a time. Answers are Arrow streams that
    can be read once; `table` is a `plan.TablePlan`.
    """

    cursor: Any
    has_places: bool

    def rows(self, table: Any) -> Any:
        """All rows of a table."""
        return self.read(f"SELECT {table.selected} FROM {table.source}")

    def new_rows(self, table: Any, after: int) -> Any:
        """Rows with keys beyond `after`."""
        return self.read(f"SELECT {table.selected} FROM {table.source} WHERE id > {after}")

    def noted_rows(self, table: Any, until: int) -> Any:
        """Rows that the log tells of with keys up to `until`, found by the database itself. On PostgreSQL that is what lies
        where they were written to: what is somewhere else by now is not among it, and that a place is taken by another
        row meanwhile is for the reader to see by its key. On SQLite it is those rows and no others.
        """
        noted = f'FROM {LOG} WHERE "table" = {table.number} AND row_id <= {until}'
        wanted = f"id IN (SELECT row_id {noted})"
        if self.has_places:
            wanted = f"ctid = ANY(ARRAY(SELECT place {noted} AND place IS NOT NULL))"
        return self.read(f"SELECT {table.selected} FROM {table.source} WHERE {wanted}")

    def rows_of(self, table: Any, keys: str) -> Any:
        """Rows with these keys, given as text with commas between, looked up one by one through the index."""
        wanted = f"= ANY('{{{keys}}}'::bigint[])" if self.has_places else f"IN ({keys})"
        return self.read(f"SELECT {table.selected} FROM {table.source} WHERE id {wanted}")

    def notes(self) -> Any:
        """The log as this snapshot sees it: its own keys `id`, `number` of the table, the rows from `row_id` to
        `last_id` that were written or removed, `is_update` where it is known that they had been there before. On SQLite each
        tells of one row that had been there, and doesn't say so.
        """
        columns = 'id, "table" AS number, row_id'
        if self.has_places:
            columns += ", coalesce(last_id, row_id) AS last_id, place IS NOT NULL AS is_update"
        return self.read(f"SELECT {columns} FROM {LOG}")

    def last_keys(self, tables: Sequence[Any]) -> Any:
        """The highest key of each table by its `number`: `last_key`, 0 of one without rows."""
        each = "SELECT {0.number} AS number, COALESCE((SELECT max(id) FROM {0.source}), 0) AS last_key"
        return self.read(" UNION ALL ".join(each.format(table) for table in tables))

    def read(self, statement: str) -> Any:
        self.cursor.execute(statement)
        return self.cursor.fetch_arrow()


@contextmanager
def snapshots(vendor: str, address: str, wanted: int) -> Iterator[list[Snapshot]]:
    """Open the database as of now, through so many connections where it can show several the same. What is written
    meanwhile is not seen, whatever table is read when.
    """
    with ExitStack() as opened:
        if vendor == "sqlite":
            yield _alike(opened, address, wanted)
            return
        first = opened.enter_context(_postgresql(address))
        found = [first]
        if wanted > 1:
            shown = f"SET TRANSACTION SNAPSHOT '{_only_value(first.read('SELECT pg_export_snapshot()'))}'"
            found += [opened.enter_context(_postgresql(address, shown)) for _ in range(wanted - 1)]
        yield found


def _alike(opened: ExitStack, address: str, wanted: int) -> list[Snapshot]:
    """So many connections that begin to read while nobody writes; one where somebody does just then."""
    from adbc_driver_sqlite import dbapi as sqlite

    if wanted > 1:
        # by the same library: another one in this process would let go of the readers' locks
        with (
            sqlite.connect(address, autocommit=True) as gate,
            gate.cursor() as cursor,
            suppress(sqlite.Error),
        ):
            cursor.execute(f"PRAGMA busy_timeout = {LULL}")
            cursor.execute("BEGIN IMMEDIATE")
            return [opened.enter_context(_sqlite(address)) for _ in range(wanted)]
    return [opened.enter_context(_sqlite(address))]


@contextmanager
def _sqlite(address: str) -> Iterator[Snapshot]:
    from adbc_driver_sqlite import dbapi as sqlite

    with sqlite.connect(address) as opened, opened.cursor() as cursor:
        # from now on it sees what is there now
        cursor.execute("SELECT count(*) FROM sqlite_master").fetch_arrow()
        cursor.adbc_statement.set_options(**{"adbc.sqlite.query.batch_rows": str(SQLITE_BATCH)})
        yield Snapshot(cursor, has_places=False)


@contextmanager
def _postgresql(address: str, *shown: str) -> Iterator[Snapshot]:
    from adbc_driver_postgresql import dbapi as postgresql

    with postgresql.connect(address) as opened, opened.cursor() as cursor:
        for each in ("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY", *shown):
            cursor.execute(each)
        yield Snapshot(cursor, has_places=True)


def _only_value(stream: Any) -> Any:
    import duckdb

    with duckdb.connect() as engine:
        engine.register("found", stream)
        return engine.execute("SELECT * FROM found").fetchall()[0][0]
