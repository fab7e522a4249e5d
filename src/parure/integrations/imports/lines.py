"""Records of a delimited text file, with the line each starts on, whatever is wrong with one of them.

A quotation mark that is never closed would swallow the rest of the file. Here it costs its own line only: the record
is given up, its first line reported, and the lines after it are read again.
"""

import csv
import io
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from parure.integrations.imports import headers
from parure.integrations.imports.problems import UnreadableFile

DELIMITERS = (",", "\t", ";", "|")
MAX_LINE = 1 << 20
MAX_RECORD_LINES = 500
MAX_RECORD_CHARACTERS = 1 << 18
MAX_CELL = 32_767
MAX_UNCLOSED = 100
BLOCK_CHARACTERS = 1 << 16  # that are read from the file together
_MENDED = ('"', "'", "\0")  # where none of these stands, a line is a record, as it is
_SNIFFED_LINES = 60


class _GiveUp(Exception):
    """The record can't be finished; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a text file between two records: where to go on (what `tell` gave) and the lines before it."""

    offset: int
    line: int


class _Lines:
    """Physical lines for the csv reader, remembering those of the record being read."""

    def __init__(self, file: io.TextIOBase, number: int = 0) -> None:
        self._file = file
        self._block: deque[str] = deque()
        self._again: deque[str] = deque()
        self._place: Mark | None = None
        self.record: list[str] = []
        self.number = number
        self._characters = 0

    def __iter__(self) -> "_Lines":
        return self

    @property
    def place(self) -> Mark | None:
        """A place before what is still to be read; None while lines are to be read again, or where a record lies
        across it.
        """
        return None if self._again else self._place

    def begin(self) -> None:
        """A new record starts with the next line."""
        self.record = []
        self._characters = 0

    def take_plain(self) -> list[str]:
        """Some hundred further lines where each of them is a record for certain, and holds nothing to be mended; else
        none. To be asked between two records.
        """
        if self._again or self._block:  # lines that had to be looked at one by one
            return []
        self._fetch()
        text = "".join(self._block)
        if any(mark in text for mark in _MENDED) or max(map(len, self._block), default=0) > MAX_CELL:
            return []
        lines = list(self._block)
        self._block.clear()
        self.number += len(lines)
        return lines

    def __next__(self) -> str:
        if self.record and self._open_too_long():
            raise _GiveUp("unclosed_quote")
        line = self._next_line()
        if not line:
            if self.record:
                raise _GiveUp("unclosed_quote")
            raise StopIteration
        self.number += 1
        self.record.append(line)
        self._characters += len(line)
        if len(line) >= MAX_LINE:
            self._skip_rest(line)
            raise _GiveUp("line_too_long")
        return line

    def _next_line(self) -> str:
        if self._again:
            return self._again.popleft()
        if not self._block:
            self._fetch()
        return self._block.popleft() if self._block else ""

    def _fetch(self) -> None:
        """Some hundred lines more; one that is too long is the last of them."""
        self._place = None if self.record else Mark(self._file.tell(), self.number)
        room = BLOCK_CHARACTERS
        while room > 0 and (line := self._file.readline(MAX_LINE)):
            self._block.append(line)
            room -= len(line)

    def _open_too_long(self) -> bool:
        return len(self.record) >= MAX_RECORD_LINES or self._characters > MAX_RECORD_CHARACTERS

    def _skip_rest(self, line: str) -> None:
        while line and line[-1] not in "\r\n":
            line = self._file.readline(MAX_LINE)

    def give_back(self) -> None:
        """Put all lines of the record but its first back, to be read as records of their own."""
        rest = self.record[1:]
        self._again.extendleft(reversed(rest))
        self.number -= len(rest)


class Bookmark:
    """Lies at a place of a reading that is under way, so that another reading can go on from there."""

    def __init__(self) -> None:
        self._lines: _Lines | None = None
        self._place: Mark | None = None

    def follow(self, lines: "_Lines") -> None:
        self._lines = lines

    def put(self) -> None:
        """Put it before what is still to be read, as near as can be told; nowhere while nothing is open."""
        self._place = self._lines.place if self._lines is not None else None

    def place(self) -> Mark | None:
        """Where it was put."""
        return self._place


