"""Writing the record of who did what. Written in the same transaction as the act itself."""

from typing import Any

from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.models import AuditEntry


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
    """Add one entry. `before` and `after` hold changed fields only, personal values masked."""
    AuditEntry.objects.create(
        staff_id=actor.staff_id,
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
