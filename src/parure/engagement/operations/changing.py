"""Saying anew what a task is about: its words, its kind, until when, by whom; taken back like its other changes."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.changes import writes
from parure.engagement import operations
from parure.engagement.models import Task
from parure.engagement.operations import RESOURCE, TaskChange

PLAIN = ("title", "kind", "note", "words", "priority", "worth")
COLUMN_OF = {"worth": "worth_minor"}
MOST_PRIORITY = 1000


@transaction.atomic
def change_task(
    actor: Actor,
    uid: UUID | str,
    *,
    due: date | datetime | None = None,
    assignee: UUID | str | None = None,
    **values: Any,
) -> TaskChange:
    """Change the `PLAIN` values that are given, and when and by whom it is done where that is said.

    Raises ValidationError by field, and for a task that is closed; NotWritable for other values.
    """
    task: Task = policy.fetch(actor, RESOURCE, uid, "change", lock=True)
    policy.check_write(actor, RESOURCE, values)
    operations.must_be_open(task)
    before = operations.state(task)
    _write(actor, task, values)
    if due is not None:
        operations.postpone_task(actor, uid, due)
    if assignee:
        operations.reassign_task(actor, uid, assignee)
    task.refresh_from_db()
    if operations.state(task) == before:
        return TaskChange(task.uid, changed=False)
    return operations.changed(task, before)


@writes(RESOURCE, *PLAIN)
def write_task(actor: Actor, uid: UUID | str, **values: Any) -> None:
    """`change_task` under the names of the fields."""
    change_task(actor, uid, **values)


def _write(actor: Actor, task: Task, values: Mapping[str, Any]) -> None:
    if unknown := values.keys() - set(PLAIN):
        raise policy.NotWritable(unknown)
    cleaned = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if "priority" in cleaned:
        cleaned["priority"] = cleaned["priority"] or 0
    _check_numbers(cleaned)
    fresh = {
        name: value for name, value in cleaned.items() if getattr(task, COLUMN_OF.get(name, name)) != value
    }
    if not fresh:
        return
    with policy.writing(actor, RESOURCE, task, list(fresh)):
        for name, value in fresh.items():
            setattr(task, COLUMN_OF.get(name, name), value)
        operations.check(task)
        task.save(update_fields=[COLUMN_OF.get(name, name) for name in fresh])


def _check_numbers(values: Mapping[str, Any]) -> None:
    errors = {}
    if "priority" in values and not 0 <= values["priority"] <= MOST_PRIORITY:
        errors["priority"] = _("Between 0 and %s, please.") % MOST_PRIORITY
    if (values.get("worth") or 0) < 0:
        errors["worth"] = _("An amount can't be negative.")
    if errors:
        raise ValidationError(errors)
