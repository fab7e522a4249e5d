"""Every write of exports: asking for one, writing it, stopping it, taking the file, forgetting it."""

from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import NamedTemporaryFile
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor, actor_for
from parure.access.asking import check_condition
from parure.access.choices import AuditAction
from parure.access.models import Staff
from parure.access.streams import Stream
from parure.core import files, jobs
from parure.core.conditions import BadCondition, Tree
from parure.core.events import emit
from parure.integrations.events import ExportEnded
from parure.integrations.models import ExportRun, ExportStatus
from parure.integrations.taking import rules
from parure.integrations.taking.taken import taken_today
from parure.integrations.taking.writing import write_file

RESOURCE = "integrations.export_run"
FORMS = ("csv", "xlsx")
LARGEST = 20 * 1024**3
CHUNK = 1 << 20
UNDER_WAY = (ExportStatus.WAITING, ExportStatus.RUNNING)


@transaction.atomic
def ask_export(
    actor: Actor,
    resource: str,
    *,
    columns: list[str],
    form: str,
    condition: Tree | None = None,
    picked: Iterable[UUID | str] | None = None,
    reason: str = "",
) -> ExportRun:
    """Take records along as a file; a short one is written at once, a long one by a job. On record.

    Raises ValidationError for nothing to take, a missing reason or more rows than the role may take in a day;
    Denied without the right.
    """
    policy.require(actor, resource, "export")
    policy.require(actor, RESOURCE, "add")
    if form not in FORMS:
        raise ValidationError({"form": _("This isn't one of the choices.")})
    permitted = policy.fields(actor, resource)
    names = [name for name in columns if name in permitted]
    if not names:
        raise ValidationError({"columns": _("Choose at least one column.")})
    keys = None
    if picked is not None:
        rows = policy.rows(actor, resource, "view").filter(uid__in=list(picked))
        keys = sorted(rows.values_list("pk", flat=True))
    elif condition:
        try:
            check_condition(actor, resource, condition)
        except BadCondition as problem:
            raise ValidationError(str(problem)) from None
    total = Stream(actor, resource, names, condition, keys).rows().order_by().count()
    _check_amount(actor, resource, names, total, reason)
    run = ExportRun.objects.create(
        resource=resource,
        columns=names,
        condition=condition if keys is None else None,
        picked=keys,
        form=form,
        reason=reason.strip()[:200],
        language=translation.get_language() or "",
        staff_id=actor.staff_id,
        total=total,
    )
    detail = {"columns": names, "condition": run.condition, "rows": total, "form": form, "reason": run.reason}
    audit.record(actor, AuditAction.EXPORT, resource, detail=detail)
    if total <= rules.AT_ONCE:
        _write(actor, run, None)
        run.refresh_from_db()
    else:
        run.job = jobs.enqueue("exports.write", {"uid": str(run.uid)})
        run.save(update_fields=["job"])
    return run


def _check_amount(actor: Actor, resource: str, names: list[str], total: int, reason: str) -> None:
    if not total:
        raise ValidationError(_("There is nothing to take along."))
    limit = rules.rows_a_day(actor, resource)
    if limit is not None:
        left = max(0, limit - taken_today(actor, resource))
        if total > left:
            words = {"n": f"{total:,}", "left": f"{left:,}", "limit": f"{limit:,}"}
            raise ValidationError(
                _("%(n)s rows; your role may take %(limit)s a day, %(left)s are left today.") % words
            )
    if total > rules.REASON_FROM and rules.tells_who(actor, resource, names) and not reason.strip():
        raise ValidationError({"reason": _("Say what these people's data are for; it is kept on record.")})


def write_export_file(job: jobs.Run, uid: str) -> None:
    """The work of the job of `ask_export`; taken up by another process it begins again, for nothing is changed."""
    run = ExportRun.objects.select_related("staff").filter(uid=uid, status__in=UNDER_WAY).first()
    if run is None:
        return
    try:
        _write(_actor_of(run), run, job)
    except (policy.Denied, BadCondition):
        with job.checkpoint():
            ExportRun.objects.filter(pk=run.pk).update(
                status=ExportStatus.FAILED,
                finished_at=timezone.now(),
                fault=_("The right to do this was taken away while it ran."),
            )
            _tell(run, ExportStatus.FAILED, 0)


