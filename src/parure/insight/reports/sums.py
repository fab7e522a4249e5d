"""The measures of each dataset, by name, as expressions over its rows. Amounts in fen, shares in thousandths.

Shares and averages are whole numbers from whole numbers, the same on every engine.
"""

from collections.abc import Callable, Mapping
from typing import Any

from parure.engagement.choices import TaskStatus
from parure.insight.measures.exact import balance, divided, thousandths

Taken = Callable[[Any], Any]
"""Rows → the figure of them."""


def _count(rows: Any) -> Any:
    return rows.count()


def _number(flag: Any) -> Any:
    """How many rows say yes."""
    return flag.fill_null(False).cast("int64").sum().fill_null(0)


def _sum(column: Any) -> Any:
    return column.sum().fill_null(0).cast("int64")


def _different(column: Any) -> Any:
    return column.nunique()


ORDERS: Mapping[str, Taken] = {
    "sales": lambda rows: _sum(rows.kept_minor),
    "orders": _count,
    "buyers": lambda rows: _different(rows.customer_id),
    "average_order": lambda rows: divided(_sum(rows.kept_minor), rows.count()),
    "new_buyers": lambda rows: rows.customer_id.nunique(where=rows.newness == "new"),
    "known_share": lambda rows: thousandths(
        _sum((rows.newness == "known").ifelse(rows.kept_minor, 0)), _sum(rows.kept_minor)
    ),
    "discount": lambda rows: _sum(_discount(rows)),
    "discount_share": lambda rows: thousandths(_sum(_discount(rows)), _sum(rows.subtotal_minor)),
    "refunded": lambda rows: _sum(rows.refunded_minor),
}


def _discount(rows: Any) -> Any:
    import ibis

    return ibis.greatest(ibis.least(rows.discount_minor, rows.subtotal_minor), 0)


LINES: Mapping[str, Taken] = {
    "amount": lambda rows: _sum((~rows.is_returned).ifelse(rows.total_minor, 0)),
    "items": lambda rows: _sum((~rows.is_returned).ifelse(rows.quantity, 0)),
    "orders": lambda rows: _different(rows.order_id),
    "buyers": lambda rows: _different(rows.customer_id),
    "average_item": lambda rows: divided(_kept(rows, rows.total_minor), _kept(rows, rows.quantity)),
    "returned": lambda rows: _sum(rows.is_returned.ifelse(rows.quantity, 0)),
    "returned_share": lambda rows: thousandths(
        _sum(rows.is_returned.ifelse(rows.quantity, 0)), _sum(rows.quantity)
    ),
}


def _kept(rows: Any, column: Any) -> Any:
    """The sum over lines that were sold and stayed sold; nothing of a line that was credited."""
    stayed = ~rows.is_returned & (rows.total_minor > 0) & (rows.quantity > 0)
    return _sum(stayed.ifelse(column, 0))


CUSTOMERS: Mapping[str, Taken] = {
    "customers": _count,
    "buyers": lambda rows: _number(rows.purchases > 0),
    "repeaters": lambda rows: _number(rows.purchases > 1),
    "repeat_share": lambda rows: thousandths(_number(rows.purchases > 1), _number(rows.purchases > 0)),
    "active": lambda rows: _number(rows.orders_365 > 0),
    "active_share": lambda rows: thousandths(_number(rows.orders_365 > 0), _number(rows.purchases > 0)),
    "spent": lambda rows: _sum(rows.kept_minor),
    "average_spent": lambda rows: divided(_sum(rows.kept_minor), _number(rows.purchases > 0)),
    "reachable": lambda rows: _number(rows.marketing_consent == "1"),
    "bought_share": lambda rows: thousandths(_number(rows.purchases > 0), rows.count()),
    "first_year": lambda rows: _sum(rows.first_year),
    "average_first_year": lambda rows: divided(_sum(rows.first_year), rows.count()),
}
VISITS: Mapping[str, Taken] = {
    "visits": _count,
    "visitors": lambda rows: _different(rows.customer_id),
    "tried": lambda rows: _number(rows.has_tried),
    "bought": lambda rows: _number(rows.outcome == "bought"),
    "bought_share": lambda rows: thousandths(_number(rows.outcome == "bought"), rows.count()),
}
PIECES: Mapping[str, Taken] = {
    "in_stock": lambda rows: _number(rows.is_stock),
    "stock_value": lambda rows: _sum(rows.is_stock.ifelse(rows.price_minor, 0)),
    "stock_cost": lambda rows: _sum(rows.is_stock.ifelse(rows.cost_minor, 0)),
    "sold": lambda rows: _number(rows.status == "SOLD"),
    "sell_through": lambda rows: thousandths(
        _number(rows.status == "SOLD"), _number(rows.is_stock) + _number(rows.status == "SOLD")
    ),
    "average_age": lambda rows: divided(
        _sum(rows.is_stock.ifelse(rows.days, 0)), _number(rows.is_stock & rows.days.notnull())
    ),
    "aged": lambda rows: _number(rows.is_stock & (rows.days > 365)),
}


