"""The pictures of a trial as coordinates of SVG: expected against actual week by week, and by purchases made before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, log10

WIDTH, HEIGHT = 640, 280
LEFT, RIGHT, TOP, BOTTOM = 56, 16, 26, 36
STEPS = 4  # lines of the grid above the axis, at most
DAYS_TOLD = 5  # names of days below the axis, at most
BAR, APART = 22, 3


@dataclass(frozen=True)
class Line:
    """A line of the grid with what stands beside it."""

    y: float
    text: str


@dataclass(frozen=True)
class Mark:
    """A word below the axis."""

    x: float
    text: str


@dataclass(frozen=True)
class Weeks:
    """Two lines, and where they end."""

    grid: list[Line]
    days: list[Mark]
    expected: str
    actual: str
    expected_end: float | None
    actual_end: float


@dataclass(frozen=True)
class Pair:
    """Two bars beside each other; y is their upper edge, `expected` None where nothing was."""

    x: float
    text: str
    expected: tuple[float, float] | None
    actual: tuple[float, float]
    said: str


@dataclass(frozen=True)
class Pairs:
    grid: list[Line]
    pairs: list[Pair]


def draw_weeks(split: date, weeks: Sequence[tuple[date, float | None, float]]) -> Weeks:
    """Purchases in sum since the split, which begins at nought."""
    most = max([each for _day, *both in weeks for each in both if each is not None] or [0])
    top, grid = _grid(most)
    length = (weeks[-1][0] - split).days or 1

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - split).days / length, 1)

    def path(points: list[tuple[date, float]]) -> str:
        return "M" + "L".join(f"{x(day)} {_y(value, top)}" for day, value in [(split, 0.0), *points])

    foreseen = [(day, expected) for day, expected, _actual in weeks if expected is not None]
    happened = [(day, actual) for day, _expected, actual in weeks]
    step = ceil(len(weeks) / DAYS_TOLD)
    told = [split, *(day for day, *_both in weeks[step - 1 :: step] if day != weeks[-1][0]), weeks[-1][0]]
    return Weeks(
        grid,
        [Mark(x(day), f"{day:%m-%d}") for day in _apart(told, length)],
        path(foreseen) if foreseen else "",
        path(happened),
        _y(foreseen[-1][1], top) if foreseen else None,
        _y(happened[-1][1], top),
    )


def _apart(days: list[date], length: int) -> list[date]:
    """The days whose names don't run into each other; the last one stays."""
    least = length / (DAYS_TOLD + 1)
    found = [days[-1]]
    for day in reversed(days[:-1]):
        if (found[-1] - day).days >= least:
            found.append(day)
    return found[::-1]


def draw_before(before: Sequence[tuple[int, int, float | None, float]], most_before: int) -> Pairs:
    """Mean purchases after the split of customers by what they had bought before; the last bars stand for more too."""
    top, grid = _grid(
        max([each for *_who, expected, actual in before for each in (expected or 0, actual)] or [0])
    )
    pitch = (WIDTH - LEFT - RIGHT) / max(len(before), 1)

    def bar(value: float) -> tuple[float, float]:
        y = _y(value, top)
        return y, round(HEIGHT - BOTTOM - y, 1)

    return Pairs(
        grid,
        [
            Pair(
                round(LEFT + pitch * (place + 0.5), 1),
                f"{number}+" if number >= most_before else str(number),
                None if expected is None else bar(expected),
                bar(actual),
                f"{customers:,} · {'–' if expected is None else f'{expected:.2f}'} / {actual:.2f}",
            )
            for place, (number, customers, expected, actual) in enumerate(before)
        ],
    )


def _y(value: float, top: float) -> float:
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)


def _grid(most: float) -> tuple[float, list[Line]]:
    """A round number at or above the most, and the lines up to it."""
    raw = max(most, 1e-9) / STEPS
    unit = 10.0 ** (ceil(log10(raw)) - 1)
    step = next(unit * each for each in (1, 2, 2.5, 5, 10) if unit * each >= raw * 0.999999)
    count = ceil(most / step - 1e-9) or 1
    return step * count, [Line(_y(step * n, step * count), f"{step * n:,.10g}") for n in range(count + 1)]
