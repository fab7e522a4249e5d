"""Facts about orders and visits."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class OrderRecorded(Fact):
    name: ClassVar[str] = "sales.order_recorded"
    order_id: int
    customer_id: int | None
    store_id: int | None
    total_minor: int
    source: str


@fact
@dataclass(frozen=True)
class OrderReturned(Fact):
    """Lines of an order came back; `amount_minor` went back to the customer."""

    name: ClassVar[str] = "sales.order_returned"
    order_id: int
    customer_id: int | None
    amount_minor: int


@fact
@dataclass(frozen=True)
class OrderCancelled(Fact):
    name: ClassVar[str] = "sales.order_cancelled"
    order_id: int
    customer_id: int | None


@fact
@dataclass(frozen=True)
class OrdersImported(Fact):
    """One fact for a batch, also for one that was taken back; `ranges` are [first, last] ids of the customers."""

    name: ClassVar[str] = "sales.orders_imported"
    run: str
    ranges: list[list[int]]


@fact
@dataclass(frozen=True)
class OpeningBroughtIn(Fact):
    """Spend from before Parure was brought in; `ranges` as in `OrdersImported`."""

    name: ClassVar[str] = "sales.opening_brought_in"
    run: str
    ranges: list[list[int]]


@fact
@dataclass(frozen=True)
class VisitRecorded(Fact):
    """`next_due` is an ISO date, or "" where nothing was agreed."""

    name: ClassVar[str] = "sales.visit_recorded"
    visit_id: int
    customer_id: int
    staff_id: int | None
    outcome: str
    next_step: str
    next_due: str
