"""Doing a bulk run and taking it back: batch after batch, each wholly done or not at all.

A batch's writes, the record of what changed, its problems, the counts and the position are one transaction, which
also renews the hold on the job: killed at any moment, whoever goes on starts behind the last whole batch. The
rights of whoever asked are looked at anew with every batch.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor, actor_as_role, actor_for
from parure.access.asking import as_query
from parure.access.choices import AuditAction
from parure.access.models import Staff
from parure.automation.bulk import acts
from parure.automation.bulk.strides import next_keys
from parure.automation.bulk.values import with_tags
from parure.automation.bulk.writers import (
    Change,
    Outcome,
    SetWriter,
    do_each,
    restore_each,
    set_writer,
    tag_writer,
    undo_each,
    write_each,
)
from parure.automation.events import BulkRunEnded
from parure.automation.models import BulkChange, BulkProblem, BulkRun, BulkStatus
from parure.core import jobs, resources
from parure.core.among import among
from parure.core.bulk import insert_rows
from parure.core.conditions import BadCondition, Tree
from parure.core.events import emit
from parure.core.resources import Field, Kind

AT_ONCE = 4000  # records that are written as a set
ONE_BY_ONE = 50
KEPT_PROBLEMS = 5000
RESOURCE = "automation.bulk_run"


def actor_of(run: BulkRun, staff: Staff | None) -> Actor:
    """Whoever asked, with the rights that they have now. Raises Denied for a leaver."""
    if staff is None:
        return actor_as_role(run.role or "admin", "parure bulk")
    known = Staff.objects.get(pk=staff.pk)
    if not known.is_active:
        raise policy.Denied(_("Whoever asked for this doesn't work here any more."))
    return actor_for(known)


def matching(
    actor: Actor, resource: str, act: str, condition: Tree | None, picked: Sequence[int] | None
) -> QuerySet[Any]:
    """The records that a run is about, as far as the actor may treat them so. Raises BadCondition."""
    return seen_by(actor, resource, condition, picked).filter(
        policy.row_condition(actor, resource, acts.action_of(resource, act))
    )


def seen_by(
    actor: Actor, resource: str, condition: Tree | None, picked: Sequence[int] | None
) -> QuerySet[Any]:
    """The records in view that were picked, or that meet the condition. Raises BadCondition."""
    rows = policy.rows(actor, resource, "view")
    if picked is not None:
        return rows.filter(pk__among=among(picked))
    return rows.filter(as_query(actor, resource, condition))


def run_bulk(job: jobs.Run, uid: str) -> None:
    """Do a run to its end; one that isn't under way is left alone."""
    run = BulkRun.objects.select_related("staff").filter(uid=uid, status=BulkStatus.RUNNING).first()
    if run is None:
        return
    try:
        while _write_batch(job, run):
            pass
    except ValidationError as error:
        _fail(job, run, " ".join(error.messages))
    except (policy.Denied, BadCondition) as error:
        _fail(job, run, _denied_words(error))


def _denied_words(error: Exception) -> str:
    said = "" if isinstance(error, policy.NotWritable) else str(error)
    spoken = said if " " in said or not said.isascii() else ""
    return spoken or _("The right to do this was taken away while it ran.")


def _write_batch(job: jobs.Run, run: BulkRun) -> bool:
    """The next batch, or the end; whether there may be more."""
    with job.checkpoint():
        current = BulkRun.objects.select_for_update().get(pk=run.pk)
        if current.status != BulkStatus.RUNNING:
            raise jobs.Stopped(run.pk)
        actor = actor_of(run, run.staff)
        acts.check_right(actor, run.resource, run.act, run.params)
        ids = _next_ids(actor, current)
        if not ids:
            _finish(actor, current)
            return False
        outcome = _write(actor, run, ids)
        _keep(run, outcome)
        BulkRun.objects.filter(pk=run.pk).update(
            position=ids[-1],
            seen=F("seen") + len(ids),
            changed=F("changed") + len(outcome.changes),
            unchanged=F("unchanged") + outcome.unchanged,
            refused=F("refused") + len(outcome.problems),
        )
    return True


