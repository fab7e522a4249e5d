"""What pages show of exports: the form's columns, how far one is, where its file is."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.streams import Stream
from parure.core import resources
from parure.core.conditions import Tree
from parure.integrations.models import ExportRun, ExportStatus
from parure.integrations.taking import rules
from parure.integrations.taking.operations import RESOURCE, UNDER_WAY
from parure.integrations.taking.taken import taken_today

RUNS = 50


@dataclass
class ExportDetail:
    """One export as its page shows it; `can_take` says whether the file is there for this reader."""

    uid: UUID
    resource: str
    columns: list[str]
    condition: dict[str, Any] | None
    picked: int | None
    form: str
    reason: str
    who: str
    status: str
    status_label: str
    created_at: datetime
    expires_on: date | None
    total: int
    written: int
    percent: int
    rate: int
    file_size: int
    fault: str
    is_running: bool
    can_take: bool
    is_mine: bool


def may_take(actor: Actor, resource: str) -> bool:
    """Whether this actor may take lists of the type along."""
    return policy.may(actor, resource, "export") and policy.may(actor, RESOURCE, "add")


def count(actor: Actor, resource: str, condition: Tree | None) -> int:
    """How many records would be taken. Raises BadCondition."""
    return Stream(actor, resource, [], condition).rows().order_by().count()


def left_today(actor: Actor, resource: str) -> int | None:
    """How many rows this actor may still take today; None for as many as they like."""
    limit = rules.rows_a_day(actor, resource)
    return None if limit is None else max(0, limit - taken_today(actor, resource))


def exports(actor: Actor) -> list[ExportDetail]:
    """The newest exports in reach."""
    policy.require(actor, RESOURCE, "view")
    rows = policy.rows(actor, RESOURCE).select_related("staff").order_by("-pk")[:RUNS]
    return [_detail(actor, run) for run in rows]


def export_detail(actor: Actor, uid: UUID | str) -> ExportDetail:
    """One export; NotFound out of reach."""
    return _detail(actor, policy.fetch(actor, RESOURCE, uid, "view"))


def _detail(actor: Actor, run: ExportRun) -> ExportDetail:
    elapsed = (timezone.now() - run.started_at).total_seconds() if run.started_at else 0.0
    mine = run.staff_id is not None and run.staff_id == actor.staff_id
    kept = bool(run.file) and run.expires_on is not None and run.expires_on >= timezone.localdate()
    known = resources.fields_of(run.resource)
    return ExportDetail(
        uid=run.uid,
        resource=run.resource,
        columns=[str(known[name].label) for name in run.columns if name in known],
        condition=run.condition,
        picked=None if run.picked is None else len(run.picked),
        form=run.form,
        reason=run.reason,
        who=run.staff.name if run.staff else "",
        status=run.status,
        status_label=str(run.get_status_display()),
        created_at=run.created_at,
        expires_on=run.expires_on,
        total=run.total,
        written=run.written,
        percent=min(99, run.written * 100 // run.total) if run.total else 0,
        rate=int(run.written / elapsed) if elapsed > 0.5 else 0,
        file_size=run.file_size,
        fault=run.fault,
        is_running=run.status in UNDER_WAY,
        can_take=mine and kept and run.status == ExportStatus.DONE,
        is_mine=mine,
    )
