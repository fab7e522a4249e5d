"""What the pages of imports show: runs, one run with its columns and problems, its progress."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.integrations.imports.columns import KIND_LABELS, Target
from parure.integrations.imports.own_definitions import own_fields_of
from parure.integrations.imports.own_fields import targets_with
from parure.integrations.imports.preview import change_of, samples_of, shown
from parure.integrations.imports.problems import CATALOGUE, ERROR, SKIPPED
from parure.integrations.imports.streams import conventions_of
from parure.integrations.models import ImportProblem, ImportRun, ImportStatus

RESOURCE = "integrations.import_run"
RUNS = 50
FIRST_LINES = 12
RUNNING = (ImportStatus.CHECKING, ImportStatus.WRITING, ImportStatus.UNDOING)
STEPS = (_("Upload"), _("Columns"), _("Check"), pgettext_lazy("import", "Write"), _("Done"))
STEP_OF = {
    ImportStatus.MAPPING: 1,
    ImportStatus.CHECKING: 2,
    ImportStatus.CHECKED: 2,
    ImportStatus.WRITING: 3,
    ImportStatus.DONE: 4,
    ImportStatus.UNDOING: 4,
    ImportStatus.UNDONE: 4,
}
GROUPS: tuple[tuple[Any, frozenset[str]], ...] = (
    (_("Who"), frozenset({"identifier", "name", "phone", "phones", "email", "gender"})),
    (_("Days"), frozenset({"day", "lunar", "date", "moment"})),
    (_("Amounts"), frozenset({"money", "price", "whole", "quantity"})),
    (_("Sizes and weights"), frozenset({"ring_size", "inner_diameter", "length", "weight", "carat"})),
    (_("Own fields"), frozenset({"own"})),
)


@dataclass(slots=True)
class Column:
    """A column of the file: its first cells (masked where personal), where it goes, what it becomes."""

    position: int
    name: str
    samples: list[str]
    target: str
    change: str
    is_wrong: bool


@dataclass(slots=True)
class ProblemGroup:
    """All problems of one sort: how many, what it means, what to do."""

    code: str
    severity: str
    count: int
    message: str
    advice: str


@dataclass(slots=True)
class Progress:
    """How far a run is. `left` is an estimate, None while nobody can say; `percent` never says 100 too early."""

    read: int
    estimate: int
    percent: int | None
    rate: int
    left: timedelta | None
    phase: str
    is_waiting: bool


@dataclass(slots=True)
class RunDetail:
    """One import as its page shows it."""

    uid: UUID
    file_name: str
    kind: str
    kind_label: str
    source: str
    status: str
    status_label: str
    is_dry_run: bool
    created_at: datetime
    file_removed_on: date | None
    finished_at: datetime | None
    step: int
    counts: dict[str, int]
    reading: dict[str, Any]
    options: dict[str, Any]
    fault: str
    progress: Progress
    is_running: bool
    is_stuck: bool
    can_map: bool
    can_undo: bool
    columns: list[Column] = field(default_factory=list)
    unmapped: list[str] = field(default_factory=list)
    problems: list[ProblemGroup] = field(default_factory=list)
    undo: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def ready(self) -> int:
        """Rows that a check found good to write."""
        return self.counts["created"] + self.counts["updated"]


def runs(actor: Actor) -> list[Record]:
    """The newest imports in reach."""
    policy.require(actor, RESOURCE, "view")
    found = policy.rows(actor, RESOURCE).order_by("-pk")[:RUNS]
    return policy.records(actor, RESOURCE, found)


def run_detail(actor: Actor, uid: UUID | str, *, columns: bool = True) -> RunDetail:
    """One import; NotFound out of reach. A handful of queries whatever the file's size."""
    run: ImportRun = policy.fetch(actor, RESOURCE, uid, "view")
    job = run.job
    stuck = run.status in RUNNING and (job is None or job.status in ("failed", "stopped"))
    may = policy.may(actor, RESOURCE, "import")
    begun = run.status not in (
        ImportStatus.MAPPING,
        ImportStatus.CHECKED,
        ImportStatus.FAILED,
        ImportStatus.STOPPED,
    ) or bool(run.position and not run.is_dry_run)
    detail = RunDetail(
        uid=run.uid,
        file_name=run.file_name,
        kind=run.kind,
        kind_label=str(KIND_LABELS[run.kind]),
        source=run.source,
        status=run.status,
        status_label=str(run.get_status_display()),
        is_dry_run=run.is_dry_run,
        created_at=run.created_at,
        file_removed_on=run.file_removed_on,
        finished_at=run.finished_at,
        step=STEP_OF.get(ImportStatus(run.status), 2 if run.is_dry_run else 3),
        counts={
            name: getattr(run, name)
            for name in ("read", "created", "updated", "unchanged", "skipped", "failed", "warned")
        },
        reading=run.reading,
        options=run.options,
        fault=run.fault or (job.error if stuck and job else ""),
        progress=progress_of(run),
        is_running=run.status in RUNNING and not stuck,
        is_stuck=stuck,
        can_map=may and not begun and bool(run.file),
        can_undo=may
        and not run.is_dry_run
        and run.status in (ImportStatus.DONE, ImportStatus.STOPPED, ImportStatus.FAILED)
        and run.created + run.updated > 0,
        undo=run.reading.get("undo", {}),
    )
    detail.problems = problem_groups(run.reading.get("problems", {}))
    if columns:
        detail.columns = _columns(actor, run)
        ignored = set(run.reading.get("ignored", ()))
        detail.unmapped = [
            each.name for each in detail.columns if not each.target and each.name not in ignored
        ]
    return detail


