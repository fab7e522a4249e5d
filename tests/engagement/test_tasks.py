"""Tasks: every operation, twice, refused, taken back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import shop, trade
from parure.access import policy
from parure.access.actors import actor_as_role
from parure.access.models import AuditEntry
from parure.automation.verbs import VERBS
from parure.core.models import Event
from parure.engagement import operations, queries
from parure.engagement.models import Task
from parure.engagement.operations import FollowUp
from parure.people.models import Customer, TimelineEntry
from parure.people.operations import record_interaction
from parure.sales.models import Visit
from parure.sales.operations import record_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(stores, actors):
    return shop.customer(home_store=stores.lake, owner_id=actors["advisor"].staff_id)


@pytest.fixture
def task(actors, customer):
    return operations.create_task(
        actors["advisor"], title="送去戒指", due=tomorrow(), customer_uid=customer.uid, kind="promise"
    )


def tomorrow(days: int = 1) -> date:
    return timezone.localdate() + timedelta(days=days)


def everything() -> list[object]:
    return [
        list(Task.objects.order_by("pk").values()),
        Event.objects.count(),
        AuditEntry.objects.count(),
        TimelineEntry.objects.count(),
    ]


CHANGES = {
    "complete": lambda actor, uid: operations.complete_task(actor, uid, outcome="满意"),
    "postpone": lambda actor, uid: operations.postpone_task(actor, uid, tomorrow(5)),
    "cancel": lambda actor, uid: operations.cancel_task(actor, uid, reason="不用了"),
}


def test_is_ones_own_and_due_at_the_end_of_the_day(task, actors, stores):
    assert (task.assignee_id, task.creator_id) == (actors["advisor"].staff_id,) * 2
    assert task.store_id == stores.lake.pk
    assert timezone.localtime(task.due_at).hour == 18
    assert not task.has_time
    assert Event.objects.get(name="engagement.task_created").payload["task_id"] == task.pk


@pytest.mark.parametrize("name", CHANGES)
def test_asked_twice_changes_once(task, actors, name):
    first = CHANGES[name](actors["advisor"], task.uid)
    assert first.changed
    before = everything()
    assert not CHANGES[name](actors["advisor"], task.uid).changed
    assert everything() == before


@pytest.mark.parametrize("name", CHANGES)
def test_is_taken_back_once(task, actors, name):
    before = Task.objects.values().get(pk=task.pk)
    change = CHANGES[name](actors["advisor"], task.uid)
    assert Task.objects.values().get(pk=task.pk) != before
    assert operations.undo_task_change(actors["advisor"], task.uid, change.undo).changed
    assert Task.objects.values().get(pk=task.pk) == before
    assert not TimelineEntry.objects.filter(resource="engagement.task").exists()
    assert not operations.undo_task_change(actors["advisor"], task.uid, change.undo).changed


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("role", ["marketing", "analyst"])
def test_out_of_reach_nothing_changes(task, actors, name, role):
    actor = actors[role]
    before = everything()
    with pytest.raises((policy.NotFound, policy.Denied)):
        CHANGES[name](actor, task.uid)
    assert everything() == before


def test_undo_stops_when_somebody_changed_it_since(task, actors):
    change = operations.postpone_task(actors["advisor"], task.uid, tomorrow(5))
    operations.postpone_task(actors["advisor"], task.uid, tomorrow(9))
    before = everything()
    with pytest.raises(ValidationError):
        operations.undo_task_change(actors["advisor"], task.uid, change.undo)
    with pytest.raises(ValidationError):
        operations.undo_task_change(actors["advisor"], task.uid, change.undo + "x")
    assert everything() == before


def test_a_token_undoes_its_own_task_only(task, actors, customer):
    other = operations.create_task(actors["advisor"], title="x", due=tomorrow(), customer_uid=customer.uid)
    change = operations.cancel_task(actors["advisor"], task.uid)
    operations.cancel_task(actors["advisor"], other.uid)
    with pytest.raises(ValidationError):
        operations.undo_task_change(actors["advisor"], other.uid, change.undo)


def test_done_is_told_and_followed_up(task, actors, customer):
    change = operations.complete_task(
        actors["advisor"], task.uid, outcome="很喜欢", follow_up=FollowUp(title="问戴得惯吗", due=tomorrow(7))
    )
    told = TimelineEntry.objects.get(customer=customer, kind="task")
    assert (told.title, told.body) == ("送去戒指", "很喜欢")
    following = Task.objects.get(title="问戴得惯吗")
    assert (following.customer_id, following.assignee_id, following.status) == (
        customer.pk,
        task.assignee_id,
        "open",
    )
    operations.undo_task_change(actors["advisor"], task.uid, change.undo)
    following.refresh_from_db()
    assert following.status == "cancelled"


def test_a_closed_task_is_reopened_before_anything_else(task, actors):
    operations.complete_task(actors["advisor"], task.uid)
    for refused in (CHANGES["postpone"], CHANGES["cancel"]):
        with pytest.raises(ValidationError):
            refused(actors["advisor"], task.uid)
    assert operations.reopen_task(actors["advisor"], task.uid).changed
    assert not operations.reopen_task(actors["advisor"], task.uid).changed
    task.refresh_from_db()
    assert (task.status, task.done_at) == ("open", None)


def test_a_manager_hands_over_and_takes_back(task, actors, stores):
    colleague = shop.hire("advisor", stores.lake)
    change = operations.reassign_task(actors["manager"], task.uid, colleague.uid)
    assert not operations.reassign_task(actors["manager"], task.uid, colleague.uid).changed
    task.refresh_from_db()
    assert task.assignee_id == colleague.pk
    operations.undo_task_change(actors["manager"], task.uid, change.undo)
    task.refresh_from_db()
    assert task.assignee_id == actors["advisor"].staff_id


def test_nobody_gives_a_task_out_of_their_reach_or_to_a_leaver(task, actors, stores):
    leaver = shop.hire("advisor", stores.lake, is_active=False)
    elsewhere = shop.hire("advisor", stores.opera)
    before = everything()
    with pytest.raises(ValidationError):
        operations.reassign_task(actors["manager"], task.uid, leaver.uid)
    with pytest.raises(policy.Denied):
        operations.reassign_task(actors["manager"], task.uid, elsewhere.uid)
    assert everything()[0] == before[0]


@pytest.mark.parametrize(
    "values", [{"title": " "}, {"title": "x" * 161}, {"kind": "dance"}, {"words": "x" * 301}]
)
def test_a_wrong_task_is_refused(actors, values):
    actor = actors["advisor"]
    with pytest.raises(ValidationError):
        operations.create_task(actor, **({"title": "x", "due": tomorrow()} | values))
    assert not Task.objects.exists()


def test_postponing_into_the_past_is_refused(task, actors):
    with pytest.raises(ValidationError):
        operations.postpone_task(actors["advisor"], task.uid, tomorrow(-2))


def test_the_same_form_twice_is_one_task(actors):
    for _ in range(2):
        operations.create_task(actors["advisor"], title="x", due=tomorrow(), request_key="k1")
    assert Task.objects.count() == 1


def test_open_tasks_are_grouped_and_the_most_worth_comes_first(actors, customer):
    for title, days, worth in (("a", -3, 100), ("b", 0, None), ("c", 0, 900), ("d", 3, 5), ("e", 30, 5)):
        operations.create_task(
            actors["advisor"], title=title, due=tomorrow(days), worth_minor=worth, customer_uid=customer.uid
        )
    done = operations.create_task(actors["advisor"], title="f", due=tomorrow(0))
    operations.complete_task(actors["advisor"], done.uid)
    groups = queries.open_tasks_for(actors["advisor"])
    shown = [[task.title for task in group] for group in (groups.overdue, groups.today, groups.later)]
    assert shown == [["a"], ["c", "b"], ["d"]]
    assert groups.counts == {"overdue": 1, "today": 2, "later": 1}
    assert [task.title for task in queries.open_tasks_of_customer(actors["advisor"], customer.pk)] == list(
        "abcde"
    )
    assert queries.promises_of(actors["advisor"], customer.pk) == []


def test_a_visit_with_a_next_step_becomes_one_task(actors, customer, committed):
    piece = trade.piece(name="铂金钻戒")
    with committed():
        visits = [
            record_visit(
                actors["advisor"],
                customer.uid,
                companions="丈夫",
                pieces=[(piece.uid, False), (piece.uid, True)],
                outcome="left",
                reason="再想想",
                next_step="留一枚给她",
                next_due=tomorrow(3),
                request_key="form-1",
            )
            for _ in range(2)
        ]
    assert visits[0] == visits[1]
    assert list(Visit.objects.get().pieces.values_list("piece", "tried")) == [(piece.pk, True)]
    task = Task.objects.get()
    assert (task.title, task.assignee_id, task.customer_id) == (
        "留一枚给她",
        actors["advisor"].staff_id,
        customer.pk,
    )
    assert TimelineEntry.objects.get(kind="visit").pictures == ["solitaire pt"]
    assert Customer.objects.get().last_visit_on == timezone.localdate()


def test_a_message_with_a_next_step_becomes_a_task(actors, customer, committed):
    with committed():
        record_interaction(
            actors["advisor"],
            customer.uid,
            channel="wechat",
            content="问生日",
            next_step="发图",
            next_due=tomorrow(),
        )
    assert Task.objects.get().title == "发图"


@pytest.mark.parametrize("wrong", [{"outcome": "danced"}, {"minutes": -1}, {"reason": "x" * 201}])
def test_a_wrong_visit_changes_nothing(actors, customer, wrong):
    with pytest.raises(ValidationError):
        record_visit(actors["advisor"], customer.uid, **wrong)
    assert not Visit.objects.exists()
    assert not Event.objects.exists()


def test_a_rule_gives_the_owner_a_task(actors, customer):
    acting = actor_as_role("manager", "生日提醒")
    verb = VERBS["engagement.create_task"].function
    verb(acting, {"customer_id": customer.pk}, {"title": "打电话", "in_days": 2, "kind": "call"})
    task = Task.objects.get()
    assert (task.assignee_id, timezone.localdate(task.due_at)) == (actors["advisor"].staff_id, tomorrow(2))
    lonely = shop.customer("无主")
    verb(acting, {"customer_id": lonely.pk}, {"title": "打电话"})
    verb(acting, {"customer_id": None}, {"title": "打电话"})
    assert Task.objects.count() == 1


@pytest.mark.parametrize(("hour", "lists"), [(10, []), (20, ["定时的"])])
def test_what_is_due_on_a_day_is_on_time_until_midnight(hour, lists, actors, monkeypatch):
    from parure.engagement import operations, team

    now = timezone.localtime().replace(hour=hour, minute=30)
    monkeypatch.setattr(team.timezone, "now", lambda: now)
    operations.create_task(actors["advisor"], title="当天的", due=now.date())
    operations.create_task(actors["advisor"], title="定时的", due=now.replace(hour=15))
    assert [each["title"] for each in team.task_page(actors["advisor"], "late").tasks] == lists
