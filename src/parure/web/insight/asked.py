"""A question in the address of its page, and the choices from which it is built."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parure.access.actors import Actor
from parure.access.options import options
from parure.insight.reports.datasets import CUSTOMER, Dataset, Dimension
from parure.insight.reports.periods import PERIODS
from parure.insight.reports.question import CHARTS, Question, read

SINGLES = {"across": "across", "period": "period", "since": "since", "until": "until", "chart": "chart"}
MOST_OPTIONS = 120
SEGMENT_FIELD = "segments"


def question_of(given: QueryDict, offered: Mapping[str, Dataset]) -> Question:
    """The question of an address; where it names none of a kind, what is mostly asked. Raises ValidationError."""
    name = given.get("about", "") or next(iter(offered), "")
    dataset = offered.get(name)
    measures = given.getlist("m")
    by = [each for each in given.getlist("by") if each]
    if dataset is not None and not measures:
        measures = [each.name for each in dataset.measures[:2]]
        by = by or [each.name for each in dataset.dimensions if each.name in ("month", "category")][:1]
    plain: dict[str, Any] = {
        "dataset": name,
        "measures": measures,
        "by": by,
        "only": _only(given.getlist("only")),
    }
    plain |= {key: given.get(name_, "") for key, name_ in SINGLES.items()}
    plain["period"] = plain["period"] or "last_12_months"
    plain["chart"] = plain["chart"] or "bars"
    plain["compare"] = given.get("compare") == "1"
    if segment := given.get("segment", ""):
        plain["among"] = {"field": SEGMENT_FIELD, "op": "in", "value": [segment]}
    if dataset is not None and not dataset.has_days:
        plain |= {"period": "all", "compare": False}
    if plain["across"] and not by:
        plain["across"] = ""
    return read(plain)


def _only(written: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for each in written:
        name, _colon, code = each.partition(":")
        found.setdefault(name, []).append(code)
    return found


def query_of(question: Question) -> str:
    """What an address says of a question; a condition other than a segment has no place in one."""
    pairs = [("about", question.dataset)]
    pairs += [("m", each) for each in question.measures] + [("by", each) for each in question.by]
    pairs += [(name, getattr(question, key)) for key, name in SINGLES.items() if getattr(question, key)]
    pairs += [("only", f"{name}:{code}") for name, codes in question.only.items() for code in codes]
    if question.compare:
        pairs.append(("compare", "1"))
    if segment := segment_of(question):
        pairs.append(("segment", segment))
    return urlencode(pairs, safe=":,")


def segment_of(question: Question) -> str:
    """The uid of the segment to which a question is limited, "" where it isn't limited to one."""
    among = question.among or {}
    values = among.get("value")
    return str(values[0]) if among.get("field") == SEGMENT_FIELD and values else ""


@dataclass(frozen=True)
class Limit:
    """A dimension with its codes, of which some may be ticked."""

    dimension: Dimension
    choices: list[tuple[str, str, bool]]  # code, label, is ticked

    @property
    def ticked(self) -> int:
        return sum(each[2] for each in self.choices)


@dataclass(frozen=True)
class Builder:
    """What the form offers for a question."""

    question: Question
    dataset: Dataset
    datasets: list[tuple[Dataset, bool]]
    measures: list[tuple[Any, bool]]
    first: str
    second: str
    periods: list[tuple[str, Any]]
    limits: list[Limit]
    segments: list[tuple[str, str]]
    segment: str

    @property
    def charts(self) -> list[tuple[str, str]]:
        """(code, label) of what an answer may be drawn as."""
        named = {"bars": _("Bars"), "line": pgettext("chart", "Line"), "none": pgettext("chart", "Nothing")}
        return [(each, named[each]) for each in CHARTS]

    @property
    def limited(self) -> int:
        """By how many dimensions it is limited."""
        return sum(1 for each in self.limits if each.ticked) + bool(self.segment)


def builder_of(
    actor: Actor, question: Question, offered: Mapping[str, Dataset], segments: list[tuple[str, str]]
) -> Builder:
    """The form of a question. One query for each record type that can be limited to (stores, regions, staff)."""
    dataset = offered[question.dataset]
    by = [*question.by, "", ""]
    knows_customers = dataset.resource == CUSTOMER or "customer_id" in dataset.columns
    return Builder(
        question=question,
        dataset=dataset,
        datasets=[(each, each.name == question.dataset) for each in offered.values()],
        measures=[(each, each.name in question.measures) for each in dataset.measures],
        first=by[0],
        second=by[1],
        periods=[*PERIODS.items()],
        limits=_limits(actor, question, dataset),
        segments=segments if knows_customers else [],
        segment=segment_of(question),
    )


def _limits(actor: Actor, question: Question, dataset: Dataset) -> list[Limit]:
    found = []
    for each in dataset.dimensions:
        if each.period or each.name == "quarters_since" or each.relation == "catalog.style":
            continue
        codes = (
            [(str(pk), title) for pk, title in options(actor, each.relation)]
            if each.relation
            else _codes(each)
        )
        ticked = question.only.get(each.name, ())
        if codes and len(codes) <= MOST_OPTIONS:
            found.append(Limit(each, [(code, label, code in ticked) for code, label in codes]))
    return found


def _codes(dimension: Dimension) -> list[tuple[str, str]]:
    return [(code, str(label)) for code, label in dimension.labels().items()] if dimension.labels else []
