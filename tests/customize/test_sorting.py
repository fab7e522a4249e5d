"""Lists in the order of a field of the shop's own."""

import random

import pytest

from factories import probe, shop
from parure.access import indexed, listing, policy
from parure.access.listing import list_page
from parure.customize import operations
from parure.customize.definitions import definitions_for
from parure.customize.indexing import index_values
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
R = probe.NAME
VALUES = {
    "number": [3, 3, -1, None, 7, None, 0, 3],
    "date": ["2026-01-02", None, "2025-01-02", "2026-01-02", None, "2024-05-05", "2023-01-01", "2026-01-02"],
    "text": ["b", "a", None, "c", "a", "", "z", None],
    "yes_no": [True, False, None, True, None, False, True, True],
}


@pytest.fixture
def boss(probed):
    return shop.actor_with({"*": {"view": "all", "add": "all", "change": "all", "fields": {"*": "write"}}})


def filled(boss, kind):
    operations.define_field(boss, R, code="extra", label="Extra", kind=kind)
    for number, value in enumerate(VALUES[kind]):
        customer = shop.customer(f"c{number}")
        operations.set_custom_values(boss, R, customer, {"extra": value})


def expected(*, descending):
    def place(each):
        value = each.custom.get("extra")
        return (value is not None, 0 if value is None else value, each.pk)

    return [each.name for each in sorted(Customer.objects.all(), key=place, reverse=descending)]


def walked(boss, sort, size, **given):
    """The names of every page, forward; then back again from the last."""
    names, cursor, pages = [], "", []
    while True:
        page = list_page(boss, R, sort=sort, cursor=cursor, size=size, **given)
        pages.append([each.name for each in page.records])
        names += pages[-1]
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    back = []
    while page.previous_cursor:
        page = list_page(boss, R, sort=sort, cursor=page.previous_cursor, size=size, **given)
        back.insert(0, [each.name for each in page.records])
    assert back == pages[:-1]
    return names


@pytest.mark.parametrize("kind", VALUES)
@pytest.mark.parametrize("sort", ["custom_extra", "-custom_extra"])
@pytest.mark.parametrize("size", [1, 3, 50])
def test_pages_follow_the_order_with_missing_ones_smallest(boss, kind, sort, size):
    filled(boss, kind)
    assert walked(boss, sort, size) == expected(descending=sort.startswith("-"))


@pytest.mark.parametrize("sort", ["custom_extra", "-custom_extra"])
@pytest.mark.parametrize("size", [1, 3, 50])
def test_a_large_list_is_read_along_the_index_to_the_same_end(boss, sort, size, monkeypatch):
    filled(boss, "number")
    always = listing.Extent(total=listing.COUNTED_TO + 1, share=1.0, is_large=True, seconds=0.0)
    monkeypatch.setattr(listing, "extent_of", lambda *_: always)
    monkeypatch.setattr(indexed, "LONGEST_STRETCH", 2)
    monkeypatch.setattr(indexed, "BARE_SECONDS", 0.0)
    assert walked(boss, sort, size) == expected(descending=sort.startswith("-"))


def test_filtered_by_two_fields_and_sorted_by_one_of_them(boss):
    operations.define_field(boss, R, code="size", label="Size", kind="number")
    operations.define_field(
        boss, R, code="grade", label="Grade", kind="choice", choices=[["a", "A"], ["b", "B"]]
    )
    dice = random.Random(7)
    kept = {
        shop.customer(f"c{n}").pk: {"size": dice.randrange(9), "grade": dice.choice("ab")} for n in range(30)
    }
    for pk, values in kept.items():
        Customer.objects.filter(pk=pk).update(custom=values)
    index_values(definitions_for(R), kept)
    condition = {
        "all": [
            {"field": "custom_size", "op": "gte", "value": 3},
            {"field": "custom_grade", "op": "in", "value": ["a"]},
        ]
    }
    page = list_page(boss, R, condition=condition, sort="-custom_size")
    fitting = [(v["size"], pk) for pk, v in kept.items() if v["size"] >= 3 and v["grade"] == "a"]
    assert [each.pk for each in page.records] == [pk for _size, pk in sorted(fitting, reverse=True)]


def test_many_values_are_asked_record_by_record_with_the_same_answer(boss, monkeypatch):
    filled(boss, "number")
    condition = {"field": "custom_extra", "op": "gte", "value": 3}
    few = {each.name for each in list_page(boss, R, condition=condition).records}
    monkeypatch.setattr("parure.customize.indexing.FEW", 0)
    monkeypatch.setattr("parure.customize.indexing._EXTENTS", {})
    assert (
        {each.name for each in list_page(boss, R, condition=condition).records}
        == few
        == {"c0", "c1", "c4", "c7"}
    )


def test_who_may_not_read_the_field_may_not_sort_by_it(boss):
    filled(boss, "number")
    blind = shop.actor_with({R: {"view": "all", "fields": {"*": "read", "custom_extra": "none"}}})
    with pytest.raises(policy.Denied):
        list_page(blind, R, sort="custom_extra")


@pytest.mark.parametrize("sort", ["custom_extra", "-custom_extra"])
def test_a_range_of_the_sorted_field_bounds_the_walk(boss, sort, monkeypatch):
    filled(boss, "number")
    always = listing.Extent(total=listing.COUNTED_TO + 1, share=1.0, is_large=True, seconds=0.0)
    monkeypatch.setattr(listing, "extent_of", lambda *_: always)
    condition = {"all": [{"field": "custom_extra", "op": "between", "value": [0, 3]}]}
    names = walked(boss, sort, 2, condition=condition)
    within = {"c0", "c1", "c6", "c7"}
    assert names == [name for name in expected(descending=sort.startswith("-")) if name in within]
