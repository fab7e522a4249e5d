"""The frame that a chart stands in: its two sizes, the axis with round steps, names of places that keep apart."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from parure.insight.reports.datasets import Unit
from parure.insight.reports.wording import Scale, scale_of

LETTER, WIDE_LETTER = 6.8, 12.2  # units of the picture that letters of 12 take
SPACE = 6.0  # between names
RULES = 4
ROUND = (1, 2, 2.5, 5, 10)
CHINESE_FROM = "\u2e80"


@dataclass(frozen=True)
class Size:
    """A picture's size in its own units, in which letters are 12 high; the sheet shows it at about that scale."""

    width: int
    height: int


WIDE, NARROW = Size(680, 290), Size(360, 230)
TOP, BOTTOM, EDGE = 22, 26, 8


@dataclass(frozen=True)
class Rule:
    """A line of the grid with its figure; `kind` is its class."""

    y: float
    text: str
    kind: str

    @property
    def text_y(self) -> float:
        return round(self.y + 4, 1)


@dataclass(frozen=True)
class Name:
    """Words at a point; `kind` are the classes of their anchor."""

    x: float
    y: float
    text: str
    kind: str = "m"


@dataclass(frozen=True)
class Frame:
    """Where figures and places lie."""

    size: Size
    left: float
    right: float
    low: int
    high: int
    scale: Scale
    rules: list[Rule]
    places: int

    def y(self, value: int) -> float:
        floor = self.size.height - BOTTOM
        return round(floor - (value - self.low) * (floor - TOP) / (self.high - self.low), 1)

    @property
    def pitch(self) -> float:
        return (self.right - self.left) / max(self.places, 1)

    def x(self, place: int) -> float:
        """The middle of a place."""
        return round(self.left + (place + 0.5) * self.pitch, 1)


def framed(
    size: Size, places: int, low: int, high: int, unit: Unit, margin: float = 0, *, holds_nothing: bool = True
) -> Frame:
    """A frame for figures from `low` to `high`, with room at the right for names of lines."""
    scale = scale_of(max(high, -low), unit)
    ticks = round_steps(low, high, _least_step(unit), holds_nothing=holds_nothing)
    texts = [scale.text(each) for each in ticks]
    left = round(max(map(text_width, texts)) + 8, 1)
    right = size.width - EDGE - margin
    bare = Frame(size, left, right, ticks[0], ticks[-1], scale, [], places)
    rules = [
        Rule(bare.y(each), text, "axis" if each == 0 else "grid")
        for each, text in zip(ticks, texts, strict=True)
    ]
    return Frame(size, left, right, ticks[0], ticks[-1], scale, rules, places)


def _least_step(unit: Unit) -> int:
    return {Unit.MONEY: 100, Unit.RATE: 100, Unit.SHARE: 10}.get(unit, 1)


def round_steps(low: int, high: int, least: int = 1, *, holds_nothing: bool = True) -> list[int]:
    """About four round figures that hold `low`, `high` and, unless said otherwise, nothing; never finer than `least`."""
    if holds_nothing:
        low, high = min(low, 0), max(high, 0)
    if low == high:
        high = low + least
    wanted = max((high - low) / RULES, least)
    size = 10 ** (len(str(int(wanted // least))) - 1) * least
    known = [int(each * size) for each in ROUND if (each * size) % least == 0]
    step = known[min(bisect_left(known, wanted), len(known) - 1)]
    first, last = low // step, -(-high // step)
    return [number * step for number in range(first, last + 1)]


def text_width(text: str) -> float:
    """About how wide words are in the picture."""
    return sum(WIDE_LETTER if each >= CHINESE_FROM else LETTER for each in text)


def names_below(frame: Frame, names: Sequence[str], in_time: bool) -> list[Name]:
    """The places' names under the axis. Of stretches of time as many as find room, the last one always; kinds keep a
    name each, cut short.
    """
    y = frame.size.height - 8
    if not in_time:
        return [
            Name(frame.x(place), y, shortened(name, frame.pitch - SPACE)) for place, name in enumerate(names)
        ]
    widest = max((text_width(each) for each in names), default=0) + SPACE
    every = max(-(-int(widest) // max(int(frame.pitch), 1)), 1)
    last = len(names) - 1
    return [
        Name(_within(frame, frame.x(place), name), y, name)
        for place, name in enumerate(names)
        if (last - place) % every == 0
    ]


def _within(frame: Frame, x: float, name: str) -> float:
    half = text_width(name) / 2
    return round(min(max(x, half), frame.size.width - half), 1)


def shortened(text: str, room: float) -> str:
    """The words as far as they fit, with an ellipsis; at least their first letter."""
    if text_width(text) <= room:
        return text
    kept = text
    while len(kept) > 1 and text_width(kept) + LETTER > room:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def clear_of(names: Sequence[Name]) -> list[Name]:
    """Those that lie over no earlier one."""
    found: list[Name] = []
    for each in names:
        width = text_width(each.text)
        if all(
            abs(each.x - other.x) >= (width + text_width(other.text)) / 2 + 2 or abs(each.y - other.y) >= 13
            for other in found
        ):
            found.append(each)
    return found


def spread(heights: Sequence[float], low: float, high: float, apart: float = 14) -> list[float]:
    """Heights moved as little as needed, one after the other, so that names beside them keep apart."""
    order = sorted(range(len(heights)), key=lambda number: heights[number])
    placed = dict.fromkeys(order, 0.0)
    edge = low - apart
    for number in order:
        placed[number] = edge = max(heights[number], edge + apart)
    ceiling = high + apart
    for number in reversed(order):
        placed[number] = ceiling = min(placed[number], ceiling - apart)
    return [round(placed[number], 1) for number in range(len(heights))]
