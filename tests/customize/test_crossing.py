"""Two conditions on fields of the shop's own in a large table: the same answer, little looked at, an honest count."""

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import probe, shop
from parure.access import beside, extents, listing, policy
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
    monkeypatch.setattr(beside, "SURELY", 3)
    monkeypatch.setattr("parure.customize.indexing.FEW", 0)
    monkeypatch.setattr("parure.customize.indexing._EXTENTS", {})
    return kept


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
def test_every_page_in_order_and_a_count_that_is_right(low, high, grades, sort, boss, values):
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


def test_the_term_that_fewest_meet_leads_and_the_others_are_looked_up(boss, values):
    condition = condition_of(5, 6, ["a", "b"])
    with CaptureQueriesContext(
        connection,
    ) as asked:
        list_page(boss, R, condition=condition, sort="-custom_size", names=("name",))
    assert len(asked) <= 9
    led = [
        each["sql"]
        for each in asked.captured_queries
        if "EXISTS" in each["sql"] and "LIMIT 11" in each["sql"]
    ]
    assert len(led) == 1
    assert led[0].index("customize_customvalue") < led[0].index("people_customer")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + led[0])
            plan = "\n".join(row[3] for row in cursor.fetchall())
        assert "custom_number" in plan
        assert "SCAN" not in plan


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
