"""Takes the copy, in a process of its own: `python -m parure.insight.copy.taking` with a plan on its input.

It prints a line of JSON for each table that is done, and at last what it did.
"""

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

from parure.insight.copy import lake
from parure.insight.copy.lake import Manifest, TableFiles
from parure.insight.copy.source import Snapshot, snapshot

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
            notes = seen.notes().read_all().column("id").to_pylist()
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

    def table(self, seen: Snapshot, table: Any, known: TableFiles | None) -> TableFiles:
        """The files of a table as the snapshot sees it."""
        if known is None or known.columns != table.plain or self._is_much(seen, table, known):
            files = self._whole(seen, table)
        else:
            files = self._with_changes(seen, table, known)
        return replace(files, columns=table.plain)

    def _is_much(self, seen: Snapshot, table: Any, known: TableFiles) -> bool:
        return seen.count_changed(table, known.last_key) > WHOLE_FROM * max(known.rows, 1)

    def _whole(self, seen: Snapshot, table: Any) -> TableFiles:
        name = self._name(table, "base")
        rows = self._write(name, f"SELECT {table.plain} FROM incoming", incoming=seen.rows(table))
        return TableFiles(name, rows, self._last_key(name, 0), changes=rows)

    def _with_changes(self, seen: Snapshot, table: Any, known: TableFiles) -> TableFiles:
        keys, fresh = self._name(table, "keys"), self._name(table, "fresh")
        gone = self._write(keys, "SELECT id FROM incoming", incoming=seen.changed_keys(table, known.last_key))
        rows = self._write(
            fresh, f"SELECT {table.plain} FROM incoming", incoming=seen.changed_rows(table, known.last_key)
        )
        if gone or rows:
            files = self._merged(table, known, keys, fresh)
            files = replace(
                files,
                changes=max(rows, gone),
                rows=self._ask(f"SELECT count(*) FROM ({effective(self.folder, files)})"),
            )
            beside = self._ask(f"SELECT count(*) FROM '{self.folder / files.changed}'")
            files = self._compact(table, files) if beside > COMPACT_FROM * files.rows else files
        else:
            files = replace(known, changes=0)
        for name in (keys, fresh):
            (self.folder / name).unlink()
        return files

    def _merged(self, table: Any, known: TableFiles, keys: str, fresh: str) -> TableFiles:
        """What was changed before and now, as one."""
        touched, changed = self._name(table, "touched"), self._name(table, "changed")
        last_key = self._last_key(fresh, known.last_key)
        rows, gone = f"SELECT * FROM '{self.folder / fresh}'", f"SELECT id FROM '{self.folder / keys}'"
        if known.changed:
            before = f"'{self.folder / known.changed}' AS before ANTI JOIN ({gone}) AS gone USING (id)"
            rows += f" UNION ALL SELECT * FROM {before}"
            gone += f" UNION SELECT id FROM '{self.folder / known.touched}'"
        self._write(changed, rows)
        self._write(touched, gone)
        return TableFiles(known.base, 0, last_key, changed, touched)

    def _compact(self, table: Any, files: TableFiles) -> TableFiles:
        name = self._name(table, "base")
        rows = self._write(name, effective(self.folder, files))
        return TableFiles(name, rows, files.last_key, changes=files.changes)

    def _write(self, name: str, statement: str, **readers: Any) -> int:
        for each, reader in readers.items():
            self.duckdb.register(each, reader)
        rows = self._ask(f"COPY ({statement}) TO '{self.folder / name}' (FORMAT parquet)")
        for each in readers:
            self.duckdb.unregister(each)
        return rows

    def _ask(self, statement: str) -> int:
        return int(self.duckdb.execute(statement).fetchall()[0][0] or 0)

    def _last_key(self, name: str, before: int) -> int:
        return max(before, self._ask(f"SELECT max(id) FROM '{self.folder / name}'"))

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
    given = json.load(sys.stdin)
    tables = [SimpleNamespace(**each) for each in given.pop("tables")]
    try:
        _say(taken=take(SimpleNamespace(**given, tables=tables)))
    except lake.Busy:
        _say(busy=True)


if __name__ == "__main__":
    main()
