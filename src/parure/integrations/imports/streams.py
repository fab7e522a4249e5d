"""The records of a file, one after another: rows as drafts, rows of one record together."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any, Protocol

from django.conf import settings

from parure.integrations.imports.batch import Unit
from parure.integrations.imports.compiling import compile_mapping
from parure.integrations.imports.drafts import OrderDraft, StyleDraft
from parure.integrations.imports.goods_rows import group_styles
from parure.integrations.imports.lines import Bookmark, Mark
from parure.integrations.imports.order_rows import group_orders
from parure.integrations.imports.problems import SKIPPED, RowProblem, severity_of
from parure.integrations.imports.reading import Row, Table
from parure.integrations.imports.values import Conventions

Group = Callable[[Iterable[tuple[int, Any]]], Iterator[Any]]
GROUPS: dict[str, Group] = {"orders": group_orders, "order_lines": group_orders, "products": group_styles}


class Told(Protocol):
    """What of an import's run says how its file is read."""

    kind: str
    reading: dict[str, Any]
    mapping: dict[str, Any]
    options: dict[str, Any]
    position: int


def conventions_of(run: Told) -> Conventions:
    """What the file leaves unsaid, as chosen for the run or usual in the house."""
    options = run.options
    return Conventions(
        currency=options.get("currency") or settings.CURRENCY,
        timezone=options.get("timezone") or settings.TIME_ZONE,
        region=options.get("region") or settings.PHONE_REGION,
        ring_gauge=options.get("ring_gauge") or "",
    )


def units_of(
    run: Told, table: Table, *, start: Mark | None = None, bookmark: Bookmark | None = None
) -> Iterator[Unit]:
    """Records after the run's position. A record is never cut: its rows come together."""
    ignored = run.reading.get("ignored", ())
    read = compile_mapping(run.kind, table.columns, run.mapping, conventions_of(run), ignored=ignored)
    rows = table.lines(run.position, start=start, bookmark=bookmark)
    group = GROUPS.get(run.kind)
    return _grouped(rows, read, group) if group else _single(rows, read)


def _single(rows: Iterable[Row], read: Callable[[list[str]], Any]) -> Iterator[Unit]:
    for line, cells, problem in rows:
        if problem:
            yield Unit((line,), None, problem)
            continue
        try:
            yield Unit((line,), read(cells))
        except (ValueError, ArithmeticError, TypeError, KeyError, IndexError):
            yield Unit((line,), None, "row_refused")  # a cell that no parser foresaw costs its row only


def _grouped(rows: Iterable[Row], read: Callable[[list[str]], Any], group: Group) -> Iterator[Unit]:
    lines: deque[int] = deque()
    bad: deque[Unit] = deque()

    def pairs() -> Iterator[tuple[int, Any]]:
        for line, cells, problem in rows:
            if problem:
                bad.append(Unit((line,), None, problem))
                continue
            try:
                draft = read(cells)
            except (ValueError, ArithmeticError, TypeError, KeyError, IndexError):
                bad.append(Unit((line,), None, "row_refused"))
                continue
            lines.append(line)
            yield line, draft

    for found in group(pairs()):
        draft, own, broken = found, [], False
        while bad and bad[0].line < draft.last_line:
            unit = bad.popleft()
            broken |= unit.line > draft.first_line and severity_of(unit.problem) != SKIPPED
            yield unit
        while lines and lines[0] <= draft.last_line:
            own.append(lines.popleft())
        if broken:  # a row in the middle can't be read: the record isn't whole
            draft = _not_whole(draft)
        yield Unit(tuple(own), draft)
    yield from bad


def _not_whole(draft: OrderDraft | StyleDraft) -> OrderDraft | StyleDraft:
    problems = (*draft.problems, RowProblem("record_not_imported", line=draft.first_line))
    if isinstance(draft, OrderDraft):
        return draft._replace(problems=problems)
    return replace(draft, problems=problems)


def batches(units: Iterable[Unit], rows: int) -> Iterator[list[Unit]]:
    """Units in lists of about this many rows; a record of more rows is a list of its own."""
    gathered: list[Unit] = []
    count = 0
    for unit in units:
        gathered.append(unit)
        count += len(unit.lines)
        if count >= rows:
            yield gathered
            gathered, count = [], 0
    if gathered:
        yield gathered
