"""Arithmetic of orders: pure, tested without a database. Money in fen."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from parure.people.rules import PurchaseFacts
from parure.sales.choices import COUNTING, OrderStatus


def kept_minor(status: str, total: int, paid: int, refunded: int) -> int:
    """What the shop kept of an order; 0 for one that does not count as a purchase.

    Files often give no payments: an order that is called paid was paid in full.
    """
    if status not in COUNTING:
        return 0
    return max((paid or total) - refunded, 0)


def status_of_payment(total: int, paid: int) -> OrderStatus:
    """The status of an order without returns."""
    if paid >= total:
        return OrderStatus.PAID
    return OrderStatus.PARTLY_PAID if paid else OrderStatus.UNPAID


def status_after_return(total: int, paid: int, refunded: int, *, all_returned: bool) -> OrderStatus:
    """The status of an order of which something came back: refunded when nothing of it is left with anybody."""
    if all_returned and refunded >= (paid or total):
        return OrderStatus.REFUNDED
    return OrderStatus.PARTLY_REFUNDED


@dataclass(frozen=True, slots=True)
class Purchase:
    """One counting order, as far as totals need it."""

    on: date
    kept_minor: int


@dataclass(frozen=True, slots=True)
class Opening:
    """What was spent before Parure, as somebody wrote it down."""

    amount_minor: int
    order_count: int
    last_purchase_on: date | None


def year_before(today: date) -> date:
    """The day after which a purchase belongs to the last twelve months."""
    try:
        return today.replace(year=today.year - 1)
    except ValueError:
        return today.replace(year=today.year - 1, day=28)


def sum_purchases(purchases: Iterable[Purchase], opening: Sequence[Opening], today: date) -> PurchaseFacts:
    """A customer's purchases and openings as sums.

    Opening spend counts in total, number and dates; not in the last twelve months, whose share of it nobody
    knows, and not as a highest purchase. A reversing row (negative count) takes its day away again.
    """
    since = year_before(today)
    total = year = highest = count = 0
    days: set[date] = set()
    for each in purchases:
        total += each.kept_minor
        year += each.kept_minor if each.on > since else 0
        highest = max(highest, each.kept_minor)
        count += 1
        days.add(each.on)
    told: Counter[date] = Counter()
    for brought in opening:
        total += brought.amount_minor
        count += brought.order_count
        if brought.last_purchase_on is not None:
            told[brought.last_purchase_on] += -1 if brought.order_count < 0 else 1
    days.update(day for day, times in told.items() if times > 0)
    in_order = sorted(days)
    return PurchaseFacts(
        total_spent_minor=total,
        year_spent_minor=year,
        order_count=count,
        highest_order_minor=highest,
        first_purchase_on=in_order[0] if in_order else None,
        last_purchase_on=in_order[-1] if in_order else None,
        previous_purchase_on=in_order[-2] if len(in_order) > 1 else None,
    )


BUDGET_BANDS = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
"""Edges in fen: under 1,000 yuan, 1,000 to 3,000 … over 100,000."""
SEEN_AT_LEAST = 2
SURE_AT_LEAST = 30


class Bought(NamedTuple):
    """Lines that were kept, as far as taste can be read from them: codes of the catalogue, and the number of the band
    in which the price of one lies, -1 for what was free. `times` lines told the same.
    """

    fineness: str
    gem: str
    category: str
    band: int
    times: int = 1


@dataclass(frozen=True, slots=True)
class Inferred:
    """`value` is a code, for budgets the number of the band; `times` of `of` lines speak for it."""

    aspect: str
    value: str
    times: int
    of: int

    @property
    def confidence(self) -> int:
        """Percent: the share, as if two further purchases had been of something else."""
        return 100 * self.times // (self.of + 2)


def infer_preferences(lines: Sequence[Bought]) -> list[Inferred]:
    """What purchases say of taste: whatever was bought twice or more and makes up enough of all of it."""
    counts: dict[tuple[str, str], int] = {}
    total = 0
    for fineness, gem, category, band, times in lines:
        total += times
        for key in _traits(fineness, gem, category, band):
            counts[key] = counts.get(key, 0) + times
    found = [Inferred(*key, times, total) for key, times in counts.items() if times >= SEEN_AT_LEAST]
    return [each for each in found if each.confidence >= SURE_AT_LEAST]


@lru_cache(maxsize=4096)  # few are told apart, and there are millions of lines
def _traits(fineness: str, gem: str, category: str, band: int) -> tuple[tuple[str, str], ...]:
    told = (("metal", metal_of(fineness)), ("gem", gem), ("category", category))
    budget = (("budget", str(band)),) if band >= 0 else ()
    return (*((aspect, value) for aspect, value in told if value), *budget)


def metal_of(fineness: str) -> str:
    """The metal as people speak of it: pure gold is one (AU990), gold alloys by their karat, others by metal.

    "" for what is no precious metal (plated, filled, alloy).
    """
    if fineness in ("AU9999", "AU999", "AU990"):
        return "AU990"
    if fineness.startswith("AU"):
        return fineness
    return fineness[:2] if fineness[:2] in ("PT", "PD", "AG") else ""
