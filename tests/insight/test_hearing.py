"""What customers say, in codes."""

import pytest

from parure.insight.matching.hearing import HIGHEST, heard, heard_budget, heard_in, occasion_of


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("8–9 万", 80_000, 90_000),
        ("2-4万", 20_000, 40_000),
        ("5,000–8,000", 5_000, 8_000),
        ("3 万以内", 0, 30_000),
        ("up to 5k", 0, 5_000),
        ("1.5万左右", 11_250, 18_750),
        ("10万以上", 100_000, HIGHEST // 100),
    ],
)
def test_budgets(words, low, high):
    assert heard_budget(words) == (low * 100, high * 100)


def test_a_budget_without_an_amount_is_none():
    assert heard_budget("看情况") is None


@pytest.mark.parametrize(
    ("aspect", "words", "traits"),
    [
        ("metal", "铂950", [("metal", "PT")]),
        ("metal", "18K金", [("metal", "AU750")]),
        ("metal", "黄金", [("metal", "AU990")]),
        ("metal", "铂金", [("metal", "PT")]),
        ("allergy", "银", [("metal", "AG")]),
        ("allergy", "镍", []),
        ("gem", "翡翠", [("gem", "JADEITE")]),
        ("gem", "JADEITE", [("gem", "JADEITE")]),
        ("category", "金条", [("category", "BAR")]),
        ("craft", "古法", [("craft", "ANCIENT")]),
        ("style", "六爪", [("craft", "PRONG"), ("word", "六爪")]),
        ("hours", "周日上午", []),
    ],
)
def test_words(aspect, words, traits):
    assert heard(aspect, words) == traits


def test_a_wish_speaks_of_several_things():
    assert heard_in("一克拉六爪钻戒") == [("category", "RING"), ("gem", "DIAMOND")]


@pytest.mark.parametrize(
    ("kind", "whose", "occasion"),
    [
        ("birthday", "", "BIRTHDAY"),
        ("birthday", "mother", "PARENTS"),
        ("birthday", "son", ""),
        ("wedding", "", "ANNIVERSARY"),
        ("other", "", ""),
    ],
)
def test_days_that_ask_for_something(kind, whose, occasion):
    assert occasion_of(kind, whose) == occasion
