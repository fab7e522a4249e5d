"""A file as a table: named columns and numbered rows of text, in constant memory.

Nothing is known here of customers or orders; only that a table may have a title above it, totals below it, and
rows that don't fit. Such rows are counted and explained, never lost without a word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from parure.integrations.imports import headers, spreadsheets
from parure.integrations.imports.encodings import detect_encoding
from parure.integrations.imports.lines import Bookmark, Mark, read_records, sniff_delimiter
from parure.integrations.imports.problems import UnreadableFile

MAX_TEXT_BYTES = 8 * 1024**3
MAX_COLUMNS = 2000
HEADER_SEARCH_ROWS = 20
LISTED_DROPS = 1000
MAX_CELL = 32_767
DROPPED = frozenset({"totals", "repeated_header"})


class Row(NamedTuple):
    """One row. `line` counts from 1 as an editor or a spreadsheet does and is where the row starts.

    `problem` is a code of problems.CATALOGUE when the row doesn't fit the table; its cells are then as found.
    """

    line: int
    cells: list[str]
    problem: str = ""


@dataclass(slots=True)
class Tally:
    """What `rows()` has passed over so far, counted from the file's beginning even when reading resumed later.

    `dropped` names the first thousand lines with their reason ("totals", "repeated_header").
    """

    rows: int = 0
    blank: int = 0
    totals: int = 0
    repeated_headers: int = 0
    dropped: list[tuple[int, str]] = field(default_factory=list)

    def drop(self, line: int, reason: str) -> None:
        """Count a row that is no record, and remember where it was."""
        if reason == "totals":
            self.totals += 1
        else:
            self.repeated_headers += 1
        if len(self.dropped) < LISTED_DROPS:
            self.dropped.append((line, reason))


@dataclass(slots=True)
class Table:
    """An opened file. `header_row` is the line of the header, `row_estimate` about how many rows follow it.

    `notes` says in the reader's language what was repaired or passed over while opening; `explain_drops()` adds
    what was passed over while reading. `encoding` and `delimiter` are empty for workbooks, `sheets` for text.
    """

    path: Path
    columns: list[str]
    header_row: int
    row_estimate: int
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    _header: list[str] = field(default_factory=list)

    def rows(self, start_after_line: int = 0) -> Iterator[Row]:
        """Rows after the header, in the file's order; `start_after_line` resumes after that row's line."""
        return (row for row in self.lines(start_after_line) if row.problem not in DROPPED)

    def lines(
        self, start_after_line: int = 0, *, start: Mark | None = None, bookmark: Bookmark | None = None
    ) -> Iterator[Row]:
        """As `rows`, with the lines that are no records (problem "totals" or "repeated_header").

        `start`, a place of an earlier reading that lies before `start_after_line`, saves reading what is before
        it; `bookmark` then tells the places of this reading. Workbooks are read from their beginning.
        """
        self.tally = Tally()
        yield from _fitting_rows(self, max(start_after_line, self.header_row), start, bookmark)

    def explain_drops(self) -> list[str]:
        """Sentences for the rows that were passed over, in the current language."""
        return _explain(self.tally)


def open_table(
    path: Path | str, *, encoding: str = "", sheet: str = "", header_row: int | None = None
) -> Table:
    """Open a CSV, TSV, XLSX or XLS file by its contents, whatever its name says.

    `encoding`, `sheet` and `header_row` (a line number) override what would be recognised.
    Raises UnreadableFile with a code and a message for the person.
    """
    path = Path(path)
    if not path.is_file():
        raise UnreadableFile("file_missing", _("The file is not there."))
    if spreadsheets.is_workbook(path):
        return _open_workbook(path, sheet, header_row)
    return _open_text(path, encoding, header_row)


def _open_workbook(path: Path, sheet: str, header_row: int | None) -> Table:
    spreadsheets.check_workbook(path)
    name, names, height, records = spreadsheets.read_sheet(path, sheet)
    first = [record for record, _index in zip(records, range(HEADER_SEARCH_ROWS), strict=False)]
    line, header = _find_header(first, header_row)
    if not header:
        line, header = _header_at(iter([*first, *records]), line)
    notes = _opening_notes(line, first[0][0] if first else 1)
    if len(names) > 1:
        notes.append(_("Read sheet “%(name)s” of %(count)d.") % {"name": name, "count": len(names)})
    return _table(path, line, header, max(height - line, 0), notes, sheet=name, sheets=names)


def _open_text(path: Path, encoding: str, header_row: int | None) -> Table:
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise UnreadableFile("file_too_large", _("The file is larger than 8 GB. Split it."))
    form = detect_encoding(path, encoding)
    delimiter = sniff_delimiter(path, form.encoding)
    records = read_records(path, form.encoding, delimiter)
    first = [record for record, _index in zip(records, range(HEADER_SEARCH_ROWS), strict=False)]
    line, header = _find_header([(number, cells) for number, cells, _bad in first], header_row)
    if not header:
        records = read_records(path, form.encoding, delimiter)
        line, header = _header_at(((number, cells) for number, cells, _bad in records), line)
    notes = _opening_notes(line, 1)
    if form.marked:
        notes.append(_("The file carries a byte order mark; it was removed."))
    if form.encoding == "gb18030":
        notes.append(_("The text is Chinese GB18030; it was converted."))
    estimate = max(form.line_feeds - line + 1, 0)
    return _table(path, line, header, estimate, notes, encoding=form.encoding, delimiter=delimiter)


def _find_header(first: list[tuple[int, list[str]]], wanted: int | None) -> tuple[int, list[str]]:
    """(line, names); no names yet when the wanted line lies further down."""
    if wanted is not None:
        return _header_at(iter(first), wanted, strict=False)
    found = headers.find_header([cells for _line, cells in first])
    if found is None:
        raise _no_header()
    line, cells = first[found]
    return line, _without_empty_tail(cells)


def _header_at(
    records: Iterator[tuple[int, list[str]]], wanted: int, *, strict: bool = True
) -> tuple[int, list[str]]:
    for line, cells in records:
        if line == wanted:
            return line, _without_empty_tail(cells)
        if line > wanted:
            break
    if strict:
        raise _no_header()
    return wanted, []


def _no_header() -> UnreadableFile:
    return UnreadableFile(
        "no_header", _("No row with column names was found. Add one, or say which row it is.")
    )


def _table(
    path: Path, line: int, header: list[str], estimate: int, notes: list[str], **more: object
) -> Table:
    if not any(header):
        raise _no_header()
    if len(header) > MAX_COLUMNS:
        raise UnreadableFile("too_many_columns", _("The file has more than 2,000 columns."))
    columns = distinct_columns(header)
    return Table(path, columns, line, estimate, notes=notes, _header=header, **more)  # type: ignore[arg-type]


def _opening_notes(header_line: int, first_line: int) -> list[str]:
    if header_line <= first_line:
        return []
    return [
        _("The column names stand in row %(line)d; what is above was passed over.") % {"line": header_line}
    ]


def _without_empty_tail(cells: list[str]) -> list[str]:
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return cells[:width]


def distinct_columns(header: list[str]) -> list[str]:
    """Column names on one line and distinct: a second 备注 becomes "备注 (2)", an empty one "(3)" by position."""
    seen: dict[str, int] = {}
    columns = []
    for position, cell in enumerate(header, start=1):
        name = re.sub(r"\s+", " ", cell).strip()[:200] or f"({position})"
        seen[name] = seen.get(name, 0) + 1
        distinct = name if seen[name] == 1 else f"{name} ({seen[name]})"
        while distinct in columns:
            seen[name] += 1
            distinct = f"{name} ({seen[name]})"
        columns.append(distinct)
    return columns


def _fitting_rows(
    table: Table, after: int, start: Mark | None = None, bookmark: Bookmark | None = None
) -> Iterator[Row]:
    """The heart of reading: every record becomes a row, a counted drop, or a row with its problem."""
    tally, header, width = table.tally, table._header, len(table.columns)
    starts = headers.TOTALS_STARTS
    for line, found, bad in _records(table, start, bookmark):
        if line <= table.header_row:
            continue
        cells, problem = found, bad
        if not problem:
            if len(cells) != width:
                cells, problem = _fit(cells, width)
            first = cells[0] if cells else ""
            if not first:
                first = next(filter(None, cells), "")
                if not first:
                    tally.blank += 1
                    continue
            if first[:1] in starts and headers.is_totals(first, cells):
                tally.drop(line, "totals")
                problem = "totals"
            elif cells == header:
                tally.drop(line, "repeated_header")
                problem = "repeated_header"
            if problem in DROPPED:
                if line > after:
                    yield Row(line, cells, problem)
                continue
        tally.rows += 1
        if line > after:
            yield Row(line, cells, problem)


def _records(
    table: Table, start: Mark | None, bookmark: Bookmark | None
) -> Iterator[tuple[int, list[str], str]]:
    if table.encoding:
        yield from read_records(table.path, table.encoding, table.delimiter, start=start, bookmark=bookmark)
        return
    _name, _names, _height, records = spreadsheets.read_sheet(table.path, table.sheet)
    for line, cells in records:
        bad = "cell_too_long" if max(map(len, cells), default=0) > MAX_CELL else ""
        marked = any(cell[:1] in ("'", "=") for cell in cells)
        yield line, [headers.bare(cell) for cell in cells] if marked else cells, bad


def _fit(cells: list[str], width: int) -> tuple[list[str], str]:
    if len(cells) > width:
        return (cells, "too_many_cells") if any(cells[width:]) else (cells[:width], "")
    return (cells, "too_few_cells") if any(cells) else (cells, "")


def _explain(tally: Tally) -> list[str]:
    notes = []
    if tally.totals:
        notes.append(_("Rows with totals passed over: %(count)d.") % {"count": tally.totals})
    if tally.repeated_headers:
        notes.append(
            _("Repeated rows of column names passed over: %(count)d.") % {"count": tally.repeated_headers}
        )
    if tally.blank:
        notes.append(_("Empty rows passed over: %(count)d.") % {"count": tally.blank})
    return notes
