"""Segments that ask about facts follow a refresh: who moved enters and leaves, however it came, and once."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from factories import shop
from factories.buying import UNTIL, bought, random_story
from parure.core import jobs
from parure.core.models import Event, Job
from parure.insight import following
from parure.insight.models import CustomerFacts, FactsMoved
from parure.insight.operations import refresh
from parure.people import operations as people
from parure.people.models import Customer, SegmentMember, SegmentMove
from parure.people.segments import runs
from parure.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)
SLIPPING = {"field": "rfm_group", "op": "is", "value": "slipping"}
UNKNOWN = {"field": "favourite_gem", "op": "empty"}


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


@pytest.fixture
def boss(actors):
    return actors["admin"]


def called(uid):
    return {"field": "segments", "op": "in", "value": [str(uid)]}


def make(boss, condition, name="A", **values):
    made = people.add_segment(boss, name=name, condition=condition, **values)
    jobs.run_all()
    return made


def members(segment):
    return set(SegmentMember.objects.filter(segment=segment).values_list("customer_id", flat=True))


def slipping():
    return set(CustomerFacts.objects.filter(rfm_group="slipping").values_list("pk", flat=True))


def told_of(segment):
    return Event.objects.filter(name="people.segment_changed", payload__segment_id=segment.pk).count()


def refreshed(days=0):
    refresh(until=UNTIL + timedelta(days=days))
    jobs.run_all()


def test_a_refresh_lets_customers_in_and_out_and_tells_it(boss):
    segment = make(boss, SLIPPING)
    random_story(1)
    refreshed()
    first = members(segment)
    assert first == slipping() != set()
    Order.objects.filter(customer_id__in=list(first)[:1]).update(
        ordered_at=datetime(2028, 2, 28, tzinfo=UTC), status="PAID"
    )
    told = told_of(segment)
    refreshed()
    assert members(segment) == slipping() != first
    assert told_of(segment) > told
    moves = SegmentMove.objects.filter(segment=segment, entered=False)
    assert first - members(segment) <= set(moves.values_list("customer_id", flat=True))
    assert not FactsMoved.objects.exists()


@pytest.mark.parametrize("when", ["on_change", "hourly", "daily"])
def test_whenever_they_are_looked_through_by_themselves(boss, when):
    segment = make(boss, SLIPPING, when=when)
    random_story(1)
    refreshed()
    assert members(segment) == slipping() != set()


def test_what_is_looked_through_by_hand_waits_for_it(boss):
    segment = make(boss, SLIPPING, when="by_hand")
    random_story(1)
    refreshed()
    assert members(segment) == set()
    assert following.asked_facts() == []


def test_those_that_rest_on_it_follow_and_what_is_not_known_is_asked(boss):
    random_story(1)
    lower = make(boss, UNKNOWN)
    upper = make(boss, {"not": called(lower.uid)}, "B")
    refreshed()
    everybody = set(Customer.objects.filter(is_archived=False).values_list("pk", flat=True))
    told = set(CustomerFacts.objects.exclude(favourite_gem="").values_list("pk", flat=True))
    assert members(lower) == everybody - told
    assert members(upper) == told != set()
    OrderLine.objects.update(gem="")
    refreshed()
    assert (members(lower), members(upper)) == (everybody, set())


def test_many_are_followed_by_a_look_through_all(boss, monkeypatch):
    segment = make(boss, SLIPPING)
    random_story(1)
    monkeypatch.setattr(runs, "FEW", 3)
    refreshed()
    assert members(segment) == slipping() != set()
    assert told_of(segment) == 1


def test_nothing_is_looked_at_where_only_other_facts_changed(boss):
    make(boss, SLIPPING)
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2028, 2, 20, tzinfo=UTC), total_minor=100)
    refreshed()
    before = CustomerFacts.objects.get(pk=customer.pk).recency_days
    refresh(until=UNTIL + timedelta(days=1))
    assert CustomerFacts.objects.get(pk=customer.pk).recency_days == before + 1
    assert not FactsMoved.objects.exists()


def test_who_died_after_the_facts_were_written_is_followed(boss, monkeypatch):
    segment = make(boss, SLIPPING)
    random_story(1)

    def dying(*_told):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("parure.insight.operations._tell_groups", dying)
        with pytest.raises(KeyboardInterrupt):
            refresh(until=UNTIL)
    Job.objects.filter(task=following.TASK).update(due_at=timezone.now())
    jobs.run_all()
    assert members(segment) == slipping() != set()


def test_killed_between_two_notes_the_rest_is_followed(boss, monkeypatch):
    segment = make(boss, SLIPPING)
    random_story(1)
    monkeypatch.setattr("parure.insight.operations.WRITTEN_AT_ONCE", 8)
    refresh(until=UNTIL)
    assert FactsMoved.objects.count() > 2
    job = Job.objects.get(task=following.TASK, status=Job.Status.WAITING)
    Job.objects.exclude(pk=job.pk).delete()
    [job] = jobs.claim("dead worker")
    hold, steps = jobs.Run(job.pk, "dead worker"), iter(range(2))

    class Dying:
        def checkpoint(self):
            if next(steps, None) is None:
                raise KeyboardInterrupt
            return hold.checkpoint()

    with pytest.raises(KeyboardInterrupt):
        following.carry_out_following(Dying())
    Job.objects.update(lease_until=timezone.now() - jobs.LEASE)
    jobs.run_all()
    assert members(segment) == slipping() != set()
    assert SegmentMove.objects.filter(segment=segment).count() == len(members(segment))
