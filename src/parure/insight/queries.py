"""Reads of insight that belong to no page."""

from datetime import date
from typing import Any

from parure.insight.engine import opened
from parure.insight.measures.rfm import rfm


def group_sizes(until: date) -> dict[str, Any]:
    """Each RFM group with the number of its customers and what they are worth, of the whole base, as of that day."""
    with opened() as lake:
        scored = rfm(lake, until)
        by_group = scored.group_by("rfm_group").agg(
            customers=scored.count(), kept_minor=scored.kept_minor.sum()
        )
        rows = by_group.order_by("rfm_group").to_pyarrow().to_pylist()
        taken_at = lake.manifest.taken_at
    return {
        "until": until.isoformat(),
        "taken_at": taken_at.isoformat(),
        "customers": sum(row["customers"] for row in rows),
        "groups": {
            row["rfm_group"]: {"customers": row["customers"], "kept_minor": row["kept_minor"]} for row in rows
        },
    }
