"""Reads of tasks for pages."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.core.moments import midnight
from parure.engagement.choices import TaskKind, TaskStatus

SHOWN = 50
WORTHY = (F("worth_minor").desc(nulls_last=True), "-priority", "due_at", "pk")


@dataclass(frozen=True, slots=True)
class TaskGroups:
    """Open tasks by when they are due, the most worth first; `counts` are of all, also of those not shown."""

    overdue: list[policy.Record] = field(default_factory=list)
    today: list[policy.Record] = field(default_factory=list)
    later: list[policy.Record] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)


def open_tasks_for(
    actor: Actor, *, mine: bool = True, today: date | None = None, later_days: int = 7, limit: int = SHOWN
) -> TaskGroups:
    """The asker's open tasks, or all in reach; `later` looks a week ahead unless said. Four queries."""
    if not policy.may(actor, "engagement.task"):
        return TaskGroups(counts={"overdue": 0, "today": 0, "later": 0})
    today = today or timezone.localdate()
    begins, ends = midnight(today), midnight(today + timedelta(days=1))
    groups = {
        "overdue": Q(due_at__lt=begins),
        "today": Q(due_at__gte=begins, due_at__lt=ends),
        "later": Q(due_at__gte=ends, due_at__lt=midnight(today + timedelta(days=later_days + 1))),
    }
    tasks = _open(actor)
    if mine:
        tasks = tasks.filter(assignee_id=actor.staff_id)
    counts = tasks.aggregate(**{name: Count("pk", filter=when) for name, when in groups.items()})
    shown = {
        name: _records(actor, tasks.filter(when).order_by(*WORTHY)[:limit]) if counts[name] else []
        for name, when in groups.items()
    }
    return TaskGroups(**shown, counts=counts)


def open_tasks_of_customer(actor: Actor, customer_id: int, *, limit: int = 20) -> list[policy.Record]:
    """What is still to be done for a customer, soonest first; one query."""
    return _records(actor, _open(actor).filter(customer_id=customer_id).order_by("due_at", "pk")[:limit])


def promises_of(actor: Actor, customer_id: int) -> list[policy.Record]:
    """What was promised to a customer and is not done yet, soonest first."""
    promised = _open(actor).filter(customer_id=customer_id, kind=TaskKind.PROMISE)
    return _records(actor, promised.order_by("due_at", "pk"))


def task_detail(actor: Actor, uid: Any) -> policy.Record:
    """One task; NotFound out of reach."""
    return policy.record(actor, "engagement.task", policy.fetch(actor, "engagement.task", uid, "view"))


def _open(actor: Actor) -> QuerySet[Any]:
    return policy.rows(actor, "engagement.task").filter(status=TaskStatus.OPEN)


def _records(actor: Actor, tasks: QuerySet[Any], names: Iterable[str] | None = None) -> list[policy.Record]:
    return policy.records(actor, "engagement.task", tasks, names)
