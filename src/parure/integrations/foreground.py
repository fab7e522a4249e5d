"""An import run by the process that asked for it, with its progress told as it goes."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from parure.access.actors import Actor
from parure.core import jobs
from parure.integrations import operations
from parure.integrations.imports import engine
from parure.integrations.models import ImportRun, ImportStatus

CHUNK = 1 << 20
WAIT_SECONDS = 0.5


class NotFinished(RuntimeError):
    """The import has stopped before its end; the message says why and what was kept."""


def chunks_of(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def unfinished(actor: Actor, digest: str, kind: str) -> ImportRun | None:
    """An import of the same file by the same role whose process has ended before its end."""
    runs = ImportRun.objects.filter(
        file=digest,
        kind=kind,
        staff=actor.staff_id,
        is_dry_run=False,
        status__in=[ImportStatus.WRITING, ImportStatus.STOPPED],
    )
    return runs.filter(position__gt=0).order_by("-pk").first()


def carry_out(actor: Actor, run: ImportRun, report: Callable[[ImportRun], Any]) -> ImportRun:
    """Run the import's job here to its end; if a worker has taken it, wait for the worker."""
    jobs.free_jobs_of_dead_workers()
    token = engine.progress.set(report)
    try:
        while True:
            assert run.job_id is not None
            jobs.run_now([run.job_id])
            run.refresh_from_db()
            if run.status not in (*engine.RUNNING, ImportStatus.UNDOING):
                return run
            assert run.job is not None
            if run.job.failures:
                raise NotFinished(run.job.error)
            report(run)
            time.sleep(WAIT_SECONDS)
    finally:
        engine.progress.reset(token)


def resume(actor: Actor, run: ImportRun) -> ImportRun:
    """Go on with an unfinished import; its job waits still, or is asked for again."""
    if (
        run.status == ImportStatus.WRITING
        and run.job is not None
        and run.job.status in ("waiting", "running")
    ):
        return run
    return operations.resume_import(actor, run.uid)
