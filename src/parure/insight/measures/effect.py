"""What came of getting in touch: whether the customer answered, came, bought, and what the shop kept of it.

What they did counts for an act that came before it: later by the clock, and no more days later than the stretch. A
purchase has one act to thank, the last before it, so that sums over acts are what was sold after any.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from parure.insight.measures.exact import added

if TYPE_CHECKING:
    import ibis

ANSWER_DAYS = 7
EFFECT_DAYS = 30
FIRST_YEAR = 365
ACT = "act"
BOUGHT = "bought"
WITHIN = {"answered": ANSWER_DAYS, "visited": EFFECT_DAYS, BOUGHT: EFFECT_DAYS}
"""What may follow on an act, and within how many days."""


def followed(acts: "ibis.Table", deeds: "Mapping[str, ibis.Table]") -> "ibis.Table":
    """One row an act of a known customer: `key`, a flag for each of the deeds (names of `WITHIN`), and `sales`, what was
    kept of the purchases that have it to thank. `acts` are key, customer_id, at; deeds customer_id, at and, of
    purchases, kept_minor.
    """
    told = _with_neighbours(_events(acts, deeds))
    ours = told.filter(told.kind == ACT)
    flags = {name: (ours[name].delta(ours.on, unit="day") <= WITHIN[name]).fill_null(False) for name in deeds}
    found = ours.select("key", "customer_id", "place", **flags)
    if BOUGHT not in deeds:
        return found
    thanked = _thanked(told)
    return found.left_join(
        thanked, [found.customer_id == thanked.customer_id, found.place == thanked.place]
    ).select(found, sales=thanked.kept_minor.fill_null(0))


def _events(acts: "ibis.Table", deeds: "Mapping[str, ibis.Table]") -> "ibis.Table":
    """All of them: kind, customer_id, at, on, key (0 but of acts), kept_minor (0 but of purchases)."""
    found = _event(acts, ACT, key=acts.key)
    for name, each in deeds.items():
        kept = {"kept_minor": each.kept_minor} if name == BOUGHT else {}
        found = found.union(_event(each, name, **kept))
    return found.filter(found.customer_id.notnull(), found["at"].notnull())


def _event(rows: "ibis.Table", kind: str, **more: Any) -> "ibis.Table":
    import ibis

    none = ibis.literal(0)
    numbers = {name: more.get(name, none).cast("int64") for name in ("key", "kept_minor")}
    return rows.select("customer_id", "at", on=rows["at"].date(), kind=ibis.literal(kind), **numbers)


def _with_neighbours(events: "ibis.Table") -> "ibis.Table":
    """Each with the day on which the first of every deed follows, `place` (how many acts there were by then) and the day
    of the last of these. What was done at the very moment of an act came before it.
    """
    import ibis

    is_act = events.kind == ACT
    order = [events["at"], is_act, events.key]
    later = ibis.window(group_by="customer_id", order_by=order, rows=(1, None))
    earlier = ibis.window(group_by="customer_id", order_by=order, rows=(None, 0))
    none = ibis.null("date")
    firsts = {name: (events.kind == name).ifelse(events.on, none).min().over(later) for name in WITHIN}
    return events.mutate(
        place=is_act.cast("int64").sum().over(earlier).cast("int64"),
        last_on=is_act.ifelse(events.on, none).max().over(earlier),
        **firsts,
    )


def _thanked(told: "ibis.Table") -> "ibis.Table":
    """What was kept of the purchases after each act: customer_id, place, kept_minor."""
    bought = told.filter(
        told.kind == BOUGHT, told.place > 0, told.on.delta(told.last_on, unit="day") <= EFFECT_DAYS
    )
    return bought.group_by("customer_id", "place").agg(kept_minor=added(bought.kept_minor))


def first_years(registered: "ibis.Table", bought: "ibis.Table") -> "ibis.Table":
    """What was kept of purchases from the day of registration on, for a year: customer_id, first_year. `registered` are
    customer_id and on, `bought` customer_id, on, kept_minor.
    """
    both = registered.join(bought, "customer_id").select(
        registered.customer_id, bought.kept_minor, days=bought.on.delta(registered.on, unit="day")
    )
    early = both.filter(both.days.between(0, FIRST_YEAR))
    return early.group_by("customer_id").agg(first_year=added(early.kept_minor))
