"""Questions answered for somebody: of the rows in their reach, by what they may read, said in words.

The gate is asked here, every time: which dimensions and measures are open, which rows are in reach. The process that
reckons is handed no more than that.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.plain import plain_reach
from parure.insight.copy.lake import Manifest, read_manifest
from parure.insight.copy.plan import folder
from parure.insight.reports.datasets import (
    CUSTOMER,
    METAL_PRICE,
    ORDER,
    PIECE,
    TASK,
    VISIT,
    WISH,
    Dataset,
    Dimension,
    Measure,
    datasets,
)
from parure.insight.reports.given import given_answers
from parure.insight.reports.heard import HEARD
from parure.insight.reports.periods import Span, end_of
from parure.insight.reports.process import RECKONER
from parure.insight.reports.question import Question, check

MOST_ROWS = 2000
TABLES = {
    ORDER: "order",
    VISIT: "visit",
    PIECE: "piece",
    WISH: "wish",
    TASK: "task",
    HEARD: "feedback",
    METAL_PRICE: "metal_price",
}
NOTHING: dict[str, Any] = {"any": []}  # the reach of who reaches none
COLUMNS_OF_CUSTOMER = datasets()["customers"].columns


@dataclass(frozen=True)
class Row:
    """One line of an answer: the codes of its splits and what they are called, its figures, those of a year before."""

    codes: tuple[str, ...]
    labels: tuple[str, ...]
    figures: tuple[int | None, ...]
    before: tuple[int | None, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a question found, as of the moment that the copy is of. Rows by time or steps where they are split by such,
    else by the first figure; `is_cut`: there are more than `MOST_ROWS`.
    """

    question: Question
    splits: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    rows: list[Row]
    totals: tuple[int | None, ...]
    before: tuple[int | None, ...]
    span: Span
    taken_at: datetime
    is_cut: bool

    def total(self, measure: str) -> int | None:
        """The figure over everything."""
        return self.totals[self.question.measures.index(measure)]


def answer(actor: Actor, question: Question, today: date | None = None) -> Answer:
    """Raises `policy.Denied`, ValidationError, `lake.NoCopy`, `process.TooLong`, `process.Failed`."""
    return answers(actor, [question], today)[0]


def answers(actor: Actor, questions: Sequence[Question], today: date | None = None) -> list[Answer]:
    """An answer for each, all of one version of the copy. Queries: one a kind of relation that has to be named, and one
    a reach that only keys can tell. `today` is where periods end.
    """
    today = today or timezone.localdate()
    manifest = read_manifest(folder())
    seen = [check(actor, each) for each in questions]
    reaches = _Reaches(actor)
    plans: list[dict[str, Any]] = []
    places: list[tuple[int, int | None]] = []
    for question, dataset in zip(questions, seen, strict=True):
        span = question.span(today)
        plans.append(_plan(question, dataset, span, reaches, today))
        compares = question.compare and dataset.has_days and span.since is not None
        if compares:
            plans.append(_plan(question, dataset, span.year_before(), reaches, today))
        places.append((len(plans) - (2 if compares else 1), len(plans) - 1 if compares else None))
    found = _reckoned(plans, manifest)
    names = _Names(actor)
    for both, dataset, question in zip(places, seen, questions, strict=True):
        for place in both:
            names.want(dataset, question, found[place]["rows"] if place is not None else ())
    return [
        _told(
            question, dataset, found[place], None if before is None else found[before], names, manifest, today
        )
        for question, dataset, (place, before) in zip(questions, seen, places, strict=True)
    ]


def copied_at() -> datetime:
    """The moment that figures are of. Raises `lake.NoCopy`."""
    return read_manifest(folder()).taken_at


class _Reaches:
    """The reach of one actor, told once for all questions."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.known: dict[str, Any] = {}

    def of(self, resource: str, columns: tuple[str, ...], among: Any = None) -> Any:
        key = json.dumps([resource, columns, among], sort_keys=True)
        if key not in self.known:
            self.known[key] = plain_reach(self.actor, resource, columns, among)
        return self.known[key]


def _plan(question: Question, dataset: Dataset, span: Span, reaches: _Reaches, today: date) -> dict[str, Any]:
    reach = {}
    read = _read(dataset, question)
    if dataset.resource in TABLES:
        reach[TABLES[dataset.resource]] = reaches.of(dataset.resource, dataset.columns)
    for resource, columns in dataset.beside:
        may = resource in read and policy.may(reaches.actor, resource)
        reach[TABLES[resource]] = reaches.of(resource, columns) if may else NOTHING
    if dataset.resource == CUSTOMER:
        reach["customer"] = reaches.of(CUSTOMER, COLUMNS_OF_CUSTOMER, question.among)
    elif policy.may(reaches.actor, CUSTOMER):
        reach["customer"] = reaches.of(CUSTOMER, COLUMNS_OF_CUSTOMER)
        if question.among is not None:
            reach["among"] = reaches.of(CUSTOMER, COLUMNS_OF_CUSTOMER, question.among)
    return {
        "dataset": dataset.name,
        "by": list(question.splits),
        "measures": list(question.measures),
        "since": span.since.isoformat() if span.since and dataset.has_days else "",
        "until": span.until.isoformat() if span.until and dataset.has_days else "",
        "only": {name: list(codes) for name, codes in question.only.items()},
        "reach": reach,
        "today": today.isoformat(),
        "limit": MOST_ROWS,
    }


def _read(dataset: Dataset, question: Question) -> set[str]:
    """The record types that a question reads: of others nobody has to know how far somebody's reach goes."""
    needs = [dataset.dimension(name).needs for name in {*question.splits, *question.only}]
    needs += [dataset.measure(name).needs for name in question.measures]
    return {resource for those in needs for resource, _field in those}


