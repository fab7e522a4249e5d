"""The records of a file, one after another: rows as drafts, rows of one record together."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any, Protocol

from django.conf import settings

from parure.integrations.imports.batch import Unit
from parure.integrations.imports.columnwise import REFUSED, compile_rows
from parure.integrations.imports.drafts import OrderDraft, StyleDraft
from parure.integrations.imports.goods_rows import group_styles
from parure.integrations.imports.lines import Bookmark, Mark
from parure.integrations.imports.order_rows import OrderRow, group_orders
from parure.integrations.imports.own_fields import OwnField, Said, is_aside, reader_of
from parure.integrations.imports.problems import SKIPPED, RowProblem, severity_of
from parure.integrations.imports.reading import Row, Table
from parure.integrations.imports.values import Conventions

Read = Callable[[Sequence[list[str]]], Sequence[tuple[Any, Said | None] | None]]
Told = tuple[
    int, str, Any, Said | None
]  # line, problem; draft and what else the row says where there is none
Placed = tuple[Sequence[Unit], Mark | None]  # records, and the place behind them
Group = Callable[[Iterable[tuple[int, Any]]], Iterator[Any]]
AT_ONCE = 500  # rows that are read together
GROUPS: dict[str, Group] = {"orders": group_orders, "order_lines": group_orders, "products": group_styles}


class Run(Protocol):
    """What of an import's run says how its file is read; its mapping may name own fields."""

    kind: str
    reading: dict[str, Any]
    mapping: dict[str, Any]
    options: dict[str, Any]
    position: int


def conventions_of(run: Run) -> Conventions:
    """What the file leaves unsaid, as chosen for the run or usual in the house."""
    options = run.options
    return Conventions(
        currency=options.get("currency") or settings.CURRENCY,
        timezone=options.get("timezone") or settings.TIME_ZONE,
        region=options.get("region") or settings.PHONE_REGION,
        ring_gauge=options.get("ring_gauge") or "",
    )


def units_of(
    run: Run,
    table: Table,
    own: Sequence[OwnField] = (),
    *,
    start: Mark | None = None,
    bookmark: Bookmark | None = None,
) -> Iterator[Unit]:
    """Records after the run's position. A record is never cut: its rows come together."""
    read = _reader(run, table, own)
    rows = _told(table.lines(run.position, start=start, bookmark=bookmark), read, bookmark)
    group = GROUPS.get(run.kind)
    return _grouped(rows, group) if group else _single(rows)


def _reader(run: Run, table: Table, own: Sequence[OwnField]) -> Read:
    """From a row's cells to its draft and what it says beside it."""
    conventions = conventions_of(run)
    aside = {column: target for column, target in run.mapping.items() if is_aside(target)}
    mapping = {column: target for column, target in run.mapping.items() if column not in aside}
    ignored = (*run.reading.get("ignored", ()), *aside)
    drafts_of = compile_rows(run.kind, table.columns, mapping, conventions, ignored=ignored)
    said_by = reader_of(table.columns, aside, own, conventions)
    if said_by is None:
        return lambda rows: [(draft, None) if draft is not None else None for draft in drafts_of(rows)]

    def with_said(draft: Any, cells: list[str]) -> tuple[Any, Said | None] | None:
        if draft is None:
            return None
        try:
            said, problems, kept = said_by(cells)
        except REFUSED:
            return None
        return _judged(draft, problems, kept) if problems else draft, said

    return lambda rows: list(map(with_said, drafts_of(rows), rows))


def _told(rows: Iterator[Row], read: Read, bookmark: Bookmark | None) -> Iterator[Told]:
    """What the rows say, some hundred read at a time; the bookmark stays before those."""
    while True:
        if bookmark is not None:
            bookmark.put()
        together = list(islice(rows, AT_ONCE))
        if not together:
            return
        found = iter(read([cells for _line, cells, problem in together if not problem]))
        for line, _cells, problem in together:
            told = None if problem else next(found)
            if told is None:
                yield line, problem or "row_refused", None, None
            else:
                yield line, "", *told


def _judged(draft: Any, problems: tuple[RowProblem, ...], kept: tuple[str, ...]) -> Any:
    """The draft with further problems, and their texts for the remark."""
    if isinstance(draft, OrderRow):
        draft.judge.problems += problems
        draft.judge.kept += kept
        return draft
    remark = "\n".join(filter(None, (draft.remark_extra, *kept)))
    return replace(draft, problems=(*draft.problems, *problems), remark_extra=remark)


def _single(rows: Iterable[Told]) -> Iterator[Unit]:
    for line, problem, draft, said in rows:
        yield Unit((line,), None, problem) if problem else Unit((line,), draft, said=said)


def _grouped(rows: Iterable[Told], group: Group) -> Iterator[Unit]:
    lines: deque[tuple[int, Said | None]] = deque()
    bad: deque[Unit] = deque()

    def pairs() -> Iterator[tuple[int, Any]]:
        for line, problem, draft, said in rows:
            if problem:
                bad.append(Unit((line,), None, problem))
            else:
                lines.append((line, said))
                yield line, draft

    for found in group(pairs()):
        draft, own, broken, said = found, [], False, None
        while bad and bad[0].line < draft.last_line:
            unit = bad.popleft()
            broken |= unit.line > draft.first_line and severity_of(unit.problem) != SKIPPED
            yield unit
        while lines and lines[0][0] <= draft.last_line:
            line, further = lines.popleft()
            own.append(line)
            said = said.joined(further, line) if said is not None and further is not None else further
        if broken:  # a row in the middle can't be read: the record isn't whole
            draft = _not_whole(draft)
        yield Unit(tuple(own), draft, said=said)
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


def with_next(batches: Iterator[Placed], *, asked: bool) -> Iterator[tuple[Placed, Placed | None]]:
    """Each batch with the one behind it, or alone where that isn't asked; what goes wrong in reading that one is raised
    in its turn.
    """
    if not asked:
        yield from ((batch, None) for batch in batches)
        return
    this = next(batches, None)
    while this is not None:
        wrong, behind = None, None
        try:
            behind = next(batches, None)
        except Exception as error:  # noqa: BLE001 - raised below
            wrong = error
        yield this, behind
        if wrong is not None:
            raise wrong
        this = behind
