"""Likely duplicates: found, kept, decided, merged in bulk."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import transaction

from factories import shop
from parure.access import policy
from parure.core import jobs
from parure.people import operations as people
from parure.people.contacts import NewContact, sealed_contact
from parure.people.duplicates import finding
from parure.people.models import ContactPoint, Customer, DuplicatePair, DuplicateRun, Merge, PairStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(actors):
    return actors["owner"]


def person(actor, name="沈佩兰", phone="13800006021", birthday=None, **values):
    made = people.register_customer(actor, name=name, phone=phone, shares_phone=True, **values)
    if birthday:
        people.add_date(actor, made.uid, kind="birthday", year=1988, month=birthday, day=8)
    return made


def found():
    return set(DuplicatePair.objects.filter(status="open").values_list("first_id", "second_id"))


def test_the_whole_base_and_the_lately_changed_find_the_same(boss):
    one, two = person(boss, birthday=8), person(boss)
    three = person(boss, phone="13900006022", birthday=8)
    people.register_customer(boss, name="周明", phone="13800006021", shares_phone=True)  # her husband
    run = people.search_here()
    everything = found()
    assert everything == {(one.pk, two.pk), (one.pk, three.pk)}
    assert (run.found, run.finished_at is not None) == (2, True)
    DuplicatePair.objects.all().delete()
    finding.find_around([two.pk, three.pk])
    assert found() == everything
    DuplicatePair.objects.all().delete()
    people.search_around_changed(transaction.atomic)
    assert found() == everything


def test_nothing_personal_stands_in_a_pair(boss):
    person(boss), person(boss)
    people.search_here()
    row = DuplicatePair.objects.get()
    assert row.reasons == ["name:same", "phone:same"]
    assert "沈" not in json.dumps(row.reasons)


def test_a_family_is_no_duplicate(boss):
    mother, daughter = person(boss, birthday=8), person(boss, birthday=8)
    people.add_relation(boss, mother.uid, kind="daughter", other_uid=daughter.uid)
    assert people.search_here().found == 0


def test_different_people_are_never_proposed_again(boss):
    one, two = person(boss), person(boss)
    people.search_here()
    people.tell_apart(boss, DuplicatePair.objects.get().uid)
    people.search_here()
    finding.find_around([one.pk, two.pk])
    assert [each.status for each in DuplicatePair.objects.all()] == [PairStatus.DIFFERENT]
    # nor when one of them has become part of another record
    three = person(boss)
    people.merge_customers(boss, three.uid, two.uid)
    people.search_here()
    assert found() == set()


def test_what_is_likely_no_more_goes_and_what_waits_stays(boss):
    _one, two = person(boss), person(boss)
    people.search_here()
    people.put_off_pair(boss, DuplicatePair.objects.get().uid)
    people.search_here()
    assert DuplicatePair.objects.get().status == PairStatus.LATER
    people.reopen_pair(boss, DuplicatePair.objects.get().uid)
    people.archive_customer(boss, two.uid)
    people.search_here()
    assert not DuplicatePair.objects.exists()


def test_an_office_phone_makes_no_pairs(boss):
    Customer.objects.bulk_create(Customer(name=f"员工{n}", pinyin=f"yuangong{n}") for n in range(60))
    ContactPoint.objects.bulk_create(
        sealed_contact(each.pk, NewContact("phone", "+8657188880000")) for each in Customer.objects.all()
    )
    assert people.search_here().found == 0


def test_a_search_in_the_background_is_one_at_a_time(boss):
    person(boss), person(boss)
    first = people.start_duplicate_search(boss)
    assert people.start_duplicate_search(boss) == first
    jobs.run_all()
    first.refresh_from_db()
    assert (first.found, first.done, first.total) == (1, 1, 1)
    assert people.start_duplicate_search(boss) != first


def test_certain_pairs_are_merged_one_by_one_and_each_can_be_undone(boss, stores, actors):
    for number in range(3):
        for _ in range(2):
            person(
                boss, name="单依" if number else "沈佩兰", phone=f"1380000602{number}", birthday=number + 1
            )
    people.search_here()
    with pytest.raises(ValidationError):
        people.merge_certain(boss, threshold=500)
    run = people.merge_certain(boss, threshold=950)
    assert people.merge_certain(boss, threshold=950) == run
    jobs.run_all()
    run.refresh_from_db()
    assert (run.done, run.found, run.failed) == (3, 3, 0)
    assert Customer.objects.filter(is_archived=False).count() == 3
    merge = Merge.objects.filter(run=run).first()
    people.undo_merge(boss, merge.uid)
    assert Customer.objects.filter(is_archived=False).count() == 4
    assert found() == {tuple(sorted((merge.survivor_id, merge.other_id)))}


def test_bulk_merging_ends_with_the_rights_of_who_began_it(actors, stores):
    manager = actors["manager"]
    person(manager), person(manager)
    people.search_here()
    run = people.merge_certain(manager, threshold=900)
    actors.people["manager"].is_active = False
    actors.people["manager"].save()
    jobs.run_all()
    run.refresh_from_db()
    assert (run.found, run.failed) == (0, 1)
    assert not Merge.objects.exists()


def test_only_who_reaches_both_decides(boss, actors, stores):
    _one, two = person(boss), person(boss)
    people.search_here()
    pair = DuplicatePair.objects.get()
    Customer.objects.filter(pk=two.pk).update(home_store=stores.opera, owner=None)
    for actor in (actors["manager"], actors["advisor"], shop.nobody()):
        for decide in (people.tell_apart, people.put_off_pair, people.reopen_pair):
            with pytest.raises((policy.Denied, policy.NotFound)):
                decide(actor, pair.uid)
    people.tell_apart(boss, pair.uid)


def test_the_command(boss, capsys):
    person(boss), person(boss)
    call_command("duplicates", "find", "--json")
    assert json.loads(capsys.readouterr().out) == {"found": 1, "open": 1}
    assert DuplicateRun.objects.count() == 1
