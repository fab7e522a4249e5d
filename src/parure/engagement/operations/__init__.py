"""Every write to tasks, one function a verb; each change can be taken back with the token that it returns."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import colleague, refuse_leaver
from parure.access.models import Staff
from parure.core.events import emit
from parure.engagement.choices import TaskKind, TaskStatus
from parure.engagement.events import TaskCompleted, TaskCreated, TaskReassigned
from parure.engagement.models import Task
from parure.engagement.rules import due_moment
from parure.people.choices import EntryKind
from parure.people.facts import touch
from parure.people.models import Customer, Interaction
from parure.people.story import forget, remember

RESOURCE = "engagement.task"
UNDONE = (
    "status", "outcome", "done_at", "due_at", "has_time", "postponed", "assignee_id", "store_id",
    "title", "kind", "note", "words", "priority", "worth_minor",
)  # fmt: skip
NAME_OF = {"assignee_id": "assignee", "store_id": "store", "worth_minor": "worth"}
NOT_WRITTEN = {"postponed", "done_at"}  # follow from the others
UNDO_SALT = "parure.engagement.undo"
TALKS = (TaskKind.CALL, TaskKind.MESSAGE, TaskKind.FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What came of an operation: the task's uid, whether anything changed, and the token that takes it back."""

    uid: UUID
    changed: bool
    undo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """What is to be done next, once a task is done; for the same customer and person."""

    title: str
    due: date | datetime
    kind: str = TaskKind.FOLLOW_UP


@transaction.atomic
def create_task(
    actor: Actor,
    *,
    title: str,
    due: date | datetime,
    customer_uid: UUID | str | None = None,
    assignee_uid: UUID | str | None = None,
    kind: str = TaskKind.OTHER,
    note: str = "",
    words: str = "",
    priority: int = 0,
    worth_minor: int | None = None,
    request_key: str = "",
) -> Task:
    """Give somebody who works here, oneself unless said, a thing to do. A date is due at the end of that day.

    `request_key` is the form's own key: the same form sent twice is one task. Emits TaskCreated.
    """
    customer = policy.fetch(actor, "people.customer", customer_uid, "view") if customer_uid else None
    assignee = colleague(actor, assignee_uid, "assignee") if assignee_uid else None
    due_at, has_time = _due(due)
    task = Task(
        customer=customer,
        assignee_id=assignee.pk if assignee else actor.staff_id,
        creator_id=actor.staff_id,
        store_id=_store(actor, assignee, customer),
        kind=kind,
        title=title.strip(),
        note=note.strip(),
        words=words.strip(),
        due_at=due_at,
        first_due_at=due_at,
        has_time=has_time,
        priority=priority,
        worth_minor=worth_minor,
        source_key=f"form:{actor.staff_id}:{request_key}"[:120] if request_key else None,
    )
    return _add(actor, task)


def _add(actor: Actor, task: Task) -> Task:
    names = ["title", "kind", "due_at", "customer", "assignee", "note", "words", "priority"]
    if task.worth_minor is not None:
        names.append("worth")
    if task.source_key and (known := Task.objects.filter(source_key=task.source_key).first()):
        policy.check_write(actor, RESOURCE, names, action="add")
        return known
    check(task)
    with policy.writing(actor, RESOURCE, task, names, action="add"):
        task.save()
        emit(TaskCreated(task.pk, task.customer_id, task.assignee_id, task.kind), actor=actor)
    return task


def check(task: Task) -> None:
    errors = {}
    if not task.title:
        errors["title"] = _("Please say what is to be done.")
    for name in ("title", "words"):
        limit = getattr(Task._meta.get_field(name), "max_length", None) or 0
        if len(getattr(task, name)) > limit:
            errors[name] = _("At most %s characters.") % limit
    if task.kind not in TaskKind.values:
        errors["kind"] = _("This isn't one of the choices.")
    if errors:
        raise ValidationError(errors)


def _due(due: date | datetime) -> tuple[datetime, bool]:
    if isinstance(due, datetime):
        return due, True
    return due_moment(due, timezone.get_current_timezone()), False


def _store(actor: Actor, assignee: Staff | None, customer: Customer | None) -> int | None:
    """The store that sees the task: where it is done, else the customer's."""
    if assignee is not None and assignee.home_store_id:
        return assignee.home_store_id
    return (customer.home_store_id if customer else None) or actor.home_store_id


# ── changes ──────────────────────────────────────────────────────────────────


