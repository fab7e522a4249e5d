"""Tasks of a team: who has how many, lists of them, and to whom they can be given."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import SCOPE_ORDER, Scope
from parure.core.moments import midnight
from parure.engagement.choices import TaskStatus

PAGE = 50
LISTS = ("mine", "team", "late", "done")


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has to do."""

    name: str
    open: int
    late: int


def sees_others(actor: Actor) -> bool:
    """Whether the asker sees more tasks than their own."""
    return SCOPE_ORDER.index(actor.scope("engagement.task", "view")) > SCOPE_ORDER.index(Scope.OWN)


def leads_team(actor: Actor) -> bool:
    """Whether the asker answers for the tasks of others: who sees them all and may even remove them."""
    return sees_others(actor) and policy.may(actor, "engagement.task", "delete")


def loads(actor: Actor) -> list[Load]:
    """Open and late tasks by person, the most late first; one query."""
    if not leads_team(actor):
        return []
    late = _late(timezone.now())
    rows = (
        policy.rows(actor, "engagement.task")
        .filter(status=TaskStatus.OPEN)
        .values("assignee__name")
        .annotate(open=Count("pk"), late=Count("pk", filter=late))
        .order_by("-late", "-open", "assignee__name")[:12]
    )
    return [Load(row["assignee__name"] or "", row["open"], row["late"]) for row in rows]


def late_count(actor: Actor) -> int:
    """How many open tasks in reach are late; one query."""
    open_ones = policy.rows(actor, "engagement.task").filter(status=TaskStatus.OPEN)
    return open_ones.filter(_late(timezone.now())).count()


def _late(now: datetime) -> Q:
    """Due at a minute that has passed, or on a day that has: until midnight a day's task is on time."""
    return Q(due_at__lt=midnight(timezone.localdate(now))) | Q(has_time=True, due_at__lt=now)


@dataclass(frozen=True, slots=True)
class TaskPage:
    """A page of one list of tasks; `after` is where the next one begins, "" at the end."""

    tasks: list[policy.Record]
    after: str


def task_page(actor: Actor, which: str, *, after: str = "") -> TaskPage:
    """One of LISTS, a page at a time by key: open ones soonest first, done ones newest first; one query."""
    tasks = policy.rows(actor, "engagement.task")
    if which == "done":
        tasks = tasks.filter(status=TaskStatus.DONE, done_at__gte=timezone.now() - timedelta(days=90))
    else:
        tasks = tasks.filter(status=TaskStatus.OPEN)
    if which == "late":
        tasks = tasks.filter(_late(timezone.now()))
    if which == "mine" or not sees_others(actor):
        tasks = tasks.filter(assignee_id=actor.staff_id)
    column = "done_at" if which == "done" else "due_at"
    back = which == "done"
    if key := _key(after):
        op = "lt" if back else "gt"
        tasks = tasks.filter(Q(**{f"{column}__{op}": key[0]}) | Q(**{column: key[0], f"pk__{op}": key[1]}))
    order = (f"-{column}", "-pk") if back else (column, "pk")
    found = policy.records(actor, "engagement.task", tasks.order_by(*order)[: PAGE + 1])
    shown = found[:PAGE]
    more = len(found) > PAGE and column in shown[-1]
    return TaskPage(shown, f"{shown[-1][column].isoformat()},{shown[-1].pk}" if more else "")


def _key(after: str) -> tuple[datetime, int] | None:
    at, _comma, pk = after.rpartition(",")
    try:
        return (datetime.fromisoformat(at), int(pk)) if at else None
    except ValueError:
        return None


def open_tasks_of(actor: Actor, staff_id: int) -> int:
    """How many open tasks in the actor's reach are somebody's."""
    return int(
        policy.rows(actor, "engagement.task").filter(assignee_id=staff_id, status=TaskStatus.OPEN).count()
    )
