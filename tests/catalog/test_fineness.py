import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.catalog.categories import (
    CATEGORY_LABELS,
    CRAFT_LABELS,
    OCCASION_LABELS,
    guess_category,
    guess_crafts,
    guess_occasions,
)
from parure.catalog.fineness import GRADES, legal_name, parse_fineness
from parure.catalog.gems import GEM_LABELS, ORIGIN_LABELS, TREATMENT_LABELS, must_disclose, parse_gem


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("足金", "AU990"), ("足金999", "AU999"), ("足金999古法手镯", "AU999"), ("999足金", "AU999"), ("足金999.9", "AU9999"), ("足金9999", "AU9999"),
        ("Au990", "AU990"), ("au750", "AU750"), ("22K金", "AU916"), ("G18K", "AU750"), ("18k 金", "AU750"), ("AU750 钻石戒指", "AU750"),
        ("14K", "AU585"), ("9K金", "AU375"), ("19K", ""), ("Pt950", "PT950"), ("铂金950", "PT950"), ("铂900", "PT900"), ("PT850", "PT850"),
        ("足铂", "PT990"), ("Pt999", "PT999"), ("Pd950", "PD950"), ("足银", "AG990"), ("925银链", "AG925"), ("S925", "AG925"), ("纯银", "AG925"),
        ("银800", "AG800"), ("999银", "AG999"), ("千足银", "AG999"), ("5G转运珠", "AU999"), ("ＡＵ７５０", "AU750"), ("18K白金镀铑", "AU750"),
        ("S925银镀金", "AG925"), ("款号SZ750", ""), ("", ""), ("玉", ""),
    ],
)  # fmt: skip
def test_reads_fineness(text: str, code: str) -> None:
    assert parse_fineness(text).code == code


@pytest.mark.parametrize("text", ["18K镀金", "镀18K金", "包金", "14K GF", "合金"])
def test_plated_goods_are_no_fineness(text: str) -> None:
    fineness = parse_fineness(text)
    assert fineness.code in {"PLATED", "FILLED", "ALLOY"}
    assert (fineness.metal, fineness.permille, fineness.problem) == ("", None, "not_fineness")


def test_abolished_names_are_understood_and_told() -> None:
    assert [(f.code, f.problem) for f in map(parse_fineness, ["千足金", "万足金"])] == [
        ("AU999", "abolished_name"),
        ("AU9999", "abolished_name"),
    ]


@pytest.mark.parametrize(
    ("text", "colour"),
    [
        ("18K玫瑰金", "ROSE"),
        ("18K白金", "WHITE"),
        ("18K黄", "YELLOW"),
        ("18K彩金", ""),
        ("18K黄金", "YELLOW"),
        ("足金", ""),
    ],
)
def test_reads_the_colour_of_alloys(text: str, colour: str) -> None:
    assert parse_fineness(text).alloy_colour == colour


@pytest.mark.parametrize("code", GRADES)
def test_every_code_reads_as_itself(code: str) -> None:
    assert parse_fineness(code).code == code or not GRADES[code].metal


def test_legal_names() -> None:
    assert legal_name("AU999", "戒指") == "足金戒指"
    assert legal_name("AU750", "戒指", gem="红宝石") == "18K金红宝石戒指"


@pytest.mark.parametrize(
    ("text", "gem", "origin", "treatment"),
    [
        ("钻石", "DIAMOND", "NATURAL", "NONE"), ("培育钻石", "DIAMOND", "SYNTHETIC", "NONE"), ("莫桑钻", "MOISSANITE", "SYNTHETIC", "NONE"),
        ("锆石", "CZ", "SYNTHETIC", "NONE"), ("翡翠A货", "JADEITE", "NATURAL", "NONE"), ("翡翠B+C货", "JADEITE", "NATURAL", "TREATED"),
        ("翡翠(处理)", "JADEITE", "NATURAL", "TREATED"), ("无烧红宝石", "RUBY", "NATURAL", "NONE"), ("蜜蜡", "AMBER", "NATURAL", "NONE"),
        ("仿珍珠", "PEARL", "IMITATION", "NONE"), ("南红", "AGATE", "NATURAL", "NONE"), ("合成红宝石", "RUBY", "SYNTHETIC", "NONE"),
        ("Lab-grown diamond", "DIAMOND", "SYNTHETIC", "NONE"), ("SPINEL", "SPINEL", "NATURAL", "NONE"),
    ],
)  # fmt: skip
def test_reads_gems(text: str, gem: str, origin: str, treatment: str) -> None:
    found = parse_gem(text)
    assert (found.gem, found.origin, found.treatment) == (gem, origin, treatment)
    assert must_disclose(found.treatment) == (treatment == "TREATED")


@given(st.text())
def test_gems_are_always_codes(text: str) -> None:
    gem = parse_gem(text)
    assert gem.problem == "unreadable" or gem.gem in GEM_LABELS
    assert gem.origin in ORIGIN_LABELS
    assert gem.treatment in TREATMENT_LABELS
    assert guess_category(text) in CATEGORY_LABELS


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("足金999古法手镯", "BANGLE"), ("18K金钻石戒指, 港码12", "RING"), ("足金转运珠手链", "BRACELET"), ("足金转运珠", "BEAD"), ("铂金对戒", "COUPLE_RINGS"),
        ("翡翠平安扣吊坠", "PENDANT"), ("珍珠耳钉", "EAR_STUD"), ("925银链", "OTHER"), ("投资金条", "BAR"), ("Silver Earrings", "EARRING"),
        ("Gold Bangle", "BANGLE"), ("锁骨链", "NECKLACE"), ("RING", "RING"), ("", "OTHER"), ("Engagement ring", "RING"),
    ],
)  # fmt: skip
def test_guesses_categories(title: str, category: str) -> None:
    assert guess_category(title) == category


def test_guesses_crafts_and_occasions() -> None:
    assert guess_crafts("5G硬金珐琅吊坠") == ["HARD_5G", "ENAMEL"]
    assert guess_occasions("结婚三金") == ["THREE_GOLD", "WEDDING"]
    assert set(guess_crafts("古法花丝")) <= set(CRAFT_LABELS)
    assert set(guess_occasions("本命年生日")) <= set(OCCASION_LABELS)
