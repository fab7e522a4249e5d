"""Keeping questions: under a name, for oneself or for everybody. What a report says is of who looks at it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core.once import done_before, keep_done
from parure.insight.models import Report
from parure.insight.reports.datasets import datasets
from parure.insight.reports.kept import REPORT, is_mine
from parure.insight.reports.question import Question, check, read

LONGEST = 60


@transaction.atomic
def keep_report(
    actor: Actor, *, title: str, question: Mapping[str, Any], is_shared: bool = False, request_key: str = ""
) -> Report:
    """Keep a question that the actor may ask. Raises ValidationError by field, `policy.Denied`."""
    policy.check_write(actor, REPORT, ("title", "question", "is_shared"), action="add")

    if known := done_before(request_key, REPORT):
        return Report.objects.get(pk=known)
    report = Report(
        title=_named(title), owner_id=actor.staff_id, is_shared=is_shared, question=_asked(actor, question)
    )
    with policy.writing(actor, REPORT, report, ("title", "is_shared"), action="add"):
        report.save()
    keep_done(request_key, REPORT, report.pk)
    return report


@transaction.atomic
def change_report(actor: Actor, uid: UUID | str, **values: Any) -> Report:
    """Another `title`, `question` or `is_shared`. Raises `policy.Denied` for a report of somebody else."""
    policy.check_write(actor, REPORT, values)
    report = _own(actor, uid, "change")
    given = dict(values)
    if "title" in given:
        given["title"] = _named(given["title"])
    if "question" in given:
        given["question"] = _asked(actor, given["question"])
    given = {name: value for name, value in given.items() if getattr(report, name) != value}
    if not given:
        return report
    with policy.writing(actor, REPORT, report, [name for name in given if name != "question"] or ["title"]):
        for name, value in given.items():
            setattr(report, name, value)
        report.save(update_fields=[*given, "changed_at"])
    return report


@transaction.atomic
def archive_report(actor: Actor, uid: UUID | str) -> Report:
    """Put a report away; `restore_report` brings it back."""
    return _put(actor, _own(actor, uid, "delete"), away=True)


@transaction.atomic
def restore_report(actor: Actor, uid: UUID | str) -> Report:
    """Bring back what was put away."""
    policy.require(actor, REPORT, "delete")
    report = Report.objects.select_for_update().filter(uid=uid, is_archived=True).first()
    if report is None or not is_mine(actor, report):
        raise policy.NotFound(REPORT)
    return _put(actor, report, away=False)


def _put(actor: Actor, report: Report, *, away: bool) -> Report:
    report.is_archived = away
    report.save(update_fields=["is_archived", "changed_at"])
    audit.record(
        actor,
        AuditAction.DELETE if away else AuditAction.CREATE,
        REPORT,
        report.pk,
        after={"title": report.title},
    )
    return report


def _own(actor: Actor, uid: UUID | str, action: str) -> Report:
    report: Report = policy.fetch(actor, REPORT, uid, action, lock=True)
    if not is_mine(actor, report):
        raise policy.Denied(REPORT)
    return report


def _named(title: str) -> str:
    name = title.strip()
    if not name:
        raise ValidationError({"title": _("Give the report a name.")})
    if len(name) > LONGEST:
        raise ValidationError({"title": _("At most %d characters, please.") % LONGEST})
    return name


def _asked(actor: Actor, plain: Mapping[str, Any]) -> dict[str, Any]:
    question = read(plain)
    check(actor, question)
    return question.as_plain()


@transaction.atomic
def note_report_taken(actor: Actor, question: Question, rows: int) -> None:
    """Keep that the actor took so many rows of figures. Raises `policy.Denied` for who may not export."""
    resource = datasets()[question.dataset].resource
    policy.require(actor, resource, "export")
    asked = {
        "report": question.dataset,
        "by": list(question.splits),
        "figures": list(question.measures),
        "rows": rows,
    }
    audit.record(actor, AuditAction.EXPORT, resource, detail=asked)
