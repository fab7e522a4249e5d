"""Rows of a file turned into drafts some hundred at a time, each column by itself.

A file says the same status, title, day and price thousands of times: what a text means is worked out once. A row with a
cell that can't be read is read by itself, which tells the problem.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import repeat
from typing import Any

from parure.integrations.imports.compiling import Draft, Findings, Step, mapped, row_reader
from parure.integrations.imports.problems import CellProblem
from parure.integrations.imports.values import CHINA, Conventions, Parser
from parure.integrations.imports.words import BLANKS

Cells = list[str]
REMEMBERED = 16_384  # texts of a column
SHORT = 100  # characters of a text that is remembered; a hostile file's may be three hundred times as long
TRIED = 20_000  # texts after which it is known whether a column repeats itself
SILENT = BLANKS | {""}
REFUSED = (ValueError, ArithmeticError, TypeError, KeyError, IndexError)
"""What a cell that no parser foresaw raises; it costs its row only."""


class _Mark:
    """What stands where a cell has no value."""


UNSAID, UNREAD = _Mark(), _Mark()


class _Meanings(dict[str, Any]):
    """What the texts of one column mean; asked for an unknown one, it reads it."""

    def __init__(self, parse: Parser) -> None:
        super().__init__()
        self._parse = parse
        self._asked = self._met = 0
        self._is_varied = False
        self.has_unread = False

    def of(self, texts: Sequence[str]) -> list[Any]:
        """The value of each text: UNSAID where it says nothing, UNREAD where it can't be read."""
        if self._is_varied:  # texts that are all different are read sooner than remembered
            return list(map(self._read, texts))
        self._asked += len(texts)
        values = list(map(self.__getitem__, texts))
        if self._met * 2 > self._asked > TRIED:
            self._is_varied = True
            self.clear()
        return values

    def __missing__(self, text: str) -> Any:
        self._met += 1
        if len(self) >= REMEMBERED:
            self.clear()
        value = self._read(text)
        if len(text) <= SHORT:
            self[text] = value
        return value

    def _read(self, text: str) -> Any:
        if not text or text in BLANKS:
            return UNSAID
        try:
            return self._parse(text)
        except (CellProblem, *REFUSED):
            self.has_unread = True
            return UNREAD


class _Column:
    """A mapped column: its cells' values, some hundred at a time."""

    def __init__(self, step: Step) -> None:
        self.index, self.key, parse, self._limit, self._several = step
        self._meanings = _Meanings(parse) if parse is not None else None

    def values(self, texts: Sequence[str]) -> tuple[Sequence[Any], bool, bool]:
        """The values, whether some are UNSAID, whether some may be UNREAD."""
        is_silent = not SILENT.isdisjoint(texts)
        if self._meanings is not None:
            values: Sequence[Any] = self._meanings.of(texts)
            may_fail = self._meanings.has_unread
        else:
            may_fail = max(map(len, texts)) > self._limit
            values = [self._plain(text) for text in texts] if is_silent or may_fail else texts
        if self._several:
            values = [[value] if type(value) is not _Mark else value for value in values]
        return values, is_silent, may_fail

    def _plain(self, text: str) -> Any:
        if text in SILENT:
            return UNSAID
        return text if len(text) <= self._limit else UNREAD


def compile_rows(
    kind: str,
    columns: Sequence[str],
    mapping: Mapping[str, str],
    conventions: Conventions = CHINA,
    *,
    ignored: Sequence[str] = (),
) -> Callable[[Sequence[Cells]], list[Draft | None]]:
    """As `compiling.compile_mapping`, for several rows at once; None in the place of a row that can't be read at all."""
    known = mapped(kind, columns, mapping, conventions, ignored=ignored)
    plan, steps, spare, build = known
    read = row_reader(known)
    keys = [step[1] for step in steps]
    nothing: Iterable[tuple[tuple[str, str], ...]] = repeat(())
    mapped_columns = [_Column(step) for step in steps]

    def read_one(cells: Cells) -> Draft | None:
        try:
            return read(cells)
        except REFUSED:
            return None

    def read_rows(rows: Sequence[Cells]) -> list[Draft | None]:
        if not rows:
            return []
        texts = list(zip(*rows, strict=True))
        told, failed, is_silent = [], set[int](), False
        for column in mapped_columns:
            values, some_unsaid, may_fail = column.values(texts[column.index])
            told.append(values)
            is_silent |= some_unsaid
            if may_fail:
                failed.update(at for at, value in enumerate(values) if value is UNREAD)
        by_row = [dict(zip(keys, row, strict=False)) for row in zip(*told, strict=True)]
        if is_silent or failed:
            by_row = [
                {key: value for key, value in row.items() if type(value) is not _Mark} for row in by_row
            ]
        extras = (
            [tuple([(name, cells[i]) for i, name in spare if cells[i]]) for cells in rows]
            if spare
            else nothing
        )
        try:
            drafts: list[Draft | None] = [
                build(Findings(plan), values, extra) for values, extra in zip(by_row, extras, strict=False)
            ]
        except REFUSED:
            return [read_one(cells) for cells in rows]
        for at in failed:
            drafts[at] = read_one(rows[at])
        return drafts

    if not steps or len(set(keys)) < len(
        keys
    ):  # several columns of one target: what one says counts for the row
        return lambda rows: [read_one(cells) for cells in rows]
    return read_rows
