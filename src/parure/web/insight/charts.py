"""Charts as coordinates of SVG: bars and lines over stretches of time or kinds.

`insight/chart_bars.html` and `insight/chart_line.html` draw them, each in two sizes of which the sheet shows the one
that fits, with their figures as a table.
"""

from collections.abc import Sequence

from parure.insight.reports.datasets import Unit
from parure.insight.reports.wording import figure_text, scale_of
from parure.web.insight.frame import (
    BOTTOM,
    NARROW,
    TOP,
    WIDE,
    Frame,
    Name,
    Size,
    clear_of,
    framed,
    names_below,
    shortened,
    spread,
    text_width,
)
from parure.web.insight.pictures import Chart, Column, Drawing, Key, Mark, Picture, TableRow, Trace

WIDEST_BAR = 44.0
THICKNESS = 0.64  # of a place
GAP = 1.0  # between parts of a bar
NAME_ROOM = 110.0  # for names at the ends of lines
POINT = 3.0


def bars(drawing: Drawing) -> Chart:
    """Bars, stacked or side by side; what is below nothing hangs from the axis."""
    low, high = _ends(drawing)
    keys = [Key(each.name, kind) for each, kind in zip(drawing.series, drawing.kinds, strict=False)]
    if drawing.over:
        keys.append(Key(drawing.over.name, "ln", is_line=True))
    return _chart(
        drawing, keys, [_bars_in(drawing, _frame(drawing, size, low, high)) for size in (WIDE, NARROW)]
    )


def line(drawing: Drawing) -> Chart:
    """Lines of points; where a figure is missing a line has a gap. The axis of prices per gram begins near the lowest:
    from nothing on, a year of them would be a flat line.
    """
    told = [value for each in drawing.series for value in each.values if value is not None]
    holds_nothing = drawing.unit is not Unit.RATE or not told
    ends = [0, *told] if holds_nothing else told
    low, high = min(ends), max(ends)
    keys = [Key(each.name, f"l{number}", is_line=True) for number, each in enumerate(drawing.series, 1)]
    room = max((text_width(each.name) for each in drawing.series), default=0) + 12
    several = len(drawing.series) > 1
    return _chart(
        drawing,
        keys,
        [
            _lines_in(
                drawing,
                _frame(drawing, WIDE, low, high, min(room, NAME_ROOM) if several else 0, holds_nothing),
            ),
            _lines_in(drawing, _frame(drawing, NARROW, low, high, 0, holds_nothing)),
        ],
    )


def _frame(
    drawing: Drawing, size: Size, low: int, high: int, margin: float = 0, holds_nothing: bool = True
) -> Frame:
    return framed(size, len(drawing.places), low, high, drawing.unit, margin, holds_nothing=holds_nothing)


def _chart(drawing: Drawing, keys: list[Key], pictures: list[Picture]) -> Chart:
    shown = [*drawing.series, *([drawing.over] if drawing.over else [])]
    rows = [
        TableRow(
            name, drawing.address(place), [figure_text(each.values[place], drawing.unit) for each in shown]
        )
        for place, name in enumerate(drawing.places)
    ]
    most = max((abs(value or 0) for value in _ends(drawing)), default=0)
    return Chart(
        label=drawing.label,
        word=scale_of(most, drawing.unit).word,
        keys=keys if len(keys) > 1 else [],
        pictures=pictures,
        heads=[each.name for each in shown],
        rows=rows,
        has_links=any(drawing.addresses) or any(any(each.addresses) for each in drawing.series),
    )


def _ends(drawing: Drawing) -> tuple[int, int]:
    """The lowest and highest point of what is drawn."""
    places = range(len(drawing.places))
    told = [[each.values[place] or 0 for each in drawing.series] for place in places]
    over = [value or 0 for value in drawing.over.values] if drawing.over else []
    if drawing.stacked:
        told = [[sum(v for v in each if v < 0), sum(v for v in each if v > 0)] for each in told]
    flat = [value for each in told for value in each]
    return min([0, *flat, *over]), max([0, *flat, *over])


# ── bars ─────────────────────────────────────────────────────────────────────


def _bars_in(drawing: Drawing, frame: Frame) -> Picture:
    make = _stack if drawing.stacked else _side_by_side
    columns = [
        Column(_hit(drawing, frame, place), make(drawing, frame, place)) for place in range(frame.places)
    ]
    traces = [Trace("ln", _path(frame, drawing.over.values))] if drawing.over else []
    told = clear_of(_totals(drawing, frame)) if drawing.stacked or len(drawing.series) == 1 else []
    names = names_below(frame, drawing.places, drawing.in_time)
    return Picture(frame.size, frame.left, frame.right, frame.rules, names, columns, traces, told)


