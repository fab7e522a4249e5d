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