def _tell(run: ExportRun, status: ExportStatus, rows: int) -> None:
    """The fact that a file came to its end in the background."""
    by = Actor(run.staff_id, run.staff.name if run.staff else "parure", {})
    emit(ExportEnded(str(run.uid), status.value, rows), actor=by)


def _actor_of(run: ExportRun) -> Actor:
    """Whoever asked, with the rights that they have now."""
    staff = Staff.objects.filter(pk=run.staff_id or 0).first()
    if staff is None or not staff.is_active:
        raise policy.Denied(run.resource)
    actor = actor_for(staff)
    policy.require(actor, run.resource, "export")
    return actor


def _write(actor: Actor, run: ExportRun, job: jobs.Run | None) -> None:
    ExportRun.objects.filter(pk=run.pk).update(
        status=ExportStatus.RUNNING, started_at=timezone.now(), written=0
    )
    stream = Stream(actor, run.resource, run.columns, run.condition, run.picked)

    def report(count: int) -> None:
        if job is None:
            return
        with job.checkpoint():
            if not ExportRun.objects.filter(pk=run.pk, status=ExportStatus.RUNNING).update(written=count):
                raise jobs.Stopped(run.pk)

    with (
        NamedTemporaryFile(dir=files.folder(), suffix=f".{run.form}") as scratch,
        translation.override(run.language or None),
    ):
        path = Path(scratch.name)
        count = write_file(stream, path, run.form, report)
        digest, size = files.keep(_chunks(path), limit=LARGEST)
    with transaction.atomic():
        done = ExportRun.objects.filter(pk=run.pk, status=ExportStatus.RUNNING).update(
            status=ExportStatus.DONE,
            written=count,
            file=digest,
            file_size=size,
            finished_at=timezone.now(),
            expires_on=timezone.localdate() + timedelta(days=settings.EXPORT_DAYS),
        )
        if done and job is not None:
            _tell(run, ExportStatus.DONE, count)


def _chunks(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


@transaction.atomic
def stop_export(actor: Actor, uid: UUID | str) -> ExportRun:
    """Write no further; what was written is thrown away."""
    policy.require(actor, RESOURCE, "add")
    run: ExportRun = policy.fetch(actor, RESOURCE, uid, "view", lock=True)
    if run.staff_id != actor.staff_id:
        raise policy.NotFound(RESOURCE)
    if run.status in UNDER_WAY:
        run.status, run.finished_at = ExportStatus.STOPPED, timezone.now()
        run.save(update_fields=["status", "finished_at"])
    return run


@transaction.atomic
def take_export(actor: Actor, uid: UUID | str) -> tuple[Path, ExportRun]:
    """The file, for whoever asked for it and nobody else; each time on record. NotFound once it is gone."""
    run: ExportRun = policy.fetch(actor, RESOURCE, uid, "view")
    gone = not run.file or run.expires_on is None or run.expires_on < timezone.localdate()
    if run.staff_id != actor.staff_id or run.staff_id is None or gone:
        raise policy.NotFound(RESOURCE)
    policy.require(actor, run.resource, "export")
    path = files.path_of(run.file)
    if not path.exists():
        raise policy.NotFound(RESOURCE)
    audit.record(actor, AuditAction.EXPORT, RESOURCE, run.pk, detail={"rows": run.written, "step": "taken"})
    return path, run


@transaction.atomic
def forget_exports() -> int:
    """Remove the files whose days are over; how many runs lost theirs. What was taken stays on record."""
    over = ExportRun.objects.filter(expires_on__lt=timezone.localdate()).exclude(file="")
    digests = set(over.values_list("file", flat=True))
    count = over.update(file="")
    wanted = set(ExportRun.objects.filter(file__in=digests).values_list("file", flat=True))
    transaction.on_commit(partial(_remove, digests - wanted))
    return count


def _remove(digests: Iterable[str]) -> None:
    for digest in digests:
        files.path_of(digest).unlink(missing_ok=True)
