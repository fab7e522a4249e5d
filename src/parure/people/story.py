"""The customer's timeline: one line for each thing that happened, written with it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from parure.people.models import TimelineEntry


def remember(
    customer_id: int,
    *,
    at: datetime,
    kind: str,
    title: str,
    body: str = "",
    who: str = "",
    amount_minor: int | None = None,
    pictures: Sequence[str] = (),
    files: Sequence[dict[str, Any]] = (),
    resource: str = "",
    record_id: int | None = None,
) -> None:
    """Add one line; a second line for the same record replaces the first, so that a change shows once."""
    values = {
        "customer_id": customer_id,
        "at": at,
        "kind": kind,
        "title": title[:120],
        "body": body[:400],
        "who": who[:80],
        "amount_minor": amount_minor,
        "pictures": list(pictures)[:6],
        "files": list(files) or None,
    }
    if record_id is None:
        TimelineEntry.objects.create(resource=resource, **values)
        return
    TimelineEntry.objects.update_or_create(resource=resource, record_id=record_id, defaults=values)


def write_entries(entries: Sequence[TimelineEntry]) -> None:
    """Add many lines for records that have none yet."""
    TimelineEntry.objects.bulk_create(entries, batch_size=2000)


def forget(resource: str, record_ids: Sequence[int]) -> None:
    """Take back the lines of records that are taken back (undo of an import)."""
    TimelineEntry.objects.filter(resource=resource, record_id__in=record_ids).delete()
