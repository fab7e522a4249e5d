import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.people.names import (
    display_pinyin,
    fold,
    is_exact,
    normalise_query,
    romanise,
    search_tokens,
)
from parure.people.surnames import COMPOUND, SINGLE

HAN = st.text(alphabet="沈佩兰曾乐单依覃吕王敏欧阳少东陳德華买提江", min_size=1, max_size=6)


@pytest.mark.parametrize(
    ("name", "full", "initials", "given"),
    [
        ("沈佩兰", "shenpeilan", "spl", "peilan"),
        ("单依", "shanyi", "sy", "yi"),
        ("曾乐", "zengle", "zl", "le"),
        ("乐正", "yuezheng", "yz", ""),
        ("仇英", "qiuying", "qy", "ying"),
        ("欧阳先生", "ouyangxiansheng", "oyxs", "xiansheng"),
        ("单于燕燕", "chanyuyanyan", "cyyy", "yanyan"),
        ("万俟兰", "moqilan", "mql", "lan"),
        ("陳德華", "chendehua", "cdh", "dehua"),
        ("王 敏", "wangmin", "wm", "min"),
        ("阿依古丽·买买提江", "ayigulimaimaitijiang", "ayglmmtj", "ayiguli"),
        ("Chan Mei", "chanmei", "cm", "chan"),
        ("José", "jose", "j", "jose"),
        ("A曾太太VIP", "azengtaitaivip", "azttv", "taitai"),
        ("🐟", "", "", ""),
    ],
)
def test_reads_names(name: str, full: str, initials: str, given: str) -> None:
    reading = romanise(name)
    assert (reading.full, reading.initials, reading.given) == (full, initials, given)


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("覃敏", ("tanmin",)),
        ("吕敏", ("lumin", "lyumin")),
        ("曾敏", ("cengmin",)),
        ("王敏", ()),
        ("王乐", ("wangyue",)),
    ],
)
def test_keeps_the_other_readings(name: str, others: tuple[str, ...]) -> None:
    assert romanise(name).alternatives == others


@pytest.mark.parametrize(
    ("surname", "reading"),
    [
        ("单", "shan"),
        ("曾", "zeng"),
        ("仇", "qiu"),
        ("解", "xie"),
        ("区", "ou"),
        ("查", "zha"),
        ("朴", "piao"),
        ("盖", "ge"),
        ("翟", "zhai"),
        ("缪", "miao"),
        ("员", "yun"),
        ("召", "shao"),
        ("覃", "qin"),
        ("种", "chong"),
        ("黑", "he"),
        ("卜", "bu"),
        ("繁", "po"),
        ("重", "chong"),
        ("长", "zhang"),
        ("隗", "wei"),
        ("乜", "nie"),
        ("阚", "kan"),
        ("粘", "nian"),
        ("都", "du"),
        ("乐", "yue"),
    ],
)
def test_reads_surnames_as_their_bearers_do(surname: str, reading: str) -> None:
    assert romanise(surname + "敏").surname == reading


def test_knows_enough_surnames() -> None:
    assert len(SINGLE) + len(COMPOUND) >= 137


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("沈佩兰", "Shěn Pèilán"),
        ("吕布", "Lǚ Bù"),
        ("欧阳安娜", "Ōuyáng Ānnà"),
        ("王西安", "Wáng Xī'ān"),
        ("阿依古丽·买买提江", "Āyīgǔlì Mǎimǎitíjiāng"),
        (" Chan  Mei ", "Chan Mei"),
    ],
)
def test_shows_tone_marks(name: str, shown: str) -> None:
    assert display_pinyin(name) == shown


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ｍｅｉ Ｃｈａｎ", "meichan"),
        ("A小鱼🐟", "a小鱼"),
        ("陳·德 華", "陈德华"),
        ("É-ü", "eu"),
        ("１３８", "138"),
        ("", ""),
    ],
)
def test_folds(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_tokens_of_a_name_are_few() -> None:
    assert search_tokens("沈佩兰") == [
        *["沈", "沈佩", "沈佩兰", "s", "sh", "she", "shen", "shenp", "shenpeilan", "sp", "spl"],
        *["佩", "佩兰", "pe", "pei", "peil", "peila", "peilan", "pl"],
    ]


def finds(query: str, name: str, nickname: str = "") -> bool:
    wanted = normalise_query(query)
    tokens = search_tokens(name, nickname=nickname)
    return wanted in tokens if is_exact(wanted) else any(token.startswith(wanted) for token in tokens)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("沈", "沈佩兰"), ("佩兰", "沈佩兰"), ("shenpe", "沈佩兰"), ("peila", "沈佩兰"), ("SPL", "沈佩兰"), ("pl", "沈佩兰"),
        ("tanm", "覃敏"), ("qin", "覃敏"), ("lyu", "吕布"), ("chen dehua", "陳德華"), ("陈", "陳德華"),
        ("买买提", "阿依古丽·买买提江"), ("maimai", "阿依古丽·买买提江"), ("阿依古丽买买", "阿依古丽·买买提江"),
        ("mei", "Chan Mei"), ("chan mei", "Chan Mei"), ("meichan", "Chan Mei"), ("xiaoyu", "A小鱼🐟"), ("zeng", "A曾太太VIP"),
    ],
)  # fmt: skip
def test_finds(query: str, name: str) -> None:
    assert finds(query, name)


@pytest.mark.parametrize(
    ("query", "name"), [("兰", "沈佩兰"), ("lan", "沈佩兰"), ("wang", "沈佩兰"), ("yi", "王单依")]
)
def test_does_not_find(query: str, name: str) -> None:
    assert not finds(query, name)


def test_finds_by_nickname() -> None:
    assert finds("lanlan", "沈佩兰", nickname="兰兰")


@given(HAN)
def test_every_beginning_of_a_name_and_of_its_reading_finds_it(name: str) -> None:
    full = romanise(name).full
    assert all(finds(name[:end], name) for end in range(1, len(name) + 1))
    assert all(finds(full[:end], name) for end in range(1, len(full) + 1))


@given(st.text(max_size=80))
def test_tokens_are_distinct_and_short(name: str) -> None:
    tokens = search_tokens(name, nickname=name[::-1])
    assert len(set(tokens)) == len(tokens)
    assert all(0 < len(token) <= 24 for token in tokens)
