"""Every write of bulk work: preparing a run, beginning, stopping, going on, taking back.

Whatever is asked twice happens once: each step is a change of status that only the first asker makes.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.asking import check_condition
from parure.access.choices import AuditAction
from parure.access.colleagues import STAFF, colleague
from parure.automation.bulk import acts, engine
from parure.automation.bulk.engine import RESOURCE, matching, set_writer_of
from parure.automation.bulk.strides import strides_for
from parure.automation.models import BulkRun, BulkStatus
from parure.core import jobs, resources
from parure.core.conditions import BadCondition, Tree
from parure.customize.definitions import forget_definitions
from parure.customize.operations import ensure_tags
from parure.customize.queries import tag_marks

MOST_PICKED = 10_000
KEPT_DAYS = 7  # of what was prepared and not begun


@transaction.atomic
def prepare_run(
    actor: Actor,
    resource: str,
    act: str,
    params: Mapping[str, Any],
    *,
    condition: Tree | None = None,
    picked: Iterable[UUID | str] | None = None,
) -> BulkRun:
    """Note what is to be done with which records; nothing is done yet. `picked` are uids, else the condition says.

    Raises ValidationError where nothing was picked or the condition can't be asked, Denied without the right.
    """
    policy.require(actor, RESOURCE, "add")
    acts.check_right(actor, resource, act, params)
    _check_value(actor, resource, act, params)
    keys: list[int] | None = None
    if picked is not None:
        keys = _keys_of(actor, resource, picked)
    elif condition:
        try:
            check_condition(actor, resource, condition)
        except BadCondition as problem:
            raise ValidationError(str(problem)) from None
    verb = acts.verb_of(resource, act)
    if verb is not None and verb.planned is not None:
        params = verb.planned.plan(actor, matching(actor, resource, act, condition, keys), params)
    return BulkRun.objects.create(
        resource=resource,
        act=act,
        params=dict(params),
        condition=condition if keys is None else None,
        picked=keys,
        staff_id=actor.staff_id,
        role="" if actor.staff_id else next(iter(actor.roles), ""),
    )


def _check_value(actor: Actor, resource: str, act: str, params: Mapping[str, Any]) -> None:
    if act != acts.SET:
        return
    asked, value = resources.field_of(resource, str(params["field"])), params.get("value")
    if value in (None, "", []):
        if not acts.can_be_empty(resource, asked):
            raise ValidationError({"value": _("This field can't be empty.")})
    elif asked.relation == STAFF and not asked.custom:
        colleague(actor, str(value), "value")


def _keys_of(actor: Actor, resource: str, picked: Iterable[UUID | str]) -> list[int]:
    uids = list(dict.fromkeys(str(each) for each in picked))
    if not uids:
        raise ValidationError(_("Nothing is selected."))
    if len(uids) > MOST_PICKED:
        raise ValidationError(_("At most %s at once; use a condition for more.") % f"{MOST_PICKED:,}")
    try:
        rows = policy.rows(actor, resource, "view").filter(uid__in=[UUID(each) for each in uids])
    except ValueError:
        raise ValidationError(_("Nothing is selected.")) from None
    found = sorted(rows.values_list("pk", flat=True))
    if not found:
        raise ValidationError(_("Nothing is selected."))
    return found


def _fetch(actor: Actor, uid: UUID | str) -> BulkRun:
    run: BulkRun = policy.fetch(actor, RESOURCE, uid, "change", lock=True)
    return run


@transaction.atomic
def start_run(actor: Actor, uid: UUID | str) -> BulkRun:
    """Begin; a job. Records that come later aren't touched. Asked twice it happens once."""
    run = _fetch(actor, uid)
    if run.status != BulkStatus.DRAFT:
        return run
    acts.check_right(actor, run.resource, run.act, run.params)
    _make_tags(actor, run)
    rows = matching(actor, run.resource, run.act, run.condition, run.picked)
    if run.picked is None:
        run.total = rows.order_by().count()
        run.last_id = rows.order_by().aggregate(last=Max("pk"))["last"] or 0
        if run.act in (acts.SET, acts.TAGS) and set_writer_of(run):
            run.strides = strides_for(run.total, run.last_id)
    else:
        run.total, run.last_id = len(run.picked), max(run.picked)
    run.status, run.started_at = BulkStatus.RUNNING, timezone.now()
    run.job = jobs.enqueue("bulk.run", {"uid": str(run.uid)})
    run.save()
    detail = {"act": run.act, "type": run.resource, "condition": run.condition, "records": run.total}
    audit.record(actor, AuditAction.CREATE, RESOURCE, run.pk, detail=detail)
    return run


