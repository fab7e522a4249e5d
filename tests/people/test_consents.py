"""Consents: what holds is the newest word of a purpose, and a no is never lost in a merge."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parure.access import policy
from parure.access.models import AuditEntry
from parure.core.ledger import AppendOnlyError
from parure.people import operations as people
from parure.people.choices import How, Purpose
from parure.people.consents.standing import MARKETING, agrees_to_marketing, consents_of, newest, standing
from parure.people.consents.wordings import CURRENT, WORDINGS
from parure.people.models import Consent, Customer

START = datetime(2026, 1, 1, tzinfo=UTC)
db = pytest.mark.django_db


def word(number, purpose, minute, given_, customer_id=1):
    at = START + timedelta(minutes=minute)
    return Consent(pk=number, customer_id=customer_id, purpose=purpose, given=given_, at=at)


SAID = st.lists(st.tuples(st.sampled_from(Purpose.values), st.integers(0, 9), st.booleans()), max_size=20)


UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@UNHURRIED
@given(said=SAID)
def test_of_one_record_the_newest_word_holds_in_whatever_order_rows_come(said):
    rows = [word(number, *each) for number, each in enumerate(said)]
    expected = {purpose: agreed for purpose, _at, agreed in sorted(said, key=lambda each: each[1])}
    assert {purpose: row.given for purpose, row in newest(reversed(rows)).items()} == expected
    assert {purpose: row.given for purpose, row in newest(rows).items()} == expected


@UNHURRIED
@given(own=SAID, others=SAID, merged=st.integers(0, 9))
def test_of_merged_records_a_no_holds_until_asked_again(own, others, merged):
    moment = START + timedelta(minutes=merged)
    others = [each for each in others if each[1] <= merged]
    rows = [word(number, *each) for number, each in enumerate(own)]
    rows += [word(100 + number, *each, customer_id=2) for number, each in enumerate(others)]
    held = newest(rows, moment)
    first, second = newest(rows[: len(own)]), newest(rows[len(own) :])
    for purpose, row in held.items():
        words = [each[purpose] for each in (first, second) if purpose in each]
        since = [each for each in words if each.at > moment]
        assert row.given == (since[0].given if since else all(each.given for each in words))


@UNHURRIED
@given(states=st.dictionaries(st.sampled_from(Purpose.values), st.booleans()))
def test_marketing_as_a_whole_follows_from_its_channels(states):
    held = {purpose: word(1, purpose, 0, agreed) for purpose, agreed in states.items()}
    said = [states[purpose] for purpose in MARKETING if purpose in states]
    assert agrees_to_marketing(held) is (None if not said else True in said)


def test_every_purpose_has_its_wording_in_both_languages():
    for version in WORDINGS.values():
        assert set(version) == {"zh", "en"}
        assert all(set(texts) == set(Purpose.values) for texts in version.values())


@pytest.fixture
def lan(actors):
    return people.register_customer(actors["advisor"], name="沈佩兰")


def say(actor, customer, purpose, agreed=True, **more):
    verb = people.give_consent if agreed else people.withdraw_consent
    return verb(actor, customer.uid, purpose=purpose, how=How.COUNTER, **more)


def marketing(customer):
    return Customer.objects.get(pk=customer.pk).marketing_consent


@db
def test_given_and_taken_back_both_stay_on_record(actors, lan):
    advisor = actors["advisor"]
    first = say(advisor, lan, "marketing_sms", evidence=" Form 12 ")
    assert (first.evidence, first.wording, first.recorded_by_id) == ("Form 12", CURRENT, advisor.staff_id)
    assert marketing(lan) is True
    say(advisor, lan, "marketing_sms", agreed=False)
    assert marketing(lan) is False
    assert Consent.objects.count() == 2
    assert {purpose: row.given for purpose, row in standing(lan.pk).items()} == {"marketing_sms": False}
    changes = AuditEntry.objects.filter(resource="people.customer", record_id=lan.pk, action="change")
    assert [each.after for each in changes.order_by("pk")] == [
        {"marketing_consent": True},
        {"marketing_consent": False},
    ]


@db
def test_one_channel_refused_leaves_the_other(actors, lan):
    say(actors["advisor"], lan, "marketing_sms")
    say(actors["advisor"], lan, "marketing_phone", agreed=False)
    assert marketing(lan) is True
    say(actors["advisor"], lan, "keep_data")
    say(actors["advisor"], lan, "marketing_sms", agreed=False)
    assert marketing(lan) is False


@db
def test_no_hand_makes_a_yes_of_a_refusal(actors, lan):
    say(actors["advisor"], lan, "marketing_sms", agreed=False)
    with pytest.raises(ValidationError) as refused:
        people.change_customer(actors["advisor"], lan.uid, marketing_consent=True, nickname="Lan")
    assert set(refused.value.message_dict) == {"marketing_consent"}
    assert (marketing(lan), Customer.objects.get(pk=lan.pk).nickname) == (False, "")
    people.change_customer(actors["advisor"], lan.uid, nickname="Lan")
    say(actors["advisor"], lan, "marketing_wechat")
    assert marketing(lan) is True


@db
def test_a_paper_found_late_does_not_undo_a_refusal(actors, lan):
    say(actors["advisor"], lan, "marketing_sms", agreed=False)
    say(actors["advisor"], lan, "marketing_sms", at=START)
    assert standing(lan.pk)["marketing_sms"].given is False
    assert marketing(lan) is False


@db
def test_a_source_is_recorded_once(actors, lan):
    kept = say(actors["advisor"], lan, "photo", source_key="paper:1")
    say(actors["advisor"], lan, "photo", agreed=False)
    assert say(actors["advisor"], lan, "photo", source_key="paper:1") == kept
    with pytest.raises(ValidationError):
        say(actors["advisor"], lan, "photo", agreed=False, source_key="paper:1")
    assert Consent.objects.count() == 2


@db
@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": "everything"},
        {"how": "guessed"},
        {"wording": "none"},
        {"evidence": "x" * 401},
        {"at": datetime(2999, 1, 1, tzinfo=UTC)},
    ],
)
def test_what_is_no_consent_is_refused(actors, lan, wrong):
    with pytest.raises(ValidationError) as refused:
        people.give_consent(actors["advisor"], lan.uid, **({"purpose": "photo", "how": "paper"} | wrong))
    assert set(refused.value.message_dict) == set(wrong)
    assert not Consent.objects.exists()


@db
def test_the_database_itself_keeps_what_was_said(actors, lan):
    row = say(actors["advisor"], lan, "photo")
    with pytest.raises(AppendOnlyError):
        row.save()
    for statement in ("UPDATE people_consent SET given = NOT given", "DELETE FROM people_consent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@db
def test_a_merge_keeps_the_no_until_the_customer_is_asked_again(actors, lan):
    boss = actors["owner"]
    other = people.register_customer(boss, name="沈女士")
    say(boss, other, "marketing_sms", agreed=False)
    say(boss, lan, "marketing_sms")
    say(boss, other, "photo")
    merge = people.merge_customers(boss, lan.uid, other.uid)
    assert {purpose: row.given for purpose, row in standing(lan.pk).items()} == {
        "marketing_sms": False,
        "photo": True,
    }
    assert marketing(lan) is False
    say(boss, lan, "marketing_sms")
    assert standing(lan.pk)["marketing_sms"].given is True
    assert marketing(lan) is True
    people.undo_merge(boss, merge.uid)
    assert set(standing(lan.pk)) == {"marketing_sms"}
    assert standing(other.pk)["marketing_sms"].given is False


@db
@pytest.mark.parametrize("role", ["marketing", "analyst", "workshop"])
def test_who_may_not_record_records_nothing(actors, lan, role):
    with pytest.raises((policy.Denied, policy.NotFound)):
        say(actors[role], lan, "photo")
    assert not Consent.objects.exists()


@db
def test_it_is_read_through_the_gate(actors, lan):
    say(actors["advisor"], lan, "photo", evidence="Form 12")
    (seen,) = consents_of(actors["marketing"], lan.pk)
    assert (seen["purpose"], seen["given"], "evidence" in seen) == ("photo", True, False)
    assert consents_of(actors["workshop"], lan.pk) == []
