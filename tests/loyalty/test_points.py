"""Points: the balance is the sum of the ledger."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import shop
from parure.access import policy
from parure.core.conditions import compile_tree
from parure.core.ledger import AppendOnlyError
from parure.loyalty.bulk import OpeningPointsRow, write_opening_points
from parure.loyalty.models import PointEntry
from parure.loyalty.operations import bring_in_points, reverse_points
from parure.loyalty.queries import balances_of, entries_of
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 1)


@pytest.fixture
def member(stores, actors):
    return shop.customer(home_store=stores.lake)


def test_brought_in_once(actors, member):
    for _ in range(2):
        bring_in_points(actors["manager"], member.uid, 500, on=DAY, source_key="file:1")
    assert balances_of([member.pk]) == {member.pk: 500}
    with pytest.raises(ValidationError):
        bring_in_points(actors["manager"], member.uid, 501, on=DAY, source_key="file:1")
    assert PointEntry.objects.count() == 1


def test_reversed_once_and_never_changed(actors, member):
    entry = bring_in_points(actors["manager"], member.uid, 500, on=DAY, source_key="file:1")
    first, second = (reverse_points(actors["manager"], entry.pk) for _ in range(2))
    assert first == second
    assert balances_of([member.pk]) == {member.pk: 0}
    with pytest.raises(ValidationError):
        reverse_points(actors["manager"], first.pk)
    with pytest.raises(AppendOnlyError):
        entry.save()
    assert [each.points for each in entries_of(actors["advisor"], member.pk)] in ([-500, 500], [500, -500])


@pytest.mark.parametrize("role", ["advisor", "service", "marketing", "analyst", "workshop"])
def test_who_may_not_write_points_books_none(actors, member, role):
    with pytest.raises((policy.Denied, policy.NotFound)):
        bring_in_points(actors[role], member.uid, 500, on=DAY, source_key="file:1")
    assert not PointEntry.objects.exists()


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(points=st.lists(st.lists(st.integers(-1000, 1000), max_size=4), min_size=1, max_size=4))
def test_balances_and_conditions_equal_the_ledger(stores, points):
    people = [shop.customer(str(n)) for n in range(len(points))]
    write_opening_points(
        [
            OpeningPointsRow(customer_id=person.pk, points=amount, on=DAY, source_key=f"{person.pk}:{n}")
            for person, amounts in zip(people, points, strict=True)
            for n, amount in enumerate(amounts)
        ]
    )
    ids = [person.pk for person in people]
    sums = {pk: sum(amounts) for pk, amounts in zip(ids, points, strict=True)}
    found = balances_of(ids)
    assert {pk: found.get(pk, 0) for pk in ids} == sums
    for op, value, meets in (
        ("is", 0, lambda x: x == 0),
        ("is_not", 0, lambda x: x != 0),
        ("gte", 100, lambda x: x >= 100),
        ("lt", 50, lambda x: x < 50),
        ("between", [-10, 500], lambda x: -10 <= x <= 500),
    ):
        query = compile_tree("people.customer", {"field": "points", "op": op, "value": value}, {"points"})
        members = set(Customer.objects.filter(query, pk__in=ids).values_list("pk", flat=True))
        assert members == {pk for pk in ids if meets(sums[pk])}, (op, sums)


def test_points_stand_on_the_customer_for_who_may_read_them(actors, member):
    bring_in_points(actors["manager"], member.uid, 500, on=DAY, source_key="file:1")
    rows = Customer.objects.filter(pk=member.pk)
    assert policy.records(actors["advisor"], "people.customer", rows, ["points"])[0].points == 500
    assert str(policy.records(actors["service"], "people.customer", rows, ["points"])[0].points) == "***"
    assert "points" not in policy.filterable(actors["service"], "people.customer")
