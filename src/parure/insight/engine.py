"""The engine that figures are computed on: DuckDB in this process, or a Spark cluster by one setting.

Expressions are written once, with Ibis, over `Lake.table(name)`. Ibis and the engines are imported here, when a figure
is asked for: they take seconds, which a web page that shows none must not pay.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from parure.insight.copy import lake
from parure.insight.copy.lake import FACTS, Manifest
from parure.insight.copy.plan import folder

if TYPE_CHECKING:
    import ibis

MEMORY = "600MB"
WRITTEN_AT_ONCE = 100_000  # rows


@dataclass(frozen=True)
class Lake:
    """One version of the copy, opened: figures of one `Lake` belong together."""

    manifest: Manifest
    connection: Any
    folder: Path
    held: "dict[str, ibis.Table]" = field(default_factory=dict)

    def table(self, name: str) -> "ibis.Table":
        """The rows of a copied table as they were when the copy was taken."""
        files = self.manifest.tables[name]
        base = self._read(files.base)
        if not files.changed:
            return base
        return base.anti_join(self._read(files.touched), "id").union(self._read(files.changed))

    def hold(self, found: "ibis.Table") -> "ibis.Table":
        """The same rows, reckoned now and held by the engine until they are let go: for what is asked for often, and for
        what would take too much memory together.
        """
        from ibis.util import gen_name

        if self._is_duckdb:
            held = self.connection.create_table(gen_name("held"), found, temp=True)
        else:
            held = found.cache()
        self.held[held.get_name()] = held
        return held

    def let_go(self, *held: "ibis.Table") -> None:
        """Forget what is held; all of it, where nothing is named."""
        for each in held or tuple(self.held.values()):
            del self.held[each.get_name()]
            if self._is_duckdb:
                self.connection.raw_sql(f"DROP TABLE {each.get_name()}")
            else:
                each.release()

    @property
    def _is_duckdb(self) -> bool:
        return bool(self.connection.name == "duckdb")

    def facts(self) -> "ibis.Table":
        """What the last refresh found out about customers who bought: customer_id, first_on, the columns of `facts`.
        Raises `lake.NoCopy` before there is any.
        """
        if not (self.folder / FACTS).exists():
            raise lake.NoCopy
        return self._read(FACTS)

    def keep_facts(self, found: "ibis.Table") -> "ibis.Table":
        """The same rows, reckoned once and kept on disk, in one file, for reports."""
        fresh = self.folder / f"{FACTS}.next"
        _write_batches(found, fresh)
        fresh.replace(self.folder / FACTS)
        return self.facts()

    def _read(self, name: str) -> "ibis.Table":
        return self.connection.read_parquet(str(self.folder / name))


@contextmanager
def opened() -> Iterator[Lake]:
    """The present version of the copy. Raises `lake.NoCopy`."""
    with opened_at(folder(), settings.PARURE_INSIGHT_ENGINE) as found:
        yield found


@contextmanager
def opened_at(place: Path, cluster: str = "") -> Iterator[Lake]:
    """The copy that lies in a folder, on the engine that is named (DuckDB where none is). Raises `lake.NoCopy`."""
    manifest = lake.read_manifest(place)
    connection = _spark(cluster) if cluster else _duckdb(place)
    opened = Lake(manifest, connection, place)
    try:
        yield opened
    finally:
        opened.let_go()
        connection.disconnect()


def _write_batches(found: "ibis.Table", path: Path) -> None:
    """In the kinds that the expression has: left to themselves, one engine keeps sums as floating or decimal numbers
    and another writes a folder of parts.
    """
    from pyarrow.parquet import ParquetWriter

    schema = found.schema().to_pyarrow()
    with (
        found.to_pyarrow_batches(chunk_size=WRITTEN_AT_ONCE) as batches,
        ParquetWriter(path, schema) as writer,
    ):
        for batch in batches:
            writer.write_batch(batch.cast(schema))


def _duckdb(place: Path) -> Any:
    import ibis

    return ibis.duckdb.connect(
        memory_limit=MEMORY, temp_directory=str(place / "spill"), preserve_insertion_order=False
    )


def _spark(cluster: str) -> Any:
    import ibis
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(cluster)
        .appName("parure")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    return ibis.pyspark.connect(session)
