"""Rows of an order file, and the orders they make.

A file has one row an order, or one row a line. Further lines may repeat the order's number (an item file), or leave
everything but the line empty (Shopify, merged cells). Rows of one order follow each other.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from parure.core.money import minor_digits
from parure.integrations.imports import words
from parure.integrations.imports.customer_rows import Values, compose_address, customer_reference
from parure.integrations.imports.drafts import CustomerReference, Extra, OrderDraft, OrderLineDraft
from parure.integrations.imports.problems import CATALOGUE, ERROR, RowProblem, stops_nothing

_LINE_KEYS = frozenset(
    {"item_title", "titles_joined", "sku", "piece_code", "unit_price", "line_total", "line_no"}
)
_HEAD_KEYS = frozenset(
    {
        "status",
        "total",
        "paid",
        "customer_name",
        "customer_phone",
        "customer_email",
        "payment_method",
        "paid_at",
    }
)
_CUSTOMER_KEYS = frozenset(
    {
        "customer_external_id",
        "customer_member_no",
        "customer_name",
        "customer_phone",
        "customer_email",
        "customer_nickname",
    }
)
NOBODY = CustomerReference()
_SEPARATORS = ("；", ";", "\n", "|", "，", ",")
_CURRENCY = re.compile(r"[A-Z]{3}")
_CURRENCY_WORDS = {"人民币": "CNY", "RMB": "CNY", "元": "CNY", "港币": "HKD", "美元": "USD", "欧元": "EUR"}


class OrderRow(NamedTuple):
    """One row of an order file, parsed; `order_no` is "" in a row that continues the order above it.

    `judge` takes what is found wrong when the row's customer is looked at, which happens once an order.
    """

    order_no: str
    values: Values
    judge: Any
    extra: Extra = ()

    @property
    def problems(self) -> tuple[RowProblem, ...]:
        """Problems of the row's cells."""
        found: tuple[RowProblem, ...] = self.judge.problems
        return found

    @property
    def is_importable(self) -> bool:
        """Whether no problem of the row stops its order."""
        return stops_nothing(self.problems)


def build_order_row(judge: Any, values: Values, extra: Extra) -> OrderRow:
    """A parsed row; what an order needs as a whole is asked when its rows are together."""
    return OrderRow(values.get("order_no", ""), values, judge, extra)


def group_orders(rows: Iterable[tuple[int, OrderRow]]) -> Iterator[OrderDraft]:
    """Merge (line, row) pairs into orders, in constant memory.

    A row belongs to the order above it when it has the same number, or no number and nothing of an order of its own.
    An order with one bad row is bad as a whole: its problems name their lines.
    """
    gathered: list[tuple[int, OrderRow]] = []
    for line, row in rows:
        if gathered and not _continues(gathered[0][1], row):
            yield merge_order(gathered)
            gathered = []
        gathered.append((line, row))
    if gathered:
        yield merge_order(gathered)


def _continues(first: OrderRow, row: OrderRow) -> bool:
    if row.order_no:
        return row.order_no == first.order_no
    return bool(first.order_no) and "order_no" not in row.judge.failed and _HEAD_KEYS.isdisjoint(row.values)


def merge_order(rows: list[tuple[int, OrderRow]]) -> OrderDraft:
    """The order that these rows tell of; the first row that fills a field has it."""
    first_line, first = rows[0]
    head = first.values
    if len(rows) > 1:
        head = {}
        for _line, row in reversed(rows):
            head.update(row.values)
    customer = _customer(rows)
    problems = [
        replace(problem, line=line)
        for line, row in rows
        if row.judge.problems
        for problem in row.judge.problems
    ]
    judge = _OrderJudge(problems, first_line)
    return _order(judge, rows, first, head, customer)


def _customer(rows: list[tuple[int, OrderRow]]) -> CustomerReference:
    """The first customer that the rows name; further rows repeat it or leave it out."""
    for _line, row in rows:
        if not _CUSTOMER_KEYS.isdisjoint(row.values):
            customer = customer_reference(row.judge, row.values)
            if customer:
                return customer
    return NOBODY


