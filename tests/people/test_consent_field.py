"""The answer to marketing as a field: whoever writes it, evidence is kept, and refusals stand against every door."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from factories import keys, shop
from parure.access import policy
from parure.automation.bulk import operations as bulk
from parure.core import changes, jobs
from parure.people import operations as people
from parure.people.choices import How
from parure.people.consents import field
from parure.people.consents.found import note_as_found
from parure.people.consents.standing import MARKETING, agrees_to_marketing, standing
from parure.people.models import Consent, Customer, Merge

pytestmark = pytest.mark.django_db
KIND = "people.customer"


@pytest.fixture
def boss(actors):
    return actors["owner"]


@pytest.fixture
def lan(boss):
    return people.register_customer(boss, name="沈佩兰")


def column(customer):
    return Customer.objects.get(pk=customer.pk).marketing_consent


def words(customer):
    return {purpose: (row.given, row.how) for purpose, row in standing(customer.pk).items()}


def write(actor, customer, value):
    changes.change(actor, KIND, customer.uid, {"marketing_consent": value})


def test_the_api_leaves_a_row_for_each_channel_with_who_wrote_it(staff, lan):
    person = staff("owner", name="王芳")
    call = keys.caller(person, label="Web shop")
    assert call.change(f"customers/{lan.uid}", {"marketing_consent": True}).status_code == 200
    assert words(lan) == dict.fromkeys(MARKETING, (True, How.FIELD))
    row = Consent.objects.first()
    assert (row.recorded_by, row.evidence, row.wording) == (person, "由 王芳 · Web shop 填入档案", "")
    assert call.change(f"customers/{lan.uid}", {"marketing_consent": True}).status_code == 200
    assert Consent.objects.count() == 4


def test_who_is_registered_with_an_answer_has_it_on_record(boss):
    made = changes.add(boss, KIND, {"name": "曾敏", "marketing_consent": False})
    assert words(made) == dict.fromkeys(MARKETING, (False, How.FIELD))
    assert column(made) is False


def test_a_slip_of_the_hand_is_taken_back_and_what_was_said_before_holds_again(boss, lan):
    people.give_consent(boss, lan.uid, purpose="marketing_sms", how=How.PAPER)
    write(boss, lan, False)
    assert (column(lan), agrees_to_marketing(standing(lan.pk))) == (False, False)
    write(boss, lan, True)
    assert words(lan) == {"marketing_sms": (True, How.PAPER)}
    assert column(lan) is True


def test_written_and_emptied_again_nobody_was_asked(boss, lan):
    write(boss, lan, True)
    write(boss, lan, None)
    assert (words(lan), column(lan)) == ({}, None)


@pytest.mark.parametrize("value", [True, None])
def test_a_refusal_written_by_another_or_long_ago_holds(boss, actors, lan, value, monkeypatch):
    write(boss, lan, False)
    for actor in (actors["admin"], boss):
        if actor is boss:
            monkeypatch.setattr(field, "SLIP", timedelta(0))
        with pytest.raises(ValidationError) as refused:
            write(actor, lan, value)
        assert set(refused.value.message_dict) == {"marketing_consent"}
    assert (column(lan), Consent.objects.count()) == (False, 4)


def test_bulk_makes_no_yes_of_a_refusal_and_can_be_taken_back(boss, lan):
    refused = people.register_customer(boss, name="曾敏")
    people.withdraw_consent(boss, refused.uid, purpose="marketing_phone", how=How.COUNTER)
    run = bulk.prepare_run(
        boss, KIND, "set", {"field": "marketing_consent", "value": True}, picked=[lan.uid, refused.uid]
    )
    bulk.start_run(boss, run.uid)
    jobs.run_due()
    run.refresh_from_db()
    assert (column(lan), column(refused)) == (True, False)
    assert words(lan) == dict.fromkeys(MARKETING, (True, How.FIELD))
    bulk.undo_run(boss, run.uid)
    jobs.run_due()
    assert (words(lan), column(lan)) == ({}, None)


def test_who_may_not_write_the_field_leaves_no_row(lan, staff, stores):
    looking = shop.actor_with({KIND: {"view": "all", "change": "all", "fields": {"*": "read"}}})
    with pytest.raises(policy.NotWritable):
        write(looking, lan, True)
    assert not Consent.objects.exists()


def test_what_was_there_before_is_noted_as_found_once(boss, lan):
    people.give_consent(boss, lan.uid, purpose="marketing_sms", how=How.PAPER)
    yes, no, unasked = (shop.customer(name, marketing_consent=said) for name, said in
                        (("甲", True), ("乙", False), ("丙", None)))  # fmt: skip
    merged = shop.customer("丁", marketing_consent=True)
    people.give_consent(boss, merged.uid, purpose="marketing_wechat", how=How.PAPER)
    into = shop.customer("戊", marketing_consent=True)
    Customer.objects.filter(pk=merged.pk).update(merged_into=into)
    Merge.objects.all().delete()
    assert note_as_found(connection) == 8
    assert note_as_found(connection) == 0
    assert words(yes) == dict.fromkeys(MARKETING, (True, How.FOUND))
    assert words(no) == dict.fromkeys(MARKETING, (False, How.FOUND))
    assert (words(unasked), words(lan)) == ({}, {"marketing_sms": (True, How.PAPER)})
    row = Consent.objects.filter(customer=yes).first()
    assert (row.at, row.recorded_by, row.uid.version) == (yes.created_at, None, 7)
    assert Consent.objects.values("uid").distinct().count() == Consent.objects.count()


def test_what_was_taken_back_counts_as_never_said(boss, lan):
    write(boss, lan, True)
    write(boss, lan, None)
    Customer.objects.update(marketing_consent=True)
    assert note_as_found(connection) == 4
    assert agrees_to_marketing(standing(lan.pk)) is True
