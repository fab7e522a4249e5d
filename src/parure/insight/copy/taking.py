"""Takes the copy, in a process of its own: `python -m parure.insight.copy.taking` with a plan on its input.

It prints a line of JSON for each table that is done, and at last what it did.
"""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

from parure.insight.copy import lake
from parure.insight.copy.lake import Manifest, TableFiles
from parure.insight.copy.source import Snapshot, snapshot
from parure.insight.unloaded import leave_unused

WHOLE_FROM = 0.2  # share of a table's rows that changed: reading all of it is quicker then
COMPACT_FROM = 0.1  # share of a table's rows that lie beside its base: it is written anew with them then


def take(plan: Any) -> dict[str, Any]:
    """Bring the copy to what the database holds now. Nothing is the copy before it is complete."""
    folder, changed = Path(plan.folder), 0
    with lake.alone(folder):
        present = lake.present(folder)
        known = None if plan.is_whole else present
        manifest = lake.next_manifest(present)
        with snapshot(plan.vendor, plan.address) as seen, _Writer(folder, manifest) as writer:
            notes = writer.read_notes(seen)
            for done, table in enumerate(plan.tables):
                _say(done=done, of=len(plan.tables))
                files = writer.table(seen, table, known.tables.get(table.name) if known else None)
                changed += files.changes
                manifest = lake.with_table(manifest, table.name, files)
        lake.write_manifest(folder, manifest)
    return {"is_whole": known is None, "changed": changed, "notes": notes}


class _Writer:
    """Writes tables of one version as Parquet."""

    def __init__(self, folder: Path, manifest: Manifest) -> None:
        self.folder, self.version = folder, manifest.version

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

    def read_notes(self, seen: Snapshot) -> list[tuple[int, int]]:
        """Take in the log of changes; its own keys as stretches (first, last), for keys without a gap are many."""
        self._hold("notes", "SELECT * FROM incoming", incoming=seen.notes())
        stretches = self.duckdb.execute(
            "SELECT min(id), max(id) FROM (SELECT id, id - row_number() OVER (ORDER BY id) AS stretch FROM notes)"
            " GROUP BY stretch ORDER BY 1"
        )
        return [(first, last) for first, last in stretches.fetchall()]

    def table(self, seen: Snapshot, table: Any, known: TableFiles | None) -> TableFiles:
        """The files of a table as the snapshot sees it."""
        if known is None or known.columns != table.plain:
            files = self._whole(seen, table)
        else:
            known_ones = f"generate_series(row_id, least(last_id, {known.last_key}))"
            noted = f"FROM notes WHERE number = {table.number} AND row_id <= {known.last_key}"
            keys = self._hold("keys", f"SELECT DISTINCT unnest({known_ones}) AS id {noted}")
            is_much = keys > WHOLE_FROM * max(known.rows, 1)
            files = self._whole(seen, table) if is_much else self._with_changes(seen, table, known, keys)
        return replace(files, columns=table.plain)

    def _whole(self, seen: Snapshot, table: Any) -> TableFiles:
        name = self._name(table, "base")
        rows = self._write(name, f"SELECT {table.plain} FROM incoming", incoming=seen.rows(table))
        return TableFiles(name, rows, self._last_key(f"'{self.folder / name}'", 0), changes=rows)

    def _with_changes(self, seen: Snapshot, table: Any, known: TableFiles, keys: int) -> TableFiles:
        plain = f"SELECT {table.plain} FROM incoming"
        fresh = self._hold("fresh", plain, incoming=seen.new_rows(table, known.last_key))
        if keys:
            noted = seen.noted_rows(table, known.last_key)
            fresh += self._add("fresh", plain, incoming=noted)
        if not keys and not fresh:
            return replace(known, changes=0)
        rows = known.rows - self._count_held(known) + fresh
        changed, touched = self._name(table, "changed"), self._name(table, "touched")
        kept, gone = "SELECT * FROM fresh", "SELECT id FROM keys"
        if known.changed:
            kept += f" UNION ALL SELECT * FROM '{self.folder / known.changed}' AS before ANTI JOIN keys USING (id)"
            gone += f" UNION SELECT id FROM '{self.folder / known.touched}'"
        beside = self._write(changed, kept)
        self._write(touched, gone)
        last_key = self._last_key("fresh", known.last_key)
        files = TableFiles(known.base, rows, last_key, changed, touched, changes=max(keys, fresh))
        return self._compact(table, files) if beside > COMPACT_FROM * rows else files

    def _count_held(self, known: TableFiles) -> int:
        """How many of the noted keys the copy has so far."""
        base = f"SELECT count(*) FROM '{self.folder / known.base}' SEMI JOIN "
        if not known.changed:
            return self._ask(f"{base} keys USING (id)")
        touched, changed = self.folder / known.touched, self.folder / known.changed
        others = f"(SELECT id FROM keys ANTI JOIN '{touched}' AS touched USING (id)) AS others"
        beside = f"SELECT count(*) FROM '{changed}' SEMI JOIN keys USING (id)"
        return self._ask(f"{base} {others} USING (id)") + self._ask(beside)

    def _compact(self, table: Any, files: TableFiles) -> TableFiles:
        name = self._name(table, "base")
        rows = self._write(name, effective(self.folder, files))
        return TableFiles(name, rows, files.last_key, changes=files.changes)

    def _hold(self, name: str, statement: str, **readers: Any) -> int:
        """Rows in memory under a name, in place of those that were; how many."""
        with self._reading(readers):
            self.duckdb.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {statement}")
        return self._ask(f"SELECT count(*) FROM {name}")

    def _add(self, name: str, statement: str, **readers: Any) -> int:
        with self._reading(readers):
            return self._ask(f"INSERT INTO {name} {statement}")

    @contextmanager
    def _reading(self, readers: dict[str, Any]) -> Iterator[None]:
        for each, reader in readers.items():
            self.duckdb.register(each, reader)
        yield
        for each in readers:
            self.duckdb.unregister(each)

    def _write(self, name: str, statement: str, **readers: Any) -> int:
        with self._reading(readers):
            return self._ask(f"COPY ({statement}) TO '{self.folder / name}' (FORMAT parquet)")

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
    leave_unused()
    given = json.load(sys.stdin)
    tables = [SimpleNamespace(**each) for each in given.pop("tables")]
    try:
        _say(taken=take(SimpleNamespace(**given, tables=tables)))
    except lake.Busy:
        _say(busy=True)


if __name__ == "__main__":
    main()
