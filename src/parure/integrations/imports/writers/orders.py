"""Orders from a file, with their lines and payments, and the customers whom only they name."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone

from parure.core.beside import Beside
from parure.core.bulk import allocate_ids, check_references
from parure.core.events import emit
from parure.core.identifiers import new_uid
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import OrderDraft
from parure.integrations.imports.matching import Who
from parure.integrations.imports.writers.customers import NewCustomers
from parure.integrations.imports.writers.images import image_of_reference, remark_of
from parure.integrations.imports.writers.kept_orders import mark_sold
from parure.integrations.imports.writers.looked_up import Foresight, LookedUp, look_up
from parure.integrations.imports.writers.order_lines import piece_taken, rows_of, sell
from parure.sales.bulk import LineRow, OrderRow, PaymentRow, orders_to_write, sold_pieces
from parure.sales.choices import COUNTING, PaymentKind
from parure.sales.events import OrdersImported
from parure.sales.models import Order

SMALL, LARGE = 250, 1000  # orders that are written while the next are looked at
Placed = tuple[Unit, OrderRow, int]
Part = TypeVar("Part")


class OrderWriter:
    """The orders of a file, a batch at a time."""

    known: LookedUp

    def __init__(self, context: Context) -> None:
        self.context = context
        self.foresight = Foresight(context)
        self.now = timezone.now()

    def write(self, units: Sequence[Unit], batch: Batch) -> None:
        self.now = timezone.now()
        taken = [unit for unit in units if batch.take(unit, without="no_customer")]
        for number, wave in enumerate(_waves(taken)):
            self.known = look_up(self.context, wave) if number else self.foresight.of(wave)
            self._write_wave(wave, batch)
        if not self.context.is_dry and taken:
            emit(OrdersImported(str(self.context.run.uid), []), actor=self.context.actor)

    def settle(self) -> None:
        """Nothing is remembered beyond a batch."""

    def _write_wave(self, units: list[Unit], batch: Batch) -> None:
        known = self.known
        maker = NewCustomers(self.context, known.book)
        fresh = sum(unit.draft.order_no not in known.kept.orders for unit in units)
        ids = iter(range(0) if self.context.is_dry else allocate_ids(Order, fresh))
        made: list[int] = []
        later: list[Placed] = []  # orders of customers who are written with all others of the batch
        with Beside() as beside:
            for part in _parts(units):
                placed: list[Placed] = []
                for unit in part:
                    if unit.draft.order_no in known.kept.orders:
                        self._complete(unit, batch)
                    else:
                        self._bring(unit, known.whos[unit.line], maker, placed, batch)
                later += [each for each in placed if each[2] < 0]
                if not self.context.is_dry:
                    rows = [_belonging(row, handle) for _unit, row, handle in placed if handle > 0]
                    made += self._write_orders(rows, ids, batch, beside)
            if self.context.is_dry:
                maker.remember(batch)
                return
            beside.wait()
            customers = maker.write(batch)
            for theirs in _parts(later):
                rows = [_belonging(row, customers[-handle - 1]) for _unit, row, handle in theirs]
                made += self._write_orders(rows, ids, batch, beside)
        batch.made("sales.order", range(made[0], made[-1] + 1) if made else range(0))
        known.kept.write(batch, known.goods)
        self.foresight.note(known, maker.whos)

    # ── orders that are known ──

    def _complete(self, unit: Unit, batch: Batch) -> None:
        order = self.known.kept.orders[unit.draft.order_no]
        if not order.in_reach:
            batch.refuse(unit, "out_of_reach")
            return
        if self.context.options.existing == "skip":
            batch.skip(unit, "known_already")
            return
        lines = rows_of(self.context, batch, unit, self.known.goods, unit.draft)
        if taken := piece_taken(self.known.goods, unit.draft, lines, order.pk):
            batch.refuse(unit, "piece_sold", self.context.column("piece_code", "sku"), taken[1], taken[0])
            return
        changed = self.known.kept.complete(unit, order, lines, batch)
        sell(self.known.goods, unit.draft, lines, order.pk)
        batch.count("updated" if changed else "unchanged", unit)

    # ── orders that are new ──

    def _bring(self, unit: Unit, who: Who, maker: NewCustomers, placed: list[Placed], batch: Batch) -> None:
        draft: OrderDraft = unit.draft
        if self._is_repeated_in_dry_run(unit, batch):
            return
        if draft.lines_only and (not draft.customer or draft.ordered_at is None):
            batch.refuse(unit, "order_unknown", self.context.column("order_no"), draft.order_no)
            return
        if not who.keys:
            code = "customer_unclear" if draft.customer else "order_without_customer"
            batch.refuse(unit, code, self.context.column("customer_name"))
            return
        lines = rows_of(self.context, batch, unit, self.known.goods, draft)
        if taken := piece_taken(self.known.goods, draft, lines, None):
            batch.refuse(unit, "piece_sold", self.context.column("piece_code", "sku"), taken[1], taken[0])
            return
        row = self._order_row(unit, lines, batch)
        if not self.context.is_in_reach(row.store_id, row.advisor_id, "sales.order"):
            batch.refuse(unit, "out_of_reach", self.context.column("store", "advisor"))
            return
        handle = self._customer(unit, who, row, maker, batch)
        if handle is None:
            return
        sell(self.known.goods, draft, lines, -unit.line)
        placed.append((unit, row, handle))
        if self.context.is_dry:
            self.context.seen.add([("o", draft.order_no)])
        batch.count("created", unit)

    def _is_repeated_in_dry_run(self, unit: Unit, batch: Batch) -> bool:
        """A dry run writes nothing, so an order's second place in the file isn't found among the kept ones."""
        repeated = self.context.is_dry and self.context.seen.find(("o", unit.draft.order_no)) is not None
        if repeated:
            batch.count("updated", unit)
        return repeated

    def _customer(self, unit: Unit, who: Who, row: OrderRow, maker: NewCustomers, batch: Batch) -> int | None:
        """Handle of the order's customer, made where nobody has these keys; None where the order is refused."""
        found = self.known.book.find(who, names_differ="order_other_name")
        if found.problem:
            batch.refuse(unit, found.problem)
            return None
        if found.warning:
            batch.warn(unit, found.warning, self.context.column("customer_name"))
        if found.handle is not None:
            return found.handle
        registered = row.ordered_at.date()
        image = image_of_reference(
            self.context,
            unit.draft.customer,
            who,
            otherwise=unit.draft.recipient,
            home_store_id=row.store_id,
            owner_id=row.advisor_id,
            registered_on=registered,
        )
        return maker.add(unit, who, image, batch)

    def _order_row(self, unit: Unit, lines: list[LineRow], batch: Batch) -> OrderRow:
        draft: OrderDraft = unit.draft
        kept: list[str] = []
        store_id, advisor_id, who = self._places(unit, batch, kept)
        total = draft.total_minor or 0
        paid = draft.paid_minor
        if paid is None:
            paid = total if draft.status in COUNTING and draft.status != "PARTLY_PAID" else 0
        subtotal = sum(line.total_minor for line in lines)
        uid = new_uid()
        extra = [f"{name}: {text}" for name, text in draft.extra] if self.context.options.keep_extra else []
        assert draft.ordered_at is not None
        return OrderRow(
            uid=uid,
            order_no=draft.order_no,
            source=self.context.source,
            ordered_at=draft.ordered_at,
            lines=lines,
            payments=_payments(draft, uid, paid),
            who=who,
            store_id=store_id,
            advisor_id=advisor_id,
            status=draft.status,
            currency=draft.currency,
            subtotal_minor=subtotal,
            discount_minor=draft.discount_minor,
            shipping_minor=draft.shipping_minor,
            tax_minor=draft.tax_minor,
            total_minor=total,
            paid_minor=paid,
            refunded_minor=draft.refunded_minor,
            motive=draft.motive[:80],
            occasion=draft.occasion[:20],
            recipient=draft.recipient[:80],
            remark=remark_of(draft.remark, draft.remark_extra, *kept, *extra)
            if draft.remark or draft.remark_extra or kept or extra
            else "",
            created_at=self.now,
        )

    def _places(self, unit: Unit, batch: Batch, kept: list[str]) -> tuple[int | None, int | None, str]:
        """(store, advisor, the advisor's name); what isn't known is kept for the remark."""
        context, draft = self.context, unit.draft
        store_id = context.options.store_id or context.actor.home_store_id
        if draft.store:
            store_id, problem = context.places.store(draft.store)
            if problem:
                batch.warn(unit, problem, context.column("store"), draft.store)
                if problem == "store_unknown":
                    kept.append(f"{context.column('store')}: {draft.store}")
        advisor_id = None
        if draft.advisor:
            advisor_id = context.places.advisor(draft.advisor, store_id)
            if advisor_id is None:
                batch.warn(unit, "advisor_unknown", context.column("advisor"), draft.advisor)
                kept.append(f"{context.column('advisor')}: {draft.advisor}")
        return store_id, advisor_id, context.places.names.get(advisor_id or 0, draft.advisor)

    def _write_orders(
        self, rows: list[OrderRow], ids: Iterator[int], batch: Batch, beside: Beside
    ) -> list[int]:
        """Have orders written beside what is read of the next ones; the ids that they get."""
        if not rows:
            return []
        if sold := sold_pieces(rows):
            mark_sold(batch, sold)
        taken = list(islice(ids, len(rows)))
        write = orders_to_write(rows, taken)

        def write_and_check() -> None:
            write()
            check_references()

        beside.give(write_and_check)
        return taken


