"""Writing rows as CSV or as a workbook, a stretch at a time in constant memory."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

SHEET_ROWS = 1_048_575
LONGEST_CELL = 32_767
WRITTEN_AT_ONCE = 1 << 20
SAFE_NUMBER = 10**15  # beyond that a spreadsheet rounds


class Sheet(Protocol):
    """Takes rows, column after column."""

    def write(self, columns: Sequence[Sequence[Any]]) -> None: ...


class _Csv:
    def __init__(self, file: Any, heads: Sequence[str]) -> None:
        self.writer = csv.writer(file, lineterminator="\r\n")
        self.writer.writerow(heads)

    def write(self, columns: Sequence[Sequence[Any]]) -> None:
        self.writer.writerows(zip(*columns, strict=True))


class _Workbook:
    """A workbook; what a sheet can't hold any more goes on in the next one."""

    def __init__(self, book: Any, heads: Sequence[str]) -> None:
        self.book, self.heads = book, heads
        self._begin()

    def _begin(self) -> None:
        self.sheet = self.book.add_worksheet()
        self.sheet.write_row(0, 0, list(self.heads))
        self.sheet.freeze_panes(1, 0)
        self.row = 0

    def write(self, columns: Sequence[Sequence[Any]]) -> None:
        for cells in zip(*columns, strict=True):
            if self.row >= SHEET_ROWS:
                self._begin()
            self.row += 1
            for place, cell in enumerate(cells):
                if isinstance(cell, int) and abs(cell) < SAFE_NUMBER:
                    self.sheet.write_number(self.row, place, cell)
                elif cell != "":
                    self.sheet.write_string(self.row, place, str(cell)[:LONGEST_CELL])


@contextmanager
def opened_lines(path: Path, heads: Sequence[str]) -> Iterator[Any]:
    """The same CSV file for lines that are written already, as bytes."""
    with opened(path, "csv", heads):
        pass
    with path.open("ab", buffering=WRITTEN_AT_ONCE) as file:
        yield file


@contextmanager
def opened(path: Path, form: str, heads: Sequence[str]) -> Iterator[Sheet]:
    """A file of this form that takes rows; whole once the block ends. Only its owner may read it."""
    path.touch(mode=0o600)
    if form == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            yield _Csv(file, heads)
        return
    import xlsxwriter

    settings = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(path), settings) as book:
        yield _Workbook(book, heads)
