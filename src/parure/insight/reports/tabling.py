"""An answer as a table: heads and cells as people read them, the same on the page, in a file and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from parure.insight.reports.answers import Answer, Row
from parure.insight.reports.datasets import Dimension, Measure, Unit
from parure.insight.reports.wording import change_text, figure_text

MOST_COLUMNS = 24
SINCE = "quarters_since"


@dataclass(frozen=True)
class Cell:
    """A figure in words and as a number (None: not known); `change` against the year before in words."""

    text: str
    number: int | None
    unit: Unit
    change: str = ""
    is_less: bool = False
    share: int = 0  # of the largest in its column, in hundredths
    part: str = ""  # of what its line began with, where lines go on from a beginning


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
        [str(each.label) for each in answer.splits],
        [str(each.label) for each in answer.measures],
        lines,
        totals,
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
    adds = measure.adds_up
    lines = []
    for by_code in found.values():
        some = next(iter(by_code.values()))
        cells = [
            _cell(measure, by_code[code].figures[0] if code in by_code else None, None, most)
            for code in shown
        ]
        if spread.name == SINCE and shown[:1] == ["0"]:
            cells = _of_the_first(cells)
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


def _of_the_first(cells: list[Cell]) -> list[Cell]:
    """Each as a share of the first; as they are where more came later, since then the beginning isn't known."""
    whole = cells[0].number or 0
    if not whole or any((each.number or 0) > whole for each in cells):
        return cells
    return [
        replace(
            each,
            share=round(100 * each.number / whole),
            part=figure_text(1000 * each.number // whole, Unit.SHARE),
        )
        if each.number
        else each
        for each in cells
    ]


def _in_order(answer: Answer, names: dict[str, str]) -> list[str]:
    """Columns by time, by the order of their labels, or by their size."""
    spread = answer.splits[-1]
    if spread.period:
        return sorted(names)
    if spread.labels is not None:
        places = places_of(spread)
        return sorted(names, key=lambda code: (places.get(code, len(places)), code))
    size: dict[str, int] = {}
    for row in answer.rows:
        size[row.codes[-1]] = size.get(row.codes[-1], 0) + (row.figures[0] or 0)
    return sorted(names, key=lambda code: (-size[code], code))


def places_of(split: Dimension) -> dict[str, int]:
    """Where each code stands in the order that a split's codes have of their own; nothing where they have none."""
    return {code: place for place, code in enumerate(split.labels() if split.labels else ())}


def _cell(measure: Measure, number: int | None, before: int | None, most: int = 0) -> Cell:
    share = round(100 * abs(number or 0) / most) if most else 0
    change = change_text(number, before, measure.unit)
    return Cell(
        text=figure_text(number, measure.unit),
        number=number,
        unit=measure.unit,
        change=change,
        is_less=bool(change) and (number or 0) < (before or 0),
        share=share,
    )
