"""Long work of imports and exports: each task calls one operation and goes on where a killed process was."""

from parure.core.jobs import Run, daily, task
from parure.integrations import operations
from parure.integrations.taking import operations as taking


@task("imports.run", atomic=False)
def run_import(run: Run, uid: str) -> None:
    operations.run_import(run, uid)


@task("imports.undo", atomic=False)
def undo_import(run: Run, uid: str) -> None:
    operations.run_undo(run, uid)


@task("exports.write", atomic=False)
def write_export(run: Run, uid: str) -> None:
    taking.write_export_file(run, uid)


@task("exports.forget")
def forget_exports() -> None:
    taking.forget_exports()


daily("exports.forget")


@task("files.sweep")
def sweep_files() -> None:
    operations.sweep_files()


daily("files.sweep")
