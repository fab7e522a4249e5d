"""How much and how often a customer buys: windows, tickets, shares of gifts, discounts and returns, rhythm.

Of orders that are known one by one; what somebody spent before Parure has no day of its own.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from parure.insight.engine import Lake
from parure.insight.measures.exact import added, divided, thousandths
from parure.insight.measures.purchases import purchases
from parure.sales.choices import COUNTING, OrderStatus

if TYPE_CHECKING:
    import ibis

WINDOWS = (30, 90, 365, 730)
"""Days up to and with the day that figures are as of."""


def buying(lake: Lake, until: date) -> "ibis.Table":
    """One row a customer with a counting order: customer_id; orders_N and spent_N of each window (fen), of the whole
    time average_order and highest_order (fen), gift_share, discount_share (thousandths), days_between (the mean
    number of days from one day of buying to the next; unknown for who bought on one day only).
    """
    import ibis

    bought = purchases(lake, until)
    sums = bought.group_by("customer_id").agg(
        orders=bought.count(),
        kept=added(bought.kept_minor),
        highest_order=bought.kept_minor.max(),
        gifts=added(bought.is_gift.cast("int64")),
        subtotal=added(bought.subtotal_minor),
        discount=added(ibis.least(bought.discount_minor, bought.subtotal_minor)),
        first_on=bought.on.min(),
        last_on=bought.on.max(),
    )
    days, lately = _days(bought), _lately(bought, until)
    names = [name for name in lately.columns if name != "customer_id"]
    found = sums.join(days, "customer_id").left_join(lately, sums.customer_id == lately.customer_id)
    return found.select(
        sums.customer_id,
        sums.highest_order,
        **{name: lately[name].fill_null(0) for name in names},
        average_order=divided(sums.kept, sums.orders),
        gift_share=thousandths(sums.gifts, sums.orders),
        discount_share=thousandths(sums.discount, sums.subtotal),
        days_between=divided(sums.last_on.delta(sums.first_on, unit="day"), days.days - 1),
    )


def _days(bought: "ibis.Table") -> "ibis.Table":
    """On how many days: customer_id, days."""
    import ibis

    each = bought.select("customer_id", "on").distinct()
    return each.group_by("customer_id").agg(days=ibis._.count())


def _lately(bought: "ibis.Table", until: date) -> "ibis.Table":
    """One row a customer with an order in one of the windows: customer_id, orders_N, spent_N. Beside the other sums, for
    all together are more than an engine holds for everybody at once.
    """
    import ibis

    within = {days: bought.on > ibis.date(until - timedelta(days=days)) for days in WINDOWS}
    lately = bought.filter(within[max(WINDOWS)])
    return lately.group_by("customer_id").agg(
        **{f"orders_{days}": added(within[days].cast("int64")) for days in WINDOWS},
        **{f"spent_{days}": added(within[days].ifelse(bought.kept_minor, 0)) for days in WINDOWS},
    )


def returning(lake: Lake, until: date) -> "ibis.Table":
    """One row a customer who paid for something: customer_id, return_share, the part of the money that went back in
    thousandths. An order that is called refunded went back whole, whether or not somebody wrote the amount down.
    """
    import ibis

    order = lake.table("order")
    paid = order.filter(
        order.status.isin([each.value for each in (*COUNTING, OrderStatus.REFUNDED)]),
        order.customer_id.notnull(),
        order.ordered_at.date() <= until,
    ).mutate(paid=order.paid_minor.nullif(0).fill_null(order.total_minor))
    back = (paid.status == OrderStatus.REFUNDED.value).ifelse(
        paid.paid, ibis.least(paid.refunded_minor, paid.paid)
    )
    sums = paid.group_by("customer_id").agg(paid=added(paid.paid), back=added(back))
    return sums.select("customer_id", return_share=thousandths(sums.back, sums.paid))
