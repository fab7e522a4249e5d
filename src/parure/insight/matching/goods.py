"""Things of the catalogue as matching sees them, and which of them may be shown."""

from bisect import bisect_right
from collections.abc import Mapping

from parure.catalog.models import Piece, Style
from parure.insight.matching.taste import Goods
from parure.people.sizes import parse_ring_size
from parure.sales.rules import BUDGET_BANDS, metal_of

RINGS = frozenset({"RING", "COUPLE_RINGS"})


def band_of(price_minor: int | None) -> str:
    """The number of the price band as a code; "" for what has no price."""
    return str(bisect_right(BUDGET_BANDS, price_minor)) if price_minor and price_minor > 0 else ""


def traits_of(
    category: str, fineness: str, gem: str, price_minor: int | None, series: str, matching_set: str
) -> Mapping[str, str]:
    """What customers can come back to, by aspect."""
    return {
        "category": category if category != "OTHER" else "",
        "metal": metal_of(fineness),
        "gem": gem if gem != "OTHER" else "",
        "band": band_of(price_minor),
        "series": series,
        "set": matching_set,
    }


def of_piece(piece: Piece, popularity: int = 0, *, priced: bool = True) -> Goods:
    """A piece with its style (which is loaded); what the piece doesn't say is the style's. Its price only where it is
    asked for: who may not read it must not learn of it by what it suits.
    """
    style = piece.style or Style()
    category = piece.category or style.category
    price = (piece.label_price_minor or style.price_minor) if priced else None
    return Goods(
        style=piece.style_id,
        piece=piece.pk,
        traits=traits_of(
            category,
            piece.fineness or style.fineness,
            piece.main_gem or style.main_gem,
            price,
            style.collection,
            style.matching_set,
        ),
        price_minor=price or 0,
        occasions=tuple(style.occasions),
        crafts=tuple(style.crafts),
        name=piece.name or style.name,
        ring_um=_ring_um(piece.ring_size_label) if category in RINGS else None,
        popularity=popularity,
    )


def of_style(
    style: Style, popularity: int = 0, usual_price_minor: int | None = None, *, priced: bool = True
) -> Goods:
    """A style as such; what is priced by weight has no price but the usual one. Otherwise as `of_piece`."""
    price = (style.price_minor or usual_price_minor) if priced else None
    return Goods(
        style=style.pk,
        traits=traits_of(
            style.category, style.fineness, style.main_gem, price, style.collection, style.matching_set
        ),
        price_minor=price or 0,
        occasions=tuple(style.occasions),
        crafts=tuple(style.crafts),
        name=style.name,
        popularity=popularity,
    )


def _ring_um(label: str) -> int | None:
    return parse_ring_size(label).circumference_um if label else None
