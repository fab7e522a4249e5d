"""The record of who did what, for many records at once: the rows that `audit.record` would write one by one."""

import json
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.models import AuditEntry
from parure.core.bulk import insert_rows

COLUMNS = (
    "at",
    "staff_id",
    "actor_label",
    "action",
    "resource",
    "record_id",
    "field",
    "before",
    "after",
    "address",
)
Told = tuple[int, dict[str, Any], dict[str, Any]]


def record_changes(actor: Actor, resource: str, changes: Iterable[Told]) -> None:
    """Add an entry for each changed record: (record id, before, after), personal values masked."""
    now, action, address = timezone.now(), str(AuditAction.CHANGE), actor.address or None
    rows = [
        (now, actor.staff_id, actor.label, action, resource, pk, "", _json(before), _json(after), address)
        for pk, before, after in changes
    ]
    insert_rows(AuditEntry, COLUMNS, rows)


def _json(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False)
