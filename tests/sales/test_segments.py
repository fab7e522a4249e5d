"""What is bought and who comes is followed by segments at once."""

import pytest

from factories import shop
from parure.core import jobs
from parure.people import operations as people
from parure.people.models import SegmentMember
from parure.sales import operations as sales

pytestmark = pytest.mark.django_db


def test_a_visit_lets_its_customer_in_and_lets_nobody_else(actors, stores, committed):
    boss = actors["admin"]
    came, other = (shop.customer(name, home_store=stores.lake) for name in ("沈佩兰", "周白鹭"))
    segment = people.add_segment(boss, name="A", condition={"did": "visited", "times": 1, "within_days": 7})
    jobs.run_all()
    assert not SegmentMember.objects.exists()
    with committed():
        sales.record_visit(boss, came.uid)
    jobs.run_all()
    assert list(SegmentMember.objects.values_list("segment_id", "customer_id")) == [(segment.pk, came.pk)]
    assert other.pk != came.pk
