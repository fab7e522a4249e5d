"""Facts about imports and exports."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class ImportFinished(Fact):
    """A file has come in; the counts are rows of the file."""

    name: ClassVar[str] = "integrations.import_finished"
    run: str
    kind: str
    created: int
    updated: int
    failed: int


@fact
@dataclass(frozen=True)
class ImportUndone(Fact):
    """An import was taken back; `kept` counts the records that stayed because somebody had used them."""

    name: ClassVar[str] = "integrations.import_undone"
    run: str
    kind: str
    kept: int


@fact
@dataclass(frozen=True)
class ExportEnded(Fact):
    """A file that was written in the background is there, or won't be: `status` is done or failed."""

    name: ClassVar[str] = "integrations.export_ended"
    run: str
    status: str
    rows: int
