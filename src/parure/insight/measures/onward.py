"""What kind of jewellery a customer will most likely buy next: half by what those bought next who last bought the same,
half by what they themselves buy.

A step goes from the kinds of one day of buying to those of the next. Where fewer than `LEAST_STEPS` are known from what
they last bought, nothing is foretold.
"""

from datetime import date
from typing import TYPE_CHECKING

from parure.insight.engine import Lake
from parure.insight.measures.exact import added, thousandths
from parure.insight.measures.favourites import CATEGORIES, favourite, kept_lines

if TYPE_CHECKING:
    import ibis

LEAST_STEPS = 20


def next_category(lake: Lake, until: date) -> "ibis.Table":
    """One row a customer of whom it can be told: customer_id, code, share in thousandths of all that is likely."""
    lines = kept_lines(lake, until)
    known = lines.filter(lines.category.isin(CATEGORIES))
    onward = _onward(known)
    own = _own(known).semi_join(onward, "customer_id")
    return favourite(onward.union(own), "category", CATEGORIES)


def _onward(known: "ibis.Table") -> "ibis.Table":
    """The shares of what follows on what they last bought: customer_id, category, weight in thousandths."""
    import ibis

    bought = known.select("customer_id", "on", "category").distinct()
    days = bought.select("customer_id", "on").distinct()
    in_order = ibis.window(group_by="customer_id", order_by=days.on)
    days = days.mutate(next_on=days.on.lead().over(in_order))
    dated = bought.join(days, ["customer_id", "on"]).select("customer_id", "category", "next_on")
    after = bought.select("customer_id", after=bought.category, next_on=bought.on)
    steps = (
        dated.join(after, ["customer_id", "next_on"]).group_by("category", "after").agg(times=ibis._.count())
    )
    last = dated.filter(dated.next_on.isnull()).select("customer_id", "category")
    followed = last.join(steps, "category").group_by("customer_id", "after").agg(times=added(steps.times))
    whole = followed.group_by("customer_id").agg(all=added(followed.times))
    enough = followed.join(whole.filter(whole["all"] >= LEAST_STEPS), "customer_id")
    return enough.select(
        "customer_id", category=enough.after, weight=thousandths(enough.times, enough["all"])
    )


def _own(known: "ibis.Table") -> "ibis.Table":
    """The shares of what they bought, lately more: as `_onward`."""
    sums = known.group_by("customer_id", "category").agg(weight=added(known.weight))
    whole = sums.group_by("customer_id").agg(all=added(sums.weight))
    found = sums.join(whole, "customer_id")
    return found.select("customer_id", "category", weight=thousandths(found.weight, found["all"]))