def _nothing(names: list[str]) -> tuple[tuple[str, ...], ...]:
    """No examples of any column: the file is gone."""
    return tuple(() for _name in names)


def _columns(actor: Actor, run: ImportRun) -> list[Column]:
    reading = run.reading
    own = {each.key: each for each in own_fields_of(actor, run.kind)}
    targets = targets_with(run.kind, list(own.values()))
    names = reading.get("columns", [])
    samples = (
        _nothing(names)
        if not run.file
        else samples_of(
            run.file,
            reading.get("encoding", ""),
            reading.get("delimiter", ""),
            reading.get("sheet", ""),
            reading.get("header_row", 1),
            len(names),
        )
    )
    conventions = conventions_of(run)
    found = []
    for position, (name, cells) in enumerate(zip(names, samples, strict=True)):
        key = run.mapping.get(name, "")
        target = targets.get(key)
        change, wrong = change_of(target, cells, conventions, own.get(key)) if target else ("", False)
        found.append(Column(position, name, [shown(cell, target) for cell in cells], key, change, wrong))
    return found


def targets_of(actor: Actor, kind: str) -> list[tuple[str, list[Target]]]:
    """Where a column may go, in groups."""
    grouped: dict[str, list[Target]] = {}
    for target in targets_with(kind, own_fields_of(actor, kind)).values():
        label = next((str(label) for label, kinds in GROUPS if target.value in kinds), str(_("Other")))
        grouped.setdefault(label, []).append(target)
    return list(grouped.items())


def kinds() -> list[tuple[str, str]]:
    """Kinds of files, as (code, label)."""
    return [(code, str(label)) for code, label in KIND_LABELS.items()]


def status_label(code: str) -> str:
    """A status in words."""
    return str(ImportStatus(code).label)


def problem_groups(counted: Mapping[str, list[Any]]) -> list[ProblemGroup]:
    """Problems by sort: what stopped rows first, then the most frequent."""
    order = {ERROR: 0, "warning": 1, SKIPPED: 2}
    groups = [
        ProblemGroup(
            code,
            severity,
            count,
            str(CATALOGUE[code].message) if code in CATALOGUE else code,
            str(CATALOGUE[code].advice) if code in CATALOGUE else "",
        )
        for code, (severity, count) in counted.items()
        if code != "record_not_imported"
    ]
    return sorted(groups, key=lambda group: (order.get(group.severity, 3), -group.count))


def first_problems(actor: Actor, uid: UUID | str, code: str) -> list[tuple[int, str, str]]:
    """The first lines with this problem: (line, column, masked value)."""
    run: ImportRun = policy.fetch(actor, RESOURCE, uid, "view")
    found = ImportProblem.objects.filter(run=run, code=code).order_by("line")[:FIRST_LINES]
    return list(found.values_list("line", "column", "hint"))


def progress_of(run: ImportRun) -> Progress:
    """How far the run is, from its counts and its clock."""
    elapsed = (timezone.now() - run.started_at).total_seconds() if run.started_at else 0.0
    rate = run.read / elapsed if elapsed > 0.5 else 0.0
    estimate = max(run.row_estimate, run.read)
    phase = run.reading.get("phase", "")
    left = None
    if rate and estimate and not phase:
        left = timedelta(seconds=round(max(estimate - run.read, 0) / rate))
    percent = min(99, run.read * 100 // estimate) if estimate else None
    waiting = run.status in RUNNING and not run.read and run.job is not None and run.job.status == "waiting"
    return Progress(run.read, estimate, percent, int(rate), left, phase, waiting)
