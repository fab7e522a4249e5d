"""Telling people, and noting that they have read it."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.queries import who_may_in_store
from parure.engagement.models import Notice, NoticeKind, Task

KEPT = timedelta(days=90)


def notify(
    staff_id: int,
    kind: NoticeKind,
    source_key: str,
    *,
    who: str = "",
    resource: str = "",
    record_id: int | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    """Tell one person once; the same `source_key` again tells nobody twice. Called by handlers of events."""
    Notice.objects.bulk_create(
        [
            Notice(
                staff_id=staff_id,
                kind=kind,
                who=who[:80],
                resource=resource,
                record_id=record_id,
                counts=dict(counts or {}),
                source_key=source_key,
            )
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def read_notices(actor: Actor) -> int:
    """Note that the actor has seen what there is; returns how many were new."""
    policy.check_write(actor, "engagement.notice", ["read_at"])
    mine = policy.rows(actor, "engagement.notice", "change").filter(staff_id=actor.staff_id)
    return mine.filter(read_at=None).update(read_at=timezone.now())


def forget_old_notices() -> int:
    """Remove what is older than three months; returns how many."""
    removed, _by_model = Notice.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return removed


def tell_of_new_task(task_id: int) -> None:
    """Tell whom a task was made for, unless they made it themselves or a rule did."""
    task = Task.objects.select_related("creator").filter(pk=task_id).first()
    if task is None or task.creator is None or task.assignee_id in (None, task.creator_id):
        return
    _tell_of_task(task_id, task.assignee_id, task.creator.name, "new")


def tell_of_handed_task(task_id: int, assignee_id: int, by_id: int | None, by: str, at: str) -> None:
    """Tell whom a task was handed to, unless they took it themselves; `at` tells one handing from the next."""
    if by_id != assignee_id:
        _tell_of_task(task_id, assignee_id, by, at)


def _tell_of_task(task_id: int, assignee_id: int | None, by: str, key: str) -> None:
    if assignee_id is not None:
        notify(
            assignee_id,
            NoticeKind.TASK_GIVEN,
            f"task:{task_id}:{assignee_id}:{key}",
            who=by,
            resource="engagement.task",
            record_id=task_id,
        )


BULK_KINDS = {
    "done": NoticeKind.BULK_DONE,
    "failed": NoticeKind.BULK_FAILED,
    "undone": NoticeKind.BULK_UNDONE,
}


def tell_of_bulk_run(
    run_id: int, staff_id: int | None, status: str, counts: Mapping[str, int], at: str
) -> None:
    """Tell whoever asked for a bulk change that it came to its end; `at` tells one end from the next."""
    if staff_id is not None:
        kind, resource = BULK_KINDS[status], "automation.bulk_run"
        notify(
            staff_id, kind, f"bulk:{run_id}:{status}:{at}", resource=resource, record_id=run_id, counts=counts
        )


def tell_of_joining(request_id: int, customer_id: int | None, store_id: int, advisor_id: int | None) -> None:
    """Tell whose link it was that somebody registered by it, or that a form waits; without an advisor, who makes
    the store's links.
    """
    people = [advisor_id] if advisor_id else who_may_in_store("people.join_link", "add", store_id)
    kind = NoticeKind.JOINED if customer_id else NoticeKind.JOIN_WAITS
    for staff_id in people:
        notify(
            staff_id,
            kind,
            f"join:{request_id}:{staff_id}",
            resource="people.customer" if customer_id else "people.join_request",
            record_id=customer_id or request_id,
        )


def tell_of_clients(
    staff_id: int, key: str, counts: Mapping[str, int], by: str, customer_id: int | None
) -> None:
    """Tell somebody how many customers were handed to them; the facts of one handover make one notice.

    What is taken back is taken off, and a notice of nobody goes.
    """
    source_key = f"clients:{key}:{staff_id}"
    known = Notice.objects.select_for_update().filter(source_key=source_key).first()
    if known is None:
        if counts["customers"] > 0:
            notify(
                staff_id,
                NoticeKind.CLIENTS_CAME,
                source_key,
                who=by,
                resource="people.customer",
                record_id=customer_id,
                counts=counts,
            )
        return
    known.counts = {name: known.counts.get(name, 0) + count for name, count in counts.items()}
    if known.counts["customers"] > 0:
        known.save(update_fields=["counts"])
    else:
        known.delete()
