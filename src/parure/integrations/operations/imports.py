"""Every write of imports: bringing a file, saying how it is read, checking, writing, stopping, taking back.

Whatever is asked twice happens once: each step is a change of status that only the first asker makes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core import files, jobs
from parure.integrations.imports import engine, undo
from parure.integrations.imports.columns import KINDS, TARGETS
from parure.integrations.imports.context import EXISTING
from parure.integrations.imports.own_definitions import own_fields_of, targets_of
from parure.integrations.imports.own_fields import with_own
from parure.integrations.imports.problems import UnreadableFile
from parure.integrations.imports.reading import Table, open_table
from parure.integrations.imports.recognition import Recognition, recognise
from parure.integrations.imports.streams import conventions_of
from parure.integrations.models import ImportRun, ImportStatus, SavedMapping

RESOURCE = "integrations.import_run"
MADE = {
    "customers": ("people.customer",),
    "products": ("catalog.style",),
    "pieces": ("catalog.piece",),
    "orders": ("sales.order", "people.customer"),
    "order_lines": ("sales.order",),
    "visits": ("sales.visit",),
    "opening_balances": ("loyalty.point_entry", "sales.opening_spend"),
}
"""The record types that a kind of file makes; bringing it takes the right to add each."""
OPENING = {"opening_points": "loyalty.point_entry", "opening_spend": "sales.opening_spend"}
SAMPLED = 200
BEFORE_WRITING = (ImportStatus.MAPPING, ImportStatus.CHECKED, ImportStatus.FAILED, ImportStatus.STOPPED)
OPTIONS = (
    "existing",
    "shared_phones",
    "keep_extra",
    "store_id",
    "currency",
    "timezone",
    "region",
    "ring_gauge",
)


def begin_import(
    actor: Actor,
    chunks: Iterable[bytes],
    file_name: str,
    kind: str = "",
    source: str = "",
    options: Mapping[str, Any] | None = None,
) -> ImportRun:
    """Keep a file and recognise what it is. Raises ValidationError for what can't be read as a table, and keeps
    nothing of it.
    """
    policy.require(actor, RESOURCE, "import")
    if kind and kind not in KINDS:
        raise ValidationError({"kind": _("There is no such kind of file.")})
    chosen = _options(options or {})
    try:
        with files.arriving(chunks, limit=settings.IMPORT_MAX_BYTES) as brought:
            table = _open(brought.path, {})
            found = _recognise(actor, table, kind)
            brought.keep()
    except files.TooLarge:
        limit = settings.IMPORT_MAX_BYTES // 1024**2
        raise ValidationError({"file": _("The file is larger than %d MB. Split it.") % limit}) from None
    saved = SavedMapping.objects.filter(columns_digest=columns_digest(table.columns)).order_by("-pk")
    kept = saved.filter(kind=kind).first() if kind else saved.first()
    run = ImportRun(
        kind=kept.kind if kept else found.kind,
        source=source
        or (kept.source if kept else "")
        or ("" if found.source == "generic" else found.source)
        or "pos",
        file=brought.digest,
        file_name=PurePath(file_name.replace("\\", "/")).name[:200] or "file",
        file_size=brought.size,
        reading=_reading(table, found) | ({"saved_as": kept.name} if kept else {}),
        mapping=_still_there(actor, kept) if kept else found.mapping,
        options=chosen,
        staff_id=actor.staff_id,
        role="" if actor.staff_id else next(iter(actor.roles), ""),
        row_estimate=table.row_estimate,
    )
    run.source = run.source[:20]
    with transaction.atomic():
        run.save()
        audit.record(
            actor,
            AuditAction.IMPORT,
            RESOURCE,
            run.pk,
            detail={"file": run.file_name, "bytes": brought.size, "kind": run.kind, "step": "brought"},
        )
    return run


def _open(path: Path, reading: Mapping[str, Any]) -> Table:
    try:
        return open_table(
            path,
            encoding=reading.get("encoding") or "",
            sheet=reading.get("sheet") or "",
            header_row=reading.get("header_row"),
        )
    except UnreadableFile as error:
        raise ValidationError({"file": error.message}) from None


def _recognise(actor: Actor, table: Table, kind: str = "") -> Recognition:
    try:
        rows = [
            row.cells for row, _index in zip(table.rows(), range(SAMPLED), strict=False) if not row.problem
        ]
    except UnreadableFile as error:
        raise ValidationError({"file": error.message}) from None
    found = recognise(table.columns, rows, kind=kind)
    return with_own(found, own_fields_of(actor, found.kind), table.columns, rows)


def _still_there(actor: Actor, kept: SavedMapping) -> dict[str, str]:
    """A kept mapping without own fields that are gone, or that the actor may not fill."""
    targets = targets_of(actor, kept.kind)
    return {column: target for column, target in kept.mapping.items() if target in targets}


def _reading(table: Table, found: Recognition) -> dict[str, Any]:
    return {
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "sheets": table.sheets,
        "header_row": table.header_row,
        "columns": table.columns,
        "notes": table.notes,
        "ignored": list(found.ignored),
        "recognised": {"source": found.source, "kind": found.kind, "needs_choice": found.needs_choice},
    }


def columns_digest(columns: Iterable[str]) -> str:
    """What files with the same columns, in whatever order, have in common."""
    return hashlib.sha256("\n".join(sorted(columns)).encode()).hexdigest()


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: given[name] for name in OPTIONS if given.get(name) not in (None, "")}
    if kept.get("existing", "fill") not in EXISTING:
        raise ValidationError({"existing": _("This isn't one of the choices.")})
    return kept


@transaction.atomic
def set_mapping(
    actor: Actor,
    uid: UUID | str,
    kind: str = "",
    mapping: Mapping[str, str] | None = None,
    reading: Mapping[str, Any] | None = None,
    save_as: str = "",
    options: Mapping[str, Any] | None = None,
) -> ImportRun:
    """Say how a file is read: kind, column -> target, encoding, sheet, header row. Before anything was written.

    Without `mapping` the columns are recognised anew. `save_as` keeps the mapping for files with these columns.
    """
    run = _fetch(actor, uid)
    _check_not_begun(run)
    kind = kind or run.kind
    if kind not in KINDS:
        raise ValidationError({"kind": _("There is no such kind of file.")})
    _check_file(run)
    table = _open(files.path_of(run.file), run.reading | dict(reading or {}))
    if mapping is None:
        found = _recognise(actor, table, kind)
        run.mapping, run.reading = found.mapping, _reading(table, found)
    else:
        run.mapping = _clean_mapping(actor, kind, table, mapping)
        ignored = run.reading.get("ignored", [])
        run.reading = _reading(table, _recognise(actor, table, kind)) | {"ignored": ignored}
    run.kind = kind
    run.row_estimate = table.row_estimate
    if options is not None:
        run.options = run.options | _options(options)
        run.options = {name: value for name, value in run.options.items() if name not in _emptied(options)}
    run.status, run.is_dry_run, run.fault = ImportStatus.MAPPING, False, ""
    run.save()
    engine.forget_results(run)
    if save_as.strip():
        _save_mapping(run, save_as.strip())
    return run


def _emptied(options: Mapping[str, Any]) -> set[str]:
    return {name for name, value in options.items() if value in (None, "")}


def _clean_mapping(actor: Actor, kind: str, table: Table, mapping: Mapping[str, str]) -> dict[str, str]:
    targets = targets_of(actor, kind)
    cleaned: dict[str, str] = {}
    for column, target in mapping.items():
        if column not in table.columns or not target:
            continue
        if target not in targets:
            raise ValidationError({"mapping": _("There is no such field: %s") % target})
        if target in cleaned.values() and not targets[target].several:
            raise ValidationError(
                {"mapping": _("Two columns go to “%s”; it takes one.") % targets[target].label}
            )
        cleaned[column] = target
    return cleaned


def _save_mapping(run: ImportRun, name: str) -> None:
    SavedMapping.objects.update_or_create(
        name=name[:80],
        defaults={
            "kind": run.kind,
            "columns_digest": columns_digest(run.reading["columns"]),
            "mapping": run.mapping,
            "source": run.source,
        },
    )


@transaction.atomic
def use_saved_mapping(actor: Actor, uid: UUID | str, name: str) -> ImportRun:
    """Read a file the way that was kept under this name; columns that the file doesn't have are left out."""
    run = _fetch(actor, uid)
    saved = SavedMapping.objects.filter(name=name).first()
    if saved is None:
        raise ValidationError({"mapping": _("No mapping is kept under this name.")})
    return set_mapping(actor, run.uid, kind=saved.kind, mapping=_still_there(actor, saved))


