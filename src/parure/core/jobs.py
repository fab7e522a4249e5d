"""Jobs: work that outlives the request, the process and the power cut.

The table is the queue; no broker. A worker claims a handful of jobs with a lease and runs them one by one. An
atomic task runs in one transaction with the completion of its job: killed at any moment it has either wholly
happened or not at all. A task that is too long for one transaction (`atomic=False`) gets a `Run`, saves its
position with `checkpoint()`, and is called again after a crash to go on from there. Errors are retried with
growing delay, eight times, and are then shown to the operator.
"""

import logging
import os
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection, connections, transaction
from django.db.models import F, Q
from django.utils import timezone

from parure.core.models import Job

log = logging.getLogger("parure.jobs")

LEASE = timedelta(seconds=30)
BATCH = 25
MAX_FAILURES = 8
MAX_CLAIMS = 200  # a job that was taken this often without an end kills its workers
FIRST_RETRY = timedelta(seconds=2)


@dataclass(frozen=True)
class Task:
    """A named function that jobs call with their payload as keywords."""

    name: str
    function: Callable[..., None]
    atomic: bool


TASKS: dict[str, Task] = {}
DAILY: list[str] = []
HOURLY: list[str] = []


class Lane(StrEnum):
    """What a worker's thread takes: short tasks are not to wait behind an import of an hour."""

    ANY = "any"
    SHORT = "short"
    LONG = "long"


class LeaseLost(RuntimeError):
    """Another worker has taken the job over, or somebody stopped it; whoever gets this must write nothing more."""


class Stopped(RuntimeError):
    """Raised by a task that was asked to stop and has left things in order."""


