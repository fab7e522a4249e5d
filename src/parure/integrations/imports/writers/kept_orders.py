"""Orders that are known already: what a later file adds to them.

A file is what another system said at some time. An order moves on (paid, refunded, cancelled) and gains the lines
that an item file tells; it never moves back, and lines are never taken away.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from parure.access import policy
from parure.access.choices import Scope
from parure.catalog.choices import PieceStatus
from parure.catalog.models import Piece
from parure.core.bulk import allocate_ids, insert_rows, update_each
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import OrderDraft
from parure.integrations.imports.rows import select_where
from parure.integrations.imports.writers.goods_book import GoodsBook
from parure.integrations.imports.writers.order_lines import same_line
from parure.people.models import TimelineEntry
from parure.sales.bulk import LINE, LineRow, drawn
from parure.sales.choices import COUNTING, PaymentKind
from parure.sales.models import Order, OrderLine, Payment
from parure.sales.queries import SHOWN_PICTURES, in_short

ORDER_COLUMNS = (
    "id", "order_no", "customer_id", "status", "subtotal_minor", "discount_minor", "shipping_minor", "tax_minor",
    "total_minor", "paid_minor", "refunded_minor", "motive", "occasion", "recipient", "remark", "ordered_at",
)  # fmt: skip
LINE_COLUMNS = ("id", "order_id", "line_no", "title", "sku", "piece_id", "style_id", "unit_price_minor", "total_minor", "drawing")  # fmt: skip
FILLED = ("motive", "occasion", "recipient", "remark")
LINE_FILLED = ("sku", "piece_id", "style_id", "unit_price_minor", "total_minor")
WAY = {"UNPAID": 0, "PARTLY_PAID": 1, "PAID": 2, "PARTLY_REFUNDED": 3, "REFUNDED": 4}


@dataclass(slots=True)
class KeptOrder:
    """An order as it is kept; `lines` in their order."""

    row: dict[str, Any]
    lines: list[dict[str, Any]] = field(default_factory=list)
    in_reach: bool = True

    @property
    def pk(self) -> int:
        pk: int = self.row["id"]
        return pk


class KeptOrders:
    """The known orders of a batch, and what its rows change in them."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.orders: dict[str, KeptOrder] = {}
        self._clear()

    def _clear(self) -> None:
        self.columns: dict[int, dict[str, Any]] = {}
        self.line_columns: dict[int, dict[str, Any]] = {}
        self.new_lines: list[tuple[KeptOrder, LineRow]] = []
        self.payments: list[Payment] = []

    def load(self, numbers: set[str]) -> None:
        """Look up orders of the run's source by number, with their lines; two queries."""
        self._clear()
        columns = ", ".join(ORDER_COLUMNS)
        sql = f"SELECT {columns} FROM sales_order WHERE source = %s AND"  # noqa: S608 - names of ours
        found = select_where(sql, "order_no", numbers, (self.context.source,))
        self.orders = {row[1]: KeptOrder(dict(zip(ORDER_COLUMNS, row, strict=True))) for row in found}
        by_id = {order.pk: order for order in self.orders.values()}
        if not by_id:
            return
        columns = ", ".join(LINE_COLUMNS)
        for row in select_where(f"SELECT {columns} FROM sales_orderline WHERE", "order_id", by_id):  # noqa: S608
            by_id[row[1]].lines.append(dict(zip(LINE_COLUMNS, row, strict=True)))
        for order in by_id.values():
            order.lines.sort(key=lambda line: line["line_no"])
        if self.context.actor.scope("sales.order", "change") is not Scope.ALL:
            rows = policy.rows(self.context.actor, "sales.order", "change").filter(pk__in=by_id)
            reachable = set(rows.values_list("pk", flat=True))
            for pk, order in by_id.items():
                order.in_reach = pk in reachable

    def complete(self, unit: Unit, order: KeptOrder, lines: list[LineRow], batch: Batch) -> bool:
        """Note what the draft adds to the order; whether it adds anything."""
        draft: OrderDraft = unit.draft
        changed = self._fill(order, draft)
        added = self._match_lines(order, lines)
        changed |= added is not None
        if added:
            self._raise_totals(order, draft, added)
        if self._move_on(unit, order, draft, batch):
            changed = True
        return changed

    def _fill(self, order: KeptOrder, draft: OrderDraft) -> bool:
        overwrite = self.context.options.existing == "overwrite"
        changed = False
        limits = {"motive": 80, "occasion": 20, "recipient": 80, "remark": None}
        for name in FILLED:
            value = getattr(draft, name)[: limits[name]]
            if value and (not order.row[name] or (overwrite and order.row[name] != value)):
                self._set(order, name, value)
                changed = True
        return changed

    def _set(self, order: KeptOrder, name: str, value: Any) -> None:
        self.columns.setdefault(order.pk, {}).setdefault(name, [order.row[name], value])[1] = value
        order.row[name] = value

    def _match_lines(self, order: KeptOrder, lines: list[LineRow]) -> list[LineRow] | None:
        """Lines that the order doesn't have; None when nothing is new. Known ones gain what they lack."""
        free = list(order.lines)
        added: list[LineRow] = []
        filled = False
        for line in lines:
            kept = next((each for each in free if same_line(each, line)), None)
            if kept is None:
                added.append(line)
                continue
            free.remove(kept)
            for name in LINE_FILLED:
                value = getattr(line, name)
                if value and not kept[name]:
                    self.line_columns.setdefault(kept["id"], {})[name] = [kept[name], value]
                    kept[name] = value
                    filled = True
        for line in added:
            self.new_lines.append((order, line))
            order.lines.append(
                {name: getattr(line, name, None) for name in LINE_COLUMNS} | {"line_no": len(order.lines) + 1}
            )
        return added if added or filled else None

    def _raise_totals(self, order: KeptOrder, draft: OrderDraft, added: list[LineRow]) -> None:
        """Lines of one order that stand apart in the file each bring their part of the sum."""
        row = order.row
        of_lines = sum(line["total_minor"] or 0 for line in order.lines)
        expected = of_lines - row["discount_minor"] + row["shipping_minor"] + row["tax_minor"]
        told = draft.total_minor or 0
        if told and expected == row["total_minor"] + told and expected != row["total_minor"]:
            self._set(order, "subtotal_minor", of_lines)
            self._set(order, "total_minor", expected)
            if draft.status in COUNTING and row["paid_minor"]:
                paid = draft.paid_minor if draft.paid_minor is not None else told
                self._pay(order, paid, PaymentKind.PAYMENT)
                self._set(order, "paid_minor", row["paid_minor"] + paid)

    def _move_on(self, unit: Unit, order: KeptOrder, draft: OrderDraft, batch: Batch) -> bool:
        """Take over a status that lies further on; an item file tells nothing of the order itself."""
        if draft.lines_only or draft.status == order.row["status"]:
            return False
        before, after = order.row["status"], draft.status
        forward = before != "CANCELLED" and (
            after == "CANCELLED" if after not in WAY else WAY[after] > WAY.get(before, 9)
        )
        if not forward:
            batch.warn(unit, "order_moved_back", self.context.column("status"))
            return False
        self._set(order, "status", after)
        paid = draft.paid_minor if draft.paid_minor is not None else order.row["paid_minor"]
        if after in COUNTING and paid > order.row["paid_minor"]:
            self._pay(order, paid - order.row["paid_minor"], PaymentKind.PAYMENT)
            self._set(order, "paid_minor", paid)
        if draft.refunded_minor > order.row["refunded_minor"]:
            self._pay(order, draft.refunded_minor - order.row["refunded_minor"], PaymentKind.REFUND)
            self._set(order, "refunded_minor", draft.refunded_minor)
        return True

    def _pay(self, order: KeptOrder, amount: int, kind: PaymentKind) -> None:
        if amount > 0:
            key = f"import:{self.context.run.pk}:{order.pk}:{len(self.payments)}:{order.row['paid_minor']}:{kind.value}"
            at = self.context.run.created_at
            self.payments.append(
                Payment(order_id=order.pk, kind=kind, amount_minor=amount, at=at, source_key=key)
            )

    # ── writing ──

    def write(self, batch: Batch, goods: GoodsBook) -> None:
        """Write what was noted, with its traces."""
        for resource, model, noted in (
            ("sales.order", Order, self.columns),
            ("sales.order_line", OrderLine, self.line_columns),
        ):
            for pk, values in noted.items():
                for name, (former, written) in values.items():
                    batch.changed(resource, pk, name, former, written)
            update_each(
                model, {pk: {name: new for name, (_old, new) in each.items()} for pk, each in noted.items()}
            )
        self._write_lines(batch, goods)
        if self.payments:
            made = Payment.objects.bulk_create(self.payments, batch_size=500)
            batch.made("sales.payment", [each.pk for each in made])
        touched = {order.pk for order, _line in self.new_lines}
        if touched:
            self._tell_again(batch, touched)
            for pk in touched:  # so that the customers' taste is read anew from the lines
                batch.trace("sales.order").changed.setdefault(pk, {})

    def _write_lines(self, batch: Batch, goods: GoodsBook) -> None:
        if not self.new_lines:
            return
        ids = allocate_ids(OrderLine, len(self.new_lines))
        added = Counter(order.pk for order, _line in self.new_lines)
        numbers: dict[int, int] = {}
        rows, sold = [], []
        for pk, (order, line) in zip(ids, self.new_lines, strict=True):
            numbers[order.pk] = numbers.get(order.pk, len(order.lines) - added[order.pk]) + 1
            rows.append((pk, order.pk, numbers[order.pk], *drawn(line)))
            if line.piece_id is not None and not line.is_returned and order.row["status"] in COUNTING:
                sold.append(line.piece_id)
        insert_rows(OrderLine, ("id", "order_id", "line_no", *LINE), rows)
        batch.made("sales.order_line", ids)
        mark_sold(batch, sold)

    def _tell_again(self, batch: Batch, touched: set[int]) -> None:
        """The order's line in its customer's story names all its articles."""
        by_id = {order.pk: order for order in self.orders.values() if order.pk in touched}
        sql = "SELECT id, record_id, title, pictures FROM people_timelineentry WHERE resource = 'sales.order' AND"
        changes: dict[int, dict[str, Any]] = {}
        for pk, order_id, title, pictures in select_where(sql, "record_id", by_id):
            lines = by_id[order_id].lines
            new_title = in_short([line["title"] for line in lines])[:120]
            new_pictures = [line["drawing"] for line in lines if line.get("drawing")][:SHOWN_PICTURES]
            before = json.loads(pictures) if isinstance(pictures, str) else pictures
            changes[pk] = {"title": new_title, "pictures": json.dumps(new_pictures)}
            batch.changed("people.timeline_entry", pk, "title", title, new_title)
            batch.changed("people.timeline_entry", pk, "pictures", before, new_pictures)
        update_each(TimelineEntry, changes)


def mark_sold(batch: Batch, piece_ids: list[int]) -> None:
    """Note what these pieces were before they were sold, and mark them sold."""
    former = dict(select_where("SELECT id, status FROM catalog_piece WHERE", "id", set(piece_ids)))
    changes = {}
    for pk, status in former.items():
        if status != PieceStatus.SOLD:
            batch.changed("catalog.piece", pk, "status", status, PieceStatus.SOLD.value)
            changes[pk] = {"status": PieceStatus.SOLD.value}
    update_each(Piece, changes)
