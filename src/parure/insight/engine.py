"""The engine that figures are computed on: DuckDB in this process, or a Spark cluster by one setting.

Expressions are written once, with Ibis, over `Lake.table(name)`. Ibis and the engines are imported here, when a figure
is asked for: they take seconds, which a web page that shows none must not pay.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

from parure.insight.copy import lake
from parure.insight.copy.lake import Manifest
from parure.insight.copy.plan import folder

if TYPE_CHECKING:
    import ibis

MEMORY = "600MB"


@dataclass(frozen=True)
class Lake:
    """One version of the copy, opened: figures of one `Lake` belong together."""

    manifest: Manifest
    connection: Any
    folder: Path

    def table(self, name: str) -> "ibis.Table":
        """The rows of a copied table as they were when the copy was taken."""
        files = self.manifest.tables[name]
        base = self._read(files.base)
        if not files.changed:
            return base
        return base.anti_join(self._read(files.touched), "id").union(self._read(files.changed))

    def _read(self, name: str) -> "ibis.Table":
        return self.connection.read_parquet(str(self.folder / name))


@contextmanager
def opened() -> Iterator[Lake]:
    """The present version of the copy. Raises `lake.NoCopy`."""
    manifest = lake.read_manifest(folder())
    connection = _spark() if settings.PARURE_INSIGHT_ENGINE else _duckdb()
    try:
        yield Lake(manifest, connection, folder())
    finally:
        connection.disconnect()


def _duckdb() -> Any:
    import ibis

    return ibis.duckdb.connect(
        memory_limit=MEMORY, temp_directory=str(folder() / "spill"), preserve_insertion_order=False
    )


def _spark() -> Any:
    import ibis
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master(settings.PARURE_INSIGHT_ENGINE)
        .appName("parure")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    return ibis.pyspark.connect(session)