def _fetch(actor: Actor, uid: UUID | str, action: str = "change") -> ImportRun:
    policy.require(actor, RESOURCE, "import")
    run: ImportRun = policy.fetch(actor, RESOURCE, uid, action, lock=True)
    return run


def _check_not_begun(run: ImportRun) -> None:
    begun = run.status not in BEFORE_WRITING or (run.position and not run.is_dry_run)
    if begun:
        raise ValidationError(_("This import has begun; its columns can't be changed any more."))


def _check_file(run: ImportRun) -> None:
    """Raise ValidationError where the file was removed since (operations.sweeping)."""
    if not run.file:
        raise ValidationError(_("The file was removed on %s. Bring it again.") % run.file_removed_on)


def check_rights(actor: Actor, run: ImportRun) -> None:
    """Raise ValidationError unless the actor may make what the file brings."""
    needed = list(MADE[run.kind])
    needed += [resource for target, resource in OPENING.items() if target in run.mapping.values()]
    if run.kind == "opening_balances":
        told = set(run.mapping.values())
        needed = ["loyalty.point_entry"] if "points" in told else []
        needed += ["sales.opening_spend"] if told & {"spend", "orders"} else []
    missing = [resource for resource in needed if not policy.may(actor, resource, "add")]
    if missing:
        labels = ", ".join(sorted(_label(resource) for resource in missing))
        raise ValidationError(
            _("Your role may not add: %s. Leave those columns out or ask a colleague.") % labels
        )
    targets = targets_of(actor, run.kind)
    closed = [column for column, target in run.mapping.items() if target not in targets]
    if closed:
        raise ValidationError(
            _("Your role may not fill the fields of these columns: %s. Leave them out or ask a colleague.")
            % ", ".join(closed)
        )


