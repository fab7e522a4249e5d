"""Who else reaches a customer: colleagues who share them, and nobody besides, for as long as was said."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import shop
from parure.access import listing, policy
from parure.access.models import AuditEntry
from parure.people import operations, queries, search
from parure.people.models import Cover, SecondaryAdvisor
from parure.people.ownership import shared

pytestmark = pytest.mark.django_db
R = "people.customer"
TODAY = timezone.localdate()


@pytest.fixture
def boss(actors):
    return actors["admin"]


@pytest.fixture
def lan(boss, stores):
    return operations.register_customer(boss, name="沈佩兰", phone="13900001234", store=stores.lake)


@pytest.fixture
def far(staff, stores):
    """An advisor of another store, whose rows end there."""
    return staff("advisor", stores.opera, username="far")


def again(person):
    """The person's actor, as the next request has it."""
    person.refresh_from_db()
    return shop.acting(person)


def reaches(person, customer):
    return policy.rows(again(person), R).filter(pk=customer.pk).exists()


def test_who_shares_a_customer_reaches_them_in_every_way(boss, lan, far):
    assert not reaches(far, lan)
    assert search.find(again(far), "沈佩兰") == []
    operations.add_secondary_advisor(boss, lan.uid, staff_uid=far.uid)
    actor = again(far)
    assert reaches(far, lan)
    assert queries.customer_whole(actor, lan.uid).customer.title == "沈佩兰"
    assert [each.pk for each in listing.list_page(actor, R).records] == [lan.pk]
    assert search.find(actor, "沈佩兰") == [lan.pk]
    operations.change_customer(actor, lan.uid, nickname="兰兰")
    operations.remove_secondary_advisor(boss, lan.uid, staff_uid=far.uid)
    assert not reaches(far, lan)
    with pytest.raises(policy.NotFound):
        operations.change_customer(again(far), lan.uid, nickname="兰")


def test_the_search_through_its_tokens_finds_shared_customers_too(boss, lan, far, stores, monkeypatch):
    operations.register_customer(boss, name="沈佩芳", store=stores.lake)
    operations.add_secondary_advisor(boss, lan.uid, staff_uid=far.uid)
    monkeypatch.setattr(search, "FEW", -1)  # as where very many are in reach
    assert search.find(again(far), "沈佩") == [lan.pk]
    assert search.find(again(far), "1234") == [lan.pk]


def test_sharing_ends_by_itself_behind_its_last_day(boss, lan, far):
    operations.add_secondary_advisor(boss, lan.uid, staff_uid=far.uid, until=TODAY)
    kept = again(far)
    assert policy.rows(kept, R).filter(pk=lan.pk).exists()
    SecondaryAdvisor.objects.update(until=TODAY - timedelta(days=1))
    assert not policy.rows(kept, R).filter(pk=lan.pk).exists()
    assert shared.sharers_of(boss, lan.uid) == []


def test_what_nobody_can_be_changes_nothing(boss, lan, far, actors):
    with pytest.raises(ValidationError):
        operations.add_secondary_advisor(boss, lan.uid, staff_uid=actors.people["admin"].uid)
    with pytest.raises(ValidationError):
        operations.add_secondary_advisor(boss, lan.uid, staff_uid=far.uid, until=TODAY - timedelta(days=1))
    far.is_active = False
    far.save()
    with pytest.raises(ValidationError):
        operations.add_secondary_advisor(boss, lan.uid, staff_uid=far.uid)
    assert not SecondaryAdvisor.objects.exists()


def test_an_advisor_shares_no_customer_and_takes_none(lan, far, actors):
    assert actors["advisor"]
    with pytest.raises(policy.NotWritable):
        operations.add_secondary_advisor(actors["advisor"], lan.uid, staff_uid=far.uid)
    with pytest.raises(policy.NotFound):
        operations.add_secondary_advisor(again(far), lan.uid, staff_uid=far.uid)
    assert not SecondaryAdvisor.objects.exists()


def test_a_new_last_day_takes_the_place_of_the_old_one_on_record(boss, lan, far):
    for until in (TODAY, TODAY + timedelta(days=9), None):
        operations.add_secondary_advisor(boss, lan.uid, staff_uid=far.uid, until=until)
    assert [(each.name, each.until) for each in shared.sharers_of(boss, lan.uid)] == [(far.name, None)]
    entry = AuditEntry.objects.filter(resource=R, record_id=lan.pk, action="change").order_by("pk").first()
    assert entry.after == {"secondary_advisors": [far.name]}


def test_nobody_pays_for_what_is_not_shared_with_them(lan, far):
    actor = again(far)
    assert str(policy.rows(actor, R).query).count("SELECT") == 1


def test_a_merge_takes_the_sharing_along(boss, lan, far, stores):
    other = operations.register_customer(boss, name="沈佩兰", store=stores.lake)
    operations.add_secondary_advisor(boss, other.uid, staff_uid=far.uid)
    operations.merge_customers(boss, lan.uid, other.uid)
    assert reaches(far, lan)


def test_who_covers_reaches_all_customers_of_the_absent_one_for_that_time(boss, lan, far, actors, stores):
    away = actors.people["admin"]
    operations.add_cover(boss, away.uid, by_uid=far.uid, until=TODAY)
    later = operations.register_customer(boss, name="沈佩芳", store=stores.lake)
    assert reaches(far, lan)
    assert reaches(far, later)
    assert search.find(again(far), "沈佩兰") == [lan.pk]
    assert [(each.name, each.absent) for each in shared.sharers_of(boss, lan.uid)] == [(far.name, away.uid)]
    kept = again(far)
    Cover.objects.update(since=TODAY - timedelta(days=9), until=TODAY - timedelta(days=1))
    assert not policy.rows(kept, R).exists()


def test_a_cover_begins_by_itself_and_ends_when_it_is_ended(boss, lan, far, actors):
    away, tomorrow = actors.people["admin"], TODAY + timedelta(days=1)
    operations.add_cover(boss, away.uid, by_uid=far.uid, since=tomorrow, until=tomorrow)
    kept = again(far)
    assert not policy.rows(kept, R).exists()
    Cover.objects.update(since=TODAY)
    assert policy.rows(kept, R).exists()
    operations.end_cover(boss, away.uid, by_uid=far.uid)
    assert not reaches(far, lan)


def test_a_cover_gives_away_no_customer_out_of_reach(lan, far, actors, staff, stores):
    other = staff("manager", stores.opera)
    with pytest.raises(policy.Denied):
        operations.add_cover(shop.acting(other), actors.people["admin"].uid, by_uid=far.uid, until=TODAY)
    assert not Cover.objects.exists()


@pytest.mark.parametrize("days", [-1, -9])
def test_an_absence_that_has_passed_is_not_covered(days, boss, lan, far, actors):
    with pytest.raises(ValidationError):
        operations.add_cover(
            boss, actors.people["admin"].uid, by_uid=far.uid, until=TODAY + timedelta(days=days)
        )
    assert not Cover.objects.exists()