def read_records(
    path: Path, encoding: str, delimiter: str, *, start: Mark | None = None, bookmark: Bookmark | None = None
) -> Iterator[tuple[int, list[str], str]]:
    """(line, cells, problem code or "") for every record; cells are trimmed and freed of `="…"` and `'`."""
    with path.open("r", encoding=encoding, newline="") as file:
        if start is not None:
            file.seek(start.offset)
        yield from parse_records(file, delimiter, after=start.line if start else 0, bookmark=bookmark)


def parse_records(
    file: io.TextIOBase, delimiter: str, *, after: int = 0, bookmark: Bookmark | None = None
) -> Iterator[tuple[int, list[str], str]]:
    """As `read_records`, from an open text stream with newline="" of which `after` lines have been read."""
    lines = _Lines(file, after)
    if bookmark is not None:
        bookmark.follow(lines)
    reader = csv.reader(lines, delimiter=delimiter)
    unclosed = 0
    strip = str.strip
    while True:
        lines.begin()
        start = lines.number + 1
        if start > 1 and (plain := lines.take_plain()):
            for line, cells in enumerate(csv.reader(plain, delimiter=delimiter), start):
                yield line, list(map(strip, cells)), ""
            continue
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (_GiveUp, csv.Error) as error:
            code = _given_up(lines, error)
            reader = csv.reader(lines, delimiter=delimiter)
        else:
            code = "" if len(lines.record) == 1 else _quoting(lines, delimiter)
        if code:
            unclosed += 1
            if unclosed > MAX_UNCLOSED:
                raise _broken()
            yield start, [strip(lines.record[0])[:MAX_CELL]], code
            continue
        if start == 1 and lines.record[0][:4].lower() == "sep=":
            continue
        cells = list(map(strip, cells))
        yield start, *_checked(cells, lines.record)


def _quoting(lines: _Lines, delimiter: str) -> str:
    """Whether a record of several lines is quoted by the book.

    When a mark is never closed, the opening mark of a later cell closes it, and text follows right behind: rows
    between the two would vanish into one cell.
    """
    try:
        list(csv.reader(lines.record, delimiter=delimiter, strict=True))
    except csv.Error:
        lines.give_back()
        return "unclosed_quote"
    return ""


def _checked(cells: list[str], record: list[str]) -> tuple[list[str], str]:
    text = record[0] if len(record) == 1 else "".join(record)
    if "'" in text or '="' in text:
        cells = [headers.bare(cell) for cell in cells]
    if "\0" in text:
        return [cell.replace("\0", "") for cell in cells], "nul_byte"
    if len(text) > MAX_CELL and max(map(len, cells), default=0) > MAX_CELL:
        return [cell[:MAX_CELL] for cell in cells], "cell_too_long"
    return cells, ""


def _given_up(lines: _Lines, error: Exception) -> str:
    if isinstance(error, _GiveUp) and error.code == "line_too_long":
        return error.code
    if len(lines.record) == 1 and not isinstance(error, _GiveUp):
        return "cell_too_long"  # one cell beyond what the csv module takes
    lines.give_back()
    return "unclosed_quote"


def _broken() -> UnreadableFile:
    return UnreadableFile(
        "quotes_broken",
        _("More than 100 rows can't be told apart. Export the file again, or save it as XLSX."),
    )


def sniff_delimiter(path: Path, encoding: str) -> str:
    """The delimiter that gives the first lines the most, and the most even, columns; a known header decides."""
    with path.open("r", encoding=encoding, newline="") as file:
        sample = [line for _index in range(_SNIFFED_LINES) if (line := file.readline(1 << 16))]
    if sample and sample[0][:4].lower() == "sep=" and sample[0].strip()[4:]:
        return sample[0].strip()[4:5]
    return max(DELIMITERS, key=lambda delimiter: _fitness(sample, delimiter))


def _fitness(sample: list[str], delimiter: str) -> tuple[int, int]:
    records = [
        cells
        for _line, cells, bad in parse_records(io.StringIO("".join(sample), newline=""), delimiter)
        if not bad
    ]
    widths = Counter(len(cells) for cells in records if len(cells) > 1)
    known = max((headers.known_names(cells) for cells in records[:20]), default=0)
    width, rows = max(widths.items(), key=lambda item: item[0] * item[1], default=(1, 0))
    return known, width * rows
