"""The pages of dashboards: their frame at once, their figures as soon as they are reckoned."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.insight import refreshing
from parure.insight.boards import (
    GROUP,
    PERIODS,
    Board,
    Period,
    board_of,
    boards_of,
    open_datasets,
    period_of,
    questions_of,
)
from parure.insight.copy.lake import NoCopy
from parure.insight.groups.figures import figures_of
from parure.insight.reports.answers import answers, copied_at
from parure.insight.reports.process import RECKONER, Failed, TooLong
from parure.web.insight.boards import members, mine, selling
from parure.web.insight.boards.figures import Answers
from parure.web.insight.views import moves_told, picture_of
from parure.web.pages import page

OLD = timedelta(days=2)


@page(place="insight")
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """The frame: which board, which period. Figures come by themselves; `figures=1` brings them with the page."""
    actor = request.actor
    policy.require(actor, GROUP, "view")
    RECKONER.start()
    context = _frame(request)
    if request.GET.get("figures") == "1":
        context |= _figures(actor, context["board"], context["period"])
    return render(request, "insight/dashboard.html", context)


@page(place="insight", part_of="dashboard")
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a board."""
    policy.require(request.actor, GROUP, "view")
    context = _frame(request)
    context |= _figures(request.actor, context["board"], context["period"])
    return render(request, "insight/dashboard_figures.html", context)


def _frame(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor
    found = boards_of(actor, open_datasets(actor))
    board = board_of(actor, found, request.GET.get("view", ""))
    period = period_of(request.GET, timezone.localdate())

    def query(code: str, of: Period) -> str:
        return urlencode([("view", code), *of.pairs()])

    own = query(board.code, period)
    return {
        "board": board,
        "boards": [(each, query(each.code, period)) for each in found],
        "period": period,
        "periods": [(code, label, query(board.code, Period(code))) for code, label in PERIODS.items()],
        "figures_address": f"{reverse('dashboard-figures')}?{own}",
        "whole_address": f"{reverse('dashboard')}?{own}&figures=1",
    }


def _figures(actor: Actor, board: Board, period: Period) -> dict[str, Any]:
    """What the board shows, or in `problem` why it can't; the rest is shown all the same."""
    context: dict[str, Any] = {"is_told": True, "may_refresh": refreshing.may_ask_for_refresh(actor)}
    context["is_under_way"] = refreshing.is_under_way()
    answered: Answers = {}
    today = timezone.localdate()
    try:
        taken_at = copied_at()
        today = timezone.localdate(taken_at)
        asked = questions_of(board, actor, open_datasets(actor), period, today)
        answered = dict(zip(asked, answers(actor, list(asked.values()), today), strict=True))
        context |= _age(taken_at) | {"span": period.span(today), "today": today}
    except NoCopy:
        return context | {"problem": "no_copy"}
    except TooLong:
        context["problem"] = "too_long"
    except Failed:
        context["problem"] = "failed"
    return context | SHOWN[board.code](actor, answered, today)


def _age(taken_at: datetime) -> dict[str, Any]:
    now = timezone.now()
    is_today = timezone.localdate(taken_at) == timezone.localdate(now)
    return {"taken_at": taken_at, "is_today": is_today, "is_old": now - taken_at > OLD}


def _owner(actor: Actor, answered: Answers, today: date) -> dict[str, Any]:
    return _selling(actor, answered, today, are_stores=True)


def _manager(actor: Actor, answered: Answers, today: date) -> dict[str, Any]:
    return _selling(actor, answered, today, are_stores=False)


def _selling(actor: Actor, answered: Answers, today: date, *, are_stores: bool) -> dict[str, Any]:
    return {
        "large": selling.large_figures(actor, answered),
        "goods": selling.goods_chart(actor, answered, today),
        "places": selling.places(actor, answered, are_stores=are_stores),
        **_groups(actor),
    }


def _groups(actor: Actor) -> dict[str, Any]:
    """The picture of RFM groups and who moved last, as far as they may be read."""
    try:
        found = figures_of(actor)
    except policy.Denied:
        return {}
    if found is None or not found.total.customers:
        return {}
    return {"figures": found, **picture_of(actor, found), **moves_told(actor, found, "")}


def _mine(actor: Actor, answered: Answers, today: date) -> dict[str, Any]:
    return {
        "large": mine.large_figures(actor, answered),
        "months_chart": mine.months_chart(actor, answered, today),
        "by_group": mine.groups(actor, answered, mine=True),
        "slipping": mine.slipping_away(actor),
    }


def _members(actor: Actor, answered: Answers, today: date) -> dict[str, Any]:
    return {
        "large": members.large_figures(actor, answered),
        "months_chart": members.new_chart(actor, answered, today),
        "by_group": mine.groups(actor, answered, mine=False),
        "cohorts": members.cohorts(answered),
        "talks": members.talks_chart(answered),
        "segments": members.segments(actor),
    }


SHOWN: dict[str, Callable[[Actor, Answers, date], dict[str, Any]]] = {
    "owner": _owner,
    "manager": _manager,
    "advisor": _mine,
    "marketing": _members,
}
