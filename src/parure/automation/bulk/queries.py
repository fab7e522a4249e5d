"""What pages show of bulk work: what a run would change, how far it is, and what came of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.automation.bulk import acts
from parure.automation.bulk.engine import RESOURCE, matching, seen_by
from parure.automation.bulk.operations import is_stuck
from parure.automation.bulk.values import with_tags
from parure.automation.models import BulkProblem, BulkRun, BulkStatus
from parure.core import conditions, resources
from parure.core.resources import Kind

SAMPLE = 20
RUNS = 50
FIRST_PROBLEMS = 100
ENDED = (BulkStatus.DONE, BulkStatus.STOPPED, BulkStatus.FAILED)


@dataclass(frozen=True)
class Preview:
    """What a run would do. `same` is None where nobody can say without looking at every record.

    `sample` are the first records with (before, after) of the field; records alone for a verb. `outlook` are lines
    (what, how many) of an act that was worked out beforehand.
    """

    total: int
    same: int | None
    barred: int
    sample: list[tuple[Record, Any, Any]]
    outlook: list[tuple[str, int]] = field(default_factory=list)


@dataclass
class RunDetail:
    """One run as its page shows it."""

    uid: UUID
    resource: str
    act: str
    params: dict[str, Any]
    condition: dict[str, Any] | None
    picked: int | None
    status: str
    status_label: str
    who: str
    is_mine: bool
    created_at: datetime
    finished_at: datetime | None
    counts: dict[str, int]
    fault: str
    percent: int
    rate: int
    left: timedelta | None
    is_waiting: bool
    is_running: bool
    is_stuck: bool
    can_undo: bool
    problems: list[tuple[Record | None, str]] = field(default_factory=list)


def preview(actor: Actor, uid: UUID | str) -> Preview:
    """What the run would change if it began now. Raises BadCondition or Denied where that can't be asked."""
    run: BulkRun = policy.fetch(actor, RESOURCE, uid, "view")
    acts.check_right(actor, run.resource, run.act, run.params)
    rows = matching(actor, run.resource, run.act, run.condition, run.picked)
    total = rows.order_by().count()
    same = _same(run)
    verb = acts.verb_of(run.resource, run.act)
    return Preview(
        total=total,
        same=None if same is None else rows.filter(same).order_by().count(),
        barred=_in_view(actor, run) - total,
        sample=_sample(actor, run, rows),
        outlook=verb.planned.outlook(actor, run.params) if verb is not None and verb.planned else [],
    )


def _in_view(actor: Actor, run: BulkRun) -> int:
    if run.picked is not None:
        return len(run.picked)
    action = acts.action_of(run.resource, run.act)
    if policy.row_condition(actor, run.resource, action) == policy.row_condition(actor, run.resource):
        return matching(actor, run.resource, run.act, run.condition, None).order_by().count()
    return seen_by(actor, run.resource, run.condition, None).order_by().count()


def _same(run: BulkRun) -> Q | None:
    """The records that have what the run would write already."""
    if run.act == acts.TAGS:
        tags = resources.field_of(run.resource, "tags")
        if tags.lookup is None or run.params.get("until"):
            return None
        same = Q()
        for name in run.params.get("add", []):
            same &= tags.lookup("is", name)
        for name in run.params.get("remove", []):
            same &= tags.lookup("is_not", name)
        return same
    if run.act != acts.SET:
        return None
    asked = resources.field_of(run.resource, run.params["field"])
    if not asked.is_filterable:
        return None
    value = run.params["value"]
    today = timezone.localdate()
    if value in (None, "", []):
        return conditions.leaf_query(asked, "empty", None, today)
    if asked.kind is Kind.RELATION and not asked.custom:
        return Q(**{f"{asked.path}__uid": value}) if asked.path else None
    if asked.kind in (Kind.CHOICES, Kind.LONG_TEXT):  # the index knows how they begin, or one of several
        return None
    return conditions.leaf_query(asked, "is", value, today)


def _sample(actor: Actor, run: BulkRun, rows: QuerySet[Any]) -> list[tuple[Record, Any, Any]]:
    name = run.params["field"] if run.act == acts.SET else "tags" if run.act == acts.TAGS else ""
    first = rows.order_by("pk")[:SAMPLE]
    after = _after(actor, run)
    return [
        (record, record.get(name), after(record.get(name)))
        for record in policy.records(actor, run.resource, first, [name] if name else [])
    ]


