"""Taking the copy: everything, or what changed since it was last taken."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings

from parure.insight.copy import lake
from parure.insight.copy.lake import Manifest, NoCopy, TableFiles
from parure.insight.copy.source import Snapshot, snapshot
from parure.insight.copy.tables import CopiedTable, copied_tables

WHOLE_FROM = 0.2  # share of a table's rows that changed: reading all of it is quicker then
COMPACT_FROM = 0.1  # share of a table's rows that lie beside its base: it is written anew with them then


@dataclass(frozen=True)
class Taken:
    """What a refresh did. `notes` are the keys of the log's rows that this version has taken in."""

    version: int
    taken_at: datetime
    is_whole: bool
    rows: dict[str, int]
    changed: int
    seconds: float
    notes: list[int]


def take(*, whole: bool = False, tell: Callable[[int, int], None] | None = None) -> Taken:
    """Bring the copy to the database's present state, all tables as of one moment; `tell` hears (tables done, of all).

    Raises `lake.Busy` while another does. What was killed begins anew: nothing is the copy before it is complete.
    """
    began = time.monotonic()
    with lake.alone():
        before = None if whole else _present()
        manifest, changed = lake.next_manifest(before), 0
        version = _last_version() + 1
        manifest = replace(manifest, version=version)
        with snapshot() as seen, _Writer(version) as writer:
            notes = seen.notes().read_all().column("id").to_pylist()
            for done, table in enumerate(copied_tables().values()):
                if tell:
                    tell(done, len(copied_tables()))
                known = before.tables.get(table.name) if before else None
                files = writer.table(seen, table, known)
                changed += files.changes
                manifest = lake.with_table(manifest, table.name, files)
        lake.write_manifest(manifest)
    seconds = time.monotonic() - began
    return Taken(version, manifest.taken_at, before is None, manifest.rows(), changed, seconds, notes)


def _present() -> Manifest | None:
    try:
        return lake.read_manifest()
    except NoCopy:
        return None


def _last_version() -> int:
    present = _present()
    return present.version if present else 0


class _Writer:
    """Writes tables of one version as Parquet."""

    def __init__(self, version: int) -> None:
        self.version = version

    def __enter__(self) -> "_Writer":
        import duckdb

        self.duckdb = duckdb.connect()
        self.duckdb.execute("SET preserve_insertion_order = false")
        self.duckdb.execute(f"SET temp_directory = '{lake.folder() / 'spill'}'")
        return self

    def __exit__(self, *_error: object) -> None:
        self.duckdb.close()

    def table(self, seen: Snapshot, table: CopiedTable, known: TableFiles | None) -> TableFiles:
        """The files of a table as the snapshot sees it."""
        if known is None or seen.count_changed(table, known.last_key) > WHOLE_FROM * max(known.rows, 1):
            return self._whole(seen, table)
        return self._with_changes(seen, table, known)

    def _whole(self, seen: Snapshot, table: CopiedTable) -> TableFiles:
        name = self._name(table, "base")
        rows = self._write(name, _plain(table, seen.vendor, "incoming"), incoming=seen.rows(table))
        return TableFiles(name, rows, self._last_key(name, 0), changes=rows)

    def _with_changes(self, seen: Snapshot, table: CopiedTable, known: TableFiles) -> TableFiles:
        touched, changed = self._name(table, "touched"), self._name(table, "changed")
        fresh = self._name(table, "fresh")
        gone = self._write(fresh + ".keys", "SELECT id FROM keys", keys=seen.changed_keys(table, known.last_key))
        rows = self._write(
            fresh, _plain(table, seen.vendor, "incoming"), incoming=seen.changed_rows(table, known.last_key)
        )
        last_key = self._last_key(fresh, known.last_key)
        if not gone and not rows:
            self._remove(fresh, fresh + ".keys")
            return replace(known, changes=0)
        self._merge(fresh, known, touched, changed)
        self._remove(fresh, fresh + ".keys")
        files = TableFiles(known.base, 0, last_key, changed, touched, max(rows, gone))
        files = replace(files, rows=self._count(files))
        beside = self.duckdb.execute(f"SELECT count(*) FROM '{lake.folder() / changed}'").fetchone()[0]
        return self._compact(table, files) if beside > COMPACT_FROM * files.rows else files

    def _merge(self, fresh: str, known: TableFiles, touched: str, changed: str) -> None:
        """What was changed before and now, as one."""
        at = lake.folder()
        keys, rows = f"SELECT id FROM '{at / fresh}.keys'", f"SELECT * FROM '{at / fresh}'"
        if known.changed:
            beyond = f"SELECT id FROM '{at / fresh}'"
            rows += (
                f" UNION ALL SELECT * FROM '{at / known.changed}'"
                f" WHERE id NOT IN ({keys}) AND id NOT IN ({beyond})"
            )
            keys += f" UNION SELECT id FROM '{at / known.touched}'"
        self._write(changed, rows)
        self._write(touched, keys)

    def _compact(self, table: CopiedTable, files: TableFiles) -> TableFiles:
        name = self._name(table, "base")
        rows = self._write(name, effective(files))
        return TableFiles(name, rows, files.last_key, changes=files.changes)

    def _write(self, name: str, statement: str, **readers: Any) -> int:
        for each, reader in readers.items():
            self.duckdb.register(each, reader)
        path = lake.folder() / name
        written = self.duckdb.execute(f"COPY ({statement}) TO '{path}' (FORMAT parquet)").fetchone()
        return int(written[0])

    def _count(self, files: TableFiles) -> int:
        return int(self.duckdb.execute(f"SELECT count(*) FROM ({effective(files)})").fetchone()[0])

    def _last_key(self, name: str, before: int) -> int:
        found = self.duckdb.execute(f"SELECT max(id) FROM '{lake.folder() / name}'").fetchone()[0]
        return max(before, int(found or 0))

    def _name(self, table: CopiedTable, what: str) -> str:
        return f"{table.name}.{self.version:06}.{what}.parquet"

    def _remove(self, *names: str) -> None:
        for name in names:
            (lake.folder() / name).unlink(missing_ok=True)


def effective(files: TableFiles) -> str:
    """The rows of a table as DuckDB's SQL."""
    at = lake.folder()
    if not files.changed:
        return f"SELECT * FROM '{at / files.base}'"
    return (
        f"SELECT * FROM '{at / files.base}' AS base ANTI JOIN '{at / files.touched}' AS gone USING (id)"
        f" UNION ALL SELECT * FROM '{at / files.changed}'"
    )


def _plain(table: CopiedTable, vendor: str, rows: str) -> str:
    """The driver's columns in the kinds of the copy: moments become the shop's own time, flags are true or false."""
    kinds = {each: table.kind_of(each) for each in table.columns} | {
        name: kind for name, _sql, kind in table.derived
    }
    return f"SELECT {', '.join(_column(name, kind, vendor) for name, kind in kinds.items())} FROM {rows}"


def _column(name: str, kind: str, vendor: str) -> str:
    if kind == "flag":
        return f'CAST("{name}" AS BOOLEAN) AS "{name}"'
    if kind == "date" and vendor == "sqlite":
        return f"CAST(NULLIF(\"{name}\", '') AS DATE) AS \"{name}\""
    if kind == "moment":
        utc = f"CAST(NULLIF(\"{name}\", '') AS TIMESTAMP) AT TIME ZONE 'UTC'" if vendor == "sqlite" else f'"{name}"'
        return f"({utc}) AT TIME ZONE '{settings.TIME_ZONE}' AS \"{name}\""
    return f'"{name}"'
