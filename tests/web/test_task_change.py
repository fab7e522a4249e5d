"""A task said anew: what changes, what comes back, and that nobody is written over."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from factories import keys
from parure.access import policy
from parure.access.models import AuditEntry
from parure.engagement import operations as tasks
from parure.engagement.models import Task
from parure.engagement.operations.changing import change_task

pytestmark = pytest.mark.django_db
DIALOG = {"HX-Request": "true", "HX-Target": "dialog-body"}
TODAY = timezone.localdate()


@pytest.fixture
def task(actors):
    due = TODAY + timedelta(days=1)
    return tasks.create_task(actors["advisor"], title="发上手图", due=due, kind="call", worth_minor=880_000)


def opened(client, task):
    """The form as a browser would send it back."""
    form = client.get(reverse("task-change", args=[task.uid]), headers=DIALOG).context["form"]
    return {name: each.value() for name in form.fields if (each := form[name]).value() is not None}


def send(client, task, **given):
    return client.post(reverse("task-change", args=[task.uid]), given, headers=DIALOG)


def kept():
    return Task.objects.values("title", "kind", "note", "worth_minor", "has_time", "postponed").get()


def test_what_is_written_is_changed_and_taken_back(client_for, task):
    client = client_for("advisor")
    before, due = kept(), Task.objects.get().due_at
    form = opened(client, task)
    assert form["worth"] == 8800
    later = (TODAY + timedelta(days=5)).isoformat()
    answer = send(
        client, task, **form | {"title": "送上手图", "on": later, "at": "15:30", "note": "带放大镜"}
    )
    assert answer.status_code == 204, answer.content.decode()
    assert kept() == before | {"title": "送上手图", "note": "带放大镜", "has_time": True, "postponed": 1}
    undo = json.loads(answer.headers["HX-Trigger"])["toast"]["undo"]
    assert client.post(undo, headers=DIALOG).status_code == 204
    assert (kept(), Task.objects.get().due_at) == (before, due)


def test_unchanged_nothing_is_written(client_for, task):
    client = client_for("advisor")
    before = AuditEntry.objects.count()
    form = opened(client, task)
    assert send(client, task, **form).status_code == 204
    assert AuditEntry.objects.count() == before


def test_what_both_changed_is_asked_about_and_the_rest_is_kept(client_for, task):
    advisor, manager = client_for("advisor"), client_for("manager")
    mine, theirs = opened(advisor, task), opened(manager, task)
    send(manager, task, **theirs | {"title": "改期送图", "words": "约在周末"})
    answer = send(advisor, task, **mine | {"title": "今天送图", "note": "带盒子"})
    assert answer.status_code == 409
    assert [each.name for each in answer.context["clashes"]] == ["title"]
    assert "改期送图" in answer.content.decode()
    again = {name: answer.context["form"][name].value() for name in answer.context["form"].fields}
    again = {name: value for name, value in again.items() if value is not None}
    assert send(advisor, task, **again).status_code == 204
    assert Task.objects.values_list("title", "words", "note").get() == ("今天送图", "约在周末", "带盒子")


def test_a_manager_gives_it_on_in_the_same_form(client_for, task, staff):
    heir = staff("advisor", name="李梅")
    client = client_for("manager")
    assert send(client, task, **opened(client, task) | {"assignee": str(heir.uid)}).status_code == 204
    assert Task.objects.get().assignee == heir


@pytest.mark.parametrize(
    ("given", "field"), [({"title": ""}, "title"), ({"on": "2020-01-01"}, "on"), ({"on": ""}, "on")]
)
def test_what_cannot_be_is_said_at_its_field(client_for, task, given, field):
    client = client_for("advisor")
    answer = send(client, task, **opened(client, task) | given)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors


def test_a_closed_task_and_one_out_of_reach_stay(actors, task):
    with pytest.raises(policy.NotFound):
        change_task(actors["workshop"], task.uid, title="x")
    with pytest.raises(policy.NotWritable):
        change_task(actors["admin"], task.uid, status="done")
    tasks.complete_task(actors["advisor"], task.uid)
    with pytest.raises(ValidationError):
        change_task(actors["advisor"], task.uid, title="x")
    assert Task.objects.get().title == "发上手图"


def test_other_systems_change_it_too(task, staff):
    call = keys.caller(staff("owner"))
    answer = call.change(f"tasks/{task.uid}", {"title": "发视频", "priority": 3, "worth": "120.00"})
    assert answer.status_code == 200, answer.content
    assert Task.objects.values_list("title", "priority", "worth_minor").get() == ("发视频", 3, 12_000)
    assert call.change(f"tasks/{task.uid}", {"priority": -1}).status_code == 422
    assert call.change(f"tasks/{task.uid}", {"priority": 40_000}).status_code == 422
