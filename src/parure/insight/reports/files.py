"""The table of a report as a file: a workbook, CSV, or pages to print."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parure.insight.reports.answers import Answer
from parure.insight.reports.datasets import Unit
from parure.insight.reports.printing import printed
from parure.insight.reports.tabling import Cell, Table, table_of
from parure.integrations.taking.cells import amount, safe_text
from parure.integrations.taking.files import opened

FORMS: Mapping[str, str] = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
LONGEST_NAME = 60


def file_of(found: Answer, form: str, title: str) -> bytes:
    """The answer as a file of one of `FORMS`; the title stands on pages only."""
    return printed(found, title) if form == "pdf" else _rows_written(found, form)


def file_name(title: str, form: str) -> str:
    """The name under which it is kept: title and day."""
    named = "".join(" " if each in '/\\:*?"<>|\r\n\t' else each for each in title or _("Report"))
    return f"{named.strip()[:LONGEST_NAME]} {timezone.localdate().isoformat()}.{form}"


def _rows_written(found: Answer, form: str) -> bytes:
    table = table_of(found)
    heads = [*table.splits, *table.heads] if table.splits else table.heads
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{form}"
        with opened(path, form, [safe_text(each) for each in heads]) as sheet:
            rows = _rows(table)
            if rows:
                sheet.write(list(zip(*rows, strict=True)))
        return path.read_bytes()


def _rows(table: Table) -> list[list[Any]]:
    rows = [[*(safe_text(each) for each in line.labels), *map(_cell, line.cells)] for line in table.lines]
    if table.totals:
        labels = [_("All"), *[""] * (len(table.splits) - 1)] if table.splits else []
        rows.append([*labels, *map(_cell, table.totals)])
    return rows


def _cell(cell: Cell) -> Any:
    """Counts as numbers; amounts in yuan, shares in percent and tenths with their point, as text that spreadsheets read
    as numbers.
    """
    if cell.number is None:
        return ""
    if cell.unit in (Unit.MONEY, Unit.RATE):
        return amount(cell.number, 2)
    if cell.unit is Unit.TENTHS:
        return amount(cell.number, 1)
    return amount(cell.number, 1) + "%" if cell.unit is Unit.SHARE else cell.number
