"""An order as it is told to Parure, before anything is checked. Money in fen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parure.sales.choices import PaymentMethod

Uid = UUID | str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """One thing sold. Of a known piece, what is left empty here is taken from it.

    `discount_minor` is off the whole line: total = unit price × quantity − discount.
    """

    title: str = ""
    unit_price_minor: int = 0
    quantity: int = 1
    discount_minor: int = 0
    piece_uid: Uid | None = None
    sku: str = ""
    category: str = ""
    fineness: str = ""
    gem: str = ""

    @property
    def total_minor(self) -> int:
        return self.unit_price_minor * self.quantity - self.discount_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDraft:
    """Money received; at the time of the order unless said."""

    amount_minor: int
    method: str = PaymentMethod.OTHER
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """`total_minor`, where given, is checked against the lines; store and advisor are the actor's unless said."""

    order_no: str
    ordered_at: datetime
    lines: Sequence[LineDraft]
    payments: Sequence[PaymentDraft] = ()
    source: str = "pos"
    customer_uid: Uid | None = None
    store_uid: Uid | None = None
    advisor_uid: Uid | None = None
    discount_minor: int = 0
    shipping_minor: int = 0
    tax_minor: int = 0
    total_minor: int | None = None
    motive: str = ""
    occasion: str = ""
    recipient: str = ""
    remark: str = ""

    @property
    def subtotal_minor(self) -> int:
        return sum(line.total_minor for line in self.lines)

    @property
    def computed_total_minor(self) -> int:
        return self.subtotal_minor - self.discount_minor + self.shipping_minor + self.tax_minor

    @property
    def paid_minor(self) -> int:
        return sum(payment.amount_minor for payment in self.payments)
