"""Questions that were kept, as far as a reader may see them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.access.policy import Record
from parure.insight.models import Report
from parure.insight.reports.question import Question, check, read
from parure.people.segments.known import Known
from parure.people.segments.users import Use, named_by, used_by

REPORT = "insight.report"


@dataclass(frozen=True)
class Kept:
    """A report with whether this reader may change it."""

    record: Record
    question: Question
    is_mine: bool


def kept_reports(actor: Actor) -> list[Record]:
    """One's own and shared ones, by name. One query, one more for their makers."""
    if not policy.may(actor, REPORT):
        return []
    rows = policy.rows(actor, REPORT).order_by("title", "pk")
    return policy.records(actor, REPORT, rows, ("title", "owner", "is_shared"))


def kept_report(actor: Actor, uid: UUID | str) -> Kept:
    """Raises `policy.NotFound`; ValidationError where it asks what this version doesn't know any more."""
    report: Report = policy.fetch(actor, REPORT, uid, "view")
    record = policy.record(actor, REPORT, report, ("title", "owner", "is_shared", "changed_at"))
    return Kept(record, read(report.question), is_mine(actor, report))


def questions_seen(actor: Actor, reports: Sequence[Report]) -> dict[int, Any]:
    """The questions that the actor may ask: one on what they may not read could hold somebody's name."""
    return {each.pk: each.question for each in reports if may_ask(actor, each.question)}


def may_ask(actor: Actor, plain: Any) -> bool:
    """Whether a kept question is one of this version that the actor may ask."""
    try:
        check(actor, read(plain))
    except (policy.Denied, ValidationError):
        return False
    return True


@used_by
def _reports_among(actor: Actor | None, segments: Sequence[Known]) -> Iterable[tuple[str, Use]]:
    """The reports of customers who are in a segment."""
    if actor is not None and not policy.may(actor, REPORT):
        return
    rows = policy.rows(actor, REPORT) if actor else Report.objects.filter(is_archived=False)
    for report in rows.order_by("title", "pk"):
        for uid in sorted(named_by(report.question.get("among"))):
            yield uid, Use(_("Report"), report.title, REPORT, str(report.uid))


def is_mine(actor: Actor, report: Report) -> bool:
    """Whether the actor may change it. Sharing lets others read; who reaches all reports keeps order among them."""
    return report.owner_id == actor.staff_id or actor.scope(REPORT, "change") is Scope.ALL