def _make_tags(actor: Actor, run: BulkRun) -> None:
    """Tags that aren't there yet are made, where the actor may make tags."""
    if run.act != acts.TAGS:
        return
    wanted = set(run.params.get("add", []))
    if wanted - set(tag_marks(run.resource)):
        policy.require(actor, "customize.tag", "add")
        ensure_tags(run.resource, wanted)
        forget_definitions()


@transaction.atomic
def stop_run(actor: Actor, uid: UUID | str) -> BulkRun:
    """Stop behind the batch that is under way; what was done stays, and it can go on or be taken back."""
    run = _fetch(actor, uid)
    if run.status == BulkStatus.RUNNING:
        run.status, run.finished_at = BulkStatus.STOPPED, timezone.now()
        run.save(update_fields=["status", "finished_at"])
    return run


@transaction.atomic
def resume_run(actor: Actor, uid: UUID | str) -> BulkRun:
    """Go on behind the last record that was done."""
    run = _fetch(actor, uid)
    if run.status == BulkStatus.RUNNING and not is_stuck(run):
        return run
    if run.status not in (BulkStatus.STOPPED, BulkStatus.FAILED, BulkStatus.RUNNING):
        raise ValidationError(_("This isn't stopped."))
    acts.check_right(actor, run.resource, run.act, run.params)
    run.status, run.finished_at, run.fault = BulkStatus.RUNNING, None, ""
    run.job = jobs.enqueue("bulk.run", {"uid": str(run.uid)})
    run.save()
    return run


def is_stuck(run: BulkRun) -> bool:
    """Whether nobody works on it although it should be under way."""
    under_way = run.status in (BulkStatus.RUNNING, BulkStatus.UNDOING)
    return under_way and (run.job is None or run.job.status in ("failed", "stopped", "done"))


@transaction.atomic
def undo_run(actor: Actor, uid: UUID | str) -> BulkRun:
    """Set everything back that still is as the run left it; a job. Asked twice it happens once."""
    run = _fetch(actor, uid)
    if run.status == BulkStatus.UNDONE or (run.status == BulkStatus.UNDOING and not is_stuck(run)):
        return run
    ended = (BulkStatus.DONE, BulkStatus.STOPPED, BulkStatus.FAILED, BulkStatus.UNDOING)
    if run.status not in ended or not run.changed:
        raise ValidationError(_("There is nothing to take back."))
    if not acts.can_be_undone(run.resource, run.act):
        raise ValidationError(_("This can't be taken back."))
    acts.check_right(actor, run.resource, run.act, run.params)
    run.status, run.finished_at, run.fault = BulkStatus.UNDOING, None, ""
    run.undone_by_id = actor.staff_id
    run.job = jobs.enqueue("bulk.undo", {"uid": str(run.uid)})
    run.save()
    return run


def run_bulk(job: jobs.Run, uid: str) -> None:
    """The work of the job of `start_run` and `resume_run`."""
    engine.run_bulk(job, uid)


def run_undo(job: jobs.Run, uid: str) -> None:
    """The work of the job of `undo_run`."""
    engine.run_undo(job, uid)


@transaction.atomic
def forget_drafts() -> int:
    """Drop what was prepared and not begun in time; how many."""
    before = timezone.now() - timedelta(days=KEPT_DAYS)
    return BulkRun.objects.filter(status=BulkStatus.DRAFT, created_at__lt=before).delete()[0]
