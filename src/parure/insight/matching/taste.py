"""What is known of a customer's taste, and what there is to know of a thing: plain values, no models, no clock."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from parure.insight.measures.favourites import HEAVIEST, YEAR

ASPECTS = ("category", "metal", "gem", "band", "series", "set")
"""Sides of a thing that a customer can come back to: codes of the catalogue, the number of a price band, names."""
BOUGHT_AGAIN = frozenset({"BAR"})
"""What is bought for its gold: having one is no reason against another."""

Trait = tuple[str, str]  # (aspect, code)


@dataclass(frozen=True, slots=True)
class Goods:
    """A piece, or a style of which none is at hand. `traits` by aspect, "" where it isn't known; `ring_um` is the
    inner circumference of a ring. `popularity` in thousandths of the style most bought within a year.
    """

    style: int | None
    traits: Mapping[str, str]
    piece: int | None = None
    price_minor: int = 0
    occasions: tuple[str, ...] = ()
    name: str = ""
    crafts: tuple[str, ...] = ()
    ring_um: int | None = None
    popularity: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """Something bought and kept, or tried on: what it is, and when."""

    style: int | None
    piece: int | None
    traits: Mapping[str, str]
    on: date


@dataclass(frozen=True, slots=True)
class WishInWords:
    """A wish that names no goods: what of them its words speak of, and how much it may cost (0: not said)."""

    words: str
    traits: tuple[Trait, ...]
    budget_to_minor: int = 0


@dataclass
class Taste:
    """What is known of one customer. Weights are those of `measures.favourites`: 8 within a year, down to 1."""

    weights: Counter[Trait] = field(default_factory=Counter)
    totals: Counter[str] = field(default_factory=Counter)
    times: Counter[Trait] = field(default_factory=Counter)
    styles: dict[int, int] = field(default_factory=dict)
    pieces: set[int] = field(default_factory=set)
    tried: dict[tuple[str, int], date] = field(default_factory=dict)
    wished: set[tuple[str, int]] = field(default_factory=set)
    likes: dict[Trait, str] = field(default_factory=dict)
    avoids: set[Trait] = field(default_factory=set)
    budget: tuple[int, int] | None = None
    coming: dict[str, date] = field(default_factory=dict)
    rings_um: list[int] = field(default_factory=list)
    names: dict[int, str] = field(default_factory=dict)  # what the styles that they have are called
    is_refused: bool = False  # purchases and tries may not be looked at
    wishes: list["WishInWords"] = field(default_factory=list)

    @property
    def is_blank(self) -> bool:
        """Nothing is known that could speak for one thing rather than another."""
        told = (self.weights, self.tried, self.wished, self.wishes, self.likes, self.budget, self.coming)
        return not any(told)

    def take_purchases(self, lines: Iterable[Line], today: date) -> None:
        """Learn from what was bought and kept."""
        for line in lines:
            weight = weight_of((today - line.on).days)
            self._learn(line, weight)
            if line.style is not None and line.traits.get("category") not in BOUGHT_AGAIN:
                self.styles[line.style] = max(weight, self.styles.get(line.style, 0))
            if line.piece is not None:
                self.pieces.add(line.piece)

    def take_tries(self, lines: Iterable[Line]) -> None:
        """Note what was tried on; of who never bought it is all that tells of their taste."""
        lines = list(lines)
        if not self.weights:
            for line in lines:
                self._learn(line, 1)
            self.times.clear()
        for line in lines:
            for kind, key in (("style", line.style), ("piece", line.piece)):
                if key is not None:
                    self.tried[kind, key] = max(line.on, self.tried.get((kind, key), line.on))

    def _learn(self, line: Line, weight: int) -> None:
        for aspect in ASPECTS:
            if code := line.traits.get(aspect, ""):
                self.weights[aspect, code] += weight
                self.totals[aspect] += weight
                self.times[aspect, code] += 1

    def owns(self, goods: Goods) -> bool:
        """Whether they have it already."""
        return (goods.piece is not None and goods.piece in self.pieces) or goods.style in self.styles


def weight_of(age_days: int) -> int:
    """As `favourites.weight_of`, of one purchase."""
    return next((2 ** (HEAVIEST - years) for years in range(HEAVIEST) if age_days < YEAR * (years + 1)), 1)