@dataclass(slots=True)
class _OrderJudge:
    """Problems of an order as a whole, at its first line unless said otherwise."""

    problems: list[RowProblem]
    line: int

    def add(self, code: str, column: str = "") -> None:
        """Note a problem of the order; a problem that its rows told already isn't repeated."""
        severity = CATALOGUE[code].severity
        if severity == ERROR and not stops_nothing(self.problems):
            return
        self.problems.append(RowProblem(code, column, severity, "", self.line))


def _order(
    judge: _OrderJudge,
    rows: list[tuple[int, OrderRow]],
    first: OrderRow,
    head: Values,
    customer: CustomerReference,
) -> OrderDraft:
    get = head.get
    lines = _order_lines(judge, rows)
    plan = first.judge.plan
    lines_only = plan.kind == "order_lines"
    currency = _currency(get("currency", "")) or plan.conventions.currency
    _check_whole(judge, rows, head, customer, lines)
    sums = _sums(judge, rows, head, lines, lines_only=lines_only)
    channel, payment = get("channel", ("", "")), get("payment_method", ("", ""))
    return OrderDraft(
        order_no=first.order_no,
        ordered_at=get("ordered_at") or get("paid_at"),
        paid_at=get("paid_at"),
        cancelled_at=get("cancelled_at"),
        status=_status(head, lines, sums),
        store=get("store", ""),
        channel=channel[0],
        channel_label=channel[1],
        customer=customer,
        advisor=get("advisor", ""),
        lines=sums.lines,
        discount_minor=abs(get("discount", 0)),
        shipping_minor=get("shipping", 0),
        tax_minor=get("tax", 0),
        total_minor=sums.total,
        paid_minor=sums.paid,
        refunded_minor=sums.refunded,
        currency=currency,
        payment_method=payment[0],
        payment_label=payment[1],
        motive=get("motive", ""),
        occasion=get("occasion", ""),
        recipient=get("recipient", ""),
        address=compose_address(head) if "address" in head else "",
        remark=_all_remarks(rows) if "remark" in head else "",
        lines_only=lines_only,
        remark_extra="\n".join(dict.fromkeys(text for _line, row in rows for text in row.judge.kept)),
        extra=first.extra if len(rows) == 1 else _all_extra(rows),
        problems=tuple(judge.problems),
        first_line=rows[0][0],
        last_line=rows[-1][0],
        rows=len(rows),
    )


def _all_extra(rows: list[tuple[int, OrderRow]]) -> Extra:
    return tuple(dict.fromkeys(pair for _line, row in rows for pair in row.extra))


def _all_remarks(rows: list[tuple[int, OrderRow]]) -> str:
    return "\n".join(dict.fromkeys(text for _line, row in rows for text in row.values.get("remark", ())))


def _check_whole(
    judge: _OrderJudge,
    rows: list[tuple[int, OrderRow]],
    head: Values,
    customer: CustomerReference,
    lines: tuple[OrderLineDraft, ...],
) -> None:
    first = rows[0][1]
    if not first.order_no:
        judge.add("order_number_missing")
    if first.judge.plan.kind != "order_lines":
        if "ordered_at" not in head and "paid_at" not in head:
            judge.add("order_date_missing")
        if not lines and "total" not in head and "paid" not in head:
            judge.add("order_empty")
        if not customer:
            judge.add("no_customer")
    if "currency" in head:
        _check_currency(judge, rows, first.judge.plan.conventions.currency)


def _check_currency(judge: _OrderJudge, rows: list[tuple[int, OrderRow]], expected: str) -> None:
    currencies = {_currency(row.values["currency"]) for _line, row in rows if "currency" in row.values}
    if len(currencies) > 1:
        judge.add("currency_changed")
    elif "" in currencies:
        judge.add("currency_unknown")
    elif any(minor_digits(currency) != minor_digits(expected) for currency in currencies):
        judge.add("currency_to_choose")


