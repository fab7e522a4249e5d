"""Keeping the completeness of all records current."""

from parure.people.models import Customer
from parure.people.quality import CHUNK, refresh_completeness


def score_records(after: int) -> int | None:
    """Reckon the next records behind this id; returns the last of them, None at the end."""
    rows = Customer.objects.filter(pk__gt=after, is_archived=False).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:CHUNK])
    refresh_completeness(ids)
    return ids[-1] if ids else None
