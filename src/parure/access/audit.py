"""Writing the record of who did what. Written in the same transaction as the act itself."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.models import AuditEntry

RECENT = 30


def record(
    actor: Actor,
    action: AuditAction,
    resource: str = "",
    record_id: int | None = None,
    *,
    field: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one entry. `before` and `after` hold changed fields only, personal values masked.

    Who looks around as another role is named themself.
    """
    AuditEntry.objects.create(
        staff_id=actor.behind or actor.staff_id,
        actor_label=actor.label,
        action=action,
        resource=resource,
        record_id=record_id,
        field=field,
        before=before,
        after=after,
        detail=detail,
        address=actor.address or None,
    )


def last_changes(resource: str, record_id: int, names: Iterable[str]) -> dict[str, tuple[str, datetime]]:
    """Who last changed each of these fields of a record, and when; looks at the newest entries only."""
    found: dict[str, tuple[str, datetime]] = {}
    entries = AuditEntry.objects.filter(
        resource=resource, record_id=record_id, action=AuditAction.CHANGE
    ).order_by("-pk")[:RECENT]
    for entry in entries:
        for name in entry.after or {}:
            found.setdefault(name, (entry.actor_label, entry.at))
    return {name: found[name] for name in names if name in found}
