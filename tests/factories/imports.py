"""Files brought in by tests, and what the tables hold afterwards."""

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection

from parure.access.actors import Actor, actor_as_role
from parure.core import jobs
from parure.integrations import operations
from parure.integrations.models import ImportProblem, ImportRun

COUNTS = ("created", "updated", "unchanged", "skipped", "failed")
BESIDE = {
    # ledgers and records of what was done: they tell the past, also of what was taken back
    "access.AuditEntry", "sales.Payment", "sales.OpeningSpend", "loyalty.PointEntry", "people.Consent", "core.Event", "core.Job",
    "insight.Change",  # what the columnar copy has still to take in
    "integrations.ImportRun", "integrations.ImportProblem", "integrations.ImportTrace",
}  # fmt: skip


def head_office() -> Actor:
    return actor_as_role("admin", "tests")


def bring(
    content: str | bytes | Path, kind: str = "", actor: Actor | None = None, **values: Any
) -> ImportRun:
    """Begin an import of this content, written as UTF-8."""
    data = content.read_bytes() if isinstance(content, Path) else content
    data = data.encode() if isinstance(data, str) else data
    name = content.name if isinstance(content, Path) else f"{kind or 'file'}.csv"
    return operations.begin_import(actor or head_office(), [data], name, kind, **values)


def write(
    content: str | bytes | Path, kind: str = "", actor: Actor | None = None, **values: Any
) -> ImportRun:
    """Bring a file in, to its end."""
    actor = actor or head_office()
    run = operations.write_import(actor, bring(content, kind, actor, **values).uid)
    return finish(run)


def check(
    content: str | bytes | Path, kind: str = "", actor: Actor | None = None, **values: Any
) -> ImportRun:
    """The same without writing."""
    actor = actor or head_office()
    return finish(operations.check_import(actor, bring(content, kind, actor, **values).uid))


def take_back(run: ImportRun, actor: Actor | None = None) -> ImportRun:
    return finish(operations.undo_import(actor or head_office(), run.uid))


def finish(run: ImportRun) -> ImportRun:
    jobs.run_all()
    run.refresh_from_db()
    return run


def counts(run: ImportRun) -> tuple[int, ...]:
    """(created, updated, unchanged, skipped, failed); they add up to the rows read."""
    found = tuple(getattr(run, name) for name in COUNTS)
    assert sum(found) == run.read, (found, run.read)
    explained = ImportProblem.objects.filter(run=run, severity="error").values("line").distinct().count()
    assert explained == run.failed
    return found


def codes(run: ImportRun) -> dict[int, list[str]]:
    """Codes of problems by line."""
    found: dict[int, list[str]] = {}
    for line, code in (
        ImportProblem.objects.filter(run=run).order_by("line", "pk").values_list("line", "code")
    ):
        found.setdefault(line, []).append(code)
    return found


def dump() -> dict[str, list[tuple[Any, ...]]]:
    """Everything that the tables hold, but what tells the past."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.label in BESIDE or model._meta.app_label in ("contenttypes", "auth"):
                continue
            columns = ", ".join(
                f'"{field.column}"'
                for field in model._meta.concrete_fields
                if hasattr(field, "column") and field.column
            )
            cursor.execute(f"SELECT {columns} FROM {model._meta.db_table}")
            rows = [
                tuple(bytes(cell) if isinstance(cell, memoryview) else cell for cell in row)
                for row in cursor.fetchall()
            ]
            if rows:
                found[model._meta.label] = sorted(rows, key=repr)
    return found
