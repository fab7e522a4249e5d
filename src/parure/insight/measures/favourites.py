"""What a customer likes, read from what they bought and kept: category, metal, gem, price band, collection; and for what
occasion they buy, read from their orders.

A line, or an order, weighs less the longer ago it was bought: 8 within a year, then 4, 2, and 1 beyond three years. The favourite
has the greatest weight, of equals the first code or name; its share is of the lines that say anything of it.
"""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from parure.catalog.categories import CATEGORY_LABELS, OCCASION_LABELS
from parure.catalog.fineness import FINENESS_LABELS, METAL_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.insight.engine import Lake
from parure.insight.measures.exact import added, divided, thousandths
from parure.insight.measures.purchases import purchases, sold
from parure.sales.rules import BUDGET_BANDS, metal_of

if TYPE_CHECKING:
    import ibis

PLACES = 100  # room for the place of a code beside its weight in one number
NUMBERS = 1_000_000  # room for the number of a collection likewise
YEAR = 365
HEAVIEST = 3  # years within which the weight halves

CATEGORIES = tuple(sorted(code for code in CATEGORY_LABELS if code != "OTHER"))
GEMS = tuple(sorted(code for code in GEM_LABELS if code != "OTHER"))
OCCASIONS = tuple(sorted(code for code in OCCASION_LABELS if code != "OTHER"))
METALS = tuple(sorted({metal_of(code) for code in (*FINENESS_LABELS, *METAL_LABELS)} - {""}))
BANDS = tuple(str(number) for number in range(len(BUDGET_BANDS) + 1))
KNOWN = {"category": CATEGORIES, "metal": METALS, "gem": GEMS, "price_band": BANDS}


def favourites(lake: Lake, until: date, lines: "ibis.Table") -> "dict[str, ibis.Table]":
    """By aspect (category, metal, gem, price_band, collection, occasion) a table customer_id, code (of a collection its
    name), share in thousandths. `lines` are `kept_lines`.
    """
    found = {aspect: favourite_place(lines, aspect, known) for aspect, known in KNOWN.items()}
    found["collection"] = _favourite_collection(lines, _collections(lake))
    return found | {"occasion": favourite(occasions(lake, until), "occasion", OCCASIONS)}


def occasions(lake: Lake, until: date) -> "ibis.Table":
    """Counting orders: customer_id, on, occasion, weight."""
    import ibis

    bought = sold(lake.table("order"), until)
    return bought.filter(bought.customer_id.notnull()).select(
        "customer_id", "on", "occasion", weight=weight_of(ibis.date(until).delta(bought.on, unit="day"))
    )


def kept_lines(lake: Lake, until: date) -> "ibis.Table":
    """Lines of counting orders that did not come back: customer_id, on, weight; of category, metal, gem and price_band
    the place among `KNOWN`, of collection its number, empty where the line says none.

    Small numbers, so that they can be held once for everything that is asked of them.
    """
    import ibis

    bought, line = purchases(lake, until), lake.table("order_line")
    style, named = lake.table("style"), _collections(lake)
    styles = style.join(named, style.collection == named.name).select(style.id, named.number)
    kept = line.filter(~line.is_returned)
    found = kept.join(bought, kept.order_id == bought.order_id)
    found = found.left_join(styles, kept.style_id == styles.id).select(
        bought.customer_id,
        bought.on,
        kept.category,
        kept.gem,
        kept.fineness,
        collection=styles.number,
        age=ibis.date(until).delta(bought.on, unit="day"),
        each_minor=divided(ibis.greatest(kept.total_minor, 0), ibis.greatest(kept.quantity, 1)),
    )
    return found.select(
        "customer_id",
        "on",
        "collection",
        weight=weight_of(found.age).cast("int8"),
        category=place_among(CATEGORIES, found.category),
        metal=place_of_metal(found.fineness),
        gem=place_among(GEMS, found.gem),
        price_band=place_of_band(found.each_minor),
    )


