"""Reports on paper: the words can be read out again, heads and numbers on every page, nothing is cut off unsaid."""

import logging
from datetime import UTC, date, datetime

import pypdfium2
import pytest
from django.utils import translation

from parure.insight.reports.answers import Answer, Row
from parure.insight.reports.datasets import datasets
from parure.insight.reports.periods import Span
from parure.insight.reports.printing import MOST_LINES, printed
from parure.insight.reports.question import Question

TAKEN = datetime(2026, 11, 22, 18, 30, tzinfo=UTC)  # half past two in the shop


@pytest.fixture(autouse=True)
def chinese():
    with translation.override("zh-hans"):
        yield


def answer(question, rows, **more):
    dataset = datasets()[question.dataset]
    totals = tuple(sum(row.figures[place] for row in rows) for place in range(len(question.measures)))
    return Answer(
        question=question,
        splits=tuple(dataset.dimension(name) for name in question.splits),
        measures=tuple(dataset.measure(name) for name in question.measures),
        rows=rows,
        totals=totals,
        before=(),
        span=Span(date(2025, 12, 1), date(2026, 11, 22)),
        taken_at=TAKEN,
        **{"is_cut": False} | more,
    )


def by_store(count, **more):
    rows = [
        Row((str(n),), (f"静安寺旗舰店{n}",), (1_234_500 + n, n), (1_000_000, 0)) for n in range(1, count + 1)
    ]
    return answer(Question("orders", ("sales", "orders"), by=("store",)), rows, **more)


def pages(content):
    document = pypdfium2.PdfDocument(content)
    found = [page.get_textpage().get_text_range() for page in document]
    sizes = [page.get_size() for page in document]
    document.close()
    return found, sizes


def test_the_words_and_figures_stand_on_it(settings):
    settings.SHOP_NAME = "璞玉珠宝"
    (words,), (size,) = pages(printed(by_store(3), "各店销售"))
    for each in (
        "璞玉珠宝",
        "各店销售",
        "静安寺旗舰店2",
        "¥12,345",
        "+23.5%",
        "全部",
        "2025-12-01 – 2026-11-22",
    ):
        assert each in words
    assert "2026-11-23 02:30" in words
    assert "第 1 页，共 1 页" in words
    assert [round(each) for each in size] == [595, 842]


def test_heads_and_page_numbers_are_on_every_page_and_every_line_on_one():
    found, _sizes = pages(printed(by_store(100), "R"))
    assert len(found) > 2
    assert all(f"第 {number} 页，共 {len(found)} 页" in words for number, words in enumerate(found, 1))
    assert all("门店" in words for words in found)
    told = "\n".join(found).split()
    assert sorted(each for each in told if each.startswith("静安寺")) == sorted(
        f"静安寺旗舰店{n}" for n in range(1, 101)
    )
    assert ["全部" in words for words in found] == [False] * (len(found) - 1) + [True]


def test_a_wide_table_goes_on_beside_with_its_names():
    question = Question("orders", ("sales",), by=("store",), across="month")
    months = [f"2023-{month:02}-01" for month in range(1, 13)] + ["2024-01-01", "2024-02-01"]
    rows = [Row((str(n), month), (f"店{n}", month[:7]), (99_999_999,)) for n in range(3) for month in months]
    found, sizes = pages(printed(answer(question, rows), "R"))
    assert len(found) > 1
    assert all(round(width) == 842 for width, _height in sizes)
    assert all("店2" in words for words in found)
    for month in months:
        assert sum(month[:7] in words for words in found) == 1


def test_what_is_not_printed_is_said():
    found, _sizes = pages(printed(by_store(MOST_LINES + 1), "R"))
    assert f"只打印前 {MOST_LINES} 行" in found[-1]
    assert f"静安寺旗舰店{MOST_LINES + 1}" not in "".join(found)


def test_one_figure_and_nothing_at_all_make_a_page():
    question = Question("orders", ("sales",))
    (words,), _sizes = pages(printed(answer(question, []), "R"))
    assert "¥0" in words
    assert len(pages(printed(answer(Question("orders", ("sales",), by=("store",)), []), "R"))[0]) == 1


def test_a_sign_that_the_font_lacks_is_in_no_log(caplog):
    caplog.set_level(logging.DEBUG)
    rows = [Row(("1",), ("沈😀兰",), (5,))]
    assert printed(answer(Question("orders", ("orders",), by=("advisor",)), rows), "R").startswith(b"%PDF")
    assert "沈" not in caplog.text
    assert "😀" not in caplog.text