def _reckoned(plans: Sequence[dict[str, Any]], manifest: Manifest) -> list[dict[str, Any]]:
    """The answers to the plans; those that were given already are not asked for again."""
    given = given_answers(manifest)
    keys = [json.dumps(each, sort_keys=True) for each in plans]
    found = given.known(keys)
    missing = {key: plan for key, plan in zip(keys, plans, strict=True) if key not in found}
    if missing:
        fresh = RECKONER.ask([*missing.values()])
        for key, each in zip(missing, fresh, strict=True):
            given.keep(key, each)
            found[key] = each
    return [found[key] for key in keys]


# ── words ────────────────────────────────────────────────────────────────────


class _Names:
    """What codes are called; records by the gate, one query a record type."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.wanted: dict[str, set[int]] = {}
        self.known: dict[str, dict[int, str]] = {}

    def want(self, dataset: Dataset, question: Question, rows: Iterable[Sequence[Any]]) -> None:
        for place, name in enumerate(question.splits):
            relation = dataset.dimension(name).relation
            if relation:
                keys = self.wanted.setdefault(relation, set())
                keys.update(int(row[place]) for row in rows if row[place])

    def of(self, dimension: Dimension, code: str) -> str:
        if not dimension.relation:
            return label_of(dimension, code)
        if not code:
            return str(_("Not known"))
        if dimension.relation not in self.known:
            self.known[dimension.relation] = self._named(dimension.relation)
        return self.known[dimension.relation].get(int(code), str(_("out of your reach")))

    def _named(self, relation: str) -> dict[int, str]:
        rows = policy.rows(self.actor, relation).filter(pk__in=self.wanted.get(relation, set()))
        return {each.pk: each.title for each in policy.records(self.actor, relation, rows, [])}


def label_of(dimension: Dimension, code: str) -> str:
    """What a code of a dimension that names no records is called."""
    if dimension.labels is not None:
        named: Mapping[str, Any] = dimension.labels()
        return str(named.get(code, code)) or str(_("Not known"))
    if not code:
        return str(dimension.nothing or _("Not known"))
    if dimension.period == "month":
        return code[:7]
    if dimension.period == "quarter":
        return f"{code[:4]} Q{(int(code[5:7]) + 2) // 3}"
    if dimension.period == "year":
        return code[:4]
    return code


def _told(
    question: Question,
    dataset: Dataset,
    found: Mapping[str, Any],
    before: Mapping[str, Any] | None,
    names: _Names,
    manifest: Manifest,
    today: date,
) -> Answer:
    splits = tuple(dataset.dimension(name) for name in question.splits)
    width = len(splits)
    earlier = {tuple(row[:width]): tuple(row[width:]) for row in before["rows"]} if before else {}
    rows = []
    for row in found["rows"]:
        codes = tuple(row[:width])
        was = tuple(_a_year_back(each, code) for each, code in zip(splits, codes, strict=True))
        rows.append(Row(codes, _labels(names, splits, codes), tuple(row[width:]), earlier.pop(was, ())))
    rows += _gone(question, dataset, splits, earlier, names)
    return Answer(
        question=question,
        splits=splits,
        measures=tuple(dataset.measure(name) for name in question.measures),
        rows=_in_order(rows, question, splits),
        totals=tuple(found["totals"]),
        before=tuple(before["totals"]) if before else (),
        span=question.span(today),
        taken_at=manifest.taken_at,
        is_cut=found["is_cut"],
    )


def _in_order(rows: list[Row], question: Question, splits: tuple[Dimension, ...]) -> list[Row]:
    """By those splits of the lines that have an order; else as they are, by the first figure."""
    ranks = []
    for place, each in enumerate(splits[: len(question.by)]):
        if each.has_order:
            steps = {code: step for step, code in enumerate(each.labels())} if each.labels else {}
            ranks.append((place, steps))
    return sorted(
        rows,
        key=lambda row: tuple(
            (steps.get(row.codes[place], len(steps)), row.codes[place]) for place, steps in ranks
        ),
    )


def _labels(names: _Names, splits: tuple[Dimension, ...], codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(names.of(each, code) for each, code in zip(splits, codes, strict=True))


def _gone(
    question: Question,
    dataset: Dataset,
    splits: tuple[Dimension, ...],
    earlier: Mapping[tuple[str, ...], tuple[int | None, ...]],
    names: _Names,
) -> list[Row]:
    """What there was a year before and isn't any more: nothing of what adds up, unknown of the rest."""
    if any(each.period == "week" for each in splits):
        return []  # the weeks of two years don't meet
    figures = tuple(0 if dataset.measure(name).adds_up else None for name in question.measures)
    rows = []
    for was, before in earlier.items():
        codes = tuple(_a_year_on(each, code) for each, code in zip(splits, was, strict=True))
        rows.append(Row(codes, _labels(names, splits, codes), figures, before))
    return rows


def _a_year_on(dimension: Dimension, code: str) -> str:
    return f"{int(code[:4]) + 1}{code[4:].replace('02-29', '02-28')}" if dimension.period and code else code


def _a_year_back(dimension: Dimension, code: str) -> str:
    if dimension.period in ("", "week") or not code:
        return code
    day = date.fromisoformat(code)
    return Span(day, None).year_before().since.isoformat()  # type: ignore[union-attr]


def days_of(answer_: Answer, row: Row) -> Span:
    """The days that a row is about, within those of the question: where it is split by time, its own."""
    for code, each in zip(row.codes, answer_.splits, strict=True):
        if each.period and code:
            start = date.fromisoformat(code)
            end = end_of(start, each.period)
            since, until = answer_.span.since, answer_.span.until
            return replace(answer_.span, since=max(start, since or start), until=min(end, until or end))
    return answer_.span