def _label(resource: str) -> str:
    from parure.core import resources

    return str(resources.get(resource).label_plural)


def _check_mapping(run: ImportRun) -> None:
    targets = TARGETS[run.kind]
    missing = [
        str(each.label) for key, each in targets.items() if each.required and key not in run.mapping.values()
    ]
    if missing:
        raise ValidationError({"mapping": _("Say which column holds: %s") % ", ".join(missing)})
    if not run.mapping:
        raise ValidationError({"mapping": _("No column is read yet.")})
    conventions_of(run)


@transaction.atomic
def check_import(actor: Actor, uid: UUID | str) -> ImportRun:
    """Look through the whole file without writing anything; a job."""
    run = _fetch(actor, uid)
    if run.status == ImportStatus.CHECKING:
        return run
    _check_not_begun(run)
    check_rights(actor, run)
    _check_file(run)
    _check_mapping(run)
    return _start(run, ImportStatus.CHECKING, dry=True)


@transaction.atomic
def write_import(actor: Actor, uid: UUID | str) -> ImportRun:
    """Bring the file in; a job. Asked twice it happens once."""
    run = _fetch(actor, uid)
    if run.status in (ImportStatus.WRITING, ImportStatus.DONE):
        return run
    _check_not_begun(run)
    check_rights(actor, run)
    _check_file(run)
    _check_mapping(run)
    return _start(run, ImportStatus.WRITING, dry=False)


def _start(run: ImportRun, status: ImportStatus, *, dry: bool) -> ImportRun:
    engine.forget_results(run)
    run.status, run.is_dry_run, run.fault = status, dry, ""
    run.started_at, run.finished_at = timezone.now(), None
    run.job = jobs.enqueue("imports.run", {"uid": str(run.uid)})
    run.save()
    return run


@transaction.atomic
def stop_import(actor: Actor, uid: UUID | str) -> ImportRun:
    """Stop behind the batch that is under way; what came in stays in, and the import can go on later."""
    run = _fetch(actor, uid)
    if run.status in engine.RUNNING:
        run.status, run.finished_at = ImportStatus.STOPPED, timezone.now()
        run.save(update_fields=["status", "finished_at"])
    return run


@transaction.atomic
def resume_import(actor: Actor, uid: UUID | str) -> ImportRun:
    """Go on with a stopped or failed import behind the last row that came in."""
    run = _fetch(actor, uid)
    if run.status in engine.RUNNING and not _is_stuck(run):
        return run
    if run.status not in (ImportStatus.STOPPED, ImportStatus.FAILED, *engine.RUNNING):
        raise ValidationError(_("This import isn't stopped."))
    check_rights(actor, run)
    _check_file(run)
    run.status = ImportStatus.CHECKING if run.is_dry_run else ImportStatus.WRITING
    run.finished_at, run.fault = None, ""
    run.job = jobs.enqueue("imports.run", {"uid": str(run.uid)})
    run.save()
    return run


def _is_stuck(run: ImportRun) -> bool:
    return run.job is None or run.job.status in ("failed", "stopped", "done")


@transaction.atomic
def undo_import(actor: Actor, uid: UUID | str) -> ImportRun:
    """Take back what an import brought; a job. Asked twice it happens once."""
    run = _fetch(actor, uid)
    if run.status in (ImportStatus.UNDOING, ImportStatus.UNDONE):
        return run
    if run.is_dry_run or run.status not in (ImportStatus.DONE, ImportStatus.STOPPED, ImportStatus.FAILED):
        raise ValidationError(_("There is nothing to take back."))
    run.status, run.finished_at = ImportStatus.UNDOING, None
    run.job = jobs.enqueue("imports.undo", {"uid": str(run.uid)})
    run.save()
    audit.record(actor, AuditAction.UNDO, RESOURCE, run.pk, detail={"file": run.file_name, "step": "asked"})
    return run


def run_import(job: jobs.Run, uid: str) -> None:
    """The work of the job of `check_import` and `write_import`."""
    engine.run_import(job, uid)


def run_undo(job: jobs.Run, uid: str) -> None:
    """The work of the job of `undo_import`."""
    undo.run_undo(job, uid)
