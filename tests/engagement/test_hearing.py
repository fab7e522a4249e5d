"""Complaints and low scores as a task of who answers for the store."""

import pytest

from factories import shop
from parure.engagement import operations as engagement
from parure.engagement.models import Task
from parure.people import operations as people

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def lan(actors):
    assert actors["manager"]
    return people.register_customer(actors["advisor"], name="沈佩兰")


@pytest.fixture
def heard(actors, lan):
    def recorded(kind="satisfaction", **values):
        return people.record_feedback(actors["advisor"], lan.uid, kind=kind, **({"words": "太慢"} | values))

    return recorded


def told():
    return list(Task.objects.order_by("pk").values_list("title", "status"))


@pytest.mark.parametrize(
    ("values", "titles"),
    [
        ({"kind": "complaint"}, ["处理投诉"]),
        ({"score": 2}, ["回访：只给了 2 星"]),
        ({"score": 3}, []),
        ({"recommend": 6}, ["回访：推荐意愿只有 6/10"]),
        ({"recommend": 7, "score": 5}, []),
        ({"kind": "suggestion"}, []),
    ],
)
def test_complaints_and_low_scores_are_looked_into_by_the_manager(heard, lan, actors, values, titles):
    heard(**values)
    found = list(Task.objects.all())
    assert [each.title for each in found] == titles
    assert [(each.assignee_id, each.customer_id) for each in found] == [
        (actors["manager"].staff_id, lan.pk)
    ] * len(titles)


def test_it_is_one_task_that_ends_with_what_it_is_about(heard, actors):
    advisor, made = actors["advisor"], heard(score=1)
    people.amend_feedback(advisor, made.uid, kind="complaint")
    assert told() == [("回访：只给了 1 星", "open")]
    people.settle_feedback(advisor, made.uid, done="致歉")
    assert told()[0][1] == "done"
    people.reopen_feedback(advisor, made.uid)
    assert told()[0][1] == "open"
    people.remove_feedback(advisor, made.uid)
    assert told()[0][1] == "cancelled"
    people.restore_feedback(advisor, made.uid)
    assert told()[0][1] == "open"
    people.amend_feedback(advisor, made.uid, kind="praise", score=5)
    assert told() == [("回访：只给了 1 星", "cancelled")]


def test_of_several_managers_the_one_with_less_to_do_gets_it(heard, actors, lan, stores):
    busy = actors["manager"]
    other = shop.hire("manager", stores.lake, username="second-manager")
    engagement.create_task(busy, title="盘点", due=lan.registered_on)
    heard("complaint")
    assert Task.objects.get(source_key__startswith="feedback:").assignee_id == other.pk


def test_without_a_manager_the_advisor_is_asked(heard, actors, lan):
    shop.Staff.objects.filter(pk=actors["manager"].staff_id).update(is_active=False)
    heard("complaint")
    assert Task.objects.get().assignee_id == lan.owner_id
