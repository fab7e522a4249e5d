"""The small chart of a segment's history: how many were in it, day by day."""

from collections.abc import Sequence
from dataclasses import dataclass

from parure.people.segments.reading import Day

WIDTH, HEIGHT = 400, 120
LEFT, RIGHT, TOP, BOTTOM = 8, 8, 18, 20
BAR = 3.0


@dataclass(frozen=True)
class Chart:
    """Points of the line, the area beneath it, and what stands at its ends."""

    line: str
    area: str
    first: Day
    last: Day
    most: int
    last_x: float
    last_y: float
    base: int = HEIGHT - BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(days: Sequence[Day]) -> Chart | None:
    """None for a history of a single day: there is nothing to compare."""
    if len(days) < 2:
        return None
    most = max(1, *(each.members for each in days))
    step = (WIDTH - LEFT - RIGHT) / (len(days) - 1)
    high = HEIGHT - TOP - BOTTOM
    places = [
        (round(LEFT + at * step, 1), round(TOP + high * (1 - max(0, each.members) / most), 1))
        for at, each in enumerate(days)
    ]
    line = " ".join(f"{x},{y}" for x, y in places)
    base = HEIGHT - BOTTOM
    area = f"{places[0][0]},{base} {line} {places[-1][0]},{base}"
    return Chart(line, area, days[0], days[-1], most, *places[-1])
