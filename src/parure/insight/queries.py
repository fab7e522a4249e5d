"""Reads of insight that belong to no page."""

from datetime import date
from typing import Any

from parure.insight.ahead.foreseeing import fit_now, known_on
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


def forecast(until: date) -> dict[str, Any]:
    """The forecast fitted on what the copy knows up to and with that day: parameters per week and in fen, the verdict
    with its reasons, and how it did in its trial. Nothing is kept.
    """
    row = fit_now(*known_on(until), until)
    return {
        "until": until.isoformat(),
        "time_unit": "weeks",
        "customers": row.customers,
        "repeaters": row.repeaters,
        "parameters": {name: getattr(row, name) for name in ("r", "alpha", "a", "b", "log_likelihood")},
        "value_parameters": {name: getattr(row, name) for name in ("p", "q", "v")}
        | {"log_likelihood": row.value_log_likelihood},
        "trustworthy": row.is_trusted,
        "reasons": _reasons(row.reasons),
        "value_trustworthy": row.is_value_trusted,
        "value_reasons": _reasons(row.value_reasons),
        "hold_out": {"split": row.split.isoformat(), **row.trial},
        "seconds": row.seconds,
    }


def _reasons(kept: list[list[Any]]) -> list[dict[str, Any]]:
    return [{"code": code, "figure": figure, "limit": limit} for code, figure, limit in kept]
