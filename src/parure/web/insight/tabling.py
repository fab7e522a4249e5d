"""An answer as a table: heads and cells as people read them, the same on the page and in a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parure.core.money import format_money
from parure.insight.reports.answers import Answer, Row
from parure.insight.reports.datasets import Measure, Unit

MOST_COLUMNS = 24
NONE = "–"


@dataclass(frozen=True)
class Cell:
    """A figure in words and as a number (None: not known); `change` against the year before in thousandths."""

    text: str
    number: int | None
    unit: Unit
    change: int | None = None
    share: int = 0  # of the largest in its column, in hundredths


@dataclass(frozen=True)
class Line:
    """A row of the table: what it is called, its figures, and the codes by which it was split."""

    labels: tuple[str, ...]
    cells: list[Cell]
    row: Row | None


@dataclass(frozen=True)
class Table:
    """Heads of the splits and of the figures, lines, and the line of totals. `left_out`: columns that had no room."""

    splits: list[str]
    heads: list[str]
    lines: list[Line]
    totals: list[Cell]
    left_out: int = 0


def figure_text(unit: Unit, number: int | None) -> str:
    """A figure in words: ¥1,234, 12.3%, 45 days."""
    if number is None:
        return NONE
    if unit is Unit.MONEY:
        return format_money(number, fen=False)
    if unit is Unit.SHARE:
        return f"{number / 10:.1f}%"
    return f"{number:,}"


def change_of(now: int | None, before: int | None) -> int | None:
    """The change in thousandths of what was before; None where nothing was, or nothing is known."""
    if now is None or before is None or before <= 0:
        return None
    return round((now - before) * 1000 / before)


def change_text(change: int) -> str:
    """+12.4% or −3.0%."""
    return f"{'+' if change >= 0 else '−'}{abs(change) / 10:.1f}%"


def table_of(answer: Answer) -> Table:
    """Rows by their splits; with a split across, its codes are columns of the first figure."""
    return _across(answer) if answer.question.across else _plain(answer)


def _plain(answer: Answer) -> Table:
    most = [
        max((abs(row.figures[place] or 0) for row in answer.rows), default=0)
        for place in range(len(answer.measures))
    ]
    lines = [
        Line(
            row.labels,
            [
                _cell(measure, row.figures[place], row.before[place] if row.before else None, most[place])
                for place, measure in enumerate(answer.measures)
            ],
            row,
        )
        for row in answer.rows
    ]
    before: Sequence[int | None] = answer.before or [None] * len(answer.measures)
    totals = [
        _cell(measure, figure, earlier)
        for measure, figure, earlier in zip(answer.measures, answer.totals, before, strict=True)
    ]
    return Table(
        [str(each.label) for each in answer.splits], [_head(each) for each in answer.measures], lines, totals
    )


def _across(answer: Answer) -> Table:
    measure = answer.measures[0]
    spread = answer.splits[-1]
    found: dict[tuple[str, ...], dict[str, Row]] = {}
    for row in answer.rows:
        found.setdefault(row.codes[:-1], {})[row.codes[-1]] = row
    names = {row.codes[-1]: row.labels[-1] for row in answer.rows}
    codes = _in_order(answer, names)
    shown = codes[:MOST_COLUMNS]
    most = max((abs(row.figures[0] or 0) for row in answer.rows), default=0)
    adds = measure.adds_up and answer.question.measures[0] == measure.name
    lines = []
    for by_code in found.values():
        some = next(iter(by_code.values()))
        cells = [
            _cell(measure, by_code[code].figures[0] if code in by_code else None, None, most)
            for code in shown
        ]
        if adds:
            cells.append(_cell(measure, sum(row.figures[0] or 0 for row in by_code.values()), None))
        lines.append(Line(some.labels[:-1], cells, some))
    totals = [
        _cell(
            measure,
            sum(each[code].figures[0] or 0 for each in found.values() if code in each) if adds else None,
            None,
        )
        for code in shown
    ]
    if adds:
        totals.append(_cell(measure, answer.totals[0], None))
    heads = [names[code] for code in shown] + ([_("All")] if adds else [])
    splits = [str(each.label) for each in answer.splits[:-1]]
    splits[-1] = f"{splits[-1]} \\ {spread.label}"
    return Table(splits, heads, lines, totals, len(codes) - len(shown))


def _in_order(answer: Answer, names: dict[str, str]) -> list[str]:
    """Columns by time, by the order of their labels, or by their size."""
    spread = answer.splits[-1]
    if spread.period:
        return sorted(names)
    if spread.labels is not None:
        places = {code: place for place, code in enumerate(spread.labels())}
        return sorted(names, key=lambda code: (places.get(code, len(places)), code))
    size: dict[str, int] = {}
    for row in answer.rows:
        size[row.codes[-1]] = size.get(row.codes[-1], 0) + (row.figures[0] or 0)
    return sorted(names, key=lambda code: (-size[code], code))


def _cell(measure: Measure, number: int | None, before: int | None, most: int = 0) -> Cell:
    share = round(100 * abs(number or 0) / most) if most else 0
    return Cell(figure_text(measure.unit, number), number, measure.unit, change_of(number, before), share)


def _head(measure: Measure) -> str:
    return str(measure.label)


def as_number(cell: Cell) -> Any:
    """A figure as a spreadsheet counts with it: yuan, shares as fractions."""
    if cell.number is None:
        return None
    if cell.unit is Unit.MONEY:
        return cell.number / 100
    return cell.number / 1000 if cell.unit is Unit.SHARE else cell.number
