"""Reads of background jobs: counts by kind, and lists of those that wait, run or failed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, QuerySet

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.core.models import Job

RESOURCE = "automation.job"
PAGE = 50
LISTS = (Job.Status.FAILED.value, Job.Status.RUNNING.value, Job.Status.WAITING.value)


@dataclass(frozen=True)
class Kinds:
    """How many jobs of a kind wait, run, failed; and since when the oldest of those that wait should have run."""

    task: str
    waiting: int
    running: int
    failed: int
    oldest: datetime | None


def kinds(actor: Actor) -> list[Kinds]:
    """Every kind with unfinished work, failures first; one query."""
    policy.require(actor, RESOURCE, "view")
    rows = policy.rows(actor, RESOURCE).filter(status__in=LISTS).order_by()
    found: dict[str, dict[str, Any]] = {}
    for row in rows.values("task", "status").annotate(count=Count("pk"), oldest=Min("due_at")):
        found.setdefault(row["task"], {})[row["status"]] = row
    lines = [
        Kinds(
            task,
            waiting=by.get("waiting", {}).get("count", 0),
            running=by.get("running", {}).get("count", 0),
            failed=by.get("failed", {}).get("count", 0),
            oldest=by.get("waiting", {}).get("oldest"),
        )
        for task, by in found.items()
    ]
    return sorted(lines, key=lambda line: (-line.failed, -line.running, -line.waiting, line.task))


@dataclass(frozen=True)
class JobPage:
    """A page of jobs; `after` is where the next one begins, 0 at the end."""

    jobs: list[Record]
    after: int


def job_page(actor: Actor, status: str, *, after: int = 0) -> JobPage:
    """The jobs of a status, the oldest first, a page at a time by key; one query."""
    policy.require(actor, RESOURCE, "view")
    rows: QuerySet[Job] = policy.rows(actor, RESOURCE).filter(status=status, pk__gt=after).order_by("pk")
    found = policy.records(actor, RESOURCE, rows[: PAGE + 1])
    return JobPage(found[:PAGE], found[PAGE - 1].pk if len(found) > PAGE else 0)
