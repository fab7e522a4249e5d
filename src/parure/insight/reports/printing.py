"""The table of a report as pages to print: what stands on them, in words; `paper` draws them.

A table that is wider than a page goes on in a further set of pages, each with the names of its lines. Of very long
tables the first lines are printed and the rest is counted; a workbook has them all.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from parure.insight.reports.answers import Answer
from parure.insight.reports.process import Failed, TooLong
from parure.insight.reports.tabling import Cell, Line, Table, table_of

MOST_LINES = 1000
PATIENCE = 60.0  # seconds
COMMAND = (sys.executable, "-m", "parure.insight.reports.paper")


def printed(found: Answer, title: str) -> bytes:
    """The answer as PDF in the language of the moment. Raises `TooLong`, `Failed`."""
    told = json.dumps(_told(found, title)).encode()
    try:
        drawn = subprocess.run(COMMAND, input=told, capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603 - our own module
    except subprocess.TimeoutExpired:
        raise TooLong from None
    if drawn.returncode:
        raise Failed("paper")
    return drawn.stdout


def _told(found: Answer, title: str) -> dict[str, Any]:
    table = table_of(found)
    taken = timezone.localtime(found.taken_at)
    period = ""
    if found.span.since and found.span.until:
        period = f"{found.span.since.isoformat()} – {found.span.until.isoformat()}"
    return {
        "title": title,
        "shop": settings.SHOP_NAME or "璞如 Parure",
        "period": period,
        "taken": _("Figures of %s") % taken.strftime("%Y-%m-%d %H:%M"),
        "taken_at": taken.isoformat(),
        "page": _("Page %(page)d of %(pages)d"),
        "language": get_language() or settings.LANGUAGE_CODE,
        "columns": _columns(table),
        "lines": min(len(table.lines), MOST_LINES),
        "has_totals": bool(table.totals),
        "remarks": _remarks(found, table),
    }


def _columns(table: Table) -> list[dict[str, Any]]:
    lines = table.lines[:MOST_LINES]
    named = [_("All") if table.totals else "", *[""] * (len(table.splits) - 1)]
    found = [
        _column(head, [line.labels[place] for line in lines], named[place])
        for place, head in enumerate(table.splits)
    ]
    for place, head in enumerate(table.heads):
        texts = [_figure(line.cells[place]) for line in lines]
        total = _figure(table.totals[place]) if table.totals else ""
        shares = [line.cells[place].share for line in lines] if _has_bars(lines, place) else []
        found.append(_column(head, texts, total, is_figure=True, shares=shares))
    return found


def _column(
    head: str, texts: list[str], total: str, *, is_figure: bool = False, shares: Sequence[int] = ()
) -> dict[str, Any]:
    return {"head": head, "texts": texts, "total": total, "is_figure": is_figure, "shares": list(shares)}


def _has_bars(lines: Sequence[Line], place: int) -> bool:
    """As on the page: under the first figure, or under all that are columns of one."""
    return place == 0 or all(
        line.row is not None and len(line.row.codes) > len(line.labels) for line in lines
    )


def _figure(cell: Cell) -> str:
    return f"{cell.text}  {cell.change}" if cell.change else cell.text


def _remarks(found: Answer, table: Table) -> list[str]:
    """What the table doesn't show."""
    told = []
    if len(table.lines) > MOST_LINES or found.is_cut:
        told.append(_("Only the first %d lines are printed; the workbook has more.") % MOST_LINES)
    if table.left_out:
        words = ngettext("%d more column had no room.", "%d more columns had no room.", table.left_out)
        told.append(words % table.left_out)
    return told
