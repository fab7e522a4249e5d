"""Spend from before Parure, and the orders that it is made of.

A member file says what somebody spent in all; the order file of the same system, brought before or after, tells the
same purchases one by one. What the orders tell is taken off the opening spend by a row of its own, so that nothing
counts twice: opening and orders together are what the member file said, and later orders come on top.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from parure.integrations.imports.rows import select_where
from parure.sales.bulk import OpeningSpendRow, write_opening_spend
from parure.sales.choices import COUNTING
from parure.sales.models import Order
from parure.sales.rules import kept_minor

CARD = "covered"


@dataclass(slots=True)
class Told:
    """Of one customer and one source: what was said to be spent, and what of it is taken off already."""

    spend_minor: int = 0
    orders: int = 0
    as_of: date | None = None
    covered_minor: int = 0
    covered_orders: int = 0
    covered_rows: int = 0


def take_off_orders(source: str, customer_ids: Sequence[int]) -> None:
    """Bring what is taken off the opening spend of these customers in line with their orders of this source.

    Writes differences only: asked twice it writes once. Two queries, none of them where nobody has opening spend.
    """
    told = _told(source, customer_ids)
    if not told:
        return
    bought = _bought(source, told)
    rows = []
    for pk, each in told.items():
        amount, orders = bought.get(pk, (0, 0))
        take_minor = -min(max(each.spend_minor, 0), amount) - each.covered_minor
        take_orders = -min(max(each.orders, 0), orders) - each.covered_orders
        if take_minor or take_orders:
            number = f":{each.covered_rows + 1}" if each.covered_rows else ""
            rows.append(
                OpeningSpendRow(
                    customer_id=pk,
                    amount_minor=take_minor,
                    order_count=take_orders,
                    as_of=each.as_of or timezone.localdate(),
                    source_key=f"import:{source}:{pk}:{CARD}{number}",
                )
            )
    write_opening_spend(rows)


def _told(source: str, ids: Iterable[int]) -> dict[int, Told]:
    found: dict[int, Told] = {}
    sql = "SELECT customer_id, source_key, amount_minor, order_count, as_of FROM sales_openingspend WHERE"
    for pk, key, amount, orders, as_of in select_where(sql, "customer_id", ids):
        start = f"import:{source}:{pk}:"
        if not key.startswith(start):
            continue
        told = found.setdefault(pk, Told())
        if key[len(start) :].partition(":")[0] == CARD:
            told.covered_minor += amount
            told.covered_orders += orders
            told.covered_rows += 1
            continue
        told.spend_minor += amount
        told.orders += orders
        day = date.fromisoformat(as_of) if isinstance(as_of, str) else as_of
        told.as_of = max(filter(None, (told.as_of, day)))
    return found


def _bought(source: str, told: dict[int, Told]) -> dict[int, tuple[int, int]]:
    """(money kept, number) of the counting orders up to the day of which the opening spend tells."""
    found: dict[int, tuple[int, int]] = {}
    orders = Order.objects.filter(customer_id__in=list(told), source=source, status__in=COUNTING)
    columns: Any = orders.values_list(
        "customer_id", "ordered_at", "status", "total_minor", "paid_minor", "refunded_minor"
    )
    for pk, at, *sums in columns:
        as_of = told[pk].as_of
        if as_of is None or timezone.localdate(at) <= as_of:
            amount, number = found.get(pk, (0, 0))
            found[pk] = amount + kept_minor(*sums), number + 1
    return found