def _next_ids(actor: Actor, run: BulkRun) -> list[int]:
    picked = None if run.picked is None else [pk for pk in run.picked if pk > run.position]
    rows = matching(actor, run.resource, run.act, run.condition, picked).filter(pk__lte=run.last_id)
    return next_keys(rows, run.position, run.strides, _batch_size(run))


def _batch_size(run: BulkRun) -> int:
    return AT_ONCE if set_writer_of(run) else ONE_BY_ONE


def set_writer_of(run: BulkRun) -> SetWriter | None:
    """What writes the records of the run set by set; None where they are written one by one."""
    if run.act == acts.SET:
        return set_writer(run.resource, run.params["field"])
    if run.act == acts.TAGS:
        return tag_writer(run.resource)
    verb = acts.verb_of(run.resource, run.act)
    return verb.planned.writer if verb is not None and verb.planned is not None else None


def _write(actor: Actor, run: BulkRun, ids: Sequence[int]) -> Outcome:
    params = run.params
    if run.act == acts.SET:
        name, value = params["field"], params["value"]
        if (by_set := set_writer(run.resource, name)) is not None:
            return by_set.write(actor, ids, value)
        return write_each(
            actor, run.resource, ids, resources.field_of(run.resource, name), lambda _was: value
        )
    if run.act == acts.TAGS:
        if (by_set := tag_writer(run.resource)) is not None:
            return by_set.write(actor, ids, params)
        tags = resources.field_of(run.resource, "tags")
        add, remove = params.get("add", []), params.get("remove", [])
        return write_each(actor, run.resource, ids, tags, lambda was: with_tags(was or [], add, remove))
    verb = acts.verb_of(run.resource, run.act)
    if verb is None:
        raise policy.Denied(run.act)
    if verb.planned is not None:
        return verb.planned.writer.write(actor, ids, params)
    return do_each(actor, run.resource, ids, verb.offered, inputs_of(verb, params))


def inputs_of(verb: acts.Verb, params: Mapping[str, Any]) -> dict[str, Any]:
    """The kept inputs of a verb as its function takes them."""
    given = {}
    for each in verb.inputs:
        value = params.get(each.name)
        if value is not None and isinstance(each, Field) and each.kind is Kind.DATE:
            value = date.fromisoformat(value)
        if value is not None:
            given[each.name] = value
    return given


def _keep(run: BulkRun, outcome: Outcome, *, while_undoing: bool = False) -> None:
    """Write down what changed, and the first thousands of problems."""
    if not while_undoing:
        insert_rows(
            BulkChange,
            ("run_id", "record_id", "field", "before", "after"),
            [
                (run.pk, each.record_id, each.field, _json(each.before), _json(each.after))
                for each in outcome.changes
            ],
        )
    known = run.kept if while_undoing else run.refused
    BulkProblem.objects.bulk_create(
        BulkProblem(run=run, record_id=pk, words=words[:200], while_undoing=while_undoing)
        for pk, words in outcome.problems[: max(0, KEPT_PROBLEMS - known)]
    )


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _finish(actor: Actor, run: BulkRun) -> None:
    """What was picked and has left the reach meanwhile counts as refused."""
    lost = max(0, len(run.picked) - run.seen) if run.picked is not None else 0
    BulkRun.objects.filter(pk=run.pk).update(
        status=BulkStatus.DONE, finished_at=timezone.now(), refused=F("refused") + lost, fault=""
    )
    counts = {"changed": run.changed, "unchanged": run.unchanged, "refused": run.refused + lost}
    audit.record(
        actor, AuditAction.CHANGE, RESOURCE, run.pk, detail={"act": run.act, "type": run.resource, **counts}
    )
    _tell(run, run.staff, BulkStatus.DONE, counts)