def _collections(lake: Lake) -> "ibis.Table":
    """Every collection: name and number, which are in the same order."""
    import ibis

    style = lake.table("style")
    names = style.filter(style.collection != "").select(name=style.collection).distinct()
    return names.mutate(number=ibis.row_number().over(order_by=names.name).cast("int32"))


def weight_of(age: Any) -> Any:
    """8 for what happened less than a year ago, half of it for each year more, at least 1."""
    import ibis

    steps = [(age < YEAR * (years + 1), 2 ** (HEAVIEST - years)) for years in range(HEAVIEST)]
    return ibis.cases(*steps, else_=1).cast("int64")


def place_among(known: Sequence[str], code: Any) -> Any:
    """Where a code stands among those that are known, from 0; empty for others."""
    import ibis

    return ibis.cases(*[(code == each, place) for place, each in enumerate(known)]).cast("int8")


def code_at(place: Any, known: Sequence[str]) -> Any:
    """The code that stands at a place, "" where none does."""
    import ibis

    return ibis.cases(*[(place == number, code) for number, code in enumerate(known)], else_="")


def metal_code(fineness: Any) -> Any:
    """As `sales.rules.metal_of`."""
    return code_at(place_of_metal(fineness), METALS)


def place_of_metal(fineness: Any) -> Any:
    """The same as the place among `METALS`, empty for none."""
    import ibis

    told = {code: metal_of(code) for code in FINENESS_LABELS}
    return ibis.cases(
        *[(fineness == code, METALS.index(metal)) for code, metal in told.items() if metal]
    ).cast("int8")


def band_of(each_minor: Any) -> Any:
    """The number of the band of `sales.rules.BUDGET_BANDS` as a code; "" for what cost nothing."""
    return code_at(place_of_band(each_minor), BANDS)


def place_of_band(each_minor: Any) -> Any:
    """The same as a number, empty for what cost nothing."""
    import ibis

    below = [(each_minor < edge, number) for number, edge in enumerate(BUDGET_BANDS)]
    return ibis.cases((each_minor <= 0, None), *below, else_=len(BUDGET_BANDS)).cast("int8")


def favourite(rows: "ibis.Table", column: str, known: Sequence[str]) -> "ibis.Table":
    """Of rows with customer_id, weight and a code in `column`, the code of each customer that weighs most:
    customer_id, code, share. Codes that are not `known` count for nothing; `known` is in order.
    """
    return favourite_place(rows.mutate(**{column: place_among(known, rows[column])}), column, known)


def favourite_place(rows: "ibis.Table", column: str, known: Sequence[str]) -> "ibis.Table":
    """The same of rows that tell the place of the code in `column`, empty for none."""
    found = _heaviest(rows, column, PLACES)
    return found.select("customer_id", "share", code=code_at(found.place, known))


def _favourite_collection(lines: "ibis.Table", named: "ibis.Table") -> "ibis.Table":
    """As `favourite`, of the names of collections, in their order."""
    found = _heaviest(lines, "collection", NUMBERS)
    told = found.join(named, found.place == named.number)
    return told.select("customer_id", "share", code=told.name)


def _heaviest(rows: "ibis.Table", column: str, room: int) -> "ibis.Table":
    """Of rows with customer_id, weight and a number below `room` in `column`, which of them weighs most for each
    customer, of equals the smallest: customer_id, place, share.
    """
    import ibis

    told = rows.filter(rows[column].notnull())
    sums = told.group_by("customer_id", place=told[column]).agg(weight=added(told.weight))
    packed = sums.mutate(packed=sums.weight * room + (room - 1 - sums.place))
    best = packed.group_by("customer_id").agg(best=packed.packed.max(), all=added(packed.weight))
    return best.select(
        "customer_id",
        place=room - 1 - best.best % room,
        share=thousandths(divided(best.best, ibis.literal(room)), best["all"]),
    )
