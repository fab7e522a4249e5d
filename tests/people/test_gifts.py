"""For whom a piece was bought: told from the word on the order, never guessed between two."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.people.gifts import WORDS, Gift, Gifts, Person, gifts_by_person, receiver

WIFE = Person(1, "spouse", "林燕")
MOTHER = Person(2, "mother", "沈阿姨")
ELDER, YOUNGER = Person(3, "daughter", "大宝"), Person(4, "daughter", "小宝")
FRIEND = Person(5, "friend", "")
FAMILY = [WIFE, MOTHER, ELDER, YOUNGER, FRIEND]


@pytest.mark.parametrize(
    ("word", "who"),
    [
        ("林燕", 1),
        (" 林燕 ", 1),
        ("太太", 1),
        ("送太太", 1),
        ("送给老婆", 1),
        ("太太林燕", 1),
        ("林燕（太太）", 1),
        ("Wife", 1),
        ("for my wife", 1),
        ("沈阿姨", 2),
        ("妈妈", 2),
        ("母亲", 2),
        ("大宝", 3),
        ("女儿小宝", 4),
        ("闺蜜", 5),
        ("女儿", None),  # there are two
        ("婆婆", None),  # no mother of theirs
        ("儿子", None),
        ("自己", None),
        ("林燕飞", None),  # somebody else
        ("员工", None),
        ("", None),
        ("  ", None),
        ("送", None),
    ],
)
def test_whom_a_word_means(word, who):
    assert receiver(word, FAMILY) == who


def test_two_of_one_name_are_not_told_apart():
    assert receiver("林燕", [WIFE, Person(9, "friend", "林燕")]) is None


def test_each_is_told_how_many_and_the_latest():
    pieces = [
        Gift("太太", date(2024, 5, 1), "戒指"),
        Gift("林燕", date(2026, 5, 1), "手镯"),
        Gift("老婆", date(2025, 5, 1), "项链"),
        Gift("妈妈", date(2023, 1, 1), "手镯"),
        Gift("自己", date(2026, 6, 1), "耳饰"),
    ]
    assert gifts_by_person(pieces, FAMILY) == {1: Gifts(3, pieces[1]), 2: Gifts(1, pieces[3])}
    assert gifts_by_person(pieces, []) == {}


WORD = st.sampled_from([word for words in WORDS.values() for word in words.split()])
PEOPLE = st.lists(
    st.builds(
        Person, st.integers(1, 50), st.sampled_from([kind.value for kind in WORDS]), st.text(max_size=6)
    ),
    max_size=6,
    unique_by=lambda each: each.id,
)


@given(WORD | st.text(max_size=10), PEOPLE)
def test_the_answer_is_one_of_the_family_or_nobody(word, family):
    assert receiver(word, family) in {None, *(each.id for each in family)}


@given(WORD, PEOPLE)
def test_the_order_of_the_family_decides_nothing(word, family):
    assert receiver(word, family) == receiver(word, family[::-1])
