"""Long work of imports: each task calls one operation and goes on where a killed process was."""

from parure.core.jobs import Run, task
from parure.integrations import operations


@task("imports.run", atomic=False)
def run_import(run: Run, uid: str) -> None:
    operations.run_import(run, uid)


@task("imports.undo", atomic=False)
def undo_import(run: Run, uid: str) -> None:
    operations.run_undo(run, uid)
