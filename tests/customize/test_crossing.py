"""Two conditions on fields of the shop's own in a large table: the same answer, little looked at, an honest count."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import probe, shop
from parure.access import crossing, extents, listing, policy
from parure.access.listing import list_page
from parure.customize import operations
from parure.customize.definitions import definitions_for
from parure.customize.indexing import index_values
from parure.people.models import Customer
from parure.web.kit.views import count_words

pytestmark = pytest.mark.django_db
R = probe.NAME
ROWS = 120


@pytest.fixture
def boss(probed):
    return shop.actor_with({"*": {"view": "all", "add": "all", "change": "all", "fields": {"*": "write"}}})


@pytest.fixture
def values(boss, monkeypatch):
    """120 records with an amount and a grade, in a table that counts as a large one."""
    operations.define_field(boss, R, code="size", label="Size", kind="number")
    choices = [[each, each.upper()] for each in "abc"]
    operations.define_field(boss, R, code="grade", label="Grade", kind="choice", choices=choices)
    dice = random.Random(3)
    kept = {
        shop.customer(f"c{n}").pk: {"size": dice.randrange(40), "grade": dice.choice("aabbbc")}
        for n in range(ROWS)
    }
    for pk, custom in kept.items():
        Customer.objects.filter(pk=pk).update(custom=custom)
    index_values(definitions_for(R), kept)
    for module in (listing, extents):
        monkeypatch.setattr(module, "COUNTED_TO", 40)
        monkeypatch.setattr(module, "SAMPLE", 60)
    monkeypatch.setattr(extents, "BOUND", 10)
    monkeypatch.setattr(extents, "_COUNTS", {})
    monkeypatch.setattr(extents, "SURELY", 3)
    monkeypatch.setattr("parure.customize.indexing.FEW", 0)
    monkeypatch.setattr("parure.customize.indexing._EXTENTS", {})
    monkeypatch.setattr(crossing, "BOUND", 10)
    monkeypatch.setattr(crossing, "CHUNK", 8)
    monkeypatch.setattr(crossing, "COUNTED_EXACTLY", 20)
    return kept


@pytest.fixture(params=["read whole", "estimated", "looked up", "given up"])
def way(request, monkeypatch):
    """Each way of crossing, for the same lists."""
    if request.param == "estimated":
        monkeypatch.setattr(crossing, "SURELY", 6)
    elif request.param != "read whole":
        monkeypatch.setattr(crossing, "GATHERED", 0)
        monkeypatch.setattr(crossing, "READ_PER_LOOKUP", 0.1)
    if request.param == "given up":
        monkeypatch.setattr(crossing, "TESTED_AT_MOST", 5)
    return request.param


def condition_of(low, high, grades):
    return {
        "all": [
            {"field": "custom_size", "op": "between", "value": [low, high]},
            {"field": "custom_grade", "op": "in", "value": grades},
        ]
    }


CASES = [
    (0, 39, ["a", "b", "c"]),
    (0, 39, ["c"]),
    (3, 30, ["a"]),
    (5, 8, ["b"]),
    (7, 7, ["a", "c"]),
    (20, 20, ["zz"]),
]


@pytest.mark.parametrize(("low", "high", "grades"), CASES)
@pytest.mark.parametrize("sort", ["custom_size", "-custom_size", "custom_grade", "name", ""])
def test_every_page_in_order_and_a_count_that_is_right(low, high, grades, sort, boss, values, way):
    condition = condition_of(low, high, grades)
    fitting = {pk for pk, v in values.items() if low <= v["size"] <= high and v["grade"] in grades}
    met: list[int] = []
    cursor = ""
    while True:
        page = list_page(boss, R, condition=condition, sort=sort, cursor=cursor, size=7)
        assert (page.total, page.is_more) in {(len(fitting), False), (10, True)}
        assert page.is_more == (len(fitting) > 10)
        met += [each.pk for each in page.records]
        cursor = page.next_cursor
        if not cursor:
            break
    assert sorted(met) == sorted(fitting)
    name = sort.lstrip("-")
    if name.startswith("custom"):
        keys = [(values[pk][name.removeprefix("custom_")], pk) for pk in met]
        assert keys == sorted(keys, reverse=sort.startswith("-"))


def test_a_record_is_looked_at_only_when_every_term_is_met(boss, values):
    condition = condition_of(5, 6, ["a", "b"])
    with CaptureQueriesContext(connection) as asked:
        page = list_page(boss, R, condition=condition, sort="-custom_size", names=("name",))
    assert 0 < page.total <= 10
    assert len(asked) <= 14
    statements = [each["sql"] for each in asked.captured_queries]
    assert not any("EXISTS" in each for each in statements)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            for each in (each for each in statements if "LIMIT 1" not in each[-8:]):
                cursor.execute("EXPLAIN QUERY PLAN " + each)
                plan = "\n".join(row[3] for row in cursor.fetchall())
                assert "SCAN people_customer" not in plan
                assert "SCAN customize_customvalue" not in plan


def test_a_value_that_changed_since_it_was_counted_is_not_shown(boss, values):
    condition = condition_of(5, 6, ["a", "b"])
    first = list_page(boss, R, condition=condition, sort="custom_size")
    changed = first.records[0].pk
    Customer.objects.filter(pk=changed).update(custom={"size": 30, "grade": "a"})
    index_values(definitions_for(R), {changed: {"size": 30, "grade": "a"}})
    again = list_page(boss, R, condition=condition, sort="custom_size")
    assert [each.pk for each in again.records] == [each.pk for each in first.records[1:]]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    low=st.integers(0, 39),
    width=st.integers(0, 39),
    grades=st.lists(st.sampled_from("abc"), min_size=1, max_size=3, unique=True),
    named=st.sampled_from(["", "c1"]),
    near=st.integers(0, ROWS),
    sort=st.sampled_from(["custom_size", "-custom_grade", "-name"]),
)
def test_who_sees_some_gets_what_is_theirs(low, width, grades, named, near, sort, boss, values, stores, way):
    """Against plain Python, for somebody whose store has the first so many of the records, and one archived."""
    keys = sorted(values)
    Customer.objects.update(home_store=stores.opera, is_archived=False)
    Customer.objects.filter(pk__in=keys[:near]).update(home_store=stores.lake)
    Customer.objects.filter(pk=keys[0]).update(is_archived=True)
    extents._COUNTS.clear()
    narrow = shop.actor_with({R: {"view": "store", "fields": {"*": "read"}}}, stores=(stores.lake,))
    condition = condition_of(low, low + width, grades)
    if named:
        condition["all"].append({"field": "name", "op": "starts", "value": named})
    names = dict(Customer.objects.values_list("pk", "name"))
    reached = {each.pk for each in list_page(narrow, R, size=200).records}
    expected = {
        pk
        for pk in reached
        if low <= values[pk]["size"] <= low + width
        and values[pk]["grade"] in grades
        and names[pk].startswith(named)
    }
    met, cursor = [], ""
    while True:
        page = list_page(narrow, R, condition=condition, sort=sort, cursor=cursor, size=9)
        met += [each.pk for each in page.records]
        cursor = page.next_cursor
        if not cursor:
            break
    assert len(met) == len(expected)
    assert set(met) == expected
    assert page.is_more == (len(expected) > 10)


def test_who_reaches_few_is_not_led_through_everybody(boss, values, stores):
    far, near = stores.opera, stores.lake
    Customer.objects.update(home_store=far)
    mine = list(Customer.objects.order_by("pk")[:3])
    Customer.objects.filter(pk__in=[each.pk for each in mine]).update(home_store=near)
    narrow = shop.actor_with({R: {"view": "store", "fields": {"*": "read"}}}, stores=(near,))
    page = list_page(narrow, R, condition=condition_of(0, 39, ["a", "b", "c"]), sort="custom_size")
    assert sorted(each.pk for each in page.records) == [each.pk for each in mine]
    assert (page.total, page.is_more) == (3, False)


def test_who_may_not_read_a_field_may_not_cross_by_it(boss, values):
    blind = shop.actor_with({R: {"view": "all", "fields": {"*": "read", "custom_grade": "none"}}})
    with pytest.raises(Exception) as refused:
        list_page(blind, R, condition=condition_of(0, 9, ["a"]))
    assert isinstance(refused.value, (policy.Denied, ValueError))


def test_the_list_says_how_far_it_counted(boss, values):
    from parure.web.customers.views import CUSTOMERS

    page = list_page(boss, R, condition=condition_of(0, 39, ["a", "b"]))
    assert "10+" in count_words(CUSTOMERS, page.total, is_more=page.is_more)
