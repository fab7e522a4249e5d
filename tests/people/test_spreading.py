"""Spreading customers over colleagues: everybody once, households together, and nobody much more than anybody."""

from hypothesis import given
from hypothesis import strategies as st

from parure.people.ownership.spreading import households, spread, spread_by_store

IDS = st.sets(st.integers(1, 60), max_size=40)
TIES = st.lists(st.tuples(st.integers(1, 60), st.integers(1, 60)), max_size=40)
RECEIVERS = st.lists(st.integers(100, 120), min_size=1, max_size=6, unique=True)


def loads(dealt, receivers):
    return [list(dealt.values()).count(each) for each in receivers]


@given(IDS, TIES)
def test_every_customer_is_in_one_household_and_who_is_tied_is_in_the_same(ids, ties):
    groups = households(ids, ties)
    assert sorted(pk for group in groups for pk in group) == sorted(ids)
    place = {pk: number for number, group in enumerate(groups) for pk in group}
    assert all(place[one] == place[other] for one, other in ties if one in ids and other in ids)
    assert households(ids, []) == [[pk] for pk in ids]


@given(IDS, TIES, RECEIVERS)
def test_everybody_goes_to_exactly_one_and_sizes_differ_by_no_more_than_a_household(ids, ties, receivers):
    groups = households(ids, ties)
    dealt = spread(groups, receivers)
    assert dealt.keys() == ids
    assert set(dealt.values()) <= set(receivers)
    assert all(len({dealt[pk] for pk in group}) == 1 for group in groups)
    counts = loads(dealt, receivers)
    assert max(counts) - min(counts) <= max(map(len, groups), default=0)
    assert spread(groups, receivers) == dealt


@given(
    IDS, TIES, st.dictionaries(st.integers(100, 110), st.sampled_from([None, 1, 2]), min_size=1), st.data()
)
def test_by_store_each_goes_to_a_colleague_of_their_store_where_there_is_one(ids, ties, receivers, data):
    store_of = {pk: data.draw(st.sampled_from([None, 1, 2, 3])) for pk in sorted(ids)}
    groups = households(ids, ties)
    dealt = spread_by_store(groups, store_of, receivers)
    assert dealt.keys() == ids
    stores = {each for each in receivers.values() if each is not None}
    for group in groups:
        assert len({dealt[pk] for pk in group}) == 1
        store = store_of[min(group)]
        if store in stores:
            assert receivers[dealt[group[0]]] == store