def task(name: str, *, atomic: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Decorator: make a function callable as a job. A non-atomic one takes `run: Run` as its first argument."""

    def register(function: Callable[..., None]) -> Callable[..., None]:
        TASKS[name] = Task(name, function, atomic)
        return function

    return register


def daily(name: str) -> None:
    """Have a task run once a day, by whichever worker is awake first after midnight of the shop."""
    if name not in DAILY:
        DAILY.append(name)


def enqueue_daily() -> None:
    """Write today's jobs of the clock; however many workers do it, each is there once."""
    today = timezone.localdate().isoformat()
    for name in DAILY:
        enqueue(name, unique_key=f"daily:{name}:{today}")


def hourly(name: str) -> None:
    """Have a task run once an hour, as `daily`."""
    if name not in HOURLY:
        HOURLY.append(name)


def enqueue_hourly() -> None:
    """Write this hour's jobs of the clock; however many workers do it, each is there once."""
    hour = f"{timezone.localtime():%Y-%m-%dT%H}"
    for name in HOURLY:
        enqueue(name, unique_key=f"hourly:{name}:{hour}")


def enqueue(
    name: str,
    payload: dict[str, Any] | None = None,
    *,
    unique_key: str | None = None,
    due_at: datetime | None = None,
    priority: int = 0,
) -> Job:
    """Write a job in the running transaction. With `unique_key` the same work is only ever written once."""
    if name not in TASKS:
        raise KeyError(f"no task {name!r}")
    values = {
        "task": name,
        "payload": payload or {},
        "due_at": due_at or timezone.now(),
        "priority": priority,
    }
    if unique_key is None:
        return Job.objects.create(**values)
    return Job.objects.get_or_create(unique_key=unique_key, defaults=values)[0]


@transaction.atomic
def enqueue_one(name: str, *, after: timedelta = timedelta()) -> Job:
    """Have a task run so long from now. A job of it that waits already is the one, and comes no later than this."""
    due = timezone.now() + after
    waiting = Job.objects.filter(task=name, status=Job.Status.WAITING).first()
    if waiting is None:
        newest = Job.objects.filter(task=name).order_by("-pk").values_list("pk", flat=True).first() or 0
        return enqueue(name, unique_key=f"{name}:after:{newest}", due_at=due)
    if waiting.due_at > due:
        Job.objects.filter(pk=waiting.pk, status=Job.Status.WAITING).update(due_at=due)
    return waiting


def worker_name() -> str:
    """host:process:thread – tells the living from the dead on the same machine."""
    return f"{socket.gethostname()}:{os.getpid()}:{threading.get_ident()}"


def claim(
    worker: str, *, limit: int = BATCH, only: Sequence[int] | None = None, lane: Lane = Lane.ANY
) -> list[Job]:
    """Take up to `limit` due jobs for `worker`, oldest and most urgent first, skipping what others hold."""
    now = timezone.now()
    free = Q(status=Job.Status.WAITING, due_at__lte=now) | Q(status=Job.Status.RUNNING, lease_until__lt=now)
    long_tasks = [each.name for each in TASKS.values() if not each.atomic]
    if lane is Lane.LONG:
        free &= Q(task__in=long_tasks)
        limit = 1
    elif lane is Lane.SHORT:
        free &= ~Q(task__in=long_tasks)
    if not Job.objects.filter(free).exists():  # looking takes no lock, claiming does
        return []
    with transaction.atomic():
        Job.objects.filter(status=Job.Status.RUNNING, lease_until__lt=now, claims__gte=MAX_CLAIMS).update(
            status=Job.Status.FAILED, error="its workers died", finished_at=now, lease_until=None
        )
        query = Job.objects.filter(free).order_by("priority", "due_at", "id")
        if only is not None:
            query = query.filter(pk__in=only)
        if connection.features.has_select_for_update_skip_locked:
            query = query.select_for_update(skip_locked=True)
        taken = list(query[:limit])
        Job.objects.filter(pk__in=[job.pk for job in taken]).update(
            status=Job.Status.RUNNING, worker=worker, lease_until=now + LEASE, claims=F("claims") + 1
        )
    return taken


def run(job: Job, worker: str) -> bool:
    """Run one claimed job; true when it is done. Errors are recorded on the job and don't reach the caller."""
    known = TASKS.get(job.task)
    try:
        if known is None:
            raise KeyError(f"no task {job.task!r}")  # noqa: TRY301 - is recorded like any other failure
        if known.atomic:
            with transaction.atomic():
                _complete(job, worker)
                known.function(**job.payload)
        else:
            known.function(Run(job.pk, worker), **job.payload)
            with transaction.atomic():
                _complete(job, worker)
    except LeaseLost:
        return False
    except Stopped:
        Job.objects.filter(pk=job.pk, worker=worker).update(
            status=Job.Status.STOPPED, finished_at=timezone.now(), lease_until=None
        )
        return False
    except Exception as error:  # noqa: BLE001 - a task's failure must not end the worker
        _record_failure(job, worker, error)
        return False
    return True


def _complete(job: Job, worker: str) -> None:
    held = Job.objects.filter(pk=job.pk, worker=worker, status=Job.Status.RUNNING)
    if not held.update(status=Job.Status.DONE, finished_at=timezone.now(), lease_until=None, error=""):
        raise LeaseLost(job.pk)


def _record_failure(job: Job, worker: str, error: Exception) -> None:
    """Keep the class and the place of the error; its text may hold somebody's data."""
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename.rpartition('parure/')[2]}:{place.tb_lineno}" if place else ""
    log.error("job %s (%s) failed: %s at %s", job.pk, job.task, type(error).__name__, where)
    failures = job.failures + 1
    given_up = failures >= MAX_FAILURES or job.claims >= MAX_CLAIMS
    Job.objects.filter(pk=job.pk, worker=worker).update(
        status=Job.Status.FAILED if given_up else Job.Status.WAITING,
        failures=failures,
        error=f"{type(error).__name__} at {where}",
        due_at=timezone.now() + FIRST_RETRY * 2 ** (failures - 1),
        lease_until=None,
    )


