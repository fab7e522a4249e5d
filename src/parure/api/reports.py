"""Figures for other systems: what may be asked, and the answers, of what the key's person may see."""

import logging
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.api import bodies
from parure.api.door import Caller, door
from parure.api.given import Unfit, json_object, uid_of
from parure.api.problems import Problem
from parure.api.questions import housed, question_outward, uids
from parure.api.values import decimal_text, moment
from parure.core import faults
from parure.core.money import minor_digits
from parure.insight.copy.lake import NoCopy
from parure.insight.reports.answers import Answer, Row, answer
from parure.insight.reports.datasets import Dataset, Dimension, Measure, Unit
from parure.insight.reports.kept import REPORT, kept_report, may_ask
from parure.insight.reports.periods import PERIODS
from parure.insight.reports.process import Failed, TooLong
from parure.insight.reports.question import Question, offered
from parure.insight.reports.ready import SHELVES, ready
from parure.integrations.collections import COLLECTIONS

Json = Any
log = logging.getLogger("parure.api")
LATER = {"Retry-After": "300"}


@door("GET", "HEAD")
def asked_about(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What may be asked: datasets with what they are split by, and the figures that are taken of them."""
    policy.require(caller.actor, REPORT, "view")
    return bodies.answer(
        {
            "data": [_dataset(each) for each in offered(caller.actor)],
            "periods": [{"code": code, "label": str(label)} for code, label in PERIODS.items()],
        }
    )


def _dataset(each: Dataset) -> Json:
    return {
        "name": each.name,
        "label": str(each.label),
        "has_period": each.has_days,
        "dimensions": [_dimension(one) for one in each.dimensions],
        "measures": [_measure(one) for one in each.measures],
    }


def _dimension(each: Dimension) -> Json:
    labels = each.labels() if each.labels is not None else {}
    outside = next((one.name for one in COLLECTIONS.values() if one.resource == each.relation), each.relation)
    return {
        "name": each.name,
        "label": str(each.label),
        "codes": [{"code": code, "label": str(label)} for code, label in labels.items()],
        "records": outside or None,
        "period": each.period or None,
    }


def _measure(each: Measure) -> Json:
    currency = settings.CURRENCY if each.unit in (Unit.MONEY, Unit.RATE) else None
    return {"name": each.name, "label": str(each.label), "unit": each.unit.value, "currency": currency}


@door("GET", "HEAD")
def ready_ones(request: HttpRequest, caller: Caller) -> HttpResponse:
    """The reports that come with the product, as far as they may be asked."""
    policy.require(caller.actor, REPORT, "view")
    found = [
        {
            "code": each.code,
            "title": str(each.title),
            "shelf": str(shelf.title),
            "question": question_outward(caller.actor, each.question.as_plain()),
        }
        for shelf in SHELVES
        for each in shelf.reports
        if may_ask(caller.actor, each.question.as_plain())
    ]
    return bodies.answer({"data": found})


@door("POST")
def answered(request: HttpRequest, caller: Caller) -> HttpResponse:
    """What a question finds."""
    policy.require(caller.actor, REPORT, "view")
    return _answered(caller.actor, housed(caller.actor, json_object(request)))


@door("POST")
def report_answered(request: HttpRequest, caller: Caller, uid: str) -> HttpResponse:
    """What a kept report finds, or by its code one that comes with the product."""
    policy.require(caller.actor, REPORT, "view")
    try:
        question = ready(uid).question
    except LookupError:
        question = kept_report(caller.actor, _uid(uid)).question
    return _answered(caller.actor, question)


def _uid(text: str) -> str:
    try:
        return uid_of(text)
    except Unfit:
        raise Problem("not-found") from None


def _answered(actor: Actor, question: Question) -> HttpResponse:
    try:
        found = answer(actor, question)
    except NoCopy:
        raise Problem("no-figures", headers=LATER) from None
    except TooLong:
        raise Problem("refused", _("This takes too long to reckon; ask for less at once.")) from None
    except Failed as error:
        faults.note(log, error, "reports")
        raise Problem("broken") from None
    return bodies.answer(_told(actor, found))


def _told(actor: Actor, found: Answer) -> Json:
    outside = [
        uids(actor, each.relation, {row.codes[place] for row in found.rows}) if each.relation else None
        for place, each in enumerate(found.splits)
    ]
    return {
        "question": question_outward(actor, found.question.as_plain()),
        "splits": [{"name": each.name, "label": str(each.label)} for each in found.splits],
        "measures": [_measure(each) for each in found.measures],
        "rows": [_row(found, row, outside) for row in found.rows],
        "totals": _figures(found, found.totals),
        "totals_year_before": _figures(found, found.before) if found.before else None,
        "since": found.span.since.isoformat() if found.span.since else None,
        "until": found.span.until.isoformat() if found.span.until else None,
        "taken_at": moment(found.taken_at),
        "is_cut": found.is_cut,
    }


def _row(found: Answer, row: Row, outside: Sequence[dict[str, str | None] | None]) -> Json:
    return {
        "codes": [
            code if named is None else named.get(code) for code, named in zip(row.codes, outside, strict=True)
        ],
        "labels": list(row.labels),
        "figures": _figures(found, row.figures),
        "year_before": _figures(found, row.before) if row.before else None,
    }


def _figures(found: Answer, figures: Sequence[int | None]) -> list[Json]:
    return [_figure(each, number) for each, number in zip(found.measures, figures, strict=True)]


def _figure(measure: Measure, number: int | None) -> Json:
    """Amounts and tenths as decimal text, shares as decimal text of one, counts and days as whole numbers."""
    if number is None:
        return None
    if measure.unit in (Unit.MONEY, Unit.RATE):
        return decimal_text(number, minor_digits(settings.CURRENCY))
    if measure.unit is Unit.TENTHS:
        return decimal_text(number, 1)
    return decimal_text(number, 3) if measure.unit is Unit.SHARE else number
