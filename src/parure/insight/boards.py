"""What dashboards ask of the kernel: each is a set of questions by name, of which a reader gets those they may ask."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.engagement.team import leads_team
from parure.insight.reports.datasets import Dataset
from parure.insight.reports.periods import Span, span_of
from parure.insight.reports.question import Question, offered

GROUP, ORDER, CUSTOMER = "insight.rfm_group", "sales.order", "people.customer"
YEAR = "last_12_months"
HEAD = ("sales", "orders", "average_order", "known_share", "new_buyers")
PEOPLE = ("customers", "reachable", "buyers", "repeaters", "repeat_share", "active")
PERIODS: Mapping[str, Any] = {
    "this_week": pgettext_lazy("period", "Week"),
    "this_month": pgettext_lazy("period", "Month"),
    "this_year": pgettext_lazy("period", "Year"),
}
Questions = dict[str, Question]


@dataclass(frozen=True)
class Period:
    """The days that a dashboard is about, as its address says them: one of PERIODS, or "days" from `since` to `until`."""

    code: str = "this_month"
    since: str = ""
    until: str = ""

    def of(self, question: Question) -> Question:
        return replace(question, period=self.code, since=self.since, until=self.until)

    def span(self, today: date) -> Span:
        return span_of(self.code, today, self.since, self.until)

    def pairs(self) -> list[tuple[str, str]]:
        """As an address says it."""
        ends = [("since", self.since), ("until", self.until)] if self.code == "days" else []
        return [("period", self.code), *ends]


def period_of(given: Mapping[str, str], today: date) -> Period:
    """The period of an address; what is none, or ends before it begins, is the month."""
    code = given.get("period", "")
    if code in PERIODS:
        return Period(code)
    if code != "days":
        return Period()
    try:
        since = date.fromisoformat(given.get("since", ""))
        until = date.fromisoformat(given.get("until", "") or today.isoformat())
    except ValueError:
        return Period()
    within = date(1900, 1, 2) <= since <= until <= date(9998, 12, 30)
    return Period("days", since.isoformat(), until.isoformat()) if within else Period()


def a_year_before(question: Question, today: date) -> Question:
    """The same of the same days a year before, with rows of its own: what was there then need not be here now."""
    span = question.span(today).year_before()
    return replace(
        question,
        period="days",
        since=span.since.isoformat() if span.since else "",
        until=span.until.isoformat() if span.until else "",
        compare=False,
    )


# ── the boards ───────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Board:
    """A dashboard. Who may ask its `lead` and passes `is_for` finds it; `roles` look at it first."""

    code: str
    title: Any
    lead: Question
    is_for: Callable[[Actor], bool]
    roles: tuple[str, ...]


def _sees_all(actor: Actor) -> bool:
    return actor.scope(ORDER, "view") is Scope.ALL


def _serves(actor: Actor) -> bool:
    """Whether there are customers of this person's own: whoever works in a store."""
    return actor.staff_id is not None and actor.scope(CUSTOMER, "view") is not Scope.ALL


BOARDS = (
    Board(
        "owner",
        pgettext_lazy("dashboard", "The shop"),
        Question("orders", ("sales",)),
        _sees_all,
        ("owner", "admin", "analyst"),
    ),
    Board(
        "manager",
        pgettext_lazy("dashboard", "My team"),
        Question("orders", ("sales",), by=("advisor",)),
        leads_team,
        ("manager",),
    ),
    Board(
        "advisor",
        _("My customers"),
        Question("customers", ("customers",), by=("advisor",)),
        _serves,
        ("advisor",),
    ),
    Board(
        "marketing",
        pgettext_lazy("dashboard", "Members and groups"),
        Question("customers", ("customers", "reachable")),
        lambda _actor: True,
        ("marketing",),
    ),
)


def boards_of(actor: Actor, open_to: Mapping[str, Dataset]) -> list[Board]:
    """The boards that somebody may look at, in order; `open_to` is what they may ask."""
    return [each for each in BOARDS if each.is_for(actor) and _narrowed(open_to, each.lead) == each.lead]


def board_of(actor: Actor, found: list[Board], wanted: str) -> Board:
    """The one that was asked for, else the one of one's role, else the first. Raises `policy.Denied` if none is open."""
    if not found:
        raise policy.Denied(GROUP)
    by_role = (each for each in found if {*each.roles} & {*actor.roles})
    return next((each for each in found if each.code == wanted), next(by_role, found[0]))


def open_datasets(actor: Actor) -> dict[str, Dataset]:
    return {each.name: each for each in offered(actor)}


# ── their questions ──────────────────────────────────────────────────────────


def questions_of(
    board: Board, actor: Actor, open_to: Mapping[str, Dataset], period: Period, today: date
) -> Questions:
    """What the board asks for somebody, less what they may not ask."""
    if board.code == "advisor":
        asked = _mine(str(actor.staff_id), period, today)
    elif board.code == "marketing":
        asked = _members(period, today)
    else:
        asked = _selling("store" if board.code == "owner" else "advisor", period, today)
    narrowed = {name: _narrowed(open_to, each) for name, each in asked.items()}
    return {name: each for name, each in narrowed.items() if each is not None}


def _narrowed(open_to: Mapping[str, Dataset], question: Question) -> Question | None:
    """The question with those figures alone that may be asked; None where no figure is left or a split is shut."""
    dataset = open_to.get(question.dataset)
    if dataset is None:
        return None
    splits, figures = {each.name for each in dataset.dimensions}, {each.name for each in dataset.measures}
    measures = tuple(each for each in question.measures if each in figures)
    if not measures or not {*question.splits, *question.only} <= splits:
        return None
    return replace(question, measures=measures)


def _with_year_before(name: str, question: Question, today: date) -> Questions:
    return {name: question, f"{name}_before": a_year_before(question, today)}


def _selling(by: str, period: Period, today: date) -> Questions:
    return {
        "head": period.of(Question("orders", HEAD, compare=True)),
        "people": Question("customers", PEOPLE),
        "goods": Question("lines", ("amount",), by=("month", "metal", "gem"), period=YEAR),
        "goods_before": a_year_before(Question("lines", ("amount",), by=("month",), period=YEAR), today),
        **_with_year_before("places", period.of(Question("orders", ("sales", "orders"), by=(by,))), today),
        "places_people": Question("customers", ("buyers", "repeat_share"), by=(by,)),
    }


def _mine(me: str, period: Period, today: date) -> Questions:
    only = {"advisor": (me,)}
    return {
        "head": period.of(Question("orders", ("sales", "orders", "average_order"), only=only, compare=True)),
        "visits": period.of(
            Question("visits", ("visits", "bought", "bought_share"), only=only, compare=True)
        ),
        **_with_year_before(
            "months", Question("orders", ("sales",), by=("month",), period=YEAR, only=only), today
        ),
        "groups": Question("customers", ("customers", "spent"), by=("rfm_group",), only=only),
        "people": Question("customers", PEOPLE, only=only),
    }


def _members(period: Period, today: date) -> Questions:
    return {
        "head": period.of(Question("orders", ("new_buyers", "buyers"), compare=True)),
        "people": Question("customers", PEOPLE),
        **_with_year_before("new", Question("orders", ("new_buyers",), by=("month",), period=YEAR), today),
        "cohorts": Question("orders", ("buyers",), by=("cohort",), across="quarters_since"),
        "groups": Question("customers", ("customers", "spent"), by=("rfm_group",)),
        "talks": period.of(Question("talks", ("talks", "talked_to"), by=("channel",))),
    }