@dataclass(frozen=True)
class Run:
    """A long task's hold on its job."""

    job_id: int
    worker: str

    @contextmanager
    def checkpoint(self) -> Iterator[None]:
        """One transaction of the task's work, which also renews the lease; raises `LeaseLost` before any work."""
        with transaction.atomic():
            held = Job.objects.filter(pk=self.job_id, worker=self.worker, status=Job.Status.RUNNING)
            if not held.update(lease_until=timezone.now() + LEASE):
                raise LeaseLost(self.job_id)
            yield

    @contextmanager
    def staying(self) -> Iterator[None]:
        """Keep the lease by a thread of its own while work goes on that can't come to a checkpoint, such as another
        process's. Whoever lost the lease meanwhile hears of it at the next checkpoint, or at the end.
        """
        over = threading.Event()
        beside = threading.Thread(target=self._stay, args=(over,), daemon=True)
        beside.start()
        try:
            yield
        finally:
            over.set()
            beside.join()

    def _stay(self, over: threading.Event) -> None:
        held = Job.objects.filter(pk=self.job_id, worker=self.worker, status=Job.Status.RUNNING)
        while not over.wait(LEASE.total_seconds() / 3):
            try:
                held.update(lease_until=timezone.now() + LEASE)
            except Exception as error:  # noqa: BLE001 - the next turn may find the database again
                log.warning("job %s stays: %s", self.job_id, type(error).__name__)
            finally:
                connections.close_all()


def run_now(job_ids: Sequence[int]) -> None:
    """Run these jobs in this process if nobody else has them; used for what must follow a commit at once."""
    worker = worker_name()
    for job in claim(worker, limit=len(job_ids), only=job_ids):
        run(job, worker)


def run_due(worker: str | None = None, *, limit: int = BATCH, lane: Lane = Lane.ANY) -> int:
    """Claim and run one handful of due jobs; returns how many were claimed (0: nothing to do)."""
    worker = worker or worker_name()
    claimed = claim(worker, limit=limit, lane=lane)
    for job in claimed:
        Job.objects.filter(pk=job.pk, worker=worker, lease_until__lt=timezone.now() + LEASE / 2).update(
            lease_until=timezone.now() + LEASE
        )
        run(job, worker)
    return len(claimed)


def run_all() -> int:
    """Run until nothing is due; for tests, the demo shop and commands that must leave nothing behind."""
    done = 0
    while count := run_due():
        done += count
    return done


def free_jobs_of_dead_workers() -> int:
    """Give back at once what a killed process of this machine still holds, instead of waiting for its lease."""
    host = socket.gethostname()
    held = Job.objects.filter(status=Job.Status.RUNNING, worker__startswith=f"{host}:")
    dead = [name for name in held.values_list("worker", flat=True).distinct() if not _is_alive(name)]
    return held.filter(worker__in=dead).update(lease_until=timezone.now() - LEASE) if dead else 0


def _is_alive(worker: str) -> bool:
    try:
        os.kill(int(worker.split(":")[1]), 0)
    except (ProcessLookupError, ValueError, IndexError):
        return False
    except PermissionError:
        return True
    return True


def work(stop: threading.Event, *, lane: Lane = Lane.ANY, idle_seconds: float = 0.5) -> None:
    """A worker thread's life: run what is due until `stop` is set. A database that is away is waited for."""
    worker = worker_name()
    turn = 0
    while not stop.is_set():
        try:
            if turn % 60 == 0 and lane is not Lane.LONG:
                free_jobs_of_dead_workers()
                enqueue_daily()
                enqueue_hourly()
            busy = run_due(worker, lane=lane)
        except Exception as error:  # noqa: BLE001 - the worker outlives its database
            log.warning("worker waits: %s", type(error).__name__)
            connections.close_all()
            busy = 0
            stop.wait(2)
        turn += 1
        if not busy:
            stop.wait(idle_seconds)
