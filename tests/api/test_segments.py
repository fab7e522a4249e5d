"""Segments for other systems: made, read, changed, looked through and put away; members by the right to know them."""

import pytest

from factories import canaries, keys
from parure.access.models import Staff
from parure.core import jobs
from parure.people.models import Segment

pytestmark = pytest.mark.django_db
RICH = {"field": "total_spent", "op": "gte", "value": "1.00"}


@pytest.fixture
def built(roles, stores):
    return canaries.build(stores)


@pytest.fixture
def boss(built):
    return keys.caller(Staff.objects.get(username="canary-boss"))


def ask(caller, uid):
    return caller.make("customers/search", {"condition": {"field": "segments", "op": "in", "value": [uid]}})


def test_one_is_made_read_and_changed(boss, built):
    of_lake = {"field": "home_store", "op": "is", "value": str(built.stores.lake.uid)}
    told = boss.make("segments", {"name": "A", "condition": {"all": [RICH, of_lake]}}).json()
    kept = Segment.objects.get().condition
    assert kept == {"all": [RICH | {"value": 100}, of_lake | {"value": built.stores.lake.pk}]}
    assert told["condition"] == {"all": [RICH, of_lake]}
    jobs.run_all()
    told = boss.get(f"segments/{told['id']}").json()
    assert (told["members"], told["entered"], told["left"], told["used_by"]) == (1, 1, 0, [])
    answer = boss.change(f"segments/{told['id']}", {"condition": {"not": RICH}, "name": "B"})
    assert answer.json()["condition"] == {"not": RICH}


def test_what_is_wrong_is_told_by_field(boss, built):
    assert boss.make("segments", {"name": "A", "condition": "rich"}).status_code == 400
    assert boss.make("segments", {"name": "A", "condition": {"all": []}}).status_code in (400, 422)
    assert boss.make(
        "segments", {"name": "A", "condition": {"field": "nothing", "op": "is"}}
    ).status_code in (400, 422)
    assert not Segment.objects.exists()


def test_it_is_looked_through_copied_and_put_away(boss, built):
    made = canaries.segment(built)
    for act, body in (("evaluate", {}), ("copy", {"name": "C"})):
        assert boss.make(f"segments/{made.uid}/{act}", body).status_code == 200
    assert boss.make(f"segments/{made.uid}/archive", {}).status_code == 204
    assert boss.get(f"segments/{made.uid}").status_code == 404
    assert boss.make(f"segments/{made.uid}/restore", {}).status_code == 200


def test_members_are_told_to_who_may_read_what_it_asks(boss, built, staff):
    made = canaries.segment(built)
    jobs.run_all()
    assert ask(boss, str(made.uid)).json()["total"] == 1
    service = keys.caller(staff("service", username="service"))
    assert ask(service, str(made.uid)).status_code in (400, 422)
    told = service.get(f"segments/{made.uid}").json()
    assert (told["members"], told["entered"]) == (None, None)
