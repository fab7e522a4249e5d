import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.people.sizes import (
    FINGERS,
    GAUGES,
    parse_bangle,
    parse_length,
    parse_ring_size,
    parse_sizes,
    ring_label,
    ring_labels,
)


@pytest.mark.parametrize(
    ("text", "gauge", "label", "circumference_um"),
    [
        ("港12", "HK", "HK 12", 51858), ("HK12", "HK", "HK 12", 51858), ("港码 12号", "HK", "HK 12", 51858), ("12号(港)", "HK", "HK 12", 51858),
        ("US 6.5", "US", "US 6.5", 53134), ("美码6 1/2", "US", "US 6.5", 53134), ("US6½", "US", "US 6.5", 53134), ("内地12号", "CN", "CN 12", 52000),
        ("日本12号", "JP", "JP 12", 52360), ("EU 52", "EU", "EU 52", 52000), ("52mm", "MM", "52 mm", 52000), ("52", "MM", "52 mm", 52000),
        ("17.3", "MM", "54.4 mm", 54350), ("17.3 mm", "MM", "54.4 mm", 54350), ("戒圈：港12", "HK", "HK 12", 51858), ("ＨＫ１２", "HK", "HK 12", 51858),
    ],
)  # fmt: skip
def test_reads_ring_sizes(text: str, gauge: str, label: str, circumference_um: int) -> None:
    size = parse_ring_size(text)
    assert (size.gauge, size.label, size.circumference_um, size.problem) == (
        gauge,
        label,
        circumference_um,
        "",
    )


@pytest.mark.parametrize("text", ["12号", "12", "18#", "6.5", "16.5"])
def test_a_number_without_gauge_keeps_its_text(text: str) -> None:
    size = parse_ring_size(text)
    assert (size.circumference_um, size.label, size.problem) == (None, text, "gauge_unknown")


def test_a_shop_may_say_what_its_numbers_mean() -> None:
    assert parse_ring_size("12号", default_gauge="HK") == parse_ring_size("港12")
    assert parse_ring_size("17.3", default_gauge="HK").gauge == "MM"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "unreadable"),
        ("12-13号", "unreadable"),
        ("不知", "unreadable"),
        ("港99", "out_of_range"),
        ("20mm", ""),
    ],
)
def test_says_what_is_no_ring_size(text: str, problem: str) -> None:
    assert parse_ring_size(text).problem == problem


@pytest.mark.parametrize(
    ("us", "hk", "cn", "jp", "mm"),
    [
        ("4", 8, 7, 7, "46.8"), ("5", 10, 9, 9, "49.3"), ("6", 12, 12, 12, "51.9"), ("6.5", 13, 13, 13, "53.1"), ("7", 14, 14, 14, "54.4"),
        ("8", 16, 17, 16, "57"), ("9", 18, 20, 19, "59.5"), ("10", 20, 22, 21, "62.1"), ("11", 22, 25, 24, "64.6"),
    ],
)  # fmt: skip
def test_converts_as_the_trade_table(us: str, hk: int, cn: int, jp: int, mm: str) -> None:
    circumference_um = parse_ring_size(f"US {us}").circumference_um
    assert circumference_um is not None
    labels = ring_labels(circumference_um)
    assert labels["US"] == f"US {us}"
    assert (labels["HK"], labels["CN"], labels["JP"], labels["MM"]) == (
        f"HK {hk}",
        f"CN {cn}",
        f"JP {jp}",
        f"{mm} mm",
    )


@given(st.sampled_from(sorted(GAUGES)), st.integers(40_000, 75_000))
def test_a_label_reads_back_as_itself(gauge, circumference_um: int) -> None:
    label = ring_label(circumference_um, gauge)
    again = parse_ring_size(label).circumference_um
    assert again is not None
    assert ring_label(again, gauge) == label


def test_reads_sizes_by_finger() -> None:
    sizes = parse_sizes("左无名指港12，右手中指 US 6.5；12号")
    assert [(s.finger, s.size.label) for s in sizes] == [
        ("LEFT_RING", "HK 12"),
        ("RIGHT_MIDDLE", "US 6.5"),
        ("", "12号"),
    ]
    assert all(s.finger in FINGERS for s in sizes[:2])


@pytest.mark.parametrize(
    ("text", "first", "second", "label"),
    [
        ("56圈口", 56000, None, "56 mm"),
        ("圈口:56mm", 56000, None, "56 mm"),
        ("贵妃54x50", 54000, 50000, "54 × 50 mm"),
        ("56.5", 56500, None, "56.5 mm"),
    ],
)
def test_reads_bangles(text: str, first: int, second: int | None, label: str) -> None:
    bangle = parse_bangle(text)
    assert (bangle.length_um, bangle.second_um, bangle.label, bangle.problem) == (first, second, label, "")


def test_reads_lengths() -> None:
    assert (
        parse_length("45cm").length_um
        == parse_length("45").length_um
        == parse_length("450毫米").length_um
        == 450_000
    )
    assert parse_length("18 inch").length_um == 457_200
    assert parse_length("45cm").label == "45 cm"
    assert parse_length("2cm").problem == "out_of_range"
    assert parse_length("长").problem == "unreadable"
    assert parse_bangle("12").problem == "out_of_range"
