"""Tasks by the thousand, for the demo shop and campaigns. Rows come checked; runs in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from django.utils import timezone

from parure.core.bulk import allocate_ids, insert_rows
from parure.core.identifiers import new_uid
from parure.engagement.models import Task


@dataclass(slots=True, kw_only=True)
class TaskRow:
    """One task; `first_due_at` is `due_at` unless it was postponed."""

    title: str
    due_at: datetime
    first_due_at: datetime | None = None
    customer_id: int | None = None
    assignee_id: int | None = None
    creator_id: int | None = None
    store_id: int | None = None
    kind: str = "other"
    note: str = ""
    words: str = ""
    has_time: bool = False
    priority: int = 0
    worth_minor: int | None = None
    status: str = "open"
    outcome: str = ""
    postponed: int = 0
    done_at: datetime | None = None
    source_key: str | None = None
    created_at: datetime = field(default_factory=timezone.now)
    uid: UUID = field(default_factory=new_uid)


COLUMNS = tuple(TaskRow.__slots__)


def write_tasks(batch: Sequence[TaskRow]) -> range:
    """Insert tasks; returns their ids in the order of the batch."""
    for row in batch:
        row.first_due_at = row.first_due_at or row.due_at
    ids = allocate_ids(Task, len(batch))
    values = attrgetter(*COLUMNS)
    insert_rows(Task, ("id", *COLUMNS), [(pk, *values(row)) for pk, row in zip(ids, batch, strict=True)])
    return ids
