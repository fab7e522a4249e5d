"""What kind of jewellery a customer will most likely buy next: half by what those bought next who last bought the same,
half by what they themselves buy.

A step goes from the kinds of one day of buying to those of the next. Where fewer than `LEAST_STEPS` are known from what
they last bought, nothing is foretold.
"""

from typing import TYPE_CHECKING, Any

from parure.insight.engine import Lake
from parure.insight.measures.exact import added, divided, thousandths
from parure.insight.measures.favourites import CATEGORIES, PLACES, code_at

if TYPE_CHECKING:
    import ibis

LEAST_STEPS = 20
BITS = tuple(2**place for place in range(len(CATEGORIES)))


def next_category(lake: Lake, lines: "ibis.Table") -> "ibis.Table":
    """One row a customer of whom it can be told: customer_id, code, share in thousandths of all that is likely. `lines`
    are `favourites.kept_lines`.

    What is likely of a kind is what follows on it and what they themselves like, added up. The likeliest is thus the
    likeliest of what they bought themselves, with what follows on it, and of what follows alone.
    """
    import ibis

    known = lines.filter(lines.category.notnull())
    days = lake.hold(_days(known))
    onward = lake.hold(_onward(days))
    after = onward.group_by("kinds").agg(
        best=_packed(onward.weight, onward.category).max(), all=added(onward.weight)
    )
    last = days.filter(days.next_kinds.isnull())
    told = last.join(after, last.kinds == after.kinds).select(
        last.customer_id, last.kinds, after.best, after["all"]
    )
    own = _own(known)
    own = own.join(told, "customer_id").select(own.customer_id, own.category, own.weight, told.kinds)
    own = own.left_join(onward, [own.kinds == onward.kinds, own.category == onward.category]).select(
        own.customer_id,
        own.category,
        own.weight,
        likely=own.weight + onward.weight.fill_null(0),
    )
    liked = own.group_by("customer_id").agg(
        best=_packed(own.likely, own.category).max(), all=added(own.weight)
    )
    found = told.join(liked, "customer_id").select(
        told.customer_id,
        best=ibis.greatest(told.best, liked.best),
        all=told["all"] + liked["all"],
    )
    place = PLACES - 1 - found.best % PLACES
    return found.select(
        "customer_id",
        code=code_at(place, CATEGORIES),
        share=thousandths(divided(found.best, ibis.literal(PLACES)), found["all"]),
    )


def _packed(weight: Any, place: Any) -> Any:
    """A weight with a place in one number: of equal weights the first place has the greatest."""
    return weight * PLACES + (PLACES - 1 - place)


def _days(known: "ibis.Table") -> "ibis.Table":
    """One row a customer and day of buying: customer_id, kinds (the bits 2 ** place of all that were bought) and
    next_kinds, those of the next day, empty for the last.
    """
    import ibis

    bought = known.select("customer_id", "on", "category").distinct()
    bit = ibis.cases(*[(bought.category == place, bit) for place, bit in enumerate(BITS)]).cast("int64")
    days = bought.group_by("customer_id", "on").agg(kinds=added(bit))
    in_order = ibis.window(group_by="customer_id", order_by=days.on)
    return days.select("customer_id", "kinds", next_kinds=days.kinds.lead().over(in_order))


def _onward(days: "ibis.Table") -> "ibis.Table":
    """The shares of what follows on all that may be bought on one day: kinds, category, weight in thousandths."""
    import ibis

    pairs = days.filter(days.next_kinds.notnull())
    pairs = pairs.group_by("kinds", "next_kinds").agg(times=ibis._.count())
    steps = _one_by_one(_one_by_one(pairs, "kinds", "bit"), "next_kinds", "after")
    steps = steps.group_by("bit", "after").agg(times=added(steps.times))
    last = days.filter(days.next_kinds.isnull()).select("kinds").distinct()
    followed = _one_by_one(last, "kinds", "bit").join(steps, "bit")
    followed = followed.group_by("kinds", "after").agg(times=added(followed.times))
    whole = followed.group_by("kinds").agg(all=added(followed.times))
    enough = followed.join(whole.filter(whole["all"] >= LEAST_STEPS), "kinds")
    return enough.select(
        "kinds",
        category=ibis.cases(*[(enough.after == bit, place) for place, bit in enumerate(BITS)]).cast("int8"),
        weight=thousandths(enough.times, enough["all"]),
    )


def _one_by_one(rows: "ibis.Table", kinds: str, bit: str) -> "ibis.Table":
    """A row for each of the bits that are set in `kinds`."""
    import ibis

    spread = rows.mutate(**{bit: ibis.array(ibis.literal(each, type="int64") for each in BITS).unnest()})
    return spread.filter((spread[kinds] & spread[bit]) != 0)


def _own(known: "ibis.Table") -> "ibis.Table":
    """The shares of what they bought, lately more: customer_id, category, weight in thousandths."""
    sums = known.group_by("customer_id", "category").agg(weight=added(known.weight))
    whole = sums.group_by("customer_id").agg(all=added(sums.weight))
    found = sums.join(whole, "customer_id")
    return found.select("customer_id", "category", weight=thousandths(found.weight, found["all"]))
