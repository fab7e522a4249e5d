"""The columnar copy on disk: Parquet files, and a manifest that says which of them are the copy.

A table is a base and at most one file of changes: the rows as they are now of every key in `touched`. The
manifest is exchanged in one step, so that a reader sees one version whole. Files that no manifest names go when no
reader can hold them any more.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

FORMAT = 1
FACTS = "facts"  # the folder of what was found out about customers, beside the copy
KEPT_SECONDS = 3600.0  # a reader that began with an older version has ended by then


@dataclass(frozen=True)
class TableFiles:
    """The files of one table. `last_key` is the highest key that the copy has."""

    base: str
    rows: int
    last_key: int
    changed: str = ""
    touched: str = ""
    changes: int = field(default=0, compare=False)
    columns: str = ""  # what the copy has of the table; another version of Parure may want more


@dataclass(frozen=True)
class Manifest:
    """One version of the copy: what the database held at `taken_at`."""

    version: int
    taken_at: datetime
    tables: dict[str, TableFiles] = field(default_factory=dict)

    def rows(self) -> dict[str, int]:
        return {name: each.rows for name, each in self.tables.items()}


class NoCopy(LookupError):
    """There is no copy yet: figures wait for the first refresh."""


class Busy(RuntimeError):
    """Another refresh is under way."""


def read_manifest(folder: Path) -> Manifest:
    """The present version. Raises `NoCopy`."""
    try:
        kept = json.loads((folder / "manifest.json").read_text())
    except FileNotFoundError:
        raise NoCopy from None
    if kept["format"] != FORMAT:
        raise NoCopy
    tables = {name: TableFiles(**each) for name, each in kept["tables"].items()}
    return Manifest(kept["version"], datetime.fromisoformat(kept["taken_at"]), tables)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Make this version the present one, surely on disk; then remove what has been old for long."""
    kept = {
        "format": FORMAT,
        "version": manifest.version,
        "taken_at": manifest.taken_at.isoformat(),
        "tables": {name: asdict(each) for name, each in manifest.tables.items()},
    }
    fresh = folder / "manifest.next"
    with fresh.open("w") as file:
        json.dump(kept, file)
        file.flush()
        os.fsync(file.fileno())
    _sweep(folder, _named(manifest), _named(present(folder)))
    fresh.replace(folder / "manifest.json")


def present(folder: Path) -> Manifest | None:
    """The present version, if there is one."""
    try:
        return read_manifest(folder)
    except NoCopy:
        return None


def _named(manifest: Manifest | None) -> set[str]:
    tables = manifest.tables.values() if manifest else ()
    return {name for each in tables for name in (each.base, each.changed, each.touched)}


def _sweep(folder: Path, named: set[str], former: set[str]) -> None:
    """A file grows old from the moment on that it is named no more."""
    for path in folder.glob("*.parquet"):
        if path.name in former - named:
            os.utime(path)
        elif path.name not in named and time.time() - path.stat().st_mtime > KEPT_SECONDS:
            path.unlink(missing_ok=True)


def next_manifest(before: Manifest | None) -> Manifest:
    """A version to be filled."""
    return Manifest((before.version if before else 0) + 1, datetime.now(UTC))


def with_table(manifest: Manifest, name: str, files: TableFiles) -> Manifest:
    return replace(manifest, tables={**manifest.tables, name: files})


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else refreshes meanwhile on this machine. Raises `Busy`; a process that dies lets go."""
    import fcntl

    with (folder / "refresh.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Busy from None
        yield
