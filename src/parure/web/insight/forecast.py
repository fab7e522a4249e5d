"""What customers will probably buy: how much, whether to believe it, who is about to be lost."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.core.resources import Field
from parure.insight import refreshing
from parure.insight.ahead.reading import CUSTOMER, Ahead, Amount, Outlook, Trial, outlook_of
from parure.insight.ahead.sums import Sums
from parure.insight.ahead.words import reason_words
from parure.insight.forecast.holdout import MOST_BEFORE
from parure.insight.words import about_money, percent
from parure.web.insight import trial as pictures
from parure.web.insight.links import customers_with, share
from parure.web.pages import page


@page(place="insight")
@require_safe
def forecast(request: HttpRequest) -> HttpResponse:
    """Sums ahead, the verdict, its trial, groups, and customers whom silence takes away."""
    actor = request.actor
    outlook = outlook_of(actor)
    context: dict[str, Any] = {
        "outlook": outlook,
        "is_under_way": refreshing.is_under_way(),
        "may_refresh": refreshing.may_ask_for_refresh(actor),
    }
    if outlook:
        context |= _shown(actor, outlook)
    return render(request, "insight/forecast.html", context)


def _shown(actor: Actor, outlook: Outlook) -> dict[str, Any]:
    asked = policy.filterable(actor, CUSTOMER)
    value = sum(each.value_12 for _group, each in outlook.groups)
    return {
        "ahead": [_large(each) for each in outlook.ahead],
        "reasons": [reason_words(*each) for each in outlook.reasons],
        "value_reasons": [reason_words(*each) for each in outlook.value_reasons],
        "groups": [_line(asked, group, each, value) for group, each in outlook.groups],
        "high": sum(each.high for _group, each in outlook.groups),
        "lost": about_money(sum(each.lost for _group, each in outlook.groups)),
        "high_address": customers_with(asked, churn_risk="high"),
        "at_risk": [_customer(each) for each in outlook.at_risk],
        "trial": _tried(outlook.trial) if outlook.trial else None,
    }


def _large(ahead: Ahead) -> dict[str, Any]:
    return {
        "months": ahead.months,
        "purchases": _figures(ahead.purchases, lambda each: f"{each:,.0f}"),
        "value": _figures(ahead.value, lambda each: about_money(round(each))) if ahead.value else None,
    }


def _figures(amount: Amount, said: Any) -> dict[str, str]:
    return {name: said(getattr(amount, name)) for name in ("expected", "low", "high")}


def _line(asked: dict[str, Field], group: policy.Record, sums: Sums, value: int) -> dict[str, Any]:
    return {
        "group": group,
        "customers": f"{sums.customers:,}",
        "purchases": f"{sums.purchases_12 / 1000:,.0f}",
        "value": about_money(sums.value_12) if sums.value_12 else "–",
        "of_value": share(sums.value_12, value),
        "high": f"{sums.high:,}" if sums.high else "–",
        "address": customers_with(asked, rfm_group=group["code"]),
        "high_address": customers_with(asked, rfm_group=group["code"], churn_risk="high")
        if sums.high
        else "",
    }


def _customer(record: policy.Record) -> dict[str, Any]:
    return {
        "record": record,
        "lost": about_money(record["lost_12"]),
        "left": percent(record["outlook_share"]) if record.get("outlook_share") is not None else "–",
    }


def _tried(trial: Trial) -> dict[str, Any]:
    return {
        "split": trial.split,
        "until": trial.weeks[-1][0],
        "customers": f"{trial.customers:,}",
        "expected": "–" if trial.expected is None else f"{trial.expected:,.0f}",
        "actual": f"{trial.actual:,.0f}",
        "off": None if trial.off is None else f"{trial.off * 100:.0f}%",
        "value_expected": "–" if trial.value_expected is None else about_money(round(trial.value_expected)),
        "value_actual": about_money(round(trial.value_actual)),
        "weeks": [
            (day, "–" if expected is None else f"{expected:,.0f}", f"{actual:,.0f}")
            for day, expected, actual in trial.weeks
        ],
        "before": [
            (
                f"{number}+" if number >= MOST_BEFORE else str(number),
                f"{customers:,}",
                "–" if expected is None else f"{expected:.2f}",
                f"{actual or 0:.2f}",
            )
            for number, customers, expected, actual in trial.before
        ],
        "lines": pictures.draw_weeks(trial.split, trial.weeks),
        "bars": pictures.draw_before([(n, c, e, a or 0.0) for n, c, e, a in trial.before], MOST_BEFORE),
        "box": {
            "width": pictures.WIDTH,
            "height": pictures.HEIGHT,
            "left": pictures.LEFT,
            "right": pictures.WIDTH - pictures.RIGHT,
            "floor": pictures.HEIGHT - pictures.BOTTOM,
            "below": pictures.HEIGHT - 12,
        },
    }
