"""Who is won, who comes back, whom we reach: the board of those who look after members."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.insight.reports.datasets import Unit
from parure.insight.reports.wording import figure_text
from parure.web.insight.boards.figures import Answers, Figure, figure, has, total
from parure.web.insight.boards.selling import bought_again, customers_list, monthly, newcomers_list
from parure.web.insight.boards.trends import better_than_before, by_month, months_of
from parure.web.insight.charts import bars
from parure.web.insight.pictures import Drawing, Series

SEGMENT = "people.segment"
SEGMENTS = 8
COHORTS, QUARTERS = 8, 7
SHADES = (50, 100, 200, 300)
"""Thousandths from which a cell is a shade darker."""


def large_figures(actor: Actor, answers: Answers) -> list[Figure]:
    """Who was won, how many may be written to, who bought again."""
    found = []
    if has(answers, "head", "new_buyers"):
        buyers = figure_text(total(answers, "head", "buyers"), Unit.COUNT)
        found.append(
            figure(
                answers,
                "head",
                "new_buyers",
                _("New customers"),
                beside=_("of %s who bought") % buyers,
                address=newcomers_list(actor, answers["head"]),
            )
        )
    if has(answers, "people", "reachable"):
        reachable, everybody = (
            total(answers, "people", "reachable") or 0,
            total(answers, "people", "customers") or 0,
        )
        share = f"{100 * reachable / everybody:.1f}" if everybody else "–"
        terms = [{"field": "marketing_consent", "op": "is", "value": True}]
        found.append(
            Figure(
                _("May be written to"),
                share,
                "%" if everybody else "",
                beside=_("%(some)s of %(all)s") % {"some": f"{reachable:,}", "all": f"{everybody:,}"},
                address=customers_list(actor, terms),
            )
        )
    found += bought_again(actor, answers)
    if has(answers, "people", "active"):
        active = total(answers, "people", "active")
        terms = [{"field": "orders_365", "op": "gte", "value": 1}]
        found.append(
            figure(
                answers, "people", "active", _("Bought within a year"), address=customers_list(actor, terms)
            )
            if active is not None
            else Figure(_("Bought within a year"), "–")
        )
    return found


def new_chart(actor: Actor, answers: Answers, today: date) -> dict[str, Any] | None:
    if "new" not in answers:
        return None
    months = months_of(today)
    now = by_month(answers["new"], months)
    earlier = by_month(answers.get("new_before"), months, years_back=1)
    title = _("Do we win more customers than last year? %s") % better_than_before(now, earlier, months)
    return {
        "title": title,
        "chart": monthly(actor, [Series(_("New customers"), now)], months, earlier, today, Unit.COUNT),
    }


def cohorts(answers: Answers) -> dict[str, Any] | None:
    """By quarter of the first purchase: the share who bought in each of the quarters after."""
    found = answers.get("cohorts")
    if found is None:
        return None
    told: dict[str, dict[int, int]] = {}
    names: dict[str, str] = {}
    for row in found.rows:
        if row.codes[0] and row.codes[1].isdigit():
            told.setdefault(row.codes[0], {})[int(row.codes[1])] = row.figures[0] or 0
            names[row.codes[0]] = row.labels[0]
    first = [code for code in sorted(told) if told[code].get(0)][-COHORTS:]
    if not first:
        return None
    lines = [
        {
            "name": names[code],
            "count": told[code][0],
            "cells": [
                _cell(told[code], after, place=len(first) - number - 1) for after in range(1, QUARTERS)
            ],
        }
        for number, code in enumerate(first)
    ]
    return {"lines": lines, "heads": range(1, QUARTERS), "title": _cohorts_title(told, first)}


def _cell(told: dict[int, int], after: int, place: int) -> dict[str, Any] | None:
    """The share of a cohort in a quarter after its first; None for quarters that haven't come."""
    if after > place:
        return None
    share = 1000 * told.get(after, 0) // told[0]
    return {"text": f"{share / 10:.1f}%", "shade": sum(share >= each for each in SHADES)}


def _cohorts_title(told: dict[str, dict[int, int]], codes: list[str]) -> str:
    """Of all whose next quarter is over, how many came in it."""
    past = codes[:-2]  # the quarter after the last but one is still going on
    everybody = sum(told[code][0] for code in past)
    if not everybody:
        return _("Who comes back?")
    back = sum(told[code].get(1, 0) for code in past)
    return _("Who comes back? %s in the quarter after the first purchase") % f"{100 * back / everybody:.1f}%"


def talks_chart(answers: Answers) -> dict[str, Any] | None:
    """Messages and calls by channel."""
    found = answers.get("talks")
    if found is None or not found.rows:
        return None
    rows = found.rows[:8]
    series = [
        Series(str(measure.label), [row.figures[place] for row in rows])
        for place, measure in enumerate(found.measures)
    ]
    names = [row.labels[0] for row in rows]
    label = _("Channels; the table below says the same")
    drawing = Drawing(label, names, series, Unit.COUNT, in_time=False, stacked=False)
    return {
        "title": _("How do we talk with them? Mostly: %s") % names[0],
        "chart": bars(drawing),
    }


def segments(actor: Actor) -> list[policy.Record]:
    """The segments with their members in reach, as the list of segments has them."""
    if not policy.may(actor, SEGMENT):
        return []
    rows = policy.rows(actor, SEGMENT).order_by("name", "pk")[:SEGMENTS]
    return policy.records(actor, SEGMENT, rows, ("name", "members"))
