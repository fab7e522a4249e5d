"""Open tasks go along when a customer changes hands: those that the former advisor was to do."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F

from parure.access import policy
from parure.access.actors import Actor
from parure.access.audit_batch import record_changes
from parure.access.choices import Level
from parure.core.bulk import update_rows
from parure.engagement.choices import TaskStatus
from parure.engagement.models import Task
from parure.people.ownership.moving import Follower, Kept, goes_along, staff_names

RESOURCE = "engagement.task"
Hands = tuple[int | None, int | None]


def _may(actor: Actor) -> bool:
    return policy.may(actor, RESOURCE, "change") and "assignee" in policy.fields(actor, RESOURCE, Level.WRITE)


def take_tasks(actor: Actor, moves: Mapping[int, Hands]) -> dict[int, tuple[Kept, Kept]]:
    """Give the former advisors' open tasks to the new ones; {customer: ([[task, was]], [[task, is]])}."""
    if not _may(actor):
        return {}
    rows = policy.rows(actor, RESOURCE, "change").filter(status=TaskStatus.OPEN, customer_id__in=list(moves))
    rows = rows.filter(assignee_id__in={each[0] for each in moves.values() if each[0] is not None})
    found: dict[int, tuple[Kept, Kept]] = {}
    written: list[tuple[int, int | None, int | None]] = []
    held = rows.select_for_update(of=("self",)).order_by("pk")
    for pk, customer_id, assignee_id in held.values_list("pk", "customer_id", "assignee_id"):
        before, after = moves[customer_id]
        if assignee_id == before and after is not None:
            was, now = found.setdefault(customer_id, ([], []))
            was.append([pk, before])
            now.append([pk, after])
            written.append((pk, before, after))
    _write(actor, written)
    return found


def give_tasks_back(actor: Actor, kept: Mapping[int, tuple[Kept, Kept]]) -> None:
    """Give tasks back that are still open and with whom they were given to."""
    wanted = {
        task: (holder, former)
        for was, now in kept.values()
        for (task, former), (_same, holder) in zip(was, now, strict=True)
    }
    rows = Task.objects.filter(pk__in=list(wanted), status=TaskStatus.OPEN).select_for_update().order_by("pk")
    held = rows.values_list("pk", "assignee_id")
    _write(actor, [(pk, holder, wanted[pk][1]) for pk, holder in held if holder == wanted[pk][0]])


def _write(actor: Actor, changes: list[tuple[int, int | None, int | None]]) -> None:
    """Change who does these tasks: (task, who did, who does)."""
    if not changes:
        return
    policy.check_write(actor, RESOURCE, ["assignee"])
    update_rows(Task, ("assignee_id",), [(pk, after) for pk, _before, after in changes])
    names = staff_names({each for _pk, *both in changes for each in both})
    told: list[Any] = [
        (pk, {"assignee": names.get(before)}, {"assignee": names.get(after)}) for pk, before, after in changes
    ]
    record_changes(actor, RESOURCE, told)


def count_tasks(actor: Actor, customers: Any) -> int:
    """How many open tasks the present advisors of these customers have for them."""
    if not _may(actor):
        return 0
    rows = policy.rows(actor, RESOURCE, "change").filter(status=TaskStatus.OPEN)
    theirs = rows.filter(customer__in=customers, assignee_id=F("customer__owner_id"))
    return int(theirs.count())


goes_along(Follower("tasks", take_tasks, give_tasks_back, count_tasks))
