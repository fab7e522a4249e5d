"""Recency, frequency, money: each customer's score from 1 to 5 on each, and the named group that follows.

By quintiles each fifth of the customers has a score; equal values are told apart by the customer's key, so that the
same shop always gives the same groups. By fixed bounds a score is one more than the number of bounds reached.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from parure.insight.engine import Lake
from parure.insight.measures.purchases import totals

if TYPE_CHECKING:
    import ibis

SCORES = 5
FALLBACK = "regular"  # the group of who is in no other


@dataclass(frozen=True)
class Bounds:
    """Fixed bounds of the scores, four each: days since the last purchase (fewer is better, falling), purchases, and
    money kept in fen (rising).
    """

    recency_days: tuple[int, int, int, int] = (730, 365, 180, 90)
    purchases: tuple[int, int, int, int] = (2, 3, 5, 8)
    kept_minor: tuple[int, int, int, int] = (500_000, 2_000_000, 5_000_000, 20_000_000)


@dataclass(frozen=True)
class Group:
    """A named group: the first whose ranges of scores hold a customer takes them. Ranges are (lowest, highest)."""

    code: str
    recency: tuple[int, int] = (1, 5)
    frequency: tuple[int, int] = (1, 5)
    money: tuple[int, int] = (1, 5)

    def holds(self, r: int, f: int, m: int) -> bool:
        """Whether these scores lie in its ranges."""
        ranges = zip((r, f, m), (self.recency, self.frequency, self.money), strict=True)
        return all(low <= score <= high for score, (low, high) in ranges)


GROUPS = (
    Group("champion", (4, 5), (4, 5), (4, 5)),
    Group("loyal", (3, 5), (4, 5)),
    Group("big_spender", (3, 5), (1, 3), (4, 5)),
    Group("newcomer", (5, 5), (1, 1)),
    Group("promising", (4, 5), (1, 3), (1, 3)),
    Group("slipping", (1, 2), (3, 5), (4, 5)),
    Group("needs_care", (2, 3), (2, 5)),
    Group("dormant", (1, 2), (1, 5)),
    Group(FALLBACK),
)


def rfm(
    lake: Lake, until: date, bounds: Bounds | None = None, groups: Sequence[Group] = GROUPS
) -> "ibis.Table":
    """One row a customer with a purchase: customer_id, recency_days, purchases, kept_minor, r, f, m, rfm_group.

    `bounds`: fixed ones, else quintiles of those who bought.
    """
    import ibis

    bought = totals(lake, until)
    values = bought.select(
        "customer_id",
        "kept_minor",
        "first_on",
        "last_on",
        recency_days=ibis.date(until).delta(bought.last_on, unit="day"),
        purchases=bought.orders,
    )
    scored = values.mutate(**(_quintiles(values) if bounds is None else _by_bounds(values, bounds)))
    return scored.mutate(rfm_group=group_of(scored, groups))


def _quintiles(values: Any) -> dict[str, Any]:
    import ibis

    def fifth(column: Any) -> Any:
        place = ibis.window(order_by=[column, values.customer_id])
        return (ibis.ntile(SCORES).over(place) + 1).cast("int16")

    return {"r": fifth(values.last_on), "f": fifth(values.purchases), "m": fifth(values.kept_minor)}


def _by_bounds(values: Any, bounds: Bounds) -> dict[str, Any]:
    def reached(column: Any, steps: Sequence[int], *, falling: bool = False) -> Any:
        met = [(column <= step if falling else column >= step).cast("int16") for step in steps]
        return (sum(met[1:], met[0]) + 1).cast("int16")

    return {
        "r": reached(values.recency_days, bounds.recency_days, falling=True),
        "f": reached(values.purchases, bounds.purchases),
        "m": reached(values.kept_minor, bounds.kept_minor),
    }


def group_of(scored: Any, groups: Sequence[Group]) -> Any:
    """The code of the first group that holds each row's scores r, f, m; `FALLBACK` where none does."""
    import ibis

    cases = [
        (
            scored.r.between(*each.recency)
            & scored.f.between(*each.frequency)
            & scored.m.between(*each.money),
            each.code,
        )
        for each in groups
    ]
    return ibis.cases(*cases, else_=FALLBACK)


def group_with(scores: tuple[int, int, int], groups: Sequence[Group]) -> str:
    """The same of one customer's scores r, f, m."""
    return next((each.code for each in groups if each.holds(*scores)), FALLBACK)