def _hit(drawing: Drawing, frame: Frame, place: int) -> Mark:
    said = [drawing.title(each, place) for each in drawing.series if each.values[place]]
    if drawing.stacked and len(drawing.series) > 1:
        total = sum(each.values[place] or 0 for each in drawing.series)
        said = [f"{drawing.places[place]} {figure_text(total, drawing.unit)}", *said]
    title = "\n".join(said) or drawing.places[place]
    x = frame.left + place * frame.pitch
    height = frame.size.height - TOP - BOTTOM
    return Mark(round(x, 1), TOP, round(frame.pitch, 1), height, "hit", title, drawing.address(place))


def _stack(drawing: Drawing, frame: Frame, place: int) -> list[Mark]:
    width = min(frame.pitch * THICKNESS, WIDEST_BAR)
    x = frame.x(place) - width / 2
    found, over, under = [], 0, 0
    for series, kind in zip(drawing.series, drawing.kinds, strict=False):
        value = series.values[place] or 0
        if not value:
            continue
        start = over if value > 0 else under
        found.append(
            _part(
                frame,
                x,
                width,
                (start, start + value),
                kind,
                drawing.title(series, place),
                series.address(place),
            )
        )
        over, under = over + max(value, 0), under + min(value, 0)
    return found


def _side_by_side(drawing: Drawing, frame: Frame, place: int) -> list[Mark]:
    width = min(frame.pitch * 0.8 / max(len(drawing.series), 1), WIDEST_BAR)
    first = frame.x(place) - width * len(drawing.series) / 2
    return [
        _part(
            frame,
            first + number * width,
            max(width - GAP, 1),
            (0, series.values[place] or 0),
            kind,
            drawing.title(series, place),
            series.address(place),
        )
        for number, (series, kind) in enumerate(zip(drawing.series, drawing.kinds, strict=False))
        if series.values[place]
    ]


def _part(
    frame: Frame, x: float, width: float, ends: tuple[int, int], kind: str, title: str, address: str
) -> Mark:
    top, bottom = sorted(frame.y(each) for each in ends)
    height = max(bottom - top - GAP, GAP)
    return Mark(round(x, 1), top, round(width, 1), round(height, 1), kind, title, address)


def _totals(drawing: Drawing, frame: Frame) -> list[Name]:
    """The latest total and the highest, written over their bars."""
    totals = [sum(each.values[place] or 0 for each in drawing.series) for place in range(frame.places)]
    if not any(totals):
        return []
    highest = max(range(frame.places), key=lambda place: totals[place])
    wanted = [highest, frame.places - 1] if drawing.in_time else [highest]
    found = []
    for place in dict.fromkeys(wanted):
        over = sum(max(each.values[place] or 0, 0) for each in drawing.series)
        digits = 1 if abs(totals[place]) < 100 * frame.scale.divisor else 0
        text = frame.scale.text(totals[place], digits)
        found.append(Name(frame.x(place), round(frame.y(over) - 6, 1), text, "m ink"))
    return found


# ── lines ────────────────────────────────────────────────────────────────────


def _lines_in(drawing: Drawing, frame: Frame) -> Picture:
    columns = [
        Column(
            _hit(drawing, frame, place),
            [
                _point(
                    frame,
                    place,
                    series.values[place] or 0,
                    f"l{number}",
                    drawing.title(series, place),
                    series.address(place),
                )
                for number, series in enumerate(drawing.series, 1)
                if series.values[place] is not None
            ],
        )
        for place in range(frame.places)
    ]
    traces = [
        Trace(f"l{number}", _path(frame, series.values), name)
        for number, (series, name) in enumerate(
            zip(drawing.series, _end_names(drawing, frame), strict=True), 1
        )
    ]
    names = names_below(frame, drawing.places, drawing.in_time)
    return Picture(frame.size, frame.left, frame.right, frame.rules, names, columns, traces, [])


def _point(frame: Frame, place: int, value: int, kind: str, title: str, address: str) -> Mark:
    x, y = frame.x(place) - POINT, frame.y(value) - POINT
    return Mark(round(x, 1), round(y, 1), 2 * POINT, 2 * POINT, kind, title, address)


def _end_names(drawing: Drawing, frame: Frame) -> list[Name | None]:
    """A line's name beside its end, in the wide picture alone."""
    if frame.size is NARROW or len(drawing.series) < 2:
        return [None] * len(drawing.series)
    lasts = [
        next((value for value in reversed(each.values) if value is not None), 0) for each in drawing.series
    ]
    heights = spread([frame.y(each) + 4 for each in lasts], TOP + 4, frame.size.height - BOTTOM + 4)
    room = frame.size.width - frame.right - 10
    return [
        Name(round(frame.right + 6, 1), y, shortened(series.name, room), "")
        for series, y in zip(drawing.series, heights, strict=True)
    ]


def _path(frame: Frame, values: Sequence[int | None]) -> str:
    """A path through the figures that are there; after a gap it begins anew."""
    words, lifted = [], True
    for place, value in enumerate(values):
        if value is None:
            lifted = True
            continue
        words.append(f"{'M' if lifted else 'L'}{frame.x(place)} {frame.y(value)}")
        lifted = False
    return "".join(words)
