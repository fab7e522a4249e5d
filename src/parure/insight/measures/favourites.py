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
YEAR = 365
HEAVIEST = 3  # years within which the weight halves

CATEGORIES = tuple(sorted(code for code in CATEGORY_LABELS if code != "OTHER"))
GEMS = tuple(sorted(code for code in GEM_LABELS if code != "OTHER"))
OCCASIONS = tuple(sorted(code for code in OCCASION_LABELS if code != "OTHER"))
METALS = tuple(sorted({metal_of(code) for code in (*FINENESS_LABELS, *METAL_LABELS)} - {""}))
BANDS = tuple(str(number) for number in range(len(BUDGET_BANDS) + 1))


def favourites(lake: Lake, until: date) -> "dict[str, ibis.Table]":
    """By aspect (category, metal, gem, price_band, collection, occasion) a table customer_id, code (of a collection its
    name), share in thousandths.
    """
    lines = kept_lines(lake, until)
    codes = {"category": CATEGORIES, "metal": METALS, "gem": GEMS, "price_band": BANDS}
    found = {aspect: favourite(lines, aspect, known) for aspect, known in codes.items()}
    found["collection"] = favourite_name(lines, "collection")
    return found | {"occasion": favourite(occasions(lake, until), "occasion", OCCASIONS)}


def occasions(lake: Lake, until: date) -> "ibis.Table":
    """Counting orders: customer_id, on, occasion, weight."""
    import ibis

    bought = sold(lake.table("order"), until)
    return bought.filter(bought.customer_id.notnull()).select(
        "customer_id", "on", "occasion", weight=weight_of(ibis.date(until).delta(bought.on, unit="day"))
    )


def kept_lines(lake: Lake, until: date) -> "ibis.Table":
    """Lines of counting orders that did not come back: customer_id, on, weight, category, metal, gem, price_band,
    collection.
    """
    import ibis

    bought, line, style = purchases(lake, until), lake.table("order_line"), lake.table("style")
    kept = line.filter(~line.is_returned)
    found = kept.join(bought, kept.order_id == bought.order_id)
    found = found.left_join(style, kept.style_id == style.id).select(
        bought.customer_id,
        bought.on,
        style.collection,
        kept.category,
        kept.gem,
        kept.fineness,
        age=ibis.date(until).delta(bought.on, unit="day"),
        each_minor=divided(ibis.greatest(kept.total_minor, 0), ibis.greatest(kept.quantity, 1)),
    )
    return found.select(
        "customer_id",
        "on",
        "category",
        "gem",
        "collection",
        metal=metal_code(found.fineness),
        price_band=band_of(found.each_minor),
        weight=weight_of(found.age),
    )


def weight_of(age: Any) -> Any:
    """8 for what happened less than a year ago, half of it for each year more, at least 1."""
    import ibis

    steps = [(age < YEAR * (years + 1), 2 ** (HEAVIEST - years)) for years in range(HEAVIEST)]
    return ibis.cases(*steps, else_=1).cast("int64")


def metal_code(fineness: Any) -> Any:
    """As `sales.rules.metal_of`."""
    import ibis

    told = {code: metal_of(code) for code in FINENESS_LABELS}
    return ibis.cases(*[(fineness == code, metal) for code, metal in told.items() if metal], else_="")


def band_of(each_minor: Any) -> Any:
    """The number of the band of `sales.rules.BUDGET_BANDS` as a code; "" for what cost nothing."""
    import ibis

    below = [(each_minor < edge, str(number)) for number, edge in enumerate(BUDGET_BANDS)]
    return ibis.cases((each_minor <= 0, ""), *below, else_=str(len(BUDGET_BANDS)))


def favourite(rows: "ibis.Table", column: str, known: Sequence[str]) -> "ibis.Table":
    """Of rows with customer_id, weight and a code in `column`, the code of each customer that weighs most:
    customer_id, code, share. Codes that are not `known` count for nothing; `known` is in order.
    """
    import ibis

    told = rows.filter(rows[column].isin(known))
    sums = told.group_by("customer_id", code=told[column]).agg(weight=added(told.weight))
    turned = [(sums.code == code, PLACES - 1 - place) for place, code in enumerate(known)]
    packed = sums.mutate(packed=sums.weight * PLACES + ibis.cases(*turned, else_=0))
    best = packed.group_by("customer_id").agg(best=packed.packed.max(), all=added(packed.weight))
    place = best.best % PLACES
    codes = [(place == PLACES - 1 - number, code) for number, code in enumerate(known)]
    return best.select(
        "customer_id",
        code=ibis.cases(*codes, else_=""),
        share=thousandths(divided(best.best, ibis.literal(PLACES)), best["all"]),
    )


def favourite_name(rows: "ibis.Table", column: str) -> "ibis.Table":
    """As `favourite`, of names in place of codes; "" is none."""
    import ibis

    told = rows.filter(rows[column].notnull() & (rows[column] != ""))
    sums = told.group_by("customer_id", code=told[column]).agg(weight=told.weight.sum())
    by_weight = ibis.window(group_by="customer_id", order_by=[sums.weight.desc(), sums.code])
    of_all = ibis.window(group_by="customer_id")
    best = sums.mutate(place=ibis.row_number().over(by_weight), all=sums.weight.sum().over(of_all))
    first = best.filter(best.place == 0)
    return first.select("customer_id", "code", share=thousandths(first.weight, first["all"]))
