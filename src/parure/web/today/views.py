"""Today 今日: what to do now, the dates that come, and whom nobody has called for long."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.core.calendar import FESTIVALS, festival_of, lunar_of, solar_term
from parure.engagement import team
from parure.engagement.queries import open_tasks_for
from parure.people.queries import coming_dates, long_not_contacted
from parure.web.dialogs import notice_of
from parure.web.kit.formats import lunar_text
from parure.web.kit.words import day_words
from parure.web.pages import page
from parure.web.people.brief import amount_text
from parure.web.people.days import weekday
from parure.web.tasks.lines import TaskLine, task_lines
from parure.web.tasks.views import acts

DATES = 8
QUIET = 5


@dataclass(frozen=True)
class Group:
    """Tasks under one heading; `count` is of all, also of those not shown."""

    title: str
    count: int
    lines: list[TaskLine]


@page(place="today")
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """The first page of everybody, made of what their role sees."""
    context = today_context(request.actor)
    context["notice"] = notice_of(request)
    within = request.htmx and request.htmx.target == "today"
    return render(request, "today/body.html" if within else "today/today.html", context)


def today_context(actor: Actor) -> dict[str, Any]:
    """Tasks, dates, quiet customers and the team's load; nothing costs a query for each row."""
    found = open_tasks_for(actor)
    overdue, now, later = (task_lines(each) for each in (found.overdue, found.today, found.later))
    lead = _lead(overdue, now)
    dates = coming_dates(actor, days=7, limit=DATES + 1)
    quiet = long_not_contacted(actor, limit=QUIET)
    return {
        "head": _head(),
        "lead": lead,
        "groups": _groups(found.counts, overdue, now, later, lead),
        "dates": [
            (each, day_words(each.on) if each.days < 2 else weekday(each.on)) for each in dates[:DATES]
        ],
        "more_dates": len(dates) > DATES,
        "quiet": [_quiet(each) for each in quiet],
        "loads": team.loads(actor),
        "may": acts(actor),
        "sees_tasks": policy.may(actor, "engagement.task"),
        "sees_people": policy.may(actor, "people.customer"),
        "may_register": policy.may(actor, "people.customer", "add"),
        "may_import": policy.may(actor, "integrations.import_run", "import"),
        "is_bare": not (overdue or now or later or dates or quiet),
    }


def _head() -> str:
    """11 月 22 日 周日 · 农历十月十四 · 小雪."""
    day = timezone.localdate()
    lunar = lunar_of(day)
    festival = festival_of(day)
    parts = [
        date_format(day, "MONTH_DAY_FORMAT"),
        weekday(day),
        lunar_text(lunar.month, lunar.day, leap=lunar.leap),
        solar_term(day),
        str(FESTIVALS[festival]) if festival else "",
    ]
    return " · ".join(filter(None, parts))


def _lead(overdue: Sequence[TaskLine], now: Sequence[TaskLine]) -> TaskLine | None:
    """The one thing to do first: a promise that is late, else the most valuable of today, else what is late."""
    promises = [each for each in overdue if each.kind == "promise"]
    return next(iter([*promises, *now, *overdue]), None)


def _groups(
    counts: dict[str, int],
    overdue: Sequence[TaskLine],
    now: Sequence[TaskLine],
    later: Sequence[TaskLine],
    lead: TaskLine | None,
) -> list[Group]:
    titles = {"overdue": _("Overdue"), "today": _("Today"), "later": _("When you have time")}
    lines = {"overdue": overdue, "today": now, "later": later}
    groups = []
    for name, title in titles.items():
        shown = [each for each in lines[name] if each is not lead]
        less = len(lines[name]) - len(shown)
        if shown:
            groups.append(Group(title, counts[name] - less, shown))
    return groups


def _quiet(record: policy.Record) -> dict[str, Any]:
    """A customer whom nobody has contacted for long, with the reason to."""
    return {
        "uid": record.uid,
        "name": record.title,
        "tier": record.get("tier_label") or "",
        "since": record.get("last_activity_on"),
        "spent": amount_text(record.get("total_spent")),
        "phone": next(iter(record.get("phones") or []), None),
    }
