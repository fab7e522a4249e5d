"""Tasks: lists, one task, and every act in place with its undo."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.colleagues import colleagues, with_kept
from parure.engagement import operations, queries, team
from parure.engagement.operations.changing import change_task
from parure.people import operations as people
from parure.web.dialogs import add_errors, done, notice_of, show, texts
from parure.web.fields.inputs import add_own_fields, keep_own_values
from parure.web.fields.values import own_card
from parure.web.pages import page
from parure.web.people.brief import phone_text
from parure.web.tasks.forms import DoneForm, GiveForm, LaterForm, TaskChangeForm, TaskForm
from parure.web.tasks.lines import task_line, task_lines
from parure.web.together import Together
from parure.web.undo import undoes

TASK = "engagement.task"
CHANGED = "tasks-changed"
CHANGEABLE = ("title", "kind", "on", "at", "assignee", "worth", "words", "note")
DAYS = {"1": 1, "3": 3, "7": 7}


def acts(actor: Actor) -> dict[str, bool]:
    """What the actor may do with tasks."""
    return {
        "add": policy.may(actor, "engagement.task", "add"),
        "change": policy.may(actor, "engagement.task", "change"),
        "give": policy.may(actor, "engagement.task", "change") and team.sees_others(actor),
    }


@page(place="tasks")
@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """One list of tasks: mine, the team's, the late ones, those done."""
    policy.require(request.actor, "engagement.task", "view")
    leads = team.sees_others(request.actor)
    which = request.GET.get("list", "mine")
    which = which if which in team.LISTS and (leads or which != "team") else "mine"
    found = team.task_page(request.actor, which, after=request.GET.get("after", ""))
    context = {
        "lines": task_lines(found.tasks),
        "after": found.after,
        "which": which,
        "leads": leads,
        "others": which != "mine",
        "may": acts(request.actor),
        "notice": notice_of(request),
    }
    if request.htmx and request.htmx.target == "more-tasks":
        return render(request, "tasks/rows.html", context)
    within = request.htmx and request.htmx.target == "tasks"
    return render(request, "tasks/list.html" if within else "tasks/tasks.html", context)


