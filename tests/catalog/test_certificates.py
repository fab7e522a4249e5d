import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.catalog.certificates import (
    LAB_LABELS,
    SCALES,
    display_millicarat,
    guess_lab,
    normalise_number,
    parse_grade,
)


@pytest.mark.parametrize(
    ("lab", "text", "number", "problem"),
    [
        ("GIA", "2141234567", "2141234567", ""), ("GIA", "GIA 2141 2345 67", "2141234567", ""), ("GIA", "14123456", "14123456", ""),
        ("GIA", "21412345678", "21412345678", "unusual_form"), ("IGI", "LG123456789", "123456789", ""), ("IGI", "lg 123456789", "123456789", ""),
        ("IGI", "123456789", "123456789", ""), ("IGI", "12345", "12345", "unusual_form"), ("NGTC", "国检证书号：00AB-123", "00AB123", ""),
        ("NGTC", "０１２３", "0123", ""), ("OTHER", "", "", "empty"), ("OTHER", "9" * 50, "9" * 40, "too_long"),
    ],
)  # fmt: skip
def test_normalises_numbers(lab: str, text: str, number: str, problem: str) -> None:
    found = normalise_number(lab, text)
    assert (found.number, found.problem) == (number, problem)


@given(st.sampled_from(sorted(LAB_LABELS)), st.from_regex(r"(LG)?[A-Z0-9 -]{1,30}", fullmatch=True))
def test_normalising_twice_is_stable(lab: str, text: str) -> None:
    once = normalise_number(lab, text).number
    if not once.startswith(("LG", "NO", "GI", "HRD", "IG", "NG")):
        assert normalise_number(lab, once).number == once


@pytest.mark.parametrize(
    ("text", "lab"),
    [
        ("GIA 2141234567", "GIA"),
        ("国检", "NGTC"),
        ("LG123456789", "IGI"),
        ("igi", "IGI"),
        ("浙江省质检站", "PROVINCIAL"),
        ("", ""),
    ],
)
def test_guesses_labs(text: str, lab: str) -> None:
    assert guess_lab(text) == lab


@pytest.mark.parametrize(
    ("scale", "text", "shown", "ordinal"),
    [
        ("colour", "D", "D", 0), ("colour", "f色", "F", 2), ("colour", "F-G", "F-G", 3), ("colour", "Z", "<N", 11), ("clarity", "VS1", "VS1", 4),
        ("clarity", "I1", "P1", 8), ("cut", "Excellent", "EX", 0), ("cut", "很好", "VG", 1), ("polish", "3EX", "EX", 0),
        ("fluorescence", "无", "NONE", 0), ("colour", "Premium", "Premium", None), ("colour", "", "", None),
    ],
)  # fmt: skip
def test_reads_grades(scale: str, text: str, shown: str, ordinal: int | None) -> None:
    grade = parse_grade(scale, text)
    assert (grade.text, grade.ordinal) == (shown, ordinal)


@pytest.mark.parametrize("scale", SCALES)
def test_grades_keep_their_order(scale: str) -> None:
    assert [parse_grade(scale, grade).ordinal for grade in SCALES[scale]] == list(range(len(SCALES[scale])))


def test_carats_round_up_only_at_nine() -> None:
    assert [display_millicarat(m) for m in (328, 329, 999, 1000, 5)] == [
        "0.32",
        "0.33",
        "1.00",
        "1.00",
        "0.00",
    ]
