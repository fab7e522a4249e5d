"""What an advisor sees of their own customers."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.insight.boards import CUSTOMER
from parure.insight.groups.names import group_names
from parure.insight.reports.datasets import Unit
from parure.insight.reports.wording import figure_text
from parure.web.insight.boards.figures import Answers, Figure, figure, has, list_of_all, total
from parure.web.insight.boards.selling import bought_again, customers_list, monthly
from parure.web.insight.boards.trends import better_than_before, by_month, months_of
from parure.web.insight.pictures import Series

SLIPPING = ("slipping", "needs_care")
SHOWN = 8
WORTH = ("total_spent", "last_purchase_on", "rfm_group")


def large_figures(actor: Actor, answers: Answers) -> list[Figure]:
    """What I sold, who came and bought, whom I look after."""
    found = []
    if has(answers, "head", "sales"):
        count = figure_text(total(answers, "head", "orders"), Unit.COUNT)
        found.append(
            figure(
                answers,
                "head",
                "sales",
                _("How much I sold"),
                beside=_("%s orders") % count,
                address=list_of_all(actor, answers, "head"),
            )
        )
    if has(answers, "visits", "bought_share"):
        beside = _("%(bought)s of %(all)s visits") % {
            "bought": figure_text(total(answers, "visits", "bought"), Unit.COUNT),
            "all": figure_text(total(answers, "visits", "visits"), Unit.COUNT),
        }
        address = list_of_all(actor, answers, "visits")
        found.append(
            figure(
                answers,
                "visits",
                "bought_share",
                _("Share that ended in a purchase"),
                beside=beside,
                address=address,
            )
        )
    if has(answers, "people", "customers"):
        beside = _("%s bought within a year") % figure_text(total(answers, "people", "active"), Unit.COUNT)
        address = customers_list(actor, [_own(actor)])
        found.append(
            figure(answers, "people", "customers", _("Customers of mine"), beside=beside, address=address)
        )
    return [*found, *bought_again(actor, answers)]


def _own(actor: Actor) -> dict[str, Any]:
    return {"field": "owner", "op": "is", "value": actor.staff_id}


def months_chart(actor: Actor, answers: Answers, today: date) -> dict[str, Any] | None:
    if "months" not in answers:
        return None
    months = months_of(today)
    now = by_month(answers["months"], months)
    earlier = by_month(answers.get("months_before"), months, years_back=1)
    title = _("Do I sell more than last year? %s") % better_than_before(now, earlier, months)
    series = [Series(_("My sales"), now)]
    return {
        "title": title,
        "chart": monthly(actor, series, months, earlier, today, Unit.MONEY, advisor=str(actor.staff_id)),
    }


def groups(actor: Actor, answers: Answers, *, mine: bool) -> dict[str, Any] | None:
    """Customers by RFM group, in the order of the groups, each opening its list."""
    found = answers.get("groups")
    if found is None:
        return None
    by_code = {row.codes[0]: row for row in found.rows}
    everybody = sum(row.figures[0] or 0 for row in found.rows)
    lines = []
    for code in (*group_names(), ""):
        row = by_code.get(code)
        if row is None or not row.figures[0]:
            continue
        term = (
            {"field": "rfm_group", "op": "is", "value": code}
            if code
            else {"field": "rfm_group", "op": "empty"}
        )
        spent = row.figures[1] if len(row.figures) > 1 else None
        lines.append(
            {
                "name": row.labels[0],
                "address": customers_list(actor, [term, *([_own(actor)] if mine else [])]),
                "customers": row.figures[0],
                "per_cent": round(100 * row.figures[0] / everybody),
                "spent": figure_text(spent, Unit.MONEY),
            }
        )
    return {"lines": lines, "title": _groups_title(lines)} if lines else None


def _groups_title(lines: list[dict[str, Any]]) -> str:
    most = max(lines, key=lambda each: each["customers"])
    return _("Which group are they in? Most of them: %s") % most["name"]


def _who(count: int) -> str:
    if not count:
        return _("Is anybody slipping away? Nobody")
    return (
        ngettext("Who is slipping away? %s customer", "Who is slipping away? %s customers", count)
        % f"{count:,}"
    )


def slipping_away(actor: Actor) -> dict[str, Any] | None:
    """My customers who used to come and don't any more, those worth most first. Two queries."""
    if "rfm_group" not in policy.filterable(actor, CUSTOMER):
        return None
    terms = [_own(actor), {"field": "rfm_group", "op": "in", "value": [*SLIPPING]}]
    asked = policy.rows(actor, CUSTOMER).filter(as_query(actor, CUSTOMER, {"all": terms}))
    rows = asked.order_by("-total_spent_minor", "pk")
    count = rows.count()
    return {
        "title": _who(count),
        "people": policy.records(actor, CUSTOMER, rows[:SHOWN], WORTH) if count else [],
        "count": count,
        "address": customers_list(actor, terms),
    }
