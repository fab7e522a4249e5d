"""Takes the copy, in a process of its own: `python -m parure.insight.copy.taking` with a plan on its input.

It prints a line of JSON with the notes that it takes in, one for each table that is done, and at last what it did.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from types import SimpleNamespace
from typing import Any, Self

from parure.insight.copy import lake
from parure.insight.copy.lake import Manifest, TableFiles
from parure.insight.copy.source import Snapshot, snapshots
from parure.insight.unloaded import leave_unused

PARQUET = (
    "FORMAT parquet, PARQUET_VERSION v2"  # numbers as differences: a sixth of the size, read in half the time
)
READERS = 2  # of what changed; everything is read by one, that leaves the house a core for half a minute
WHOLE_FROM = 0.2  # share of a table's rows that changed: reading all of it is quicker then
KEYS_AT_ONCE = 20_000  # looked up by one statement
COMPACT_FROM = 0.1  # share of a table's rows that lie beside its base: it is written anew with them then


def take(plan: Any) -> dict[str, Any]:
    """Bring the copy to what the database holds now. Nothing is the copy before it is complete."""
    folder, changed = Path(plan.folder), 0
    with lake.alone(folder):
        present = lake.present(folder)
        known = None if plan.is_whole else present
        manifest = lake.next_manifest(present)
        readers = READERS if known else 1
        with (
            snapshots(plan.vendor, plan.address, readers) as seen,
            _Writer(folder, manifest.version) as writer,
        ):
            notes = writer.read_notes(seen[0], plan.tables)
            _say(notes=notes)
            for done, (name, files) in enumerate(_brought(writer, seen, plan.tables, known)):
                _say(done=done + 1, of=len(plan.tables))
                changed += files.changes
                manifest = lake.with_table(manifest, name, files)
        lake.write_manifest(folder, manifest)
    return {"is_whole": known is None, "changed": changed, "notes": notes}


def _brought(
    writer: "_Writer", seen: list[Snapshot], tables: Sequence[Any], known: Manifest | None
) -> Iterator[tuple[str, TableFiles]]:
    """(name, files) of each table: as many at a time as there are readers, those with the most notes first."""
    free: SimpleQueue[Snapshot] = SimpleQueue()
    for each in seen:
        free.put(each)

    def bring(table: Any) -> tuple[str, TableFiles]:
        reader = free.get()
        try:
            with writer.beside() as own:
                return table.name, own.table(reader, table, known.tables.get(table.name) if known else None)
        finally:
            free.put(reader)

    in_order = sorted(tables, key=lambda each: writer.noted[each.number], reverse=True)
    with ThreadPoolExecutor(len(seen)) as pool:
        yield from pool.map(bring, in_order)


class _Writer:
    """Writes tables of one version as Parquet."""

    def __init__(self, folder: Path, version: int) -> None:
        self.folder, self.version = folder, version
        self.noted: Counter[int] = Counter()  # notes by the number of the table
        self.newest: dict[int, int] = {}  # the last key of each table likewise

    def __enter__(self) -> Self:
        import duckdb

        settings: dict[str, Any] = {
            "preserve_insertion_order": False,
            "temp_directory": str(self.folder / "spill"),
        }
        self.duckdb = duckdb.connect(config=settings)
        return self

    def __exit__(self, *_error: object) -> None:
        self.duckdb.close()

    @contextmanager
    def beside(self) -> Iterator[Self]:
        """The same for one table, with names of its own for what it holds."""
        own = copy(self)
        with self.duckdb.cursor() as own.duckdb:
            yield own

    def read_notes(self, seen: Snapshot, tables: Sequence[Any]) -> list[tuple[int, int]]:
        """Take in the log of changes; its own keys as stretches (first, last), for keys without a gap are many."""
        told = "*" if seen.has_places else "*, row_id AS last_id, true AS is_update"
        with self._reading({"incoming": seen.notes()}):
            self.duckdb.execute(f"CREATE TABLE notes AS SELECT {told} FROM incoming")
        self.noted = Counter(
            dict(self._pairs("SELECT number, sum(last_id - row_id + 1)::BIGINT FROM notes GROUP BY number"))
        )
        with self._reading({"incoming": seen.last_keys(tables)}):
            self.newest = dict(self._pairs("SELECT number, last_key FROM incoming"))
        if self._ask("SELECT max(id) - min(id) + 1 - count(*) FROM notes") == 0:
            return self._pairs("SELECT min(id), max(id) FROM notes HAVING count(*) > 0")
        return self._pairs(
            "SELECT min(id), max(id) FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS stretch FROM notes)"
            " GROUP BY stretch ORDER BY 1"
        )

    def table(self, seen: Snapshot, table: Any, known: TableFiles | None) -> TableFiles:
        """The files of a table as the snapshot sees it."""
        if known is None or known.columns != table.plain:
            return self._whole(seen, table)
        if not self.noted[table.number] and self.newest[table.number] <= known.last_key:
            return replace(known, changes=0)
        stretch = f"generate_series(row_id, least(last_id, {known.last_key}))"
        noted = (
            f"is_update FROM notes WHERE number = {table.number} AND row_id <= {known.last_key} AND last_id"
        )
        each = f"SELECT row_id AS key, {noted} = row_id UNION ALL SELECT unnest({stretch}), {noted} > row_id"
        keys = self._hold(
            "keys", f"SELECT key AS id, bool_and(is_update) AS is_held FROM ({each}) GROUP BY key"
        )
        is_much = keys > WHOLE_FROM * max(known.rows, 1)
        return self._whole(seen, table) if is_much else self._with_changes(seen, table, known, keys)

    def _whole(self, seen: Snapshot, table: Any) -> TableFiles:
        name = self._name(table, "base")
        rows = self._write(name, f"SELECT {table.plain} FROM incoming", incoming=seen.rows(table))
        last_key = self._last_key(f"'{self.folder / name}'", 0)
        return TableFiles(name, rows, last_key, changes=rows, columns=table.plain)

    def _with_changes(self, seen: Snapshot, table: Any, known: TableFiles, keys: int) -> TableFiles:
        plain = f"SELECT {table.plain} FROM incoming"
        fresh = self._hold("fresh", plain, incoming=seen.new_rows(table, known.last_key))
        if keys:
            fresh += self._find_noted(seen, table, known.last_key)
        if not keys and not fresh:
            return replace(known, changes=0)
        rows = known.rows - self._count_held(known, keys) + fresh
        changed, touched = self._name(table, "changed"), self._name(table, "touched")
        kept, gone = "SELECT * FROM fresh", "SELECT id FROM keys"
        if known.changed:
            kept += f" UNION ALL SELECT * FROM '{self.folder / known.changed}' AS before ANTI JOIN keys USING (id)"
            gone += f" UNION SELECT id FROM '{self.folder / known.touched}'"
        beside = self._write(changed, kept)
        self._write(touched, gone)
        last_key = self._last_key("fresh", known.last_key)
        files = replace(
            known, rows=rows, last_key=last_key, changed=changed, touched=touched, changes=max(keys, fresh)
        )
        return self._compact(table, files) if beside > COMPACT_FROM * rows else files

    def _find_noted(self, seen: Snapshot, table: Any, until: int) -> int:
        """Add the rows of the noted keys, as far as there are such, to the fresh ones; how many."""
        plain = f"SELECT {table.plain} FROM incoming"
        noted = f"{plain} SEMI JOIN keys USING (id)" if seen.has_places else plain
        found = self._add("fresh", noted, incoming=seen.noted_rows(table, until))
        others = self._texts("SELECT id FROM keys ANTI JOIN fresh USING (id) ORDER BY id", KEYS_AT_ONCE)
        return found + sum(self._add("fresh", plain, incoming=seen.rows_of(table, keys)) for keys in others)

    def _count_held(self, known: TableFiles, keys: int) -> int:
        """How many of so many noted keys the copy has so far. Only those are looked for of which the notes don't tell it,
        and those that are gone: with notes that are taken in for the second time the copy has them no more.
        """
        there = "SELECT id FROM keys SEMI JOIN fresh USING (id) WHERE is_held"
        unsure = self._hold("unsure", f"SELECT id FROM keys ANTI JOIN ({there}) AS there USING (id)")
        held = keys - unsure
        if not unsure:
            return held
        base = f"SELECT count(*) FROM '{self.folder / known.base}' SEMI JOIN "
        if not known.changed:
            return held + self._ask(f"{base} unsure USING (id)")
        touched, changed = self.folder / known.touched, self.folder / known.changed
        others = f"(SELECT id FROM unsure ANTI JOIN '{touched}' AS touched USING (id)) AS others"
        beside = f"SELECT count(*) FROM '{changed}' SEMI JOIN unsure USING (id)"
        return held + self._ask(f"{base} {others} USING (id)") + self._ask(beside)

    def _compact(self, table: Any, files: TableFiles) -> TableFiles:
        name = self._name(table, "base")
        rows = self._write(name, effective(self.folder, files))
        return replace(files, base=name, rows=rows, changed="", touched="")

    def _hold(self, name: str, statement: str, **readers: Any) -> int:
        """Rows in memory under a name, in place of those that were; how many."""
        with self._reading(readers):
            self.duckdb.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {statement}")
        return self._ask(f"SELECT count(*) FROM {name}")

    def _add(self, name: str, statement: str, **readers: Any) -> int:
        with self._reading(readers):
            return self._ask(f"INSERT INTO {name} {statement}")

    def _texts(self, keys: str, at_once: int) -> list[str]:
        """The keys that a statement gives, so many at once, with commas between."""
        found = [key for (key,) in self.duckdb.execute(keys).fetchall()]
        return [",".join(map(str, found[place : place + at_once])) for place in range(0, len(found), at_once)]

    @contextmanager
    def _reading(self, readers: dict[str, Any]) -> Iterator[None]:
        for each, reader in readers.items():
            self.duckdb.register(each, reader)
        yield
        for each in readers:
            self.duckdb.unregister(each)

    def _write(self, name: str, statement: str, **readers: Any) -> int:
        with self._reading(readers):
            return self._ask(f"COPY ({statement}) TO '{self.folder / name}' ({PARQUET})")

    def _pairs(self, statement: str) -> list[tuple[int, int]]:
        return [(one, other) for one, other in self.duckdb.execute(statement).fetchall()]

    def _ask(self, statement: str) -> int:
        return int(self.duckdb.execute(statement).fetchall()[0][0] or 0)

    def _last_key(self, rows: str, before: int) -> int:
        return max(before, self._ask(f"SELECT max(id) FROM {rows}"))

    def _name(self, table: Any, what: str) -> str:
        return f"{table.name}.{self.version:06}.{what}.parquet"


def effective(folder: Path, files: TableFiles) -> str:
    """The rows of a table as DuckDB's SQL."""
    if not files.changed:
        return f"SELECT * FROM '{folder / files.base}'"
    return (
        f"SELECT * FROM '{folder / files.base}' AS base ANTI JOIN '{folder / files.touched}' AS gone USING (id)"
        f" UNION ALL SELECT * FROM '{folder / files.changed}'"
    )


def _say(**words: Any) -> None:
    print(json.dumps(words), flush=True)


def main() -> None:
    leave_unused("pyarrow", "polars")
    given = json.load(sys.stdin)
    tables = [SimpleNamespace(**each) for each in given.pop("tables")]
    try:
        _say(taken=take(SimpleNamespace(**given, tables=tables)))
    except lake.Busy:
        _say(busy=True)


if __name__ == "__main__":
    main()
