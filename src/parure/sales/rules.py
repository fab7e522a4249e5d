"""Arithmetic of orders: pure, tested without a database. Money in fen."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

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
    knows, and not as a highest purchase.
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
    for brought in opening:
        total += brought.amount_minor
        count += brought.order_count
        if brought.last_purchase_on is not None:
            days.add(brought.last_purchase_on)
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
