"""What charts are made of: the series they are of, and the bars, points, lines and words they become."""

from collections.abc import Sequence
from dataclasses import dataclass

from parure.insight.reports.datasets import Unit
from parure.insight.reports.wording import figure_text
from parure.web.insight.frame import NARROW, Name, Rule, Size

KINDS = ("c1", "c2", "c3", "c4", "c5", "c6")
MOST_SERIES = len(KINDS)
MOST_PLACES = 120
"""More than that nobody tells apart: then the table alone serves."""


@dataclass(frozen=True)
class Series:
    """Figures of one name, one a place, None where there is none. `addresses` open what stands behind each; `kind` is a
    colour of its own, as c6 for all the rest.
    """

    name: str
    values: Sequence[int | None]
    addresses: Sequence[str] = ()
    kind: str = ""

    def address(self, place: int) -> str:
        return self.addresses[place] if place < len(self.addresses) else ""


@dataclass(frozen=True)
class Drawing:
    """What a chart is to show. `over` is a dashed line over the bars, as last year's figures. `addresses` open what
    stands behind a whole place. `in_time`: places are stretches of time, of which some may stay without a name.
    """

    label: str
    places: Sequence[str]
    series: Sequence[Series]
    unit: Unit
    over: Series | None = None
    addresses: Sequence[str] = ()
    in_time: bool = True
    stacked: bool = True

    def address(self, place: int) -> str:
        return self.addresses[place] if place < len(self.addresses) else ""

    @property
    def kinds(self) -> list[str]:
        """The colour of each series, by its place unless it has one of its own."""
        return [each.kind or kind for each, kind in zip(self.series, KINDS, strict=False)]

    def title(self, series: Series, place: int) -> str:
        return f"{self.places[place]} {series.name} {figure_text(series.values[place], self.unit)}"


@dataclass(frozen=True)
class Mark:
    """A bar, a part of one, or the square around a point of a line; `kind` is its class."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    title: str
    address: str = ""

    @property
    def middle(self) -> tuple[float, float]:
        return round(self.x + self.width / 2, 1), round(self.y + self.height / 2, 1)


@dataclass(frozen=True)
class Column:
    """What stands at one place; `hit` is its whole height, to be pointed at."""

    hit: Mark
    marks: list[Mark]


@dataclass(frozen=True)
class Trace:
    """A line as a path; `name` stands at its end where there is room."""

    kind: str
    path: str
    name: Name | None = None


@dataclass(frozen=True)
class Picture:
    """A chart in one size. `told` are figures written beside their bars."""

    size: Size
    left: float
    right: float
    rules: list[Rule]
    names: list[Name]
    columns: list[Column]
    traces: list[Trace]
    told: list[Name]

    @property
    def is_narrow(self) -> bool:
        return self.size is NARROW

    @property
    def rules_end(self) -> float:
        """Where figures of the axis end."""
        return round(self.left - 6, 1)


@dataclass(frozen=True)
class Key:
    """What a colour or a kind of line stands for."""

    name: str
    kind: str
    is_line: bool = False


@dataclass(frozen=True)
class TableRow:
    name: str
    address: str
    figures: list[str]


@dataclass(frozen=True)
class Chart:
    """All that its template needs. `word` is what the axis counts in; with links it is no mere picture."""

    label: str
    word: str
    keys: list[Key]
    pictures: list[Picture]
    heads: list[str]
    rows: list[TableRow]
    has_links: bool
