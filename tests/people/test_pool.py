"""Customers without an advisor: taken by who may, a few a day, and given back."""

import pytest
from django.core.exceptions import ValidationError

from factories import shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.people import operations, search
from parure.people.models import AdvisorChange
from parure.people.operations.pool import claimed_today

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(actors, stores):
    made = [
        operations.register_customer(actors["owner"], name=f"顾客{i}", store=stores.lake) for i in range(4)
    ]
    for each in made:
        operations.assign_owner(actors["owner"], each.uid, owner_uid=None)
    return made


def test_an_advisor_takes_one_on_record_and_gives_them_back(actors, pool):
    advisor = actors["advisor"]
    made = operations.claim_customer(advisor, pool[0].uid)
    assert made.owner_id == advisor.staff_id
    assert (
        AuditEntry.objects.filter(record_id=made.pk, staff_id=advisor.staff_id, action="change").count() == 1
    )
    assert AdvisorChange.objects.filter(customer=made).order_by("-pk")[0].why == "claimed"
    assert search.find(shop.acting(actors.people["advisor"]), "顾客0") == [made.pk]
    assert claimed_today(advisor.staff_id) == 1
    assert operations.release_customer(advisor, made.uid).owner_id is None
    assert claimed_today(advisor.staff_id) == 0


def test_nobody_takes_more_than_the_day_s_number(actors, pool):
    operations.set_client_care(actors["owner"], claims_a_day=2)
    advisor = actors["advisor"]
    for each in pool[:2]:
        operations.claim_customer(advisor, each.uid)
    with pytest.raises(ValidationError):
        operations.claim_customer(advisor, pool[2].uid)
    operations.release_customer(advisor, pool[0].uid)
    operations.claim_customer(advisor, pool[2].uid)
    pool[3].refresh_from_db()
    assert pool[3].owner_id is None


def test_who_has_an_advisor_is_not_taken(actors, staff, pool):
    operations.claim_customer(actors["advisor"], pool[0].uid)
    other = shop.acting(staff("advisor"))
    with pytest.raises(ValidationError):
        operations.claim_customer(other, pool[0].uid)
    with pytest.raises(ValidationError):
        operations.release_customer(other, pool[0].uid)
    pool[0].refresh_from_db()
    assert pool[0].owner_id == actors["advisor"].staff_id


def test_who_was_assigned_somebody_gives_nobody_back(actors, pool):
    operations.assign_owner(
        actors["owner"], pool[0].uid, owner_uid=actors["advisor"] and actors.people["advisor"].uid
    )
    with pytest.raises(ValidationError):
        operations.release_customer(actors["advisor"], pool[0].uid)


@pytest.mark.parametrize("role", ["service", "workshop", "marketing", "analyst"])
def test_other_roles_take_nobody(role, actors, pool):
    with pytest.raises(policy.Denied):
        operations.claim_customer(actors[role], pool[0].uid)
    pool[0].refresh_from_db()
    assert pool[0].owner_id is None


def test_customers_of_other_stores_are_not_there(staff, stores, pool):
    with pytest.raises(policy.NotFound):
        operations.claim_customer(shop.acting(staff("advisor", stores.opera)), pool[0].uid)