@transaction.atomic
def complete_task(
    actor: Actor, uid: UUID | str, *, outcome: str = "", follow_up: FollowUp | None = None
) -> TaskChange:
    """Done, with what came of it, and perhaps what comes next; told in the customer's story. Done twice is once."""
    task = _locked(actor, uid, ["status", "outcome"])
    if task.status == TaskStatus.DONE:
        return TaskChange(task.uid, changed=False)
    must_be_open(task)
    before = state(task)
    with policy.writing(actor, RESOURCE, task, ["status", "outcome"]):
        task.status, task.done_at = TaskStatus.DONE, timezone.now()
        task.outcome = _short(outcome)
        task.save(update_fields=["status", "done_at", "outcome"])
        _tell(actor, task)
        emit(TaskCompleted(task.pk, task.customer_id, task.assignee_id, task.kind, task.outcome), actor=actor)
        following = _add_follow_up(actor, task, follow_up) if follow_up else None
    return changed(task, before, following)


def _short(outcome: str) -> str:
    outcome = outcome.strip()
    if len(outcome) > 200:
        raise ValidationError({"outcome": _("At most %s characters.") % 200})
    return outcome


def _tell(actor: Actor, task: Task) -> None:
    if task.customer_id is None:
        return
    now = task.done_at or timezone.now()
    remember(
        task.customer_id,
        at=now,
        kind=EntryKind.TASK,
        title=task.title,
        body=task.outcome,
        who=actor.label,
        resource=RESOURCE,
        record_id=task.pk,
    )
    if task.kind in TALKS:
        touch(task.customer_id, timezone.localdate(now))


def _add_follow_up(actor: Actor, task: Task, wanted: FollowUp) -> Task:
    due_at, has_time = _due(wanted.due)
    return _add(
        actor,
        Task(
            customer_id=task.customer_id,
            assignee_id=task.assignee_id,
            creator_id=actor.staff_id,
            store_id=task.store_id,
            kind=wanted.kind,
            title=wanted.title.strip(),
            due_at=due_at,
            first_due_at=due_at,
            has_time=has_time,
        ),
    )


@transaction.atomic
def postpone_task(actor: Actor, uid: UUID | str, until: date | datetime) -> TaskChange:
    """Due later; the first due time stays known. The same new time twice is one postponement."""
    task = _locked(actor, uid, ["due_at", "has_time"])
    must_be_open(task)
    due_at, has_time = _due(until)
    if (task.due_at, task.has_time) == (due_at, has_time):
        return TaskChange(task.uid, changed=False)
    if due_at <= timezone.now():
        raise ValidationError({"until": _("Please choose a time that is still to come.")})
    before = state(task)
    with policy.writing(actor, RESOURCE, task, ["due_at", "has_time"]):
        task.due_at, task.has_time = due_at, has_time
        task.postponed += 1
        task.save(update_fields=["due_at", "has_time", "postponed"])
    return changed(task, before)


@transaction.atomic
def reassign_task(actor: Actor, uid: UUID | str, staff_uid: UUID | str) -> TaskChange:
    """Give a task to a colleague whom the actor may see. Who reaches only own tasks can't give them away."""
    task = _locked(actor, uid, ["assignee", "store"])
    must_be_open(task)
    staff: Staff = policy.fetch(actor, "access.staff", staff_uid, "view")
    if task.assignee_id == staff.pk:
        return TaskChange(task.uid, changed=False)
    refuse_leaver(staff, "assignee")
    before = state(task)
    with policy.writing(actor, RESOURCE, task, ["assignee", "store"]):
        task.assignee = staff
        task.store_id = staff.home_store_id or task.store_id
        task.save(update_fields=["assignee", "store"])
        at = timezone.now().isoformat()
        emit(TaskReassigned(task.pk, staff.pk, actor.staff_id, actor.label, at), actor=actor)
    return changed(task, before)


@transaction.atomic
def cancel_task(actor: Actor, uid: UUID | str, *, reason: str = "") -> TaskChange:
    """Drop a task that need not be done, with the reason. Dropped twice is once."""
    task = _locked(actor, uid, ["status", "outcome"])
    if task.status == TaskStatus.CANCELLED:
        return TaskChange(task.uid, changed=False)
    must_be_open(task)
    before = state(task)
    with policy.writing(actor, RESOURCE, task, ["status", "outcome"]):
        task.status, task.outcome = TaskStatus.CANCELLED, _short(reason)
        task.save(update_fields=["status", "outcome"])
    return changed(task, before)


@transaction.atomic
def reopen_task(actor: Actor, uid: UUID | str) -> TaskChange:
    """Make a task that was done or dropped one to do again."""
    task = _locked(actor, uid, ["status", "outcome"])
    if task.status == TaskStatus.OPEN:
        return TaskChange(task.uid, changed=False)
    before = state(task)
    _restore(actor, task, {"status": TaskStatus.OPEN.value, "outcome": "", "done_at": None})
    return changed(task, before)


