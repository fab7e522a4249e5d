"""All facts about customers as one table."""

from collections.abc import Sequence
from datetime import date
from functools import reduce
from typing import TYPE_CHECKING

from parure.insight.engine import Lake
from parure.insight.measures.answering import answering
from parure.insight.measures.classes import classes_of
from parure.insight.measures.coming import next_occasion
from parure.insight.measures.favourites import favourites, kept_lines
from parure.insight.measures.meeting import getting_in_touch, visiting
from parure.insight.measures.onward import next_category
from parure.insight.measures.orders import WINDOWS, buying, returning
from parure.insight.measures.rfm import GROUPS, Bounds, Group, rfm

if TYPE_CHECKING:
    import ibis

COUNTS = (
    *(f"{what}_{days}" for what in ("orders", "spent") for days in WINDOWS),
    "visits_365",
    "contacts_730",
)
"""Nothing there is none; of the other facts it is not known then."""

JOINED_AT_ONCE = 4
"""Tables of everybody: what an engine holds in its memory of them while it joins them grows with their number."""


def customer_facts(
    lake: Lake, until: date, bounds: Bounds | None = None, groups: Sequence[Group] = GROUPS
) -> "ibis.Table":
    """One row a customer with a purchase: customer_id and every fact of `insight.facts`."""
    scored = rfm(lake, until, bounds, groups)
    found = lake.hold(scored.mutate(**classes_of(scored)))
    lines = lake.hold(kept_lines(lake, until))
    liked = {f"favourite_{aspect}": table for aspect, table in favourites(lake, until, lines).items()}
    liked |= {f"best_{aspect}": table for aspect, table in getting_in_touch(lake, until).items()}
    liked["next_category"] = next_category(lake, lines)
    tables = [measure(lake, until) for measure in (buying, returning, visiting, answering, next_occasion)]
    tables += [table.rename({name: "code", f"{name}_share": "share"}) for name, table in liked.items()]
    for start in range(0, len(tables), JOINED_AT_ONCE):
        before, more = found, tables[start : start + JOINED_AT_ONCE]
        found = lake.hold(reduce(_beside, more, before))
        lake.let_go(before)
    lake.let_go(lines)
    return found.mutate(
        **{name: found[name].fill_null(0) for name in COUNTS},
        **{name: found[name].fill_null("") for name in (*liked, "next_occasion")},
    )


def _beside(found: "ibis.Table", more: "ibis.Table") -> "ibis.Table":
    """The same rows with the columns of another table, empty where it has no row of a customer."""
    columns = [more[name] for name in more.columns if name != "customer_id"]
    return found.left_join(more, "customer_id").select(found, *columns)
