import contextlib
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.core.money import Money, UnreadableAmount, format_money, parse_money, round_half_up

MINOR = st.integers(-(10**14), 10**14)


@given(MINOR, st.lists(st.integers(0, 10**6), min_size=1, max_size=12).filter(any))
def test_allocation_loses_nothing(minor: int, weights: list[int]) -> None:
    parts = Money(minor).allocate(weights)
    assert sum(part.minor for part in parts) == minor
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part.minor) - Fraction(minor * weight, sum(weights))) < 1


def test_allocation_gives_the_rest_to_the_largest_remainders() -> None:
    assert [part.minor for part in Money(100).allocate([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(-100).allocate([1, 1, 1])] == [-34, -33, -33]
    assert [part.minor for part in Money(5).allocate([0, 3, 7])] == [0, 2, 3]


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2]])
def test_allocation_refuses_bad_weights(weights: list[int]) -> None:
    with pytest.raises(ValueError):
        Money(100).allocate(weights)


@given(MINOR, st.sampled_from(["CNY", "HKD", "USD", "JPY"]))
def test_reads_what_it_writes(minor: int, currency: str) -> None:
    assert parse_money(format_money(minor, currency), currency) == Money(minor, currency)


@given(MINOR, st.integers(1, 10**6))
def test_rounding_is_to_the_nearest_and_symmetric(numerator: int, denominator: int) -> None:
    rounded = round_half_up(numerator, denominator)
    assert abs(Fraction(rounded) - Fraction(numerator, denominator)) <= Fraction(1, 2)
    assert round_half_up(-numerator, denominator) == -rounded


def test_a_half_goes_away_from_zero() -> None:
    assert [round_half_up(n, 10) for n in (4, 5, 14, 15, -5, -4)] == [0, 1, 1, 2, -1, 0]
    assert round_half_up(5, -10) == -1
    with pytest.raises(ZeroDivisionError):
        round_half_up(1, 0)


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("¥12,345.00", 1234500), ("￥3,600", 360000), ("12800.00元", 1280000), ("102.47万", 102470000), ("2.6万元", 2600000),
        ("3 280", 328000), ("(120.00)", -12000), ("（120）", -12000), ("-5", -500), ("−¥5.00", -500), ("¥-5.00", -500),
        ("0", 0), (".5", 50), ("5.", 500), ("12.5", 1250), ("RMB 88", 8800), ("3600.1000000000001", 360010), ("12.500", 1250),
        ("1.2亿", 12000000000), ("１２８", 12800),
    ],
)  # fmt: skip
def test_reads_amounts(text: str, minor: int) -> None:
    assert parse_money(text) == Money(minor)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"), ("面议", "unreadable"), ("1.234,56", "ambiguous"), ("12,80", "ambiguous"), ("1,2345", "ambiguous"),
        ("12.345", "too_precise"), ("HK$5,120.00", "other_unit"), ("$5", "other_unit"), ("1E+05", "unreadable"),
        ("1--2", "unreadable"), ("9" * 30, "too_large"), ("¥", "unreadable"), ("360分", "unreadable"),
    ],
)  # fmt: skip
def test_refuses_what_is_no_amount(text: str, code: str) -> None:
    with pytest.raises(UnreadableAmount) as refused:
        parse_money(text)
    assert (refused.value.code, refused.value.text) == (code, text)


@given(st.text())
def test_reading_never_fails_otherwise(text: str) -> None:
    with contextlib.suppress(UnreadableAmount):
        parse_money(text)


def test_reads_other_currencies() -> None:
    assert parse_money("HK$5,120.00", "HKD") == Money(512000, "HKD")
    assert parse_money("¥1,000", "JPY") == Money(1000, "JPY")


def test_writes_amounts() -> None:
    assert format_money(1234500) == "¥12,345.00"
    assert format_money(-500) == "−¥5.00"
    assert format_money(1234550, fen=False) == "¥12,346"
    assert format_money(-10, fen=False) == "¥0"
    assert format_money(1000, "JPY") == "JP¥1,000"
    assert str(Money(5, "HKD")) == "HK$0.05"


def test_counts() -> None:
    assert Money(300) + Money(50) - Money(20) == Money(330)
    assert Money(300) * 2 == 2 * Money(300) == Money(600)
    assert -Money(3) < Money(0) < Money(3)
    assert Money(999).share(95, 100) == Money(949)
    assert Money(1010).share(95, 100) == Money(960)


def test_refuses_mixed_units() -> None:
    with pytest.raises(ValueError):
        Money(1) + Money(1, "HKD")
    with pytest.raises(ValueError):
        assert Money(1) < Money(1, "HKD")
    with pytest.raises(TypeError):
        Money(1) + 1
    with pytest.raises(TypeError):
        Money(1) * 1.5
    with pytest.raises(TypeError):
        Money(1.5)