def _tell(run: BulkRun, asker: Staff | None, status: BulkStatus, counts: dict[str, int]) -> None:
    """The fact that nobody works on the run any more."""
    by = Actor(asker.pk if asker else None, asker.name if asker else "parure bulk", {})
    at = timezone.now().isoformat()
    emit(BulkRunEnded(run.pk, by.staff_id, run.resource, run.act, status.value, counts, at), actor=by)


def _fail(job: jobs.Run, run: BulkRun, words: str) -> None:
    with job.checkpoint():
        running = BulkRun.objects.filter(pk=run.pk, status=BulkStatus.RUNNING)
        if running.update(status=BulkStatus.FAILED, finished_at=timezone.now(), fault=words[:200]):
            run.refresh_from_db()
            _tell(run, run.staff, BulkStatus.FAILED, {"changed": run.changed, "refused": run.refused})


# ── taking back ──────────────────────────────────────────────────────────────


def run_undo(job: jobs.Run, uid: str) -> None:
    """Take a run back, its last change first; where it can't go on it says why and may be asked again."""
    run = BulkRun.objects.select_related("undone_by").filter(uid=uid, status=BulkStatus.UNDOING).first()
    if run is None:
        return
    try:
        while _undo_batch(job, run):
            pass
    except policy.Denied as error:
        with job.checkpoint():
            BulkRun.objects.filter(pk=run.pk, status=BulkStatus.UNDOING).update(
                status=BulkStatus.DONE, fault=_denied_words(error)[:200]
            )


def _undo_batch(job: jobs.Run, run: BulkRun) -> bool:
    with job.checkpoint():
        current = BulkRun.objects.select_for_update().get(pk=run.pk)
        if current.status != BulkStatus.UNDOING:
            raise jobs.Stopped(run.pk)
        actor = actor_of(run, run.undone_by)
        _check_undo(actor, run)
        rows = BulkChange.objects.filter(run=run)
        if current.undo_position is not None:
            rows = rows.filter(pk__lt=current.undo_position)
        found = list(rows.order_by("-pk")[: _batch_size(run)])
        if not found:
            _finish_undo(actor, current)
            return False
        outcome = _restore(
            actor, run, [Change(row.record_id, row.field, row.before, row.after) for row in found]
        )
        _keep(current, outcome, while_undoing=True)
        BulkRun.objects.filter(pk=run.pk).update(
            undo_position=found[-1].pk,
            restored=F("restored") + len(outcome.changes),
            kept=F("kept") + len(outcome.problems),
        )
    return True


def _check_undo(actor: Actor, run: BulkRun) -> None:
    """Taking back is writing: it takes the right that the act took."""
    acts.check_right(actor, run.resource, run.act, run.params)


def _restore(actor: Actor, run: BulkRun, made: Sequence[Change]) -> Outcome:
    by_set = set_writer_of(run)
    verb = acts.verb_of(run.resource, run.act)
    if verb is not None and by_set is None:
        if verb.undo is None:
            raise policy.Denied(_("This can't be taken back."))
        return undo_each(actor, run.resource, made, verb.undo)
    if by_set is None:
        name = "tags" if run.act == acts.TAGS else run.params["field"]
        return restore_each(actor, run.resource, made, resources.field_of(run.resource, name))
    reach = policy.rows(actor, run.resource, "change").filter(
        pk__among=among(each.record_id for each in made)
    )
    within = set(reach.values_list("pk", flat=True))
    outcome = by_set.restore(actor, [each for each in made if each.record_id in within])
    words = _("This record is out of your reach.")
    outcome.problems.extend((each.record_id, words) for each in made if each.record_id not in within)
    return outcome


def _finish_undo(actor: Actor, run: BulkRun) -> None:
    BulkRun.objects.filter(pk=run.pk).update(status=BulkStatus.UNDONE, finished_at=timezone.now(), fault="")
    audit.record(
        actor,
        AuditAction.UNDO,
        RESOURCE,
        run.pk,
        detail={"act": run.act, "type": run.resource, "restored": run.restored, "kept": run.kept},
    )
    _tell(run, run.undone_by, BulkStatus.UNDONE, {"restored": run.restored, "kept": run.kept})
