"""The rows that failed, as a file to mend and bring again.

The first column says what is wrong; it's recognised and ignored when the file comes back. Cells are as they were
read, so a row that had too few of them still has too few. Nothing in the file runs as a formula, and long numbers
survive a spreadsheet.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from parure.integrations.imports.problems import PROBLEM_COLUMN, RowProblem, describe

_RISKY = ("=", "+", "-", "@", "\t", "\r", "'", "＝", "＋", "－", "＠")
_FRAGILE_NUMBER = re.compile(r"0\d+|\d{12,}", re.ASCII)


class FailedRow(NamedTuple):
    """A row that wasn't imported: its line in the file, its cells, and why."""

    line: int
    cells: Sequence[str]
    problems: Sequence[RowProblem]


def write_repair_file(path: Path | str, columns: Sequence[str], failed: Iterable[FailedRow]) -> int:
    """Write the failed rows as CSV (UTF-8 with mark); returns how many. Nothing is written when there are none."""
    count = 0
    target = Path(path)
    rows = iter(failed)
    first = next(rows, None)
    if first is None:
        return 0
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([PROBLEM_COLUMN, *map(safe_cell, columns)])
        for row in _chain(first, rows):
            writer.writerow([safe_cell(explain(row)), *map(safe_cell, row.cells)])
            count += 1
    return count


def _chain(first: FailedRow, rest: Iterable[FailedRow]) -> Iterable[FailedRow]:
    yield first
    yield from rest


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
    if text.startswith(_RISKY):
        return "'" + text
    return text