def _brought(acts: str) -> dict[str, Taken]:
    """What followed on the rows that say so, of which `acts` tells which could be followed."""
    return {
        "visited": lambda rows: _number(rows.visited),
        "visited_share": lambda rows: thousandths(_number(rows.visited), _number(rows[acts])),
        "bought": lambda rows: _number(rows.bought),
        "bought_share": lambda rows: thousandths(_number(rows.bought), _number(rows[acts])),
        "sales": lambda rows: _sum(rows.sales),
    }


TALKS: Mapping[str, Taken] = {
    "talks": _count,
    "talked_to": lambda rows: _different(rows.customer_id),
    "contacts": lambda rows: _number(rows.is_contact),
    "answered": lambda rows: _number(rows.answered),
    "answered_share": lambda rows: thousandths(_number(rows.answered), _number(rows.is_contact)),
    **_brought("is_contact"),
}
TASKS: Mapping[str, Taken] = {
    "tasks": _count,
    "done": lambda rows: _number(rows.is_done),
    "in_time_share": lambda rows: thousandths(
        _number(rows.is_in_time), rows.count() - _number(rows.status == TaskStatus.CANCELLED.value)
    ),
    "postponed": lambda rows: _number(rows.is_postponed),
    **_brought("is_for_customer"),
}
INTEREST: Mapping[str, Taken] = {
    "looked": lambda rows: _sum(rows.looked),
    "tried": lambda rows: _sum(rows.tried),
    "wished": lambda rows: _sum(rows.wished),
    "items": lambda rows: _sum(rows["items"]),
    "amount": lambda rows: _sum(rows.amount),
    "bought_of_looked": lambda rows: thousandths(_sum(rows["items"]), _sum(rows.looked)),
}
SATISFIED, PROMOTERS_FROM, DETRACTORS_TO = 4, 9, 6
FEEDBACK: Mapping[str, Taken] = {
    "feedback": _count,
    "average_score": lambda rows: divided(_sum(rows.score) * 10, rows.score.count()),
    "satisfied_share": lambda rows: thousandths(_number(rows.score >= SATISFIED), rows.score.count()),
    "nps": lambda rows: balance(
        _number(rows.recommend >= PROMOTERS_FROM),
        _number(rows.recommend <= DETRACTORS_TO),
        rows.recommend.count(),
    ),
    "complaints": lambda rows: _number(rows.kind == "complaint"),
    "settled_share": lambda rows: thousandths(
        _number(rows.status == "settled"), _number(rows.status.isin(("open", "settled")))
    ),
}
MARKET: Mapping[str, Taken] = {
    "average_price": lambda rows: divided(_sum(rows.price_minor), rows.price_minor.count()),
    "lowest_price": lambda rows: rows.price_minor.min(),
    "highest_price": lambda rows: rows.price_minor.max(),
    "amount": lambda rows: _sum(rows.amount),
    "items": lambda rows: _sum(rows["items"]),
}
SUMS: Mapping[str, Mapping[str, Taken]] = {
    "orders": ORDERS,
    "lines": LINES,
    "customers": CUSTOMERS,
    "visits": VISITS,
    "pieces": PIECES,
    "talks": TALKS,
    "tasks": TASKS,
    "interest": INTEREST,
    "feedback": FEEDBACK,
    "market": MARKET,
}
