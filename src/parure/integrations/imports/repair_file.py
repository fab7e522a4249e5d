"""The rows that failed, as a file to mend and bring again.

The first column says what is wrong; it's recognised and ignored when the file comes back. Cells are as they were
read, so a row that had too few of them still has too few. Nothing in the file runs as a formula, and long numbers
survive a spreadsheet.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from parure.integrations.imports.problems import PROBLEM_COLUMN, RowProblem, describe

RISKY = ("=", "+", "-", "@", "\t", "\r", "'", "＝", "＋", "－", "＠")
FRAGILE = "0[0-9]+|[0-9]{12,}"  # as PostgreSQL reads it, too
_FRAGILE_NUMBER = re.compile(FRAGILE)


class FailedRow(NamedTuple):
    """A row that wasn't imported: its line in the file, its cells, and why."""

    line: int
    cells: Sequence[str]
    problems: Sequence[RowProblem]


def write_repair_file(path: Path | str, columns: Sequence[str], failed: Iterable[FailedRow]) -> int:
    """Write the failed rows as CSV (UTF-8 with mark); returns how many. Nothing is written when there are none."""
    count = -1
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        Path(path).chmod(0o600)
        for line in repair_lines(columns, failed):
            file.write(line)
            count += 1
    if count < 1:
        Path(path).unlink()
    return max(count, 0)


def repair_lines(columns: Sequence[str], failed: Iterable[FailedRow]) -> Iterator[str]:
    """The file's records, the first one with the mark and the column names."""
    yield "\ufeff" + _record([PROBLEM_COLUMN, *map(safe_cell, columns)])
    for row in failed:
        yield _record([safe_cell(explain(row)), *map(safe_cell, row.cells)])


def _record(cells: Sequence[str]) -> str:
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\r\n").writerow(cells)
    return buffer.getvalue()


def explain(row: FailedRow) -> str:
    """The row's problems in the current language, with the line it had."""
    told = "; ".join(describe(problem) for problem in row.problems)
    return _("Line %(line)d: %(problems)s") % {"line": row.line, "problems": told}


def safe_cell(text: str) -> str:
    """A cell that a spreadsheet shows as it stands: no formula, no lost zero, no rounded number.

    Reading takes the marks off again: `safe_cell` and then reading gives the same text.
    """
    if _FRAGILE_NUMBER.fullmatch(text):
        return f'="{text}"'
    if text.startswith(RISKY):
        return "'" + text
    return text
