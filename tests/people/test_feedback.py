"""What customers think of us: what is recorded, what follows from it, who sees it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import shop
from parure.access import listing, policy
from parure.core import changes
from parure.engagement.models import Task
from parure.people import operations as people
from parure.people.feedback.reading import feedback_of
from parure.people.models import Customer, Feedback, NoteWord, TimelineEntry
from parure.people.notes import notes_found
from parure.sales.models import Order, Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def advisor(actors):
    return actors["advisor"]


@pytest.fixture
def lan(advisor):
    return people.register_customer(advisor, name="沈佩兰")


def heard(advisor, lan, kind="complaint", **values):
    return people.record_feedback(advisor, lan.uid, kind=kind, **({"words": "戒圈太紧"} | values))


def known(lan):
    return Customer.objects.values_list("last_score", "complaint_since").get(pk=lan.pk)


def test_it_keeps_what_was_said_by_whom_and_where(actors, lan, stores):
    boss = actors["owner"]
    order = Order.objects.create(order_no="O1", customer=lan, store=stores.opera, ordered_at=timezone.now())
    made = heard(boss, lan, "suggestion", score=4, recommend=0, order=order.uid)
    record = policy.record(boss, "people.feedback", made)
    assert (record.kind, record.score, record.recommend, record.words) == ("suggestion", 4, 0, "戒圈太紧")
    assert (record.status, record.source, record.staff.label) == ("open", "staff", "Owner")
    assert record.store.label == stores.opera.name
    assert made.order_ref == order.pk
    told = heard(actors["advisor"], lan, "praise")
    assert (told.status, told.store) == ("", stores.lake)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "rumour"}, "kind"),
        ({"words": " "}, "words"),
        ({"score": 0}, "score"),
        ({"score": 6}, "score"),
        ({"recommend": 11}, "recommend"),
        ({"at": timezone.now() + timedelta(days=1)}, "at"),
        ({"words": "x" * 5001}, "words"),
    ],
)
def test_what_makes_no_sense_is_refused(values, field, advisor, lan):
    with pytest.raises(ValidationError) as refused:
        heard(advisor, lan, **values)
    assert list(refused.value.message_dict) == [field]
    assert not Feedback.objects.exists()


def test_it_is_about_what_this_customer_bought_or_came_for(advisor, lan):
    other = people.register_customer(advisor, name="周白鹭")
    visit = Visit.objects.create(customer=other, store=other.home_store)
    with pytest.raises(ValidationError) as refused:
        heard(advisor, lan, visit=visit.uid)
    assert list(refused.value.message_dict) == ["visit"]


def test_a_complaint_is_settled_opened_again_and_told_in_the_story_once(advisor, lan):
    made = heard(advisor, lan, score=2)
    with pytest.raises(ValidationError):
        people.settle_feedback(advisor, made.uid, done=" ")
    made = people.settle_feedback(advisor, made.uid, done="改大一号，致歉")
    assert (made.status, made.settled_by_id) == ("settled", advisor.staff_id)
    entry = TimelineEntry.objects.get(resource="people.feedback")
    assert (entry.kind, entry.title, entry.body) == (
        "feedback",
        "投诉 ★★☆☆☆",
        "戒圈太紧；已处理：改大一号，致歉",
    )
    made = people.reopen_feedback(advisor, made.uid)
    assert (made.status, made.done, made.settled_at) == ("open", "改大一号，致歉", None)
    with pytest.raises(ValidationError):
        people.settle_feedback(advisor, heard(advisor, lan, "praise").uid, done="x")


def test_the_customer_has_the_last_score_and_since_when_a_complaint_is_open(advisor, lan):
    now = timezone.now()
    first = heard(advisor, lan, score=2, at=now - timedelta(days=3))
    heard(advisor, lan, "satisfaction", score=5, at=now - timedelta(days=1))
    heard(advisor, lan, score=4, at=now - timedelta(days=2))
    heard(advisor, lan, "suggestion", at=now - timedelta(days=9))
    assert known(lan) == (5, first.at)
    people.settle_feedback(advisor, first.uid, done="致歉")
    assert known(lan) == (5, now - timedelta(days=2))
    people.amend_feedback(advisor, first.uid, score=1, at=now)
    assert known(lan)[0] == 1
    people.remove_feedback(advisor, first.uid)
    assert known(lan)[0] == 5
    complaining = listing.list_page(
        advisor, "people.customer", condition={"field": "complaint_since", "op": "filled"}
    )
    assert [each.title for each in complaining.records] == ["沈佩兰"]


def test_what_turns_into_a_complaint_is_open_and_what_is_none_any_more_is_not(advisor, lan):
    made = heard(advisor, lan, "praise")
    made = people.amend_feedback(advisor, made.uid, kind="complaint")
    assert made.status == "open"
    made = people.settle_feedback(advisor, made.uid, done="致歉")
    made = people.amend_feedback(advisor, made.uid, kind="satisfaction")
    assert (made.status, made.settled_at) == ("", None)


def test_taken_back_it_leaves_no_trace_until_it_is_brought_back(advisor, lan):
    made = heard(advisor, lan)
    assert [each.customer.title for each in notes_found(advisor, "太紧")] == ["沈佩兰"]
    people.remove_feedback(advisor, made.uid)
    assert feedback_of(advisor, lan.pk) == []
    assert not TimelineEntry.objects.filter(resource="people.feedback").exists()
    assert not NoteWord.objects.filter(source="f").exists()
    people.restore_feedback(advisor, made.uid)
    assert [each.title for each in feedback_of(advisor, lan.pk)] == ["投诉"]
    assert known(lan)[1] == made.at


def test_a_merge_brings_it_along_with_what_follows_and_its_undo_puts_it_back(actors, lan):
    manager = actors["manager"]
    other = people.register_customer(manager, name="沈佩兰")
    made = heard(manager, other, score=2)
    merge = people.merge_customers(manager, lan.uid, other.uid)
    made.refresh_from_db()
    assert (made.customer_id, known(lan)) == (lan.pk, (2, made.at))
    people.undo_merge(manager, merge.uid)
    made.refresh_from_db()
    assert (made.customer_id, known(lan), known(other)) == (other.pk, (None, None), (2, made.at))


def test_other_doors_record_and_change_it(advisor, lan):
    given = {"customer": lan.uid, "kind": "satisfaction", "score": 5}
    made = changes.add(advisor, "people.feedback", given)
    changes.change(advisor, "people.feedback", made.uid, {"recommend": 9})
    changes.offered_on("people.feedback")["remove"].function(advisor, made.uid)
    made.refresh_from_db()
    assert (made.score, made.recommend, made.is_removed) == (5, 9, True)


def test_who_sees_the_customer_only_sees_it_and_not_what_was_said_without_notes(actors, lan, staff, stores):
    heard(actors["advisor"], lan)
    (seen,) = policy.records(actors["marketing"], "people.feedback", Feedback.objects.all())
    assert seen.kind == "complaint"
    assert "words" not in seen
    assert not policy.rows(shop.acting(staff("advisor", stores.opera)), "people.feedback").exists()
    with pytest.raises((policy.Denied, policy.NotFound)):
        heard(actors["marketing"], lan)
    assert Feedback.objects.count() == 1
    assert Task.objects.filter(source_key__startswith="feedback:").count() <= 1
