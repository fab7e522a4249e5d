"""Figures and how they are printed."""

import json
import statistics
import time
from collections.abc import Sequence
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"


def quantile(values: Sequence[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * q))]


def spread(values: Sequence[float]) -> str:
    return f"p50 {statistics.median(values):.2f}  p95 {quantile(values, 0.95):.2f}  max {max(values):.2f}"


def machine() -> float:
    """Seconds that this machine takes just now for ten million additions: how much slower than another, or than
    itself at another hour, it is. Limits in milliseconds mean machines that take about half a second.
    """
    began, total = time.perf_counter(), 0
    for each in range(10_000_000):
        total += each
    return time.perf_counter() - began


class Table:
    """Rows of a run: what, figure, limit, and whether it holds."""

    def __init__(self, name: str) -> None:
        self.name, self.rows = name, []

    def add(
        self, what: str, figure: float, unit: str, *, limit: float | None = None, least: bool = False
    ) -> None:
        """`least`: the figure must be at least the limit; else at most."""
        holds = None if limit is None else (figure >= limit if least else figure <= limit)
        self.rows.append(
            {"what": what, "figure": round(figure, 3), "unit": unit, "limit": limit, "holds": holds}
        )
        bound = "" if limit is None else f"  ({'≥' if least else '≤'} {limit:g}: {'yes' if holds else 'NO'})"
        print(f"{what:62} {figure:12.2f} {unit}{bound}", flush=True)

    def keep(self) -> None:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{self.name}.json").write_text(json.dumps(self.rows, ensure_ascii=False, indent=1))
