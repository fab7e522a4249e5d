"""Which styles are bought by the same customers, and which are bought most: computed on the copy.

Of a large base a part of the customers is enough: every k-th, so that the work stays the same. Nothing in it is drawn
by chance: the same shop always gives the same neighbours.
"""

from datetime import date
from typing import TYPE_CHECKING

from parure.insight.engine import Lake
from parure.insight.measures.exact import divided
from parure.insight.measures.favourites import YEAR
from parure.insight.measures.purchases import purchases

if TYPE_CHECKING:
    import ibis

ASKED = 100_000  # customers at most, of whom neighbours are made
LATEST = 20  # styles of one customer; who buys for a company would tie everything to everything
KEPT = 60  # neighbours of a style
TOGETHER = 2  # customers who must have both
DOUBT = 10  # customers as if of neither: few who have both say little


def bought_styles(lake: Lake, until: date, asked: int = ASKED) -> "ibis.Table":
    """Which customer bought which style and kept it: customer_id, style_id, on (the last day)."""
    bought, line = purchases(lake, until), lake.table("order_line")
    every = max(1, bought.customer_id.nunique().to_pyarrow().as_py() // asked)
    some = bought.filter(bought.customer_id % every == 0) if every > 1 else bought
    kept = line.filter(~line.is_returned, line.style_id.notnull())
    found = kept.join(some, kept.order_id == some.order_id).select(some.customer_id, kept.style_id, some.on)
    return found.group_by("customer_id", "style_id").agg(on=found.on.max())


def popularity(bought: "ibis.Table", until: date) -> "ibis.Table":
    """One row a style: style_id, buyers, lately (those of the last year)."""
    import ibis

    age = ibis.date(until).delta(bought.on, unit="day")
    return bought.group_by("style_id").agg(
        buyers=bought.count(), lately=(age < YEAR).ifelse(1, 0).sum().cast("int64")
    )


def neighbours(bought: "ibis.Table") -> "ibis.Table":
    """One row a pair of styles: style_id, other_id, both (customers who have both), strength in thousandths, and
    `place` among the style's neighbours from 0 on; the strongest first, of equals the first key.

    The strength is the share of those who have both among all who have either, `DOUBT` more counted among these: what
    everybody buys is no neighbour of everything.
    """
    import ibis

    latest = ibis.window(group_by="customer_id", order_by=[bought.on.desc(), bought.style_id])
    few = bought.mutate(nth=ibis.row_number().over(latest)).filter(lambda row: row.nth < LATEST)
    few = few.select("customer_id", "style_id")
    other = few.rename(other_id="style_id")
    pairs = few.join(other, "customer_id").filter(lambda row: row.style_id != row.other_id)
    both = pairs.group_by("style_id", "other_id").agg(both=pairs.count())
    both = both.filter(both.both >= TOGETHER)
    sizes = few.group_by("style_id").agg(buyers=few.count())
    others = sizes.rename(other_id="style_id", other_buyers="buyers")
    sized = both.join(sizes, "style_id").join(others, "other_id")
    either = sized.buyers + sized.other_buyers - sized.both
    found = sized.select("style_id", "other_id", "both", strength=divided(sized.both * 1000, either + DOUBT))
    by_strength = ibis.window(group_by="style_id", order_by=[found.strength.desc(), found.other_id])
    return found.mutate(place=ibis.row_number().over(by_strength)).filter(lambda row: row.place < KEPT)
