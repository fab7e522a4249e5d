from decimal import ROUND_FLOOR, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.core.weight import (
    Carat,
    UnreadableWeight,
    Weight,
    format_carat,
    format_weight,
    parse_carat,
    parse_weight,
)


@pytest.mark.parametrize(
    ("text", "mg"),
    [
        ("3.25g", 3250),
        ("3.250 克", 3250),
        ("18.62", 18620),
        ("1,000g", 1000000),
        ("0.5kg", 500000),
        ("５g", 5000),
        ("0.001G", 1),
    ],
)
def test_reads_grams(text: str, mg: int) -> None:
    assert parse_weight(text) == Weight(mg)


@pytest.mark.parametrize(
    ("text", "mct"),
    [("0.52ct", 520), ("0.52 克拉", 520), ("52分", 520), ("0.328", 328), ("1CT", 1000), ("30.5分", 305)],
)
def test_reads_carats(text: str, mct: int) -> None:
    assert parse_carat(text) == Carat(mct)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("约三克", "unreadable"),
        ("2钱", "other_unit"),
        ("3.2505g", "too_precise"),
        ("-3g", "unreadable"),
        ("3,25g", "ambiguous"),
    ],
)
def test_refuses_what_is_no_weight(text: str, code: str) -> None:
    with pytest.raises(UnreadableWeight) as refused:
        parse_weight(text)
    assert (refused.value.code, refused.value.text) == (code, text)


@given(st.integers(0, 10**9))
def test_reads_what_it_writes(mg: int) -> None:
    assert parse_weight(format_weight(mg)) == Weight(mg)


@given(st.integers(0, 10**6))
def test_the_third_digit_of_a_carat_rounds_up_only_at_nine(millicarat: int) -> None:
    shown = Decimal(format_carat(millicarat).removesuffix(" ct").replace(",", ""))
    assert shown == ((Decimal(millicarat) + 1) / 1000).quantize(Decimal("0.01"), ROUND_FLOOR)


def test_writes_weights() -> None:
    assert format_weight(3250) == str(Weight(3250)) == "3.250 g"
    assert [format_carat(m) for m in (328, 329, 520, 1000)] == ["0.32 ct", "0.33 ct", "0.52 ct", "1.00 ct"]


def test_counts_and_refuses_mixed_units() -> None:
    assert Weight(3) + Weight(4) - Weight(2) == Weight(5)
    assert Weight(3) * 2 > Weight(5)
    assert Carat(1000).to_weight() == Weight(200)
    assert Weight(3) != Carat(3)
    with pytest.raises(TypeError):
        Weight(1) + Carat(1)
    with pytest.raises(TypeError):
        Weight(1.5)
