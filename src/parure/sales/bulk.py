"""Orders, visits and opening spend by the thousand, for imports and the demo shop.

Rows come checked and in database form; who calls has made sure of rights and of doubles (`queries.orders_with` tells
which pieces are sold). Lines of the customers' stories are written with them; figures of the customers are not:
call `operations.refresh_customers`, or emit OrdersImported or OpeningBroughtIn. Runs inside the caller's transaction.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from parure.catalog.choices import PieceStatus
from parure.catalog.drawings import drawing_for
from parure.catalog.models import Piece
from parure.core.bulk import allocate_ids, insert_rows, ready_moments, rows_to_insert
from parure.core.identifiers import new_uid
from parure.people.choices import EntryKind
from parure.people.facts import touch_many
from parure.people.models import TimelineEntry
from parure.people.search import index_notes
from parure.sales.choices import COUNTING, PaymentKind, PaymentMethod, VisitOutcome
from parure.sales.models import OpeningSpend, Order, OrderLine, Payment, Visit, VisitPiece
from parure.sales.queries import SHOWN_PICTURES, in_short


class LineRow(NamedTuple):
    """One line; the drawing is chosen by its codes unless given. Money in fen."""

    title: str
    piece_id: int | None = None
    style_id: int | None = None
    sku: str = ""
    category: str = ""
    fineness: str = ""
    gem: str = ""
    drawing: str = ""
    quantity: int = 1
    unit_price_minor: int = 0
    discount_minor: int = 0
    total_minor: int = 0
    is_returned: bool = False


class PaymentRow(NamedTuple):
    """Money in or out; `source_key` is unique in the house."""

    amount_minor: int
    at: datetime
    source_key: str
    kind: str = PaymentKind.PAYMENT.value
    method: str = PaymentMethod.OTHER.value


@dataclass(slots=True, kw_only=True)
class OrderRow:
    """One order with lines (numbered as they stand) and payments. `who` is the advisor's name for the story."""

    order_no: str
    ordered_at: datetime
    lines: Sequence[LineRow]
    payments: Sequence[PaymentRow] = ()
    who: str = ""
    source: str = "pos"
    customer_id: int | None = None
    store_id: int | None = None
    advisor_id: int | None = None
    status: str = "PAID"
    currency: str = "CNY"
    subtotal_minor: int = 0
    discount_minor: int = 0
    shipping_minor: int = 0
    tax_minor: int = 0
    total_minor: int = 0
    paid_minor: int = 0
    refunded_minor: int = 0
    motive: str = ""
    occasion: str = ""
    recipient: str = ""
    remark: str = ""
    custom: str = "{}"
    created_at: datetime = field(default_factory=timezone.now)
    uid: UUID = field(default_factory=new_uid)


@dataclass(slots=True, kw_only=True)
class VisitRow:
    """One visit; `pieces` as (piece id, tried on, drawing). `who` is the staff member's name for the story."""

    customer_id: int
    at: datetime
    pieces: Sequence[tuple[int, bool, str]] = ()
    who: str = ""
    store_id: int | None = None
    staff_id: int | None = None
    minutes: int | None = None
    companions: str = ""
    looked_at: str = ""
    outcome: str = ""
    reason: str = ""
    next_step: str = ""
    note: str = ""
    source_key: str | None = None
    uid: UUID = field(default_factory=new_uid)


@dataclass(slots=True, kw_only=True)
class OpeningSpendRow:
    """What a customer had spent before Parure, in fen."""

    customer_id: int
    amount_minor: int
    as_of: date
    source_key: str
    order_count: int = 0
    last_purchase_on: date | None = None


def _columns(row: type, *beside: str) -> tuple[str, ...]:
    return tuple(name for name in row.__slots__ if name not in beside)  # type: ignore[attr-defined]


ORDER = _columns(OrderRow, "lines", "payments", "who", "ordered_at", "created_at")
LINE = LineRow._fields
VISIT = _columns(VisitRow, "pieces", "who")
OPENING = _columns(OpeningSpendRow)
STORY = (
    "customer_id",
    "at",
    "kind",
    "title",
    "body",
    "who",
    "amount_minor",
    "pictures",
    "resource",
    "record_id",
)
Told = tuple[Any, ...]


def write_orders(batch: Sequence[OrderRow]) -> range:
    """Insert orders with lines, payments and stories, and mark their pieces sold; returns the orders' ids."""
    ids = allocate_ids(Order, len(batch))
    orders_to_write(batch, ids)()
    sold = sold_pieces(batch)
    for start in range(0, len(sold), 2000):
        Piece.objects.filter(pk__in=sold[start : start + 2000]).update(status=PieceStatus.SOLD)
    return ids