@transaction.atomic
def undo_task_change(actor: Actor, uid: UUID | str, token: str) -> TaskChange:
    """Take back the change that returned this token, with the follow-up it made. Undone twice is once.

    Raises ValidationError when somebody has changed the task since.
    """
    try:
        told = signing.loads(token, salt=UNDO_SALT)
    except signing.BadSignature:
        raise ValidationError(_("This can't be undone.")) from None
    before, after = told["before"], told["after"]
    task = _locked(actor, uid, _names(before))
    if told["uid"] != str(task.uid):
        raise ValidationError(_("This can't be undone."))
    now = state(task)
    if all(now[name] == value for name, value in before.items()):
        return TaskChange(task.uid, changed=False)
    if any(now[name] != value for name, value in after.items()):
        raise ValidationError(_("Somebody has changed this task since; it stays as it is."))
    _restore(actor, task, before)
    if following := told.get("following"):
        Task.objects.filter(uid=following, status=TaskStatus.OPEN).update(status=TaskStatus.CANCELLED)
    return TaskChange(task.uid, changed=True)


def _restore(actor: Actor, task: Task, values: Mapping[str, Any]) -> None:
    with policy.writing(actor, RESOURCE, task, _names(values)):
        for name, value in values.items():
            setattr(task, name, parse_datetime(value) if name.endswith("_at") and value else value)
        task.save(update_fields=list(values))
        if task.status == TaskStatus.OPEN:
            forget(RESOURCE, [task.pk])


def _names(columns: Mapping[str, Any]) -> list[str]:
    return [NAME_OF.get(name, name) for name in columns if name not in NOT_WRITTEN]


def _locked(actor: Actor, uid: UUID | str, names: list[str]) -> Task:
    task: Task = policy.fetch(actor, RESOURCE, uid, "change", lock=True)
    policy.check_write(actor, RESOURCE, names)
    return task


def must_be_open(task: Task) -> None:
    if task.status != TaskStatus.OPEN:
        raise ValidationError(_("This task is closed: %s.") % task.get_status_display())


def state(task: Task) -> dict[str, Any]:
    """What an undo compares and restores, as plain values; moments as text in UTC."""
    values = {name: getattr(task, name) for name in UNDONE}
    return {
        name: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }


def changed(task: Task, before: dict[str, Any], following: Task | None = None) -> TaskChange:
    after = state(task)
    names = [name for name in UNDONE if before[name] != after[name]]
    token = signing.dumps(
        {
            "uid": str(task.uid),
            "before": {name: before[name] for name in names},
            "after": {name: after[name] for name in names},
            "following": str(following.uid) if following else None,
        },
        salt=UNDO_SALT,
    )
    return TaskChange(task.uid, changed=True, undo=token)


# ── from facts and rules ─────────────────────────────────────────────────────


@transaction.atomic
def promise_next_step(
    source_key: str, customer_id: int, staff_id: int | None, title: str, due: date
) -> Task | None:
    """A next step that somebody agreed on with a customer becomes their task; once for its source."""
    staff = Staff.objects.filter(pk=staff_id).first() if staff_id else None
    customer = Customer.objects.select_related("owner").get(pk=customer_id)
    doer = staff or customer.owner
    due_at, has_time = _due(due)
    task, fresh = Task.objects.get_or_create(
        source_key=source_key,
        defaults={
            "customer": customer,
            "assignee": doer,
            "creator": staff,
            "store_id": (doer.home_store_id if doer else None) or customer.home_store_id,
            "kind": TaskKind.FOLLOW_UP,
            "title": title[:160],
            "due_at": due_at,
            "first_due_at": due_at,
            "has_time": has_time,
        },
    )
    if fresh:
        acting = Actor(staff_id, staff.name if staff else "parure", {})
        emit(TaskCreated(task.pk, task.customer_id, task.assignee_id, task.kind), actor=acting)
    return task


def task_for_customer(actor: Actor, customer_id: int, *, title: str, due: date, kind: str) -> Task | None:
    """A task for whoever looks after a customer; None where the actor reaches no such customer, or nobody does."""
    customer = policy.rows(actor, "people.customer").filter(pk=customer_id).select_related("owner").first()
    if customer is None or (customer.owner_id is None and customer.home_store_id is None):
        return None
    due_at, has_time = _due(due)
    return _add(
        actor,
        Task(
            customer=customer,
            assignee_id=customer.owner_id,
            store_id=customer.home_store_id or customer.owner.home_store_id,
            kind=kind,
            title=title.strip(),
            due_at=due_at,
            first_due_at=due_at,
            has_time=has_time,
        ),
    )


def follow_up_interaction(interaction_id: int, customer_id: int, title: str, due: date) -> Task | None:
    """The next step of a call or message, for who held it."""
    held = Interaction.objects.filter(pk=interaction_id).values_list("staff_id", flat=True).first()
    return promise_next_step(f"interaction:{interaction_id}", customer_id, held, title, due)
