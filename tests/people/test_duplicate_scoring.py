"""How sure two records are one person: the weights, on pairs whose answer everybody knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parure.people.duplicates.scoring import LIKELY, Traits, compare, frequency

USUAL = frequency(30, 1_000_000)
COMMON = frequency(600, 1_000_000)
PHONE, OTHER_PHONE, HOME = {"phone": {b"1"}}, {"phone": {b"2"}}, {"address": {b"h"}}
BORN = ("solar", 1988, 8, 8)


def somebody(name="沈佩兰", pinyin="shenpeilan", **more):
    return Traits(name, pinyin, **more)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (somebody(contacts=PHONE), somebody(contacts=PHONE)),
        (somebody(birthday=BORN), somebody(birthday=BORN)),
        (somebody(birthday=BORN, gender="F"), somebody("沈佩岚", birthday=BORN, gender="F")),
        (somebody(contacts=PHONE), somebody("沈女士", "shennvshi", contacts=PHONE)),
        (somebody(contacts=HOME), somebody(contacts=HOME)),
        (
            somebody(contacts=PHONE, endings={"#1"}, gender="F"),
            somebody(contacts=OTHER_PHONE, endings={"#1"}, gender="F"),
        ),
        (somebody(accounts={("unionid", "u")}), somebody("佩兰", "peilan", accounts={("unionid", "u")})),
    ],
    ids=["phone", "birthday", "sounds", "title", "address", "ending", "account"],
)
def test_one_person(one, two):
    assert compare(one, two, USUAL).score >= LIKELY


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (somebody(), somebody()),
        (somebody(contacts=PHONE), somebody("周明", "zhouming", contacts=PHONE)),
        (
            somebody(contacts=PHONE, gender="F", birthday=BORN),
            somebody("周明", "zhouming", contacts=PHONE, gender="M", birthday=("solar", 1986, 2, 3)),
        ),
        (somebody(birthday=BORN), somebody(birthday=("solar", 1971, 8, 8))),
        (somebody(contacts=HOME), somebody("周明", "zhouming", contacts=HOME)),
        (somebody(contacts=PHONE, endings={"#1"}), somebody(contacts=OTHER_PHONE, endings={"#2"})),
    ],
    ids=["name alone", "a family's phone", "husband and wife", "other year", "one home", "other phones"],
)
def test_two_people(one, two):
    assert compare(one, two, USUAL).score < LIKELY


def test_a_common_name_says_less():
    one, two = somebody(birthday=BORN), somebody(birthday=BORN)
    assert compare(one, two, COMMON).score < compare(one, two, USUAL).score


TRAITS = st.builds(
    Traits,
    st.sampled_from(["沈佩兰", "沈女士", "周明", "周**"]),
    st.sampled_from(["shenpeilan", "zhouming"]),
    st.sampled_from(["", "F", "M"]),
    st.none()
    | st.tuples(st.sampled_from(["solar", "lunar"]), st.none() | st.just(1988), st.just(8), st.just(8)),
    st.dictionaries(
        st.sampled_from(["phone", "email", "address"]), st.sets(st.sampled_from([b"1", b"2"]), min_size=1)
    ),
    st.sets(st.sampled_from(["#1", "#2"])),
)


@given(TRAITS, TRAITS)
def test_the_order_of_the_two_doesnt_matter(one, two):
    assert compare(one, two, USUAL).score == compare(two, one, USUAL).score
    assert 0 <= compare(one, two, USUAL).score <= 1000
