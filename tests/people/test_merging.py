"""Two records that are one person become one, and two again."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import lives, shop
from parure.access import policy
from parure.core import jobs
from parure.customize import operations as customize
from parure.loyalty.queries import balances_of
from parure.people import operations as people
from parure.people import search
from parure.people.models import (
    ContactPoint,
    Customer,
    ImportantDate,
    Merge,
    MergeStep,
    Relation,
    Size,
)
from parure.people.operations.merging import settle
from parure.people.queries import survivor_of
from parure.sales.models import Order, Visit
from parure.sales.operations import record_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(actors):
    customize.define_field(actors["owner"], "people.customer", code="hobby", label="Hobby", kind="text")
    return actors["owner"]


def two(actor, first="沈佩兰", second="沈佩兰"):
    return (people.register_customer(actor, name=first), people.register_customer(actor, name=second))


def settled(*customers):
    settle([each.pk for each in customers])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    own=lives.LIVES,
    given=lives.LIVES,
    friends=lives.LIVES.map(lambda doings: doings[:4]),
    sides=st.dictionaries(
        st.sampled_from(["name", "member_no", "nickname", "birthday", "custom_hobby", "remark"]),
        st.sampled_from(["survivor", "other"]),
    ),
)
def test_a_merge_undone_leaves_the_database_as_it_was(boss, own, given, friends, sides):
    with transaction.atomic():
        survivor, other = two(boss, "沈佩兰", "沈女士")
        friend = people.register_customer(boss, name="周白鹭")
        lives.live(boss, survivor, own, friend)
        lives.live(boss, other, given, friend)
        lives.live(boss, friend, friends, survivor if len(friends) % 2 else other)
        settled(survivor, other, friend)
        before = lives.whole_database()
        try:
            merge = people.merge_customers(boss, survivor.uid, other.uid, sides)
        except ValidationError:
            assert lives.differences(before, lives.whole_database()) == {}
        else:
            assert lives.differences(before, lives.whole_database()) != {}
            assert people.undo_merge(boss, merge.uid) == {}
            assert lives.differences(before, lives.whole_database()) == {}
        transaction.set_rollback(True)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(own=lives.LIVES, given=lives.LIVES)
def test_nothing_is_lost_and_sums_add_up(boss, own, given):
    with transaction.atomic():
        survivor, other = two(boss)
        friend = people.register_customer(boss, name="周白鹭")
        lives.live(boss, survivor, own, friend)
        lives.live(boss, other, given, friend)
        settled(survivor, other)
        survivor.refresh_from_db()
        other.refresh_from_db()
        points = sum(balances_of([survivor.pk, other.pk]).values())
        people.merge_customers(boss, survivor.uid, other.uid)
        whole = Customer.objects.get(pk=survivor.pk)
        assert whole.total_spent_minor == survivor.total_spent_minor + other.total_spent_minor
        assert whole.order_count == survivor.order_count + other.order_count
        assert balances_of([survivor.pk]).get(survivor.pk, 0) == points
        for model in (Order, Visit):
            assert not model.objects.filter(customer=other).exists()
        phones = {value for what, value in own + given if what == "phone"}
        assert ContactPoint.objects.filter(customer=survivor, kind="phone").count() == len(phones)
        assert ContactPoint.objects.filter(customer=survivor, kind="phone", is_primary=True).count() <= 1
        tags = {value for what, value in own + given if what == "tag"}
        assert whole.tag_names == sorted(tags)
        transaction.set_rollback(True)


def test_the_strictest_consent_wins(boss):
    for own, others, kept in (
        (True, False, False),
        (None, True, True),
        (False, None, False),
        (None, None, None),
    ):
        survivor, other = two(boss)
        Customer.objects.filter(pk=survivor.pk).update(marketing_consent=own)
        Customer.objects.filter(pk=other.pk).update(marketing_consent=others)
        people.merge_customers(boss, survivor.uid, other.uid)
        survivor.refresh_from_db()
        assert survivor.marketing_consent is kept


def test_the_old_address_leads_on_and_no_search_finds_the_record(boss):
    survivor, other = two(boss, "沈佩兰", "单依")
    people.merge_customers(boss, survivor.uid, other.uid, {"name": "survivor"})
    assert survivor_of(boss, other.uid) == survivor.uid
    assert survivor_of(shop.nobody(), other.uid) is None
    assert search.find(boss, "单依") == []
    assert search.find(boss, "沈佩兰") == [survivor.pk]


def test_a_line_of_merges_ends_at_the_last_and_is_undone_from_its_end(boss):
    first, second = two(boss)
    third = people.register_customer(boss, name="沈佩兰")
    early = people.merge_customers(boss, second.uid, first.uid)
    late = people.merge_customers(boss, third.uid, second.uid)
    first.refresh_from_db()
    assert first.merged_into_id == third.pk
    with pytest.raises(ValidationError):
        people.undo_merge(boss, early.uid)
    people.undo_merge(boss, late.uid)
    people.undo_merge(boss, early.uid)
    assert Customer.objects.filter(is_archived=False).count() == 3


def test_the_second_of_two_who_merge_is_told(boss):
    first, second = two(boss)
    third = people.register_customer(boss, name="沈佩兰")
    people.merge_customers(boss, first.uid, second.uid)
    with pytest.raises(ValidationError) as told:
        people.merge_customers(boss, third.uid, second.uid)
    assert told.value.code == "merged"
    with pytest.raises(ValidationError):
        people.merge_customers(boss, second.uid, first.uid)
    assert Merge.objects.count() == 1


def test_relatives_are_not_merged(boss):
    first, second = two(boss, "沈佩兰", "沈佩玲")
    people.add_relation(boss, first.uid, kind="sibling", other_uid=second.uid)
    with pytest.raises(ValidationError) as told:
        people.merge_customers(boss, first.uid, second.uid)
    assert told.value.code == "related"


def test_what_came_since_stays_with_the_survivor(boss):
    survivor, other = two(boss, "沈佩兰", "沈女士")
    lives.live(boss, other, [("order", 2), ("phone", "13800006021"), ("tag", "翡翠")], survivor)
    settled(survivor, other)
    merge = people.merge_customers(boss, survivor.uid, other.uid)
    lives.live(boss, survivor, [("order", 1), ("tag", "古法"), ("nickname", "兰")], other)
    settled(survivor)
    kept = people.undo_merge(boss, merge.uid)
    survivor.refresh_from_db()
    other.refresh_from_db()
    assert (survivor.total_spent_minor, other.total_spent_minor) == (1_000_00, 2_000_00)
    assert (survivor.tag_names, other.tag_names) == (["古法"], ["翡翠"])
    assert survivor.nickname == "兰"
    assert kept == {"people.customer": 1}
    assert people.undo_merge(boss, merge.uid) == {}


def test_the_newer_size_and_the_chosen_birthday_are_kept(boss):
    survivor, other = two(boss)
    for customer, day, size, on in ((survivor, 3, "港12", 1), (other, 4, "港14", 9)):
        people.add_date(boss, customer.uid, kind="birthday", month=day, day=day)
        people.set_size(boss, customer.uid, kind="ring", text=size, measured_on=lives.DAY.replace(day=on))
    people.merge_customers(boss, survivor.uid, other.uid, {"birthday": "other"})
    assert [each.month for each in ImportantDate.objects.filter(customer=survivor)] == [4]
    assert [each.label for each in Size.objects.filter(customer=survivor)] == ["HK 14"]


def test_somebody_in_both_families_is_there_once_with_the_days_of_both(boss):
    survivor, other = two(boss)
    lives.live(boss, survivor, [("kin", "小雨")], other)
    lives.live(boss, other, [("kin_day", 2), ("kin", "小雪")], survivor)
    people.merge_customers(boss, survivor.uid, other.uid)
    family = {each.name: each for each in Relation.objects.filter(customer=survivor)}
    assert sorted(family) == ["小雨", "小雪"]
    assert ImportantDate.objects.get(customer=survivor).relation == family["小雨"]


def test_a_member_number_is_swapped_when_the_others_is_chosen(boss):
    survivor, other = two(boss)
    for customer, number in ((survivor, "V1"), (other, "V2")):
        people.change_customer(boss, customer.uid, member_no=number)
    merge = people.merge_customers(boss, survivor.uid, other.uid, {"member_no": "other"})
    numbers = dict(Customer.objects.values_list("pk", "member_no"))
    assert numbers == {survivor.pk: "V2", other.pk: "V1"}
    people.undo_merge(boss, merge.uid)
    assert dict(Customer.objects.values_list("pk", "member_no")) == {survivor.pk: "V1", other.pk: "V2"}


def test_what_arrives_during_the_merge_follows(boss):
    survivor, other = two(boss)
    people.merge_customers(boss, survivor.uid, other.uid)
    late = Visit.objects.create(customer=other, note="late")
    jobs.run_all()
    late.refresh_from_db()
    assert late.customer_id == survivor.pk


def test_both_must_be_in_reach_and_may_be_removed(boss, actors, stores, staff):
    first, second = two(actors["manager"])
    Customer.objects.filter(pk=second.pk).update(home_store=stores.opera, owner=None)
    for actor in (actors["manager"], actors["advisor"], shop.nobody()):
        with pytest.raises((policy.Denied, policy.NotFound)):
            people.merge_customers(actor, first.uid, second.uid)
    merge = people.merge_customers(boss, first.uid, second.uid)
    with pytest.raises((policy.Denied, policy.NotFound)):
        people.undo_merge(actors["advisor"], merge.uid)


def test_steps_are_never_changed(boss):
    first, second = two(boss)
    record_visit(boss, second.uid, note="Looked")
    people.merge_customers(boss, first.uid, second.uid)
    with pytest.raises(DatabaseError), transaction.atomic():
        MergeStep.objects.all()._raw_delete("default")
