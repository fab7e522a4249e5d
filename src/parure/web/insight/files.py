"""The table of a report as a workbook or CSV: who takes it along is kept on record."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.http import FileResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.insight.reports.answers import Answer, answer
from parure.insight.reports.datasets import Unit, datasets
from parure.insight.reports.operations import note_report_taken
from parure.insight.reports.question import Question
from parure.integrations.taking.cells import amount, safe_text
from parure.integrations.taking.files import opened
from parure.web.insight.tabling import Cell, Table, table_of

FORMS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def answer_file(actor: Actor, question: Question, form: str, title: str) -> FileResponse:
    """The file as an answer of the web. Raises `policy.Denied` for who may not export what it is made of,
    ValidationError for a form that there isn't.
    """
    if form not in FORMS:
        raise ValidationError(_("There is no such kind of file."))
    policy.require(actor, datasets()[question.dataset].resource, "export")
    found = answer(actor, question)
    note_report_taken(actor, question, len(found.rows))
    named = (title or _("Report")).strip()[:60].replace("/", " ")
    file_name = f"{named} {timezone.localdate().isoformat()}.{form}"
    content = FileResponse(_written(found, form), content_type=FORMS[form])
    content["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    content["Cache-Control"] = "no-store"
    return content


def _written(found: Answer, form: str) -> BytesIO:
    table = table_of(found)
    heads = [*table.splits, *table.heads] if table.splits else table.heads
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"report.{form}"
        with opened(path, form, [safe_text(each) for each in heads]) as sheet:
            rows = _rows(table)
            if rows:
                sheet.write(list(zip(*rows, strict=True)))
        return BytesIO(path.read_bytes())


def _rows(table: Table) -> list[list[Any]]:
    rows = [[*(safe_text(each) for each in line.labels), *map(_cell, line.cells)] for line in table.lines]
    if table.totals:
        labels = [_("All"), *[""] * (len(table.splits) - 1)] if table.splits else []
        rows.append([*labels, *map(_cell, table.totals)])
    return rows


def _cell(cell: Cell) -> Any:
    """Counts as numbers, amounts in yuan, shares in percent, as text that spreadsheets read as numbers."""
    if cell.number is None:
        return ""
    if cell.unit is Unit.MONEY:
        return amount(cell.number, 2)
    return amount(cell.number, 1) + "%" if cell.unit is Unit.SHARE else cell.number
