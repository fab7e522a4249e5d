"""About how many meet a condition on deeds: exact where few can, near the truth where many do, by the asker's rights."""

import pytest

from factories import shop
from parure.access import extents, sampling
from parure.access.extents import about_how_many
from parure.core.conditions import BadCondition
from parure.people.models import Customer
from parure.sales.models import Visit

pytestmark = pytest.mark.django_db
R = "people.customer"
CAME = {"did": "visited", "times": 1}


@pytest.fixture
def base(stores, monkeypatch):
    """Sixty customers of the Lake store, of whom every other one came; the last three are called 周. Their keys have no
    holes: samples are spread over keys, and other tests leave the next one wherever they end.
    """
    monkeypatch.setattr(extents, "COUNTED_TO", 20)
    monkeypatch.setattr(sampling, "SPREAD", 30)
    monkeypatch.setattr(sampling, "FEW", 10)
    monkeypatch.setattr(sampling, "SURE", 5)
    found = Customer.objects.bulk_create(
        Customer(pk=n + 1, name="周" if n >= 57 else "沈", home_store=stores.lake) for n in range(60)
    )
    Visit.objects.bulk_create(Visit(customer=each) for each in found[::2])
    return found


def test_many_are_estimated_from_a_sample(actors, base):
    total, is_about = about_how_many(actors["admin"], R, CAME)
    assert is_about
    assert 0 <= total <= 60


def test_few_are_counted(actors, base):
    condition = {"all": [{"field": "name", "op": "is", "value": "周"}, CAME]}
    assert about_how_many(actors["admin"], R, condition) == (1, False)
    never = {"all": [{"field": "name", "op": "is", "value": "周"}, {"not": CAME}]}
    assert about_how_many(actors["admin"], R, never) == (2, False)


def test_of_those_in_reach(staff, stores, base):
    elsewhere = shop.acting(staff("manager", stores.opera))
    assert about_how_many(elsewhere, R, CAME) == (0, False)


def test_for_who_may_count_them(base):
    sees_no_visits = shop.actor_with({R: {"view": "all", "fields": {"*": "read"}}})
    with pytest.raises(BadCondition):
        about_how_many(sees_no_visits, R, CAME)
