"""Long work of bulk runs: each task calls one operation and goes on where a killed process was."""

from parure.automation.bulk import operations
from parure.core.jobs import Run, daily, task


@task("bulk.run", atomic=False)
def run_bulk(run: Run, uid: str) -> None:
    operations.run_bulk(run, uid)


@task("bulk.undo", atomic=False)
def undo_bulk(run: Run, uid: str) -> None:
    operations.run_undo(run, uid)


@task("bulk.forget_drafts")
def forget_drafts() -> None:
    operations.forget_drafts()


daily("bulk.forget_drafts")