def _currency(text: str) -> str:
    """ISO code of a currency cell, "" when not understood or not said."""
    word = text.strip().upper()
    return _CURRENCY_WORDS.get(word, word if _CURRENCY.fullmatch(word) else "")


def _order_lines(judge: _OrderJudge, rows: list[tuple[int, OrderRow]]) -> tuple[OrderLineDraft, ...]:
    lines: list[OrderLineDraft] = []
    for line, row in rows:
        values = row.values
        if "titles_joined" in values and "item_title" not in values:
            lines.extend(_joined_lines(judge, line, values))
        elif not _LINE_KEYS.isdisjoint(values):
            lines.append(_single_line(line, values))
    return tuple(lines)


def _single_line(line: int, values: Values) -> OrderLineDraft:
    get = values.get
    quantity, unit, total = get("quantity", 1), get("unit_price"), get("line_total")
    discount = abs(get("line_discount", 0))
    if total is None and unit is not None:
        total = unit * quantity - (discount if quantity > 0 else -discount)
    if unit is None and total is not None and total % quantity == 0:
        unit = abs(total // quantity)
    return OrderLineDraft(
        line=line,
        line_no=get("line_no", ""),
        title=get("item_title", "") or get("titles_joined", ""),
        sku=get("sku", ""),
        piece_code=get("piece_code", ""),
        certificate_no=get("certificate_no", ""),
        properties=get("properties", ""),
        quantity=quantity,
        unit_price_minor=unit,
        total_minor=total,
        discount_minor=discount,
        paid_minor=get("line_paid"),
        refunded_minor=abs(get("line_refunded", 0)),
        is_refunded=get("refund_status", "") == words.REFUNDED,
    )


def _joined_lines(judge: _OrderJudge, line: int, values: Values) -> list[OrderLineDraft]:
    """Lines of a cell that holds all titles; their single prices aren't told unless there's one line."""
    kinds = values.get("item_kinds", 0)
    titles = split_titles(values["titles_joined"], kinds)
    if len(titles) == 1:
        if kinds > 1:
            judge.add("titles_not_split")
        return [_single_line(line, {**values, "item_title": titles[0]})]
    quantity = values.get("quantity", 0)
    if quantity > len(titles):
        judge.add("quantities_untold")
    return [OrderLineDraft(line=line, title=title) for title in titles]


def split_titles(text: str, kinds: int = 0) -> list[str]:
    """Titles of one cell. With a count the separator that gives it is taken, without one only "；" and ";".

    "18K金钻石戒指, 港码12" of one kind stays one title.
    """
    if kinds == 1:
        return [text]
    for separator in _SEPARATORS if kinds else _SEPARATORS[:2]:
        parts = [part.strip() for part in text.split(separator) if part.strip()]
        if len(parts) == kinds or (not kinds and len(parts) > 1):
            return parts
    return [text]


@dataclass(slots=True)
class _Sums:
    lines: tuple[OrderLineDraft, ...]
    total: int | None
    paid: int | None
    refunded: int


def _sums(
    judge: _OrderJudge,
    rows: list[tuple[int, OrderRow]],
    head: Values,
    lines: tuple[OrderLineDraft, ...],
    *,
    lines_only: bool,
) -> _Sums:
    """The order's money. An item file's total is that of its lines; a point-of-sale row may carry its line's total
    in a column that looks like the order's.
    """
    get = head.get
    amounts = _amounts_of_rows(rows, "total")
    total, paid, refunded = get("total"), get("paid"), abs(get("refunded", 0))
    if len(amounts) > 1 and _told_by_line(rows, amounts):
        lines = _with_row_totals(rows, lines)
        total = sum(amounts)
        paid = sum(_amounts_of_rows(rows, "paid")) if paid is not None else None
        refunded = sum(map(abs, _amounts_of_rows(rows, "refunded")))
    if total is None and not lines_only:
        total = _total_of_lines(head, lines)
    if total is None:
        total = paid
    if lines_only:
        total, paid, refunded = _line_sums(lines)
    if paid is None and total is not None and "outstanding" in head:
        paid = total - get("outstanding", 0)
    if len(lines) == 1 and lines[0].total_minor is None and total is not None:
        lines = (_priced(lines[0], total - get("shipping", 0) - get("tax", 0) + abs(get("discount", 0))),)
    elif not lines_only and total is not None:
        _compare(judge, head, lines, total)
    return _Sums(lines, total, paid, refunded)


def _amounts_of_rows(rows: list[tuple[int, OrderRow]], key: str) -> list[int]:
    return [row.values[key] for _line, row in rows if key in row.values]


def _told_by_line(rows: list[tuple[int, OrderRow]], amounts: list[int]) -> bool:
    """Whether every row's "total" is its own line's: they differ, or each is its price times its quantity."""
    if len(amounts) != len(rows) or any("line_total" in row.values for _line, row in rows):
        return False
    if len(set(amounts)) > 1:
        return True
    return all(
        row.values.get("unit_price") is not None
        and row.values["unit_price"] * row.values.get("quantity", 1) == row.values["total"]
        for _line, row in rows
    )


def _with_row_totals(
    rows: list[tuple[int, OrderRow]], lines: tuple[OrderLineDraft, ...]
) -> tuple[OrderLineDraft, ...]:
    totals = {line: row.values["total"] for line, row in rows}
    return tuple(line._replace(total_minor=totals[line.line]) for line in lines)


def _total_of_lines(head: Values, lines: tuple[OrderLineDraft, ...]) -> int | None:
    totals = [line.total_minor for line in lines]
    if not totals or None in totals:
        return None
    amount: int = sum(totals)  # type: ignore[arg-type]
    return amount - abs(head.get("discount", 0)) + int(head.get("shipping", 0)) + int(head.get("tax", 0))


def _line_sums(lines: tuple[OrderLineDraft, ...]) -> tuple[int | None, int | None, int]:
    totals = [line.total_minor for line in lines]
    paids = [line.paid_minor for line in lines]
    total = None if None in totals else sum(amount or 0 for amount in totals)
    paid = None if None in paids else sum(amount or 0 for amount in paids)
    return total, paid, sum(line.refunded_minor for line in lines)


def _priced(line: OrderLineDraft, amount: int) -> OrderLineDraft:
    unit = abs(amount // line.quantity) if amount % line.quantity == 0 else None
    return line._replace(total_minor=amount, unit_price_minor=line.unit_price_minor or unit)


def _compare(judge: _OrderJudge, head: Values, lines: tuple[OrderLineDraft, ...], total: int) -> None:
    """Prices may or may not include tax; more than a fen a line apart is worth a word."""
    expected = _total_of_lines(head, lines)
    if expected is None:
        return
    apart = min(abs(expected - total), abs(expected - int(head.get("tax", 0)) - total))
    if apart > len(lines):
        judge.add("totals_disagree")


def _status(head: Values, lines: tuple[OrderLineDraft, ...], sums: _Sums) -> str:
    """The order's status: money given back and cancelling outweigh the word in the status column."""
    said = head.get("status", "")
    paid = sums.total if sums.paid is None else sums.paid
    if sums.refunded:
        whole = paid is not None and sums.refunded >= paid
        return words.REFUNDED if whole else words.PARTLY_REFUNDED
    if head.get("refund_status") == words.REFUNDED or (lines and all(line.is_refunded for line in lines)):
        return words.REFUNDED if all(line.is_refunded for line in lines) else words.PARTLY_REFUNDED
    if isinstance(head.get("cancelled_at"), datetime):
        return words.CANCELLED
    if said:
        return str(said)
    if sums.paid is None or sums.total is None or sums.paid >= sums.total:
        return words.PAID
    return words.PARTLY_PAID if sums.paid > 0 else words.UNPAID
