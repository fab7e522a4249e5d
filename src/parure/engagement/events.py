"""Facts about tasks."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class TaskCreated(Fact):
    name: ClassVar[str] = "engagement.task_created"
    task_id: int
    customer_id: int | None
    assignee_id: int | None
    kind: str


@fact
@dataclass(frozen=True)
class TaskCompleted(Fact):
    name: ClassVar[str] = "engagement.task_completed"
    task_id: int
    customer_id: int | None
    assignee_id: int | None
    kind: str
    outcome: str


@fact
@dataclass(frozen=True)
class TaskReassigned(Fact):
    """A task went to somebody else; `by` is the name of who gave it away, `at` the moment as text."""

    name: ClassVar[str] = "engagement.task_reassigned"
    task_id: int
    assignee_id: int
    by_id: int | None
    by: str
    at: str