def orders_to_write(batch: Sequence[OrderRow], ids: Sequence[int]) -> Callable[[], None]:
    """Orders with lines, payments and stories under ids that are allocated: rows are made here, without the database;
    what is returned writes them. Who calls marks pieces sold.
    """
    for row in batch:
        row.lines = [drawn(line) for line in row.lines]
    ordered = ready_moments(row.ordered_at for row in batch)
    created = ready_moments(row.created_at for row in batch)
    orders = list(zip(ids, batch, ordered, strict=True))
    values_of = attrgetter(*ORDER)
    steps = (
        rows_to_insert(
            Order,
            ("id", "ordered_at", "created_at", *ORDER),
            [(pk, at, made, *values_of(row)) for (pk, row, at), made in zip(orders, created, strict=True)],
        ),
        rows_to_insert(
            OrderLine,
            ("order_id", "line_no", *LINE),
            [(pk, number, *line) for pk, row, _at in orders for number, line in enumerate(row.lines, 1)],
        ),
        rows_to_insert(
            Payment,
            ("order_id", "amount_minor", "at", "source_key", "kind", "method"),
            [
                (
                    pk,
                    each.amount_minor,
                    at if each.at is row.ordered_at else each.at,
                    each.source_key,
                    each.kind,
                    each.method,
                )
                for pk, row, at in orders
                for each in row.payments
            ],
        ),
        rows_to_insert(
            TimelineEntry,
            STORY,
            [_told(pk, row, at) for pk, row, at in orders if row.customer_id is not None],
        ),
    )

    def write() -> None:
        for step in steps:
            step()

    return write


def drawn(line: LineRow) -> LineRow:
    """The line with a drawing, chosen by its codes where it has none."""
    if line.drawing:
        return line
    return line._replace(drawing=drawing_for(line.category, line.fineness, "", line.gem))


@lru_cache(maxsize=4096)
def _pictures(*drawings: str) -> str:
    return json.dumps(drawings[:SHOWN_PICTURES])


def _told(pk: int, row: OrderRow, at: str) -> Told:
    return (
        row.customer_id,
        at,
        EntryKind.ORDER.value,
        in_short([line.title for line in row.lines])[:120],
        " · ".join(filter(None, [row.order_no, row.motive]))[:400],
        row.who[:80],
        row.total_minor,
        _pictures(*[line.drawing for line in row.lines if line.drawing]),
        "sales.order",
        pk,
    )


def sold_pieces(batch: Iterable[OrderRow]) -> list[int]:
    """Primary keys of the pieces that these orders sell."""
    return [
        line.piece_id
        for row in batch
        if row.status in COUNTING
        for line in row.lines
        if line.piece_id is not None and not line.is_returned
    ]


def write_visits(batch: Sequence[VisitRow]) -> range:
    """Insert visits with pieces, stories and searchable words, and note the contact; returns their ids."""
    ids = allocate_ids(Visit, len(batch))
    numbered = list(zip(ids, batch, strict=True))
    values = attrgetter(*VISIT)
    insert_rows(Visit, ("id", *VISIT), [(pk, *values(row)) for pk, row in numbered])
    insert_rows(
        VisitPiece,
        ("visit_id", "piece_id", "tried"),
        [(pk, piece, tried) for pk, row in numbered for piece, tried, _drawing in row.pieces],
    )
    labels = {code: str(label) for code, label in VisitOutcome.choices}
    came = _("Came to the store")
    insert_rows(
        TimelineEntry, STORY, [_told_visit(pk, row, labels.get(row.outcome, came)) for pk, row in numbered]
    )
    index_notes("v", [(row.customer_id, pk, " ".join(_words(row))) for pk, row in numbered])
    _touch(batch)
    return ids


def _words(row: VisitRow) -> Iterable[str]:
    return filter(None, [row.note, row.reason, row.looked_at, row.companions, row.next_step])


def _told_visit(pk: int, row: VisitRow, title: str) -> Told:
    body = "；".join(filter(None, [row.companions, row.looked_at, row.reason, row.note, row.next_step]))
    pictures = json.dumps([drawing for _piece, _tried, drawing in row.pieces if drawing][:SHOWN_PICTURES])
    told = (row.customer_id, row.at, EntryKind.VISIT.value, title, body[:400], row.who[:80], None)
    return (*told, pictures, "sales.visit", pk)


def _touch(batch: Sequence[VisitRow]) -> None:
    latest: dict[int, date] = {}
    for row in batch:
        day = timezone.localdate(row.at)
        latest[row.customer_id] = max(latest.get(row.customer_id, day), day)
    customers = list(latest)
    for start in range(0, len(customers), 2000):
        touch_many({}, {pk: latest[pk] for pk in customers[start : start + 2000]})


def write_opening_spend(batch: Sequence[OpeningSpendRow]) -> None:
    """Book what customers had spent before; a key that is booked already raises IntegrityError."""
    values = attrgetter(*OPENING)
    insert_rows(OpeningSpend, OPENING, [values(row) for row in batch])
