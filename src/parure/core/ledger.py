"""Ledgers: rows that are only ever added.

A ledger row can be neither saved again nor deleted, by its model nor by SQL: the model refuses, and a
database trigger backs it up. A mistake is corrected by a row that reverses it. Every row names its source by
a unique key, so that what is booked twice is booked once.
"""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.migrations.operations import RunPython

SQLITE_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION parure_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$
"""
POSTGRES_TRIGGER = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH ROW EXECUTE FUNCTION parure_append_only()
"""


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or remove a ledger row."""


class AppendOnlyQuerySet(models.QuerySet[Any]):
    def update(self, **kwargs: Any) -> int:
        raise AppendOnlyError(self.model.__name__)

    def delete(self) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(self.model.__name__)


class AppendOnly(models.Model):
    """Base of a table whose rows are written once."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(type(self).__name__)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(type(self).__name__)


def _execute(table: str, statement: dict[str, str]) -> Callable[[Any, Any], None]:
    def run(apps: Any, schema_editor: Any) -> None:
        vendor = schema_editor.connection.vendor
        if vendor == "postgresql" and "function" in statement:
            schema_editor.execute(POSTGRES_FUNCTION, params=None)  # its % is no placeholder
        for verb in ("update", "delete"):
            schema_editor.execute(statement[vendor].format(table=table, verb=verb, VERB=verb.upper()))

    return run


def append_only_trigger(table: str) -> RunPython:
    """The migration step that makes the database itself refuse UPDATE and DELETE on `table`."""
    return RunPython(
        _execute(table, {"sqlite": SQLITE_TRIGGER, "postgresql": POSTGRES_TRIGGER, "function": "yes"}),
        _execute(
            table,
            {
                "sqlite": "DROP TRIGGER {table}_no_{verb}",
                "postgresql": "DROP TRIGGER {table}_no_{verb} ON {table}",
            },
        ),
    )
