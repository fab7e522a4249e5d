"""Tasks: lists, and every act in place with its undo."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parure.access.models import AuditEntry
from parure.engagement import operations as tasks
from parure.engagement.models import Task
from parure.people import operations

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
DIALOG = HTMX | {"HX-Target": "dialog-body"}


@pytest.fixture
def task(actors):
    customer = operations.register_customer(actors["advisor"], name="沈佩兰", phone="13900017788")
    today = timezone.localdate()
    return tasks.create_task(
        actors["advisor"], title="发上手图", due=today, customer_uid=customer.uid, kind="call"
    )


def act(client, name, task, **given):
    return client.post(reverse(f"task-{name}", args=[task.uid]), given, headers=HTMX)


def undo(client, answer):
    return client.post(json.loads(answer.headers["HX-Trigger"])["toast"]["undo"], headers=HTMX)


@pytest.mark.parametrize(
    ("name", "given", "changed"),
    [
        ("done", {}, {"status": "done"}),
        ("drop", {}, {"status": "cancelled"}),
        ("later", {"days": "3"}, {"postponed": 1}),
    ],
)
def test_each_act_happens_in_place_and_can_be_taken_back(name, given, changed, client_for, task):
    client = client_for("advisor")
    before = Task.objects.values("status", "due_at", "postponed").get()
    answer = act(client, name, task, **given)
    assert answer.status_code == 204
    assert json.loads(answer.headers["HX-Trigger"])["tasks-changed"] is True
    after = Task.objects.values("status", "due_at", "postponed").get()
    assert {key: after[key] for key in changed} == changed
    assert undo(client, answer).status_code == 204
    assert Task.objects.values("status", "due_at", "postponed").get() == before


def test_an_undo_that_comes_too_late_says_so_and_changes_nothing(client_for, task):
    advisor, manager = client_for("advisor"), client_for("manager")
    postponed = act(advisor, "later", task, days="1")
    act(manager, "later", task, days="7")
    due = Task.objects.get().due_at
    notice = json.loads(undo(advisor, postponed).headers["HX-Trigger"])["toast"]
    assert notice["bad"] is True
    assert Task.objects.get().due_at == due


def test_postponing_asks_for_a_day_and_refuses_one_that_has_passed(client_for, task):
    client = client_for("advisor")
    address = reverse("task-later", args=[task.uid])
    assert 'name="on"' in client.get(address, headers=DIALOG).content.decode()
    assert client.post(address, {"soon": "", "on": "2020-01-01"}, headers=DIALOG).status_code == 422
    assert (
        client.post(address, {"soon": "", "on": "2031-05-01", "at": "10:30"}, headers=DIALOG).status_code
        == 204
    )
    due = timezone.localtime(Task.objects.get().due_at)
    assert (due.date().isoformat(), due.hour, due.minute) == ("2031-05-01", 10, 30)


def test_a_near_day_that_is_chosen_counts_and_not_one_left_in_the_hidden_field(client_for, task):
    address = reverse("task-later", args=[task.uid])
    for left in ("2031-05-01", "31.5."):
        given = {"soon": "3", "on": left}
        assert client_for("advisor").post(address, given, headers=DIALOG).status_code == 204
        due = timezone.localtime(Task.objects.get().due_at).date()
        assert due == timezone.localdate() + timedelta(days=3)


def test_done_with_a_next_step_makes_the_next_task(client_for, task):
    given = {"outcome": "已发", "next_step": "约周六看", "next_due": "2031-01-04"}
    assert act(client_for("advisor"), "done", task, **given).status_code == 204
    assert set(Task.objects.values_list("title", "status")) == {("发上手图", "done"), ("约周六看", "open")}


def test_a_task_is_written_down_for_a_customer(client_for, task):
    client = client_for("advisor")
    address = f"{reverse('task-add')}?customer={task.customer.uid}"
    given = {"title": "问佩戴", "kind": "call", "soon": "3", "request_key": "k"}
    assert client.post(address, {"kind": "call", "soon": "3"}, headers=DIALOG).status_code == 422
    assert {client.post(address, given, headers=DIALOG).status_code for _ in range(2)} == {204}
    made = Task.objects.get(title="问佩戴")
    assert made.customer == task.customer
    assert timezone.localdate(made.due_at) == timezone.localdate() + timedelta(days=3)


def test_the_number_to_call_is_shown_on_record(client_for, task):
    before = AuditEntry.objects.filter(action="reveal").count()
    words = client_for("advisor").post(reverse("task-call", args=[task.uid]), headers=DIALOG).content.decode()
    assert "tel:+8613900017788" in words
    assert "139 0001 7788" in words
    assert AuditEntry.objects.filter(action="reveal").count() == before + 1


def test_a_manager_hands_a_task_on(client_for, actors, staff, task):
    colleague = staff("advisor", name="宋岚")
    client = client_for("manager")
    address = reverse("task-give", args=[task.uid])
    assert "宋岚" in client.get(address, headers=DIALOG).content.decode()
    answer = client.post(address, {"assignee": str(colleague.uid)}, headers=DIALOG)
    assert Task.objects.get().assignee == colleague
    undo(client, answer)
    assert Task.objects.get().assignee == actors.people["advisor"]


def test_lists_hold_what_their_names_say(client_for, actors, task):
    manager = actors["manager"]
    late = tasks.create_task(manager, title="补价签", due=timezone.localdate())
    Task.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(days=2))
    tasks.complete_task(manager, tasks.create_task(manager, title="擦柜台", due=timezone.localdate()).uid)
    client = client_for("manager")

    def titles(which):
        return {line.title for line in client.get(reverse("tasks"), {"list": which}).context["lines"]}

    Task.objects.filter(pk=task.pk).update(due_at=timezone.now() + timedelta(hours=1))
    assert titles("mine") == {"补价签"}
    assert titles("team") == {"补价签", "发上手图"}
    assert titles("late") == {"补价签"}
    assert titles("done") == {"擦柜台"}


def test_more_rows_follow_by_key_at_the_same_cost(client_for, actors, django_assert_num_queries):
    advisor = actors["advisor"]
    client = client_for("advisor")
    for number in range(60):
        tasks.create_task(advisor, title=f"事{number:02}", due=timezone.localdate() + timedelta(days=number))
    with django_assert_num_queries(2):
        first = client.get(reverse("tasks"))
    second = client.get(
        reverse("tasks"), {"after": first.context["after"]}, headers=HTMX | {"HX-Target": "more-tasks"}
    )
    seen = [line.title for answer in (first, second) for line in answer.context["lines"]]
    assert seen == [f"事{number:02}" for number in range(60)]


def test_who_may_not_see_a_task_finds_none(client_for, staff, stores, task):
    client = client_for(staff("advisor", stores.opera))
    assert client.get(reverse("task", args=[task.uid])).status_code == 404
    assert act(client, "done", task).status_code == 404
    assert Task.objects.get().status == "open"


def test_an_analyst_only_reads(client_for, task):
    client = client_for("analyst")
    assert client.get(reverse("task", args=[task.uid])).status_code == 200
    for name in ("done", "drop", "later"):
        assert act(client, name, task, days="1").status_code in (403, 404), name
    assert Task.objects.get().status == "open"
