"""What somebody sees of scheduled reports: when, to whom, what became of the last time and why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, Max, Value, When
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor, actor_for
from parure.access.models import Staff
from parure.access.policy import Record
from parure.insight.mailing.resources import MAILING
from parure.insight.mailing.standing import REASONS, lacks, open_to
from parure.insight.mailing.timing import LAST, MONTH, WEEK
from parure.insight.models import Mailing, Report, Sent
from parure.insight.reports.kept import REPORT

MOST = 100


@dataclass(frozen=True)
class Outcome:
    """What became of one receiver's mail."""

    name: str
    state: str
    label: str
    why: str
    at: datetime | None


@dataclass(frozen=True)
class Seen:
    """A mailing, what became of its last time, and who would be left out of the next one: (name, why)."""

    record: Record
    when: str
    forms: str
    last_due: datetime | None = None
    last: list[Outcome] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def sent(self) -> int:
        """How many mails went out the last time."""
        return sum(each.state == Sent.State.SENT for each in self.last)

    @property
    def troubles(self) -> list[Outcome]:
        """Those that didn't, or perhaps didn't, less those who would be left out again."""
        known = {name for name, _why in self.left_out}
        return [
            each
            for each in self.last
            if each.state != Sent.State.SENT
            and not (each.state == Sent.State.LEFT_OUT and each.name in known)
        ]


def when_text(every: str, on: int, hour: int) -> str:
    """Every Monday at 8:00, in words."""
    clock = f"{hour}:00"
    if every == WEEK:
        return _("Every %(day)s at %(clock)s") % {"day": WEEKDAYS[on], "clock": clock}
    if every == MONTH and on == LAST:
        return _("On the last day of the month at %s") % clock
    if every == MONTH:
        return _("On day %(day)d of the month at %(clock)s") % {"day": on, "clock": clock}
    return _("Every day at %s") % clock


def mailings(actor: Actor, report: UUID | str | None = None) -> list[Seen]:
    """Those in reach, of one report or all, by when they are due. Six queries at most, however many there are."""
    if not policy.may(actor, MAILING):
        return []
    rows = policy.rows(actor, MAILING).select_related("report", "owner").order_by("next_at", "pk")
    if report is not None:
        rows = rows.filter(report__uid=report)
    kept: list[Mailing] = list(rows[:MOST])
    records = policy.records(actor, MAILING, kept)
    last = _last([each.pk for each in kept])
    out = _left_out(kept)
    return [
        Seen(
            record=record,
            when=when_text(each.every, each.on, each.hour),
            forms=" + ".join("Excel" if form == "xlsx" else "PDF" for form in each.forms),
            last_due=last.get(each.pk, (None, []))[0],
            last=last.get(each.pk, (None, []))[1],
            left_out=out[each.pk],
        )
        for each, record in zip(kept, records, strict=True)
    ]


def mailing_kept(actor: Actor, uid: UUID | str) -> dict[str, Any]:
    """How one is set, for the form that changes it: its receivers by uid. Raises `policy.NotFound`."""
    mailing: Mailing = policy.fetch(actor, MAILING, uid, "change")
    return {
        "report": mailing.report.uid,
        "title": mailing.report.title,
        "every": mailing.every,
        "on": mailing.on,
        "hour": mailing.hour,
        "forms": list(mailing.forms),
        "receivers": [(str(each.uid), each.name) for each in mailing.receivers.order_by("name", "pk")],
    }


def without_email(uids: Sequence[str]) -> set[str]:
    """Those of these staff members who have no work email; one query."""
    rows = Staff.objects.filter(uid__in=uids, email="").values_list("uid", flat=True)
    return {str(each) for each in rows}


def _last(keys: Sequence[int]) -> dict[int, tuple[datetime, list[Outcome]]]:
    """The last time of each mailing with what became of it; two queries."""
    newest = dict(
        Sent.objects.filter(mailing__in=keys).values_list("mailing").annotate(newest=Max("due_at")).order_by()
    )
    found: dict[int, tuple[datetime, list[Outcome]]] = {key: (due, []) for key, due in newest.items()}
    rows = Sent.objects.filter(mailing__in=newest, due_at__in=set(newest.values()))
    for each in rows.select_related("staff").order_by("staff__name", "pk"):
        if each.due_at == newest[each.mailing_id]:
            why = str(REASONS.get(each.reason, ""))
            found[each.mailing_id][1].append(
                Outcome(each.staff.name, each.state, each.get_state_display(), why, each.at)
            )
    return found


def _left_out(kept: Sequence[Mailing]) -> dict[int, list[tuple[str, str]]]:
    """Who would get nothing now, and why; two queries, and what is asked of a person once for a while."""
    found: dict[int, list[tuple[str, str]]] = {each.pk: [] for each in kept}
    rows = Mailing.receivers.through.objects.filter(mailing__in=found).select_related("staff")
    links = list(rows.order_by("staff__name", "staff_id"))
    by_key = {each.pk: each for each in kept}
    reached = _reached({each.report_id for each in kept}, {link.staff_id: link.staff for link in links})
    for link in links:
        report = by_key[link.mailing_id].report
        reaches = link.staff_id in reached[report.pk]
        reason = lacks(link.staff) or ("" if reaches else "out_of_reach")
        reason = reason or open_to(actor_for(link.staff), report.question)
        if reason:
            found[link.mailing_id].append((link.staff.name, str(REASONS[reason])))
    return found


def _reached(reports: Collection[int], people: Mapping[int, Staff]) -> dict[int, set[int]]:
    """Who reaches each of these reports; one query for all of them."""
    asked = {
        f"r{key}": Case(
            When(policy.row_condition(actor_for(person), REPORT), then=True), default=Value(value=False)
        )
        for key, person in people.items()
    }
    rows = Report.objects.filter(pk__in=reports).annotate(**asked).values("pk", *asked)
    return {row["pk"]: {key for key in people if row[f"r{key}"]} for row in rows}
