"""Facts about goods."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class StyleChanged(Fact):
    """A style is new, or has changed in these fields."""

    name: ClassVar[str] = "catalog.style_changed"
    style_id: int
    fields: list[str]


@fact
@dataclass(frozen=True)
class PieceChanged(Fact):
    """A piece is new, or has changed in these fields."""

    name: ClassVar[str] = "catalog.piece_changed"
    piece_id: int
    fields: list[str]


@fact
@dataclass(frozen=True)
class MetalPricesSet(Fact):
    """Prices per gram of these finenesses were set, for one store or (None) for all."""

    name: ClassVar[str] = "catalog.metal_prices_set"
    price_ids: list[int]
    store_id: int | None
    finenesses: list[str]
