"""What the shop sells: the board of owners and, by advisor, of managers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from parure.access import policy
from parure.access.actors import Actor
from parure.core.wording import listed
from parure.engagement.team import late_count
from parure.insight.boards import CUSTOMER, ORDER
from parure.insight.reports.answers import Answer, Row
from parure.insight.reports.datasets import Unit
from parure.insight.reports.wording import change_text, figure_text
from parure.web.insight.boards.figures import (
    Answers,
    Figure,
    figure,
    has,
    list_of_all,
    tone_of,
    total,
)
from parure.web.insight.boards.trends import better_than_before, by_month, month_name, months_of
from parure.web.insight.charts import bars
from parure.web.insight.drill import DAYS, STATUSES, Drill
from parure.web.insight.pictures import Chart, Drawing, Series
from parure.web.kit.addresses import ListState

TASK = "engagement.task"
JADE = ("JADEITE", "NEPHRITE")
GOLD = "AU"
NO_GEM = ("", "OTHER")
WORSE = -5.0
"""Per cent from which on a store or an advisor sells so much less that it is worth a word."""
NAMED = 2


# ── the large figures ────────────────────────────────────────────────────────


def large_figures(actor: Actor, answers: Answers) -> list[Figure]:
    """Sales, the share of known customers, who bought again, what is late: each with the list behind it."""
    found = []
    orders = list_of_all(actor, answers, "head")
    if has(answers, "head", "sales"):
        count, average = total(answers, "head", "orders"), total(answers, "head", "average_order")
        beside = _("%(average)s an order · %(count)s orders") % {
            "average": figure_text(average, Unit.MONEY),
            "count": figure_text(count, Unit.COUNT),
        }
        found.append(figure(answers, "head", "sales", _("How much was sold"), beside=beside, address=orders))
    if has(answers, "head", "known_share"):
        new = total(answers, "head", "new_buyers")
        beside = ngettext("%s new customer", "%s new customers", new or 0) % figure_text(new, Unit.COUNT)
        address = newcomers_list(actor, answers["head"])
        found.append(
            figure(answers, "head", "known_share", _("From known customers"), beside=beside, address=address)
        )
    found += bought_again(actor, answers)
    found += _late(actor)
    return found


def bought_again(actor: Actor, answers: Answers) -> list[Figure]:
    """The share of buyers who came back, with the list of them."""
    if not has(answers, "people", "repeat_share"):
        return []
    beside = _("%(again)s of %(all)s") % {
        "again": figure_text(total(answers, "people", "repeaters"), Unit.COUNT),
        "all": figure_text(total(answers, "people", "buyers"), Unit.COUNT),
    }
    terms: list[dict[str, Any]] = [{"field": "order_count", "op": "gte", "value": 2}]
    if own := answers["people"].question.only.get("advisor"):
        terms.append({"field": "owner", "op": "in", "value": [*own]})
    address = customers_list(actor, terms)
    return [figure(answers, "people", "repeat_share", _("Bought again"), beside=beside, address=address)]


def customers_list(actor: Actor, terms: list[dict[str, Any]]) -> str:
    """The list of the customers who are like this and not put away; "" for who may not ask for one of it."""
    asked = policy.filterable(actor, CUSTOMER)
    if not {each["field"] for each in terms} <= asked.keys():
        return ""
    return ListState("customers").with_terms(terms).address()


def newcomers_list(actor: Actor, head: Answer) -> str:
    """Who bought for the first time in the days of an answer."""
    if head.span.since is None or head.span.until is None:
        return ""
    days = [head.span.since.isoformat(), head.span.until.isoformat()]
    return customers_list(actor, [{"field": "first_purchase_on", "op": "between", "value": days}])


def _late(actor: Actor) -> list[Figure]:
    if not policy.may(actor, TASK):
        return []
    count = late_count(actor)
    tone = "rose" if count else ""
    address = f"{reverse('tasks')}?list=late"
    said = _("past their day") if count else _("nothing is late")
    return [Figure(_("Promises and tasks late"), f"{count:,}", "", "", tone, said, address, is_key=True)]


# ── months by kind of goods ──────────────────────────────────────────────────


def goods_chart(actor: Actor, answers: Answers, today: date) -> dict[str, Any] | None:
    """Twelve months by kind of goods, with the year before as a line."""
    found = answers.get("goods")
    if found is None:
        return None
    months = months_of(today)
    kinds = {
        "gold": pgettext("goods", "Gold"),
        "set": _("Set with stones"),
        "jade": _("Jade"),
        "rest": _("Other goods"),
    }
    told: dict[str, dict[str, int]] = {each: {} for each in kinds}
    for row in found.rows:
        month, metal, gem = row.codes
        kind = told[_kind(metal, gem)]
        kind[month] = kind.get(month, 0) + (row.figures[0] or 0)
    series = [
        Series(
            name,
            [told[code].get(each.isoformat(), 0) for each in months],
            kind="c6" if code == "rest" else "",
        )
        for code, name in kinds.items()
        if code != "rest" or any(told[code].values())
    ]
    now = [sum(each.values[place] or 0 for each in series) for place in range(len(months))]
    earlier = by_month(answers.get("goods_before"), months, years_back=1)
    answer = better_than_before(now, earlier, months)
    return {
        "title": _("Does it sell better than last year? %s") % answer,
        "chart": monthly(actor, series, months, earlier, today, Unit.MONEY),
    }


def _kind(metal: str, gem: str) -> str:
    if gem in JADE:
        return "jade"
    if gem not in NO_GEM:
        return "set"
    return "gold" if metal.startswith(GOLD) else "rest"


def monthly(
    actor: Actor,
    series: Sequence[Series],
    months: Sequence[date],
    earlier: Sequence[int],
    today: date,
    unit: Unit,
    *,
    advisor: str = "",
) -> Chart:
    """A chart of months, each of which opens its orders."""
    over = Series(_("The year before"), earlier) if any(earlier) else None
    addresses = [orders_list(actor, each, min(_month_end(each), today), advisor) for each in months]
    names = [month_name(each) for each in months]
    return bars(Drawing(_("Months; the table below says the same"), names, series, unit, over, addresses))


def _month_end(month: date) -> date:
    return date.fromordinal(date(month.year + month.month // 12, month.month % 12 + 1, 1).toordinal() - 1)


def orders_list(actor: Actor, since: date, until: date, advisor: str = "") -> str:
    """The orders of these days that count; "" for who may not ask for them."""
    terms: list[dict[str, Any]] = [
        {"field": DAYS["orders"], "op": "between", "value": [since.isoformat(), until.isoformat()]},
        {"field": "status", "op": "in", "value": STATUSES},
    ]
    if advisor:
        terms.append({"field": "advisor", "op": "is", "value": advisor})
    if not {each["field"] for each in terms} <= policy.filterable(actor, ORDER).keys():
        return ""
    return ListState("orders").with_terms(terms).address()


# ── stores or advisors ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Place:
    """A store or an advisor with what they sell; `per_cent` is the bar, of the one that sells most."""

    name: str
    address: str
    sales: int
    per_cent: int
    change: str
    tone: str
    repeat: str
    average: str
    needs_help: bool


def places(actor: Actor, answers: Answers, *, are_stores: bool) -> dict[str, Any] | None:
    """Who sells how much, those who sell most first, and which of them need a hand."""
    if not has(answers, "places", "sales"):
        return None
    found, earlier = answers["places"], _by_code(answers.get("places_before"))
    people = _by_code(answers.get("places_people"))
    drill = Drill(actor, found)
    most = max((row.figures[0] or 0 for row in found.rows), default=0)
    lines = [
        _place(row, found, earlier.get(row.codes[0]), people.get(row.codes[0]), drill, most)
        for row in found.rows
    ]
    gone = [
        _gone(row)
        for code, row in earlier.items()
        if code not in _by_code(found) and (row.figures[0] or 0) > 0
    ]
    lines += gone
    if not lines:
        return None
    worst = [each.name for each in lines if each.needs_help]
    asked = _("Which store needs a hand? %s") if are_stores else _("Who needs a hand? %s")
    none = _("none sells much less than a year before")
    return {
        "title": asked % (listed(worst[:NAMED]) if worst else none),
        "lines": lines,
        "are_stores": are_stores,
    }


def _by_code(answer: Answer | None) -> dict[str, Row]:
    return {row.codes[0]: row for row in answer.rows} if answer else {}


def _place(
    row: Row, found: Answer, earlier: Row | None, people: Row | None, drill: Drill, most: int
) -> Place:
    sales, count = row.figures[0] or 0, (row.figures[1] if len(row.figures) > 1 else 0) or 0
    before = earlier.figures[0] if earlier else None
    change = change_text(sales, before, Unit.MONEY)
    fell = before is not None and before > 0 and 100 * (sales - before) / before <= WORSE
    return Place(
        name=row.labels[0],
        address=drill.address(row),
        sales=sales,
        per_cent=round(100 * max(sales, 0) / most) if most > 0 else 0,
        change=change or "–",
        tone=tone_of(change),
        repeat=figure_text(people.figures[-1] if people else None, Unit.SHARE),
        average=figure_text(round(sales / count), Unit.MONEY) if count else "–",
        needs_help=fell,
    )


def _gone(row: Row) -> Place:
    """Who sold a year before and nothing now."""
    return Place(row.labels[0], "", 0, 0, "−100.0%", "rose", "–", "–", needs_help=True)
