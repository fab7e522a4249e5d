"""What customers bought, as every figure takes it: orders that count, with what the shop kept of them.

The same rules as `sales.rules.kept_minor` and `sum_purchases`, as expressions over the copy.
"""

from datetime import date
from typing import TYPE_CHECKING

from parure.insight.engine import Lake
from parure.insight.measures.exact import added
from parure.sales.choices import COUNTING

if TYPE_CHECKING:
    import ibis


def sold(order: "ibis.Table", until: date | None = None) -> "ibis.Table":
    """Those of these orders that count, up to and with that day: order_id, customer_id (empty for a stranger), at, on,
    kept_minor, and what the order says of store, advisor, source, occasion, gift, discount, refund.
    """
    import ibis

    paid = order.paid_minor.nullif(0).fill_null(order.total_minor)
    counting = order.filter(order.status.isin([each.value for each in COUNTING]))
    if until is not None:
        counting = counting.filter(counting.ordered_at.date() <= until)
    return counting.select(
        "customer_id",
        "source",
        "occasion",
        "is_gift",
        "subtotal_minor",
        "discount_minor",
        "refunded_minor",
        order_id=order.id,
        at=order.ordered_at,
        on=order.ordered_at.date(),
        kept_minor=ibis.greatest(paid - order.refunded_minor, 0),
        store=order.store_id,
        advisor=order.advisor_id,
    )


def purchases(lake: Lake, until: date) -> "ibis.Table":
    """Counting orders of known customers up to and with that day: order_id, customer_id, on, kept_minor, and what the
    order says of store, advisor, gift, discount.
    """
    found = sold(lake.table("order"), until)
    return found.filter(found.customer_id.notnull()).select(
        "order_id",
        "customer_id",
        "on",
        "kept_minor",
        "is_gift",
        "subtotal_minor",
        "discount_minor",
        store_id=found.store,
        advisor_id=found.advisor,
    )


def openings(lake: Lake, until: date) -> "ibis.Table":
    """What customers had spent before Parure: customer_id, kept_minor, orders, first_on, last_on.

    A reversing row (negative count) takes its day away again.
    """
    opening = lake.table("opening_spend")
    signed = opening.mutate(sign=(opening.order_count < 0).ifelse(-1, 1))
    told = (
        signed.filter(signed.last_purchase_on.notnull(), signed.last_purchase_on <= until)
        .group_by("customer_id", "last_purchase_on")
        .agg(times=signed.sign.sum())
    )
    days = (
        told.filter(told.times > 0)
        .group_by("customer_id")
        .agg(first_on=told.last_purchase_on.min(), last_on=told.last_purchase_on.max())
    )
    sums = opening.group_by("customer_id").agg(
        kept_minor=added(opening.amount_minor), orders=added(opening.order_count)
    )
    return sums.left_join(days, "customer_id").select(
        sums.customer_id, sums.kept_minor, sums.orders, days.first_on, days.last_on
    )


def customers(lake: Lake) -> "ibis.Table":
    """The customers of whom figures are made: all that are not archived (nor taken up into another)."""
    customer = lake.table("customer")
    return customer.filter(~customer.is_archived)


def totals(lake: Lake, until: date) -> "ibis.Table":
    """One row a customer with a purchase: customer_id, orders, kept_minor, first_on, last_on, with openings."""
    import ibis

    bought = purchases(lake, until)
    rows = bought.select(
        "customer_id",
        "kept_minor",
        orders=ibis.literal(1, type="int64"),
        first_on=bought.on,
        last_on=bought.on,
    ).union(openings(lake, until).select("customer_id", "kept_minor", "orders", "first_on", "last_on"))
    summed = rows.group_by("customer_id").agg(
        orders=added(rows.orders),
        kept_minor=added(rows.kept_minor),
        first_on=rows.first_on.min(),
        last_on=rows.last_on.max(),
    )
    known = customers(lake)
    return summed.filter(summed.last_on.notnull()).semi_join(known, summed.customer_id == known.id)