def _after(actor: Actor, run: BulkRun) -> Callable[[Any], Any]:
    """What the field will hold, as a page shows it."""
    if run.act == acts.TAGS:
        add, remove = run.params.get("add", []), run.params.get("remove", [])
        return lambda was: with_tags(was if isinstance(was, list) else [], add, remove)
    if run.act != acts.SET:
        return lambda _was: None
    value = shown_value(actor, run.resource, run.params["field"], run.params["value"])
    return lambda _was: value


def shown_value(actor: Actor, resource: str, name: str, value: Any) -> Any:
    """A kept value as records hold it: a relation by what it is called."""
    asked = resources.field_of(resource, name)
    if asked.guarded and value:
        model: Any = resources.get(asked.relation).model
        found = {each.pk: each for each in model._base_manager.filter(pk=value)}
        return policy.links(actor, asked.relation, found).get(value)
    if asked.kind is Kind.RELATION and value:
        target = policy.fetch(actor, asked.relation, value, "view")
        return policy.Link(policy.record(actor, asked.relation, target, ()).title, target.uid)
    if asked.kind is Kind.DATE and value:
        return datetime.fromisoformat(value).date()
    return value


def runs(actor: Actor) -> list[RunDetail]:
    """The newest runs in reach that have begun."""
    policy.require(actor, RESOURCE, "view")
    rows = policy.rows(actor, RESOURCE).exclude(status=BulkStatus.DRAFT)
    return [_detail(actor, run) for run in rows.select_related("staff", "job").order_by("-pk")[:RUNS]]


def run_detail(actor: Actor, uid: UUID | str, *, problems: bool = True) -> RunDetail:
    """One run; NotFound out of reach."""
    run: BulkRun = policy.fetch(actor, RESOURCE, uid, "view")
    detail = _detail(actor, run)
    if problems and (run.refused or run.kept):
        detail.problems = _problems(actor, run)
    return detail


def _detail(actor: Actor, run: BulkRun) -> RunDetail:
    stuck = is_stuck(run)
    under_way = run.status in (BulkStatus.RUNNING, BulkStatus.UNDOING)
    undoing = run.status == BulkStatus.UNDOING
    done = run.restored + run.kept if undoing else run.seen
    total = run.changed if undoing else run.total
    elapsed = (timezone.now() - run.started_at).total_seconds() if run.started_at else 0.0
    rate = done / elapsed if elapsed > 0.5 and not undoing else 0.0
    return RunDetail(
        uid=run.uid,
        resource=run.resource,
        act=run.act,
        params=run.params,
        condition=run.condition,
        picked=None if run.picked is None else len(run.picked),
        status=run.status,
        status_label=str(run.get_status_display()),
        who=run.staff.name if run.staff else "",
        is_mine=run.staff_id == actor.staff_id,
        created_at=run.created_at,
        finished_at=run.finished_at,
        counts={
            name: getattr(run, name)
            for name in ("total", "seen", "changed", "unchanged", "refused", "restored", "kept")
        },
        fault=run.fault or (run.job.error if stuck and run.job else ""),
        percent=min(99, done * 100 // total) if total else 0,
        rate=int(rate),
        left=timedelta(seconds=round(max(total - done, 0) / rate)) if rate else None,
        is_waiting=under_way and not done and run.job is not None and run.job.status == "waiting",
        is_running=under_way and not stuck,
        is_stuck=stuck,
        can_undo=run.status in ENDED and run.changed > 0 and acts.can_be_undone(run.resource, run.act),
    )


def _problems(actor: Actor, run: BulkRun) -> list[tuple[Record | None, str]]:
    """The first problems with the record each is about; None where it is out of reach now."""
    found = list(BulkProblem.objects.filter(run=run).order_by("pk")[:FIRST_PROBLEMS])
    known = _records(actor, run.resource, [each.record_id for each in found])
    return [(known.get(each.record_id), each.words) for each in found]


def _records(actor: Actor, resource: str, ids: Sequence[int]) -> dict[int, Record]:
    if not policy.may(actor, resource):
        return {}
    rows = policy.rows(actor, resource).filter(pk__in=ids)
    return {record.pk: record for record in policy.records(actor, resource, rows, ())}
