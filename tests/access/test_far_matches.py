"""A list whose matches lie far from its beginning: found without walking all the way, in the same order."""

from datetime import timedelta

import pytest
from django.utils import timezone

from factories import shop
from parure.access import listing
from parure.access.listing import list_page
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
KIND = "people.customer"
TODAY = timezone.localdate()
QUIET = {"field": "name", "op": "contains", "value": "静"}


@pytest.fixture
def house():
    """Forty customers; the quiet ones were last active longest ago."""
    for n in range(40):
        customer = shop.customer(f"静{n}" if n >= 25 else f"闹{n}")
        Customer.objects.filter(pk=customer.pk).update(last_activity_on=TODAY - timedelta(days=n // 3))


@pytest.mark.parametrize("sort", ["-last_activity_on", "last_activity_on"])
@pytest.mark.parametrize("far", [0, 3, 1000])
def test_the_pages_are_the_same_however_far_it_walks(actors, house, monkeypatch, sort, far):
    expected = [each.uid for each in list_page(actors["owner"], KIND, condition=QUIET, sort=sort).records]
    assert len(expected) == 15
    much = listing.Extent(total=listing.COUNTED_TO + 1, share=0.9, is_large=True, seconds=1.0)
    monkeypatch.setattr(listing, "extent_of", lambda *_: much)
    monkeypatch.setattr(listing, "WALKED_AT_MOST", far)
    found, cursor = [], ""
    while True:
        page = list_page(actors["owner"], KIND, condition=QUIET, sort=sort, cursor=cursor, size=4)
        found += [each.uid for each in page.records]
        if not page.next_cursor:
            break
        cursor = page.next_cursor
    assert found == expected


def test_the_walk_ends_where_nothing_matches(actors, house, monkeypatch, django_assert_max_num_queries):
    much = listing.Extent(total=listing.COUNTED_TO + 1, share=0.9, is_large=True, seconds=1.0)
    monkeypatch.setattr(listing, "extent_of", lambda *_: much)
    monkeypatch.setattr(listing, "WALKED_AT_MOST", 4)
    monkeypatch.setattr(listing, "LONGEST_STRETCH", 1)
    with django_assert_max_num_queries(16):
        page = list_page(
            actors["owner"], KIND, condition=QUIET, sort="-last_activity_on", names=["name"], size=2
        )
    assert len(page.records) == 2
