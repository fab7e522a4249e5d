"""Long runs go through records apart from their neighbours: each once, and on from wherever one ended."""

from itertools import pairwise

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import shop
from parure.access.models import AuditEntry
from parure.automation.bulk import engine, operations, strides
from parure.automation.models import BulkRun
from parure.core import jobs
from parure.people.models import Customer
from parure.people.quality import missing_of, score

pytestmark = pytest.mark.django_db
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite writes a row where it was"
)


def gone_through(rows, apart, most):
    found, position = [], 0
    while batch := strides.next_keys(rows, position, apart, most):
        found.append(batch)
        position = batch[-1]
    return found


@given(
    kept=st.sets(st.integers(1, 120)),
    apart=st.integers(1, 16),
    most=st.integers(1, 9),
    stretch=st.integers(1, 50),
)
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_each_record_is_met_once(kept, apart, most, stretch, many, monkeypatch):
    monkeypatch.setattr(strides, "STRETCH", stretch)
    first = min(many) - 1
    wanted = [first + each for each in sorted(kept)]
    found = gone_through(Customer.objects.filter(pk__in=wanted), apart, most)
    assert sorted(pk for batch in found for pk in batch) == wanted
    assert all(len(batch) <= most for batch in found)


@pytest.fixture
def many(db):
    made = Customer.objects.bulk_create([Customer(name=f"顾客{place}") for place in range(120)])
    return [each.pk for each in made]


def test_neighbours_come_in_different_batches(many):
    rows = Customer.objects.filter(pk__in=many)
    for batch in gone_through(rows, 16, 4000):
        assert all(later - one >= 16 for one, later in pairwise(batch))


@pytest.mark.parametrize(
    ("total", "last_id", "apart"), [(19_999, 19_999, 1), (20_000, 20_000, 16), (500_000, 1_000_000, 8), (20_000, 10**7, 1)]
)  # fmt: skip
def test_the_closer_they_lie_the_further_they_are_spread(total, last_id, apart):
    assert strides.strides_for(total, last_id) == (apart if connection.vendor == "postgresql" else 1)


@on_postgresql
def test_a_spread_run_is_done_and_taken_back_to_the_row(many, actors, monkeypatch):
    monkeypatch.setattr(strides, "WORTH", 1)
    monkeypatch.setattr(engine, "AT_ONCE", 7)
    monkeypatch.setattr(strides, "STRETCH", 40)
    boss = actors["owner"]
    run = operations.prepare_run(boss, "people.customer", "tags", {"add": ["春季"], "remove": []})
    operations.start_run(boss, run.uid)
    BulkRun.objects.filter(pk=run.pk).update(strides=5)
    jobs.run_all()
    run.refresh_from_db()
    assert (run.status, run.changed, run.strides) == ("done", 120, 5)
    assert set(Customer.objects.values_list("tag_names__0", flat=True)) == {"春季"}
    assert AuditEntry.objects.filter(resource="people.customer", record_id__in=many).count() == 120
    operations.undo_run(boss, run.uid)
    jobs.run_all()
    run.refresh_from_db()
    assert (run.status, run.restored, run.kept) == ("undone", 120, 0)
    assert not Customer.objects.exclude(tag_names=[]).exists()


def test_the_score_stands_after_a_field_that_it_counts(actors):
    boss = actors["owner"]
    made = shop.customer("沈佩兰")
    params = {"field": "source_channel", "value": "小红书"}
    run = operations.prepare_run(boss, "people.customer", "set", params, picked=[made.uid])
    operations.start_run(boss, run.uid)
    jobs.run_all()
    made.refresh_from_db()
    assert made.source_channel == "小红书"
    assert made.completeness == score(missing_of([made.pk])[made.pk])
