"""The picture of moves between groups: two columns of bars and a ribbon for each move, as coordinates of SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from parure.insight.groups.moves import NOBODY, Flow

WIDTH, HEIGHT, TOP, GAP = 640, 420, 28, 8
LEFT, RIGHT, BAR = 150, 480, 10
LEAST = 1.0  # so that a single customer's ribbon can be seen
PITCH = 22  # so that names of thin bars keep apart, in the larger letters of a phone too


@dataclass(frozen=True)
class Bar:
    """A group at one side; `y` is its upper edge."""

    code: str
    count: int
    x: float
    y: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.y + self.height / 2 + 4, 1)


@dataclass(frozen=True)
class Ribbon:
    """Customers who went from one group to another, or stayed; `kind` is its class."""

    before: str
    after: str
    count: int
    kind: str
    path: str


@dataclass(frozen=True)
class Picture:
    left: list[Bar]
    right: list[Bar]
    ribbons: list[Ribbon]
    height: int


def draw(flow: Flow, order: Sequence[str]) -> Picture:
    """The picture of a month; groups stand in this order, who hasn't bought yet below them."""
    codes = [*order, NOBODY]
    moves = _with_stays(flow, order)
    left = _column(codes, {code: _sum(moves, 0, code) for code in codes}, LEFT)
    right = _column(codes, {code: _sum(moves, 1, code) for code in codes}, RIGHT)
    return Picture(
        [each for each in left.values() if each.count],
        [each for each in right.values() if each.count],
        _ribbons(moves, left, right, codes),
        int(max(each.y + max(each.height, PITCH) for each in (*left.values(), *right.values()))) + 4,
    )


def _with_stays(flow: Flow, order: Sequence[str]) -> dict[tuple[str, str], int]:
    moves = {pair: count for pair, count in flow.moves.items() if {*pair} <= {*order, NOBODY}}
    for code in order:
        gone = sum(count for (before, _after), count in moves.items() if before == code)
        moves[code, code] = max(flow.before[code] - gone, 0)
    return {pair: count for pair, count in moves.items() if count}


def _sum(moves: Mapping[tuple[str, str], int], side: int, code: str) -> int:
    return sum(count for pair, count in moves.items() if pair[side] == code)


def _column(codes: Sequence[str], counts: Mapping[str, int], x: float) -> dict[str, Bar]:
    present = [code for code in codes if counts[code]]
    room = HEIGHT - TOP - GAP * max(len(codes) - 1, 1) - LEAST * len(codes)
    scale = room / max(sum(counts.values()), 1)
    found: dict[str, Bar] = {}
    edge, middle = float(TOP - GAP), float(TOP - PITCH)  # of the bar above
    for code in codes:
        height = counts[code] * scale + LEAST if code in present else 0.0
        y = max(edge + GAP, middle + PITCH - height / 2)
        found[code] = Bar(code, counts[code], x, round(y, 1), round(height, 1))
        if code in present:
            edge, middle = y + height, y + height / 2
    return found


def _ribbons(
    moves: Mapping[tuple[str, str], int],
    left: Mapping[str, Bar],
    right: Mapping[str, Bar],
    codes: Sequence[str],
) -> list[Ribbon]:
    place = {code: number for number, code in enumerate(codes)}
    out = {code: each.y for code, each in left.items()}
    into = {code: each.y for code, each in right.items()}
    found = []
    for (before, after), count in sorted(moves.items(), key=lambda item: [place[each] for each in item[0]]):
        thick_out = left[before].height * count / left[before].count
        thick_in = right[after].height * count / right[after].count
        path = _path(out[before], thick_out, into[after], thick_in)
        found.append(Ribbon(before, after, count, _kind(place[before], place[after]), path))
        out[before] += thick_out
        into[after] += thick_in
    return sorted(found, key=lambda each: each.kind != "f6 keep")  # moves lie above who stayed


def _kind(before: int, after: int) -> str:
    if before == after:
        return "f6 keep"
    return "f3" if after < before else "f4"


def _path(y1: float, thick1: float, y2: float, thick2: float) -> str:
    x1, x2 = LEFT + BAR, RIGHT
    bend = (x1 + x2) / 2
    low1, low2 = y1 + max(thick1, LEAST / 2), y2 + max(thick2, LEAST / 2)
    return (
        f"M{x1} {y1:.1f}C{bend} {y1:.1f} {bend} {y2:.1f} {x2} {y2:.1f}V{low2:.1f}"
        f"C{bend} {low2:.1f} {bend} {low1:.1f} {x1} {low1:.1f}z"
    )
