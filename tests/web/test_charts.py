"""Charts: coordinates that say what the figures say, names that keep apart, axes that are round."""

import itertools

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parure.insight.reports.datasets import Unit
from parure.insight.reports.wording import change_text, figure_text, scale_of
from parure.web.insight.charts import bars, line
from parure.web.insight.frame import NARROW, WIDE, round_steps, text_width
from parure.web.insight.pictures import Drawing, Series

MONTHS = [f"{number} 月" for number in range(1, 13)]
FIGURES = st.lists(st.none() | st.integers(-(10**11), 10**11), min_size=12, max_size=12)


def drawing(*series, unit=Unit.MONEY, **more):
    return Drawing("Sales", MONTHS[: len(series[0].values)], series, unit, **more)


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**12), st.sampled_from([1, 10, 100]))
def test_an_axis_has_few_round_figures_that_hold_all(low, more, least):
    steps = round_steps(low, low + more, least)
    assert steps[0] <= min(low, 0)
    assert steps[-1] >= max(low + more, 0)
    assert 0 in steps
    assert 2 <= len(steps) <= 7
    distances = {b - a for a, b in itertools.pairwise(steps)}
    assert len(distances) == 1
    step = distances.pop()
    assert step % least == 0
    assert str(step // least).rstrip("0") in ("1", "2", "5", "25")


@given(FIGURES, FIGURES)
def test_stacked_bars_are_as_high_as_their_figures(gold, jade):
    for picture in bars(drawing(Series("gold", gold), Series("jade", jade))).pictures:
        zero = next(rule.y for rule in picture.rules if rule.kind == "axis")
        for column, *values in zip(picture.columns, gold, jade, strict=True):
            assert len(column.marks) == sum(bool(each) for each in values)
            for mark in column.marks:
                assert mark.x >= 0
                assert mark.x + mark.width <= picture.size.width
                assert 0 <= mark.y <= picture.size.height
            up = [each for each in column.marks if each.y + each.height <= zero + 1]
            assert len(up) >= sum((each or 0) > 0 for each in values)


@given(FIGURES, FIGURES, st.booleans())
def test_names_keep_apart_and_within(first, second, in_time):
    chart = line(drawing(Series("长长长长长的名字", first), Series("second", second), in_time=in_time))
    for picture in chart.pictures:
        below = sorted(picture.names, key=lambda each: each.x)
        for a, b in itertools.pairwise(below):
            assert b.x - a.x >= (text_width(a.text) + text_width(b.text)) / 2 - 1
        ends = sorted(each.name.y for each in picture.traces if each.name)
        assert all(b - a >= 13.9 for a, b in itertools.pairwise(ends))
        assert all(0 <= each <= picture.size.height for each in ends)
        assert picture.names[-1].text.startswith("12") or not in_time


def test_the_latest_and_the_highest_say_their_figure():
    chart = bars(drawing(Series("sales", [100_00, 900_000_00, 300_000_00])))
    with translation.override("zh-hans"):
        chart = bars(drawing(Series("sales", [100_00, 900_000_00, 300_000_00])))
        assert ([each.text for each in chart.pictures[0].told], chart.word) == (["90", "30"], "万元")
    with translation.override("en"):
        assert bars(drawing(Series("sales", [100_00, 900_000_00]))).word == "¥k"


def test_a_line_has_a_gap_where_a_figure_is_missing():
    wide, narrow = line(drawing(Series("sales", [1, None, 3, 4]), unit=Unit.COUNT)).pictures
    assert (wide.size, narrow.size) == (WIDE, NARROW)
    assert [wide.traces[0].path.count(each) for each in "ML"] == [2, 1]
    assert [len(column.marks) for column in wide.columns] == [1, 0, 1, 1]


@pytest.mark.parametrize("values", [[], [None], [0], [0, 0]])
@pytest.mark.parametrize("draw", [bars, line])
@pytest.mark.parametrize("unit", list(Unit))
def test_nothing_is_drawn_without_a_fault(values, draw, unit):
    chart = draw(drawing(Series("sales", values), unit=unit))
    assert all(not each.told and each.rules for each in chart.pictures)
    assert [row.name for row in chart.rows] == MONTHS[: len(values)]


@pytest.mark.parametrize(("draw", "template"), [(bars, "bars"), (line, "line")])
def test_a_place_opens_what_stands_behind_it(draw, template):
    given = drawing(Series("<b>", [1, 2]), unit=Unit.COUNT, addresses=["/one/?a=1&b=2", ""], over=None)
    markup = render_to_string(f"insight/chart_{template}.html", {"chart": draw(given)})
    assert markup.count('href="/one/?a=1&amp;b=2"') == 2  # once a size
    assert 'role="group"' in markup
    assert "<b>" not in markup
    assert " style=" not in markup
    parts = drawing(Series("gold", [1, 2], ["/a/", "/b/"]), Series("jade", [3, None]), unit=Unit.COUNT)
    markup = render_to_string(f"insight/chart_{template}.html", {"chart": draw(parts)})
    assert (markup.count('href="/a/"'), markup.count('href="/b/"')) == (2, 2)
    table = render_to_string("insight/chart_table.html", {"chart": draw(parts)})
    assert table.count("<tr>") == 3
    assert "–" in table


def test_bars_side_by_side_and_last_year_over_them():
    over = Series("before", [5, 5, None])
    chart = bars(
        drawing(Series("a", [1, 2, 3]), Series("b", [3, 2, 1]), stacked=False, over=over, unit=Unit.COUNT)
    )
    for column in chart.pictures[0].columns:
        first, second = column.marks
        assert first.x + first.width <= second.x
    assert [key.kind for key in chart.keys] == ["c1", "c2", "ln"]
    assert chart.rows[2].figures == ["3", "1", "–"]


def test_figures_and_changes_in_words():
    with translation.override("zh-hans"):
        assert figure_text(486_230_000, Unit.MONEY) == "¥4,862,300"
        assert [figure_text(each, Unit.SHARE) for each in (386, 0, None)] == ["38.6%", "0.0%", "–"]
        assert change_text(1124, 1000, Unit.MONEY) == "+12.4%"
        assert change_text(500, 1000, Unit.COUNT) == "−50.0%"
        assert change_text(386, 398, Unit.SHARE) == "−1.2 点"
        assert [change_text(5, each, Unit.COUNT) for each in (0, None, -3)] == ["", "", ""]
        assert scale_of(10**11, Unit.MONEY).word == "亿元"
        assert (scale_of(500, Unit.COUNT).word, scale_of(900, Unit.SHARE).word) == ("", "%")
