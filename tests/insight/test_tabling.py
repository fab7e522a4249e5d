"""Answers as tables: lines in the order of their steps, cohorts as shares of how they began."""

from datetime import UTC, datetime

import pytest

from parure.insight.reports.answers import Answer, Row, _in_order
from parure.insight.reports.datasets import datasets
from parure.insight.reports.periods import Span
from parure.insight.reports.question import Question
from parure.insight.reports.tabling import table_of


def told(question, *rows):
    """An answer of these (codes, figure), as its lines come."""
    dataset = datasets()[question.dataset]
    splits = tuple(dataset.dimension(name) for name in question.splits)
    made = [Row(tuple(codes), tuple(codes), (figure,)) for codes, figure in rows]
    return Answer(
        question=question,
        splits=splits,
        measures=tuple(dataset.measure(name) for name in question.measures),
        rows=_in_order(made, question, splits),
        totals=(sum(figure for _codes, figure in rows),),
        before=(),
        span=Span(None, None),
        taken_at=datetime(2026, 6, 1, tzinfo=UTC),
        is_cut=False,
    )


def lines(answer):
    return [each.labels[0] for each in table_of(answer).lines]


@pytest.mark.parametrize(
    ("dataset", "split", "codes"),
    [("orders", "month_of_year", "2 10 11"), ("orders", "order_band", "0 3 7"), ("pieces", "age", "0 1 5")],
)
def test_steps_stand_in_their_order_whatever_their_figures(dataset, split, codes):
    measure = {"orders": "sales", "pieces": "in_stock"}[dataset]
    given = codes.split()
    rows = [((code,), place) for place, code in enumerate(given, 1)]
    question = Question(dataset, (measure,), by=(split,))
    assert lines(told(question, *reversed(rows))) == given


def test_what_has_no_order_stands_by_its_figures_also_beside_months():
    question = Question("lines", ("items",), by=("category",), across="month_of_year")
    answer = told(question, (("RING", "9"), 5), (("BANGLE", "1"), 4), (("RING", "1"), 3))
    assert lines(answer) == ["RING", "BANGLE"]
    assert table_of(answer).heads[:2] == ["1", "9"]


def test_a_cohort_is_told_in_shares_of_how_many_it_began_with():
    question = Question("orders", ("buyers",), by=("cohort",), across="quarters_since")
    first, early = "2025-01-01", "2021-01-01"
    table = table_of(
        told(question, ((first, "0"), 8), ((first, "2"), 2), ((early, "0"), 1), ((early, "2"), 7))
    )
    parts = {line.labels[0]: [(cell.part, cell.share) for cell in line.cells] for line in table.lines}
    assert parts[first] == [("100.0%", 100), ("25.0%", 25)]
    assert parts[early] == [("", 12), ("", 88)]  # it began before there were records
