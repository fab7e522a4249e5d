"""Reads of imports: runs, their progress, their problems, and the rows to repair."""

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import quote
from uuid import UUID

from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core import files
from parure.integrations.imports import engine
from parure.integrations.imports.problems import CATALOGUE, ERROR, RowProblem
from parure.integrations.imports.repair_file import FailedRow, repair_lines, write_repair_file
from parure.integrations.models import ImportProblem, ImportRun


def failed_rows(run: ImportRun) -> Iterator[FailedRow]:
    """The rows that were not imported, read from the kept file again, with their problems."""
    found = ImportProblem.objects.filter(run=run, severity=ERROR).order_by("line", "pk")
    problems = groupby(found.iterator(2000), key=lambda each: each.line)
    line, group = next(problems, (0, iter(())))
    if not line:
        return
    for row in engine.open_kept(run).lines():
        while line and line < row.line:
            line, group = next(problems, (0, iter(())))
        if not line:
            return
        if row.line == line:
            yield FailedRow(
                line,
                row.cells,
                [RowProblem(each.code, each.column, each.severity, each.hint) for each in group],
            )
            line, group = next(problems, (0, iter(())))


def problem_path(run: ImportRun) -> Path:
    """Where the command line puts a run's rows to repair: with the house's own files, since they hold people's data."""
    folder = files.folder() / "problems"
    folder.mkdir(exist_ok=True, mode=0o700)
    return folder / f"{run.created_at:%Y%m%d}-{run.kind}-{str(run.uid)[-8:]}.csv"


def write_problems(run: ImportRun, path: Path) -> int:
    """Write the rows that failed as a file to repair and bring again; how many. Without any no file is written."""
    return write_repair_file(path, run.reading["columns"], failed_rows(run)) if run.failed else 0


def told_problems(run: ImportRun) -> list[str]:
    """The run's problems in a sentence each, the most frequent first."""
    counted = sorted(
        run.reading.get("problems", {}).items(), key=lambda item: (item[1][0] != ERROR, -item[1][1])
    )
    return [
        _("%(count)d × %(problem)s")
        % {"count": times, "problem": CATALOGUE[code].message if code in CATALOGUE else code}
        for code, (_severity, times) in counted
    ]


def problem_rows(actor: Actor, uid: UUID | str) -> tuple[Iterator[str], str]:
    """(lines of the file to repair, its name). On record: it holds what the file held."""
    run: ImportRun = policy.fetch(actor, "integrations.import_run", uid, "view")
    policy.require(actor, "integrations.import_run", "import")
    if not run.file:
        raise policy.NotFound("file")
    audit.record(
        actor,
        AuditAction.EXPORT,
        "integrations.import_run",
        run.pk,
        detail={"rows": run.failed, "what": "problems"},
    )
    name = quote(f"{Path(run.file_name).stem}.problems.csv")
    return repair_lines(run.reading["columns"], failed_rows(run)), name


def api_keys(actor: Actor) -> list[policy.Record]:
    """The keys of other systems in reach, those that hold first, the newest on top; one query."""
    if not policy.may(actor, "integrations.api_key"):
        return []
    rows = policy.rows(actor, "integrations.api_key").order_by("-pk")
    found = policy.records(actor, "integrations.api_key", rows)
    return sorted(found, key=lambda each: each.get("revoked_at") is not None)