def _belonging(row: OrderRow, customer: int) -> OrderRow:
    row.customer_id = customer
    return row


def _parts(whole: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """What is handed over at a time: little at first and in the end, where one of the two who work waits for the
    other, much in between, for each handing over costs something.
    """
    start = 0
    while start < len(whole):
        size = max(SMALL, min(LARGE, start, (len(whole) - start) // 2))
        yield whole[start : start + size]
        start += size


def _waves(units: list[Unit]) -> Iterator[list[Unit]]:
    """Units so that an order stands in a wave once: what it says the second time is added to what is kept."""
    waves: list[list[Unit]] = []
    count: dict[str, int] = {}
    for unit in units:
        number = count.get(unit.draft.order_no, 0)
        count[unit.draft.order_no] = number + 1
        if number == len(waves):
            waves.append([])
        waves[number].append(unit)
    return iter(waves)


def _payments(draft: OrderDraft, uid: UUID, paid: int) -> Sequence[PaymentRow]:
    """What came in and what went back, as facts."""
    at = draft.paid_at or draft.ordered_at
    method = draft.payment_method or "OTHER"
    rows: list[Any] = []
    assert at is not None
    if paid > 0:
        rows.append(PaymentRow(amount_minor=paid, at=at, source_key=f"order:{uid}:1", method=method))
    if draft.refunded_minor > 0:
        rows.append(
            PaymentRow(
                amount_minor=draft.refunded_minor,
                at=at,
                source_key=f"order:{uid}:2",
                method=method,
                kind=PaymentKind.REFUND.value,
            )
        )
    return rows
