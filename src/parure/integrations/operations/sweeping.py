"""Kept files whose time is over: brought files, files of rows to repair, exports, and what broken-off work left.

They hold people's data in clear, so that they stay no longer than they are of use. What an import wrote and how it is
taken back stands in the database; who took what along stays on record.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from parure.core import files
from parure.integrations.models import ExportRun, ImportRun, ImportStatus
from parure.integrations.taking.operations import forget_exports

UNDER_WAY = (ImportStatus.CHECKING, ImportStatus.WRITING, ImportStatus.UNDOING)
BROKEN_OFF = timedelta(days=2)


@dataclass(frozen=True)
class Swept:
    """How many files went, or would go: of imports, of exports, rows to repair, pieces that were never whole."""

    imports: int
    exports: int
    problems: int
    pieces: int


def sweep_files(*, is_dry: bool = False) -> Swept:
    """Remove what is older than `IMPORT_DAYS` or, of exports, past its last day; `is_dry` counts only.

    A file that an import under way reads, or that a younger one brought again, stays.
    """
    now = timezone.now()
    limit = now - timedelta(days=settings.IMPORT_DAYS)
    runs = _over(limit)
    problems = list(_older(files.folder() / "problems", "*.csv", limit))
    pieces = list(_older(files.folder(), "tmp*", now - BROKEN_OFF))
    if is_dry:
        exports = ExportRun.objects.filter(expires_on__lt=timezone.localdate()).exclude(file="")
        return Swept(runs.count(), exports.count(), len(problems), len(pieces))
    for path in (*problems, *pieces):
        path.unlink(missing_ok=True)
    return Swept(_forget_imports(runs), forget_exports(), len(problems), len(pieces))


def _over(limit: datetime) -> QuerySet[ImportRun]:
    rows = ImportRun.objects.exclude(file="").exclude(status__in=UNDER_WAY)
    return rows.annotate(ended=Coalesce("finished_at", "created_at")).filter(ended__lt=limit)


@transaction.atomic
def _forget_imports(runs: QuerySet[ImportRun]) -> int:
    held = dict(runs.select_for_update(of=("self",)).values_list("pk", "file"))
    ImportRun.objects.filter(pk__in=held).update(file="", file_removed_on=timezone.localdate())
    digests = set(held.values())
    wanted = set(ImportRun.objects.filter(file__in=digests).values_list("file", flat=True))
    wanted |= set(ExportRun.objects.filter(file__in=digests).values_list("file", flat=True))
    transaction.on_commit(partial(_remove, digests - wanted))
    return len(held)


def _remove(digests: Iterable[str]) -> None:
    for digest in digests:
        files.path_of(digest).unlink(missing_ok=True)


def _older(folder: Path, pattern: str, limit: datetime) -> Iterator[Path]:
    for path in folder.glob(pattern) if folder.exists() else ():
        if path.is_file() and path.stat().st_mtime < limit.timestamp():
            yield path
