"""The wish list: what is noted, who sees it, what becomes of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import shop, trade
from parure.access import listing, policy
from parure.access.models import AuditEntry
from parure.core import changes
from parure.people import operations as people
from parure.people.models import Customer, NoteWord, TimelineEntry, Wish
from parure.people.notes import notes_found
from parure.people.wishes.reading import who_wish_for, wishes_of, wishes_to_tell

pytestmark = pytest.mark.django_db
TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def advisor(actors):
    return actors["advisor"]


@pytest.fixture
def lan(advisor):
    return people.register_customer(advisor, name="沈佩兰")


def wish(advisor, lan, **values):
    return people.add_wish(advisor, lan.uid, **({"what": "翡翠手镯"} | values))


def shown(actor, customer):
    return [(each.wish.title, each.wish.state) for each in wishes_of(actor, customer.pk)]


def test_a_wish_keeps_what_was_said(advisor, lan):
    relation = people.add_relation(advisor, lan.uid, kind="daughter", name="小兰")
    made = wish(
        advisor, lan, budget_from=5_000_00, budget_to=8_000_00, relation=relation.uid, occasion="十八岁",
        wanted_by=TOMORROW, may_tell=True,
    )  # fmt: skip
    record = policy.record(advisor, "people.wish", made)
    assert (record.budget_from, record.budget_to, record.occasion) == (5_000_00, 8_000_00, "十八岁")
    assert (record.relation.label, record.wanted_by) == ("小兰", TOMORROW)
    assert (record.may_tell, record.may_tell_since) == (True, timezone.localdate())
    assert record.state == "open"
    assert record.heard_by.label == "Advisor"


def test_a_piece_stands_for_the_words(advisor, lan):
    piece = trade.piece(code="P1", name="冰种平安镯")
    made = wish(advisor, lan, what="", piece=piece.uid)
    assert made.what == policy.record(advisor, "catalog.piece", piece, ()).title
    assert policy.record(advisor, "people.wish", made).piece.uid == piece.uid


def test_nothing_is_told_to_the_spouse_without_leave(advisor, lan):
    husband = people.register_customer(advisor, name="陈先生")
    people.add_relation(advisor, lan.uid, kind="spouse", other_uid=husband.uid)
    made = wish(advisor, lan)
    assert wishes_to_tell(advisor, husband.pk) == []
    people.change_wish(advisor, made.uid, may_tell=True)
    assert [(each.customer.label, each.what) for each in wishes_to_tell(advisor, husband.pk)] == [
        ("沈佩兰", "翡翠手镯")
    ]
    assert wishes_to_tell(advisor, lan.pk) == []
    people.settle_wish(advisor, made.uid, state="fulfilled")
    assert wishes_to_tell(advisor, husband.pk) == []


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"what": " "}, "what"),
        ({"what": "x" * 201}, "what"),
        ({"budget_from": 2, "budget_to": 1}, "budget_to"),
        ({"budget_from": -1}, "budget_from"),
        ({"relation": "00000000-0000-7000-8000-000000000000"}, "relation"),
    ],
)
def test_what_makes_no_sense_is_refused(values, field, advisor, lan):
    with pytest.raises(ValidationError) as refused:
        wish(advisor, lan, **values)
    assert list(refused.value.message_dict) == [field]
    assert not Wish.objects.exists()


def test_a_wish_comes_true_and_is_open_again(advisor, lan):
    first, _second = wish(advisor, lan), wish(advisor, lan, what="珍珠")
    people.settle_wish(advisor, first.uid, state="fulfilled")
    assert shown(advisor, lan) == [("珍珠", "open"), ("翡翠手镯", "fulfilled")]
    people.settle_wish(advisor, first.uid, state="open")
    assert shown(advisor, lan) == [("珍珠", "open"), ("翡翠手镯", "open")]


def test_a_removed_wish_leaves_no_trace_until_it_is_brought_back(advisor, lan):
    made = wish(advisor, lan)
    people.remove_wish(advisor, made.uid)
    assert shown(advisor, lan) == []
    assert not TimelineEntry.objects.filter(resource="people.wish").exists()
    assert not NoteWord.objects.filter(source="w").exists()
    assert AuditEntry.objects.filter(resource="people.wish", action="delete").count() == 1
    people.restore_wish(advisor, made.uid)
    assert shown(advisor, lan) == [("翡翠手镯", "open")]
    assert TimelineEntry.objects.filter(resource="people.wish").count() == 1


def test_it_is_found_by_its_words_and_stands_in_the_story_once(advisor, lan):
    made = wish(advisor, lan)
    people.change_wish(advisor, made.uid, occasion="生日")
    entry = TimelineEntry.objects.get(resource="people.wish")
    assert (entry.kind, entry.body) == ("wish", "翡翠手镯 · 生日")
    assert [(each.customer.title, each.source) for each in notes_found(advisor, "翡翠")] == [("沈佩兰", "w")]


def test_customers_with_open_wishes_can_be_listed(advisor, lan):
    people.register_customer(advisor, name="周白鹭")
    made = wish(advisor, lan)

    def names(value):
        asked = {"field": "has_open_wishes", "op": "is", "value": value}
        return [each.title for each in listing.list_page(advisor, "people.customer", condition=asked).records]

    assert (names(True), names(False)) == (["沈佩兰"], ["周白鹭"])
    people.settle_wish(advisor, made.uid, state="given_up")
    assert names(True) == []


def test_who_wishes_for_a_piece_or_its_style_as_far_as_one_sees_them(advisor, lan, staff, stores):
    piece = trade.piece(code="P1")
    wish(advisor, lan, piece=piece.uid)
    there = shop.acting(staff("advisor", stores.opera))
    stranger = people.register_customer(there, name="周翠鸟")
    people.add_wish(there, stranger.uid, what="x", piece=piece.uid)
    assert [each.customer.label for each in who_wish_for(advisor, "piece", piece.uid)] == ["沈佩兰"]
    assert [each.customer.label for each in who_wish_for(there, "piece", piece.uid)] == ["周翠鸟"]


def test_a_merge_brings_wishes_along_and_its_undo_brings_them_back(actors, lan):
    manager = actors["manager"]
    other = people.register_customer(manager, name="沈佩兰")
    daughters = [
        people.add_relation(manager, each.uid, kind="daughter", name="小兰") for each in (lan, other)
    ]
    made = people.add_wish(manager, other.uid, what="珍珠", relation=daughters[1].uid)
    merge = people.merge_customers(manager, lan.uid, other.uid)
    made.refresh_from_db()
    assert (made.customer, made.relation) == (lan, daughters[0])
    people.undo_merge(manager, merge.uid)
    made.refresh_from_db()
    assert (made.customer, made.relation) == (other, daughters[1])


def test_other_doors_make_and_change_wishes(advisor, lan):
    made = changes.add(advisor, "people.wish", {"customer": lan.uid, "what": "珍珠", "budget_to": 100_00})
    changes.change(advisor, "people.wish", made.uid, {"what": "金珠", "state": "fulfilled"})
    made.refresh_from_db()
    assert (made.what, made.state) == ("金珠", "fulfilled")


def test_who_may_not_change_customers_notes_nothing(actors, lan):
    with pytest.raises((policy.Denied, policy.NotFound)):
        people.add_wish(actors["marketing"], lan.uid, what="x")
    assert Customer.objects.get().wishes.count() == 0