@page(place="tasks")
@require_safe
def task(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One task with everything that can be done about it."""
    detail = queries.task_detail(request.actor, uid)
    line = task_line(detail, timezone.now())
    return show(
        request,
        DoneForm(),
        own=own_card(request.actor, detail),
        title=line.title,
        template="tasks/task.html",
        action=reverse("task-done", args=[uid]),
        line=line,
        may=acts(request.actor),
    )


@page(place="tasks")
def add_task(request: HttpRequest) -> HttpResponse:
    """Write down what is to be done; `customer` in the address says for whom."""
    actor = request.actor
    policy.require(actor, "engagement.task", "add")
    customer = _customer(actor, request.GET.get("customer", ""))
    writable = policy.fields(actor, "engagement.task", Level.WRITE)
    people_here = colleagues(actor) if "assignee" in writable and team.sees_others(actor) else []
    initial = {"kind": request.GET.get("kind", "follow_up")}
    form = TaskForm(request.POST or None, people=people_here, may_worth="worth" in writable, initial=initial)
    if policy.may(actor, "engagement.task", "change"):
        add_own_fields(form, actor, "engagement.task")
    if form.is_bound and form.is_valid():
        try:
            _create(actor, customer, form)
        except ValidationError as error:
            add_errors(form, error, due="on")
        else:
            back = reverse("customer", args=[customer.uid]) if customer else reverse("tasks")
            return done(request, _("The task is written down."), fact=CHANGED, back=back)
    intro = _("For %s") % customer.title if customer else ""
    return show(request, form, title=_("Add a task"), intro=intro)


def _customer(actor: Actor, uid: str) -> policy.Record | None:
    if not uid:
        return None
    return policy.record(
        actor, "people.customer", policy.fetch(actor, "people.customer", uid, "view"), ["name"]
    )


@transaction.atomic
def _create(actor: Actor, customer: policy.Record | None, form: TaskForm) -> None:
    given = form.cleaned_data
    made = operations.create_task(
        actor,
        title=given["title"],
        due=given["due"],
        customer_uid=customer.uid if customer else None,
        assignee_uid=given.get("assignee") or None,
        worth_minor=given["worth"] * 100 if given.get("worth") else None,
        **texts(given, "kind", "note", "words", "request_key"),
    )
    keep_own_values(actor, "engagement.task", made.uid, form)


@page(place="tasks")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Say a task anew; what somebody else changed since the form was opened is asked about."""
    actor = request.actor
    policy.require(actor, TASK, "change")
    instance = policy.fetch(actor, TASK, uid, "change")
    current = _as_typed(policy.record(actor, TASK, instance))
    writable = policy.fields(actor, TASK, Level.WRITE)
    may_give = "assignee" in writable and team.sees_others(actor)
    people_here = with_kept(colleagues(actor), instance.assignee, current["assignee"]) if may_give else []
    form = TaskChangeForm(
        request.POST or None, people=people_here, may_worth="worth" in writable, initial=current
    )
    given, clashes = Together(form, CHANGEABLE, current).settle(TASK, instance.pk)
    if given is not None:
        try:
            told = change_task(actor, uid, **_said_anew(form, given))
        except ValidationError as error:
            add_errors(form, error, until="on")
        else:
            return _said(request, _("The task is changed."), told)
    return show(request, form, title=_("Change the task"), clashes=clashes)


def _as_typed(record: policy.Record) -> dict[str, Any]:
    """What the form shows of a task; an amount in yuan."""
    due = timezone.localtime(record["due_at"])
    assignee, worth = record.get("assignee"), record.get("worth")
    return texts(record.values(), "title", "kind", "words", "note") | {
        "on": due.date().isoformat(),
        "at": f"{due:%H:%M}" if record.get("has_time") else "",
        "assignee": str(assignee.uid) if assignee else "",
        "worth": worth // 100 if isinstance(worth, int) else "",
    }


def _said_anew(form: TaskChangeForm, given: dict[str, Any]) -> dict[str, Any]:
    """What the reader changed, as the operation takes it."""
    found = {name: each for name, each in given.items() if name not in ("on", "at", "worth")}
    if given.keys() & {"on", "at"}:
        found["due"] = form.cleaned_data["due"]
    if "worth" in given:
        found["worth"] = given["worth"] * 100 if given["worth"] is not None else None
    return found


# ── acts ─────────────────────────────────────────────────────────────────────


@page(place="tasks")
@require_POST
def complete(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Done; with what came of it where somebody wrote it."""
    form = DoneForm(request.POST)
    if not form.is_valid():
        return _again(request, uid, form)
    given = form.cleaned_data
    following = None
    if given.get("next_step"):
        following = operations.FollowUp(title=given["next_step"], due=given["next_due"])
    change = operations.complete_task(
        request.actor, uid, outcome=given.get("outcome", ""), follow_up=following
    )
    return _said(request, _("Done, well kept."), change)


def _again(request: HttpRequest, uid: UUID, form: DoneForm) -> HttpResponse:
    line = task_line(queries.task_detail(request.actor, uid), timezone.now())
    return show(
        request, form, title=line.title, template="tasks/task.html", line=line, may=acts(request.actor)
    )


@page(place="tasks")
def later(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Postpone: at once by `days`, else to a day that is asked for."""
    policy.require(request.actor, "engagement.task", "change")
    policy.fetch(request.actor, "engagement.task", uid, "change")
    form = LaterForm(request.POST or None)
    if request.POST.get("days") in DAYS:
        until = timezone.localdate() + timedelta(days=DAYS[request.POST["days"]])
        return _said(request, _("Postponed."), operations.postpone_task(request.actor, uid, until))
    if form.is_bound and form.is_valid():
        try:
            change = operations.postpone_task(request.actor, uid, form.cleaned_data["due"])
        except ValidationError as error:
            add_errors(form, error, until="on")
        else:
            return _said(request, _("Postponed."), change)
    return show(request, form, title=_("Later"))


@page(place="tasks")
def give(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Give a task to a colleague."""
    policy.require(request.actor, "engagement.task", "change")
    detail = queries.task_detail(request.actor, uid)
    form = GiveForm(request.POST or None, people=colleagues(request.actor))
    if form.is_bound and form.is_valid():
        try:
            change = operations.reassign_task(request.actor, uid, form.cleaned_data["assignee"])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return _said(request, _("Given on."), change)
    return show(request, form, title=_("Give to a colleague"), intro=detail.title)


@page(place="tasks")
@require_POST
def drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Need not be done."""
    return _said(request, _("Dropped."), operations.cancel_task(request.actor, uid))


@page(place="tasks")
@require_POST
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To do again."""
    return _said(request, _("It is open again."), operations.reopen_task(request.actor, uid))


@page(place="tasks")
@require_POST
def call(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The telephone number of a task's customer, on record."""
    customer = queries.task_detail(request.actor, uid).get("customer")
    if customer is None or customer.uid is None:
        raise policy.NotFound("people.customer")
    return call_customer(request, customer.uid)


@page(place="today")
@require_POST
def call_customer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The first telephone number of a customer in clear, on record."""
    actor = request.actor
    instance = policy.fetch(actor, "people.customer", uid, "view")
    record = policy.record(actor, "people.customer", instance, ["phones"])
    phones = record.get("phones") or []
    if not phones:
        return render(request, "tasks/call.html", {"value": "", "uid": uid})
    value = people.reveal_contact(actor, uid, contact_uid=phones[0].ref)
    may_talk = policy.may(actor, "people.interaction", "add")
    return render(
        request,
        "tasks/call.html",
        {"value": value, "shown": phone_text(value), "uid": uid, "may_talk": may_talk},
    )


def _said(request: HttpRequest, text: str, change: operations.TaskChange) -> HttpResponse:
    undo = ("task", {"uid": str(change.uid), "token": change.undo}) if change.changed else None
    return done(request, text, fact=CHANGED, back=reverse("tasks"), undo=undo)


@undoes("task", fact=CHANGED)
def _undo_task(actor: Actor, kept: dict[str, Any]) -> None:
    operations.undo_task_change(actor, kept["uid"], kept["token"])
