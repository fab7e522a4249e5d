"""What every door may do with orders and visits, under the names that people see. Amounts come in fen."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access.actors import Actor
from parure.core.changes import Offered, Rows, adds, offer
from parure.core.resources import Field, Kind
from parure.sales import operations
from parure.sales.choices import PaymentMethod, VisitOutcome
from parure.sales.drafts import LineDraft, OrderDraft, PaymentDraft

ORDER, VISIT = "sales.order", "sales.visit"
METHOD = Field("method", _("Method"), Kind.CHOICE, choices=lambda: PaymentMethod.choices)
AMOUNTS = ("discount", "shipping", "tax", "total")
Row = Mapping[str, Any]


def _piece(*, required: bool) -> Field:
    return Field("piece", _("Piece"), Kind.RELATION, relation="catalog.piece", required=required)


LINES = Rows(
    "lines",
    _("Order lines"),
    (
        Field("title", _("Item")),
        _piece(required=False),
        Field("quantity", _("Quantity"), Kind.NUMBER),
        Field("unit_price", _("Unit price"), Kind.MONEY, required=True),
        Field("discount", _("Discount"), Kind.MONEY),
        Field("sku", _("SKU")),
    ),
    required=True,
)
PAYMENTS = Rows(
    "payments",
    _("Payments"),
    (
        Field("amount", _("Amount"), Kind.MONEY, required=True),
        METHOD,
        Field("at", _("When"), Kind.MOMENT),
    ),
)


@adds(
    ORDER,
    "order_no",
    "ordered_at",
    "customer",
    "store",
    "advisor",
    "source",
    LINES,
    PAYMENTS,
    *AMOUNTS,
    "motive",
    "occasion",
    "recipient",
    "remark",
)
def add_order(
    actor: Actor,
    *,
    lines: Sequence[Row],
    payments: Sequence[Row] = (),
    customer: UUID | str | None = None,
    store: UUID | str | None = None,
    advisor: UUID | str | None = None,
    **values: Any,
) -> Any:
    """An order told as a fact: its lines and payments add up."""
    amounts = {f"{name}_minor": values.pop(name) for name in AMOUNTS if name in values}
    draft = OrderDraft(
        lines=[_line(each) for each in lines],
        payments=[_payment(each) for each in payments],
        customer_uid=customer,
        store_uid=store,
        advisor_uid=advisor,
        **amounts,
        **values,
    )
    return operations.record_order(actor, draft)


def _line(row: Row) -> LineDraft:
    return LineDraft(
        title=row.get("title") or "",
        piece_uid=row.get("piece"),
        quantity=1 if row.get("quantity") is None else row["quantity"],
        unit_price_minor=row["unit_price"],
        discount_minor=row.get("discount") or 0,
        sku=row.get("sku") or "",
    )


def _payment(row: Row) -> PaymentDraft:
    return PaymentDraft(
        amount_minor=row["amount"], method=row.get("method") or PaymentMethod.OTHER, at=row.get("at")
    )


@adds(
    VISIT,
    Field("customer", _("Customer"), Kind.RELATION, relation="people.customer", required=True),
    Field("at", _("When"), Kind.MOMENT),
    "minutes",
    "companions",
    Rows("pieces", _("Looked at"), (_piece(required=True), Field("tried", _("Tried on"), Kind.YES_NO))),
    "looked_at",
    Field("outcome", _("Outcome"), Kind.CHOICE, choices=lambda: VisitOutcome.choices),
    "reason",
    "next_step",
    Field("next_due", pgettext_lazy("task", "Until"), Kind.DATE),
    "note",
)
def add_visit(actor: Actor, *, customer: UUID | str, pieces: Sequence[Row] = (), **values: Any) -> Any:
    seen = [(each["piece"], bool(each.get("tried"))) for each in pieces]
    return operations.record_visit(actor, customer, pieces=seen, **values)


def take_back(
    actor: Actor,
    uid: UUID | str,
    *,
    lines: Sequence[Row],
    amount: int,
    at: datetime | None = None,
    method: str = PaymentMethod.OTHER,
) -> None:
    """Lines of an order come back, and money goes out."""
    operations.record_return(actor, uid, [each["line_no"] for each in lines], amount, at, method=method)


def cancel(actor: Actor, uid: UUID | str, *, at: datetime | None = None) -> None:
    operations.cancel_order(actor, uid, at)


offer(
    Offered(
        ORDER,
        "return",
        _("Returned"),
        take_back,
        (
            Rows(
                "lines",
                _("Order lines"),
                (Field("line_no", _("Line"), Kind.NUMBER, required=True),),
                required=True,
            ),
            Field("amount", _("Refunded"), Kind.MONEY, required=True),
            Field("at", _("When"), Kind.MOMENT),
            METHOD,
        ),
    )
)
offer(Offered(ORDER, "cancel", _("Cancel the order"), cancel, (Field("at", _("When"), Kind.MOMENT),)))
