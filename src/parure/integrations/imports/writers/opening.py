"""Points and spend from before Parure, as ledger rows.

A customer's rows of one source add up to what the file last said: the same file again adds nothing, another balance
adds the difference.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import blake2b
from typing import Any

from parure.core.events import emit
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import CustomerDraft, OpeningDraft
from parure.integrations.imports.matching import CustomerBook, Who, who_of_reference
from parure.integrations.imports.rows import last_id, select_where
from parure.loyalty.bulk import OpeningPointsRow, write_opening_points
from parure.loyalty.models import PointEntry
from parure.sales.bulk import OpeningSpendRow, write_opening_spend
from parure.sales.events import OpeningBroughtIn
from parure.sales.models import OpeningSpend


@dataclass(slots=True)
class Opening:
    """What a row opens with; None where it says nothing of it. Money in fen."""

    points: int | None = None
    spend_minor: int | None = None
    orders: int | None = None
    last_purchase_on: date | None = None
    as_of: date | None = None

    @property
    def tells_spend(self) -> bool:
        return self.spend_minor is not None or self.orders is not None or self.last_purchase_on is not None

    @property
    def order_count(self) -> int:
        """As told; somebody who spent money or has a day of purchase bought at least once."""
        if self.orders is not None:
            return self.orders
        return 1 if self.spend_minor or self.last_purchase_on else 0


@dataclass(slots=True)
class Booked:
    """The sums of a customer's opening rows of this source, and how many rows there are."""

    points: int = 0
    spend_minor: int = 0
    orders: int = 0
    days: Counter[date] = field(default_factory=Counter)
    point_rows: int = 0
    spend_rows: int = 0

    @property
    def last_purchase_on(self) -> date | None:
        """The latest day that wasn't taken away again."""
        return max((day for day, times in self.days.items() if times > 0), default=None)


def opening_of(draft: CustomerDraft) -> Opening | None:
    """What a row of a customer file opens with."""
    if (
        draft.opening_points is None
        and draft.opening_spend_minor is None
        and draft.opening_orders is None
        and draft.last_purchase_on is None
    ):
        return None
    return Opening(
        draft.opening_points, draft.opening_spend_minor, draft.opening_orders, draft.last_purchase_on
    )


Card = tuple[int, str]
"""Whose balance: the customer (a primary key or a handle of matching.CustomerBook) and which of their cards."""


def card_of(who: Who) -> str:
    """The number that the file keeps this balance under; somebody with two cards has two balances."""
    return blake2b(repr(who.keys[0]).encode(), digest_size=8).hexdigest()


class OpeningBook:
    """What was booked, and what this batch books."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.booked: dict[Card, Booked] = {}
        self.wanted: dict[Card, Opening] = {}
        self.told: set[int] = set()

    def load(self, ids: Iterable[int]) -> None:
        """Sums of these customers; two queries."""
        self.booked, self.wanted = {}, {}
        known = list(ids)
        if not known:
            return
        sql = "SELECT customer_id, source_key, points FROM loyalty_pointentry WHERE"
        for pk, key, points in select_where(sql, "customer_id", known):
            booked = self._booked(pk, key)
            booked.points += points
            booked.point_rows += 1
        sql = (
            "SELECT customer_id, source_key, amount_minor, order_count, last_purchase_on"
            " FROM sales_openingspend WHERE"
        )
        for pk, key, amount, orders, last_on in select_where(sql, "customer_id", known):
            booked = self._booked(pk, key)
            booked.spend_minor += amount
            booked.orders += orders
            booked.spend_rows += 1
            day = date.fromisoformat(last_on) if isinstance(last_on, str) else last_on
            if day:
                booked.days[day] += -1 if orders < 0 else 1

    def _booked(self, pk: int, key: str) -> Booked:
        """Where a ledger row is summed up; rows of others than this source under no card of ours."""
        start = self._key(pk, "")
        card = key[len(start) :].partition(":")[0] if key.startswith(start) else ""
        return self.booked.setdefault((pk, card), Booked())

    def _key(self, pk: int, card: str) -> str:
        return f"import:{self.context.source}:{pk}:{card}"

    def note(self, handle: int, who: Who, opening: Opening | None) -> bool:
        """Take a row's balances; whether they differ from what is booked. Of several rows of the file under one
        number the first one counts.
        """
        if opening is None or handle < -999_999_999 or not who.keys:
            return False
        card = (handle, card_of(who))
        again = hash(card_of(who))
        if again in self.told or card in self.wanted:
            return False
        self.wanted[card] = opening
        return self._differs(self.booked.get(card, Booked()), opening)

    def _differs(self, booked: Booked, opening: Opening) -> bool:
        points = opening.points is not None and opening.points != booked.points
        return points or self._spend_differs(booked, opening)

    def _spend_differs(self, booked: Booked, opening: Opening) -> bool:
        if not opening.tells_spend:
            return False
        later = opening.last_purchase_on and (
            booked.last_purchase_on is None or opening.last_purchase_on > booked.last_purchase_on
        )
        return bool(
            later
            or (opening.spend_minor is not None and opening.spend_minor != booked.spend_minor)
            or (self._tells_orders(opening) and opening.order_count != booked.orders)
        )

    @staticmethod
    def _tells_orders(opening: Opening) -> bool:
        return opening.orders is not None or bool(opening.spend_minor)

    def write(self, batch: Batch, ids: Sequence[int]) -> None:
        """Book the differences; `ids` are the primary keys of the customers -1, -2, …"""
        points, spend = [], []
        today = self.context.run.created_at.date()
        for (handle, card), opening in self.wanted.items():
            booked = self.booked.get((handle, card), Booked())
            pk = handle if handle > 0 else ids[-handle - 1]
            on, key = opening.as_of or today, self._key(pk, card)
            if opening.points is not None and opening.points != booked.points:
                row = OpeningPointsRow(
                    customer_id=pk,
                    points=opening.points - booked.points,
                    on=on,
                    source_key=_numbered(key, booked.point_rows),
                )
                points.append(row)
            if self._spend_differs(booked, opening):
                spend.extend(self._spend_rows(pk, booked, opening, on, key))
        self._book(batch, points, spend)

    def remember(self) -> None:
        """The batch is committed (or only checked): its numbers have had their say in this file."""
        self.told.update(hash(card) for _handle, card in self.wanted)
        self.wanted = {}

    def _spend_rows(
        self, pk: int, booked: Booked, opening: Opening, on: date, key: str
    ) -> list[OpeningSpendRow]:
        """The difference to what is booked.

        A row that brings a day counts at least one order, so that the row that reverses it (a negative count) takes
        the day away again (sales.rules); where the count doesn't rise, it is put right in a row beside it.
        """
        told = opening.spend_minor if opening.spend_minor is not None else booked.spend_minor
        counts = self._tells_orders(opening) or not booked.orders
        amount, orders = told - booked.spend_minor, opening.order_count - booked.orders if counts else 0
        day = opening.last_purchase_on
        parts = [(amount, orders, day)]
        if day is not None and orders < 1:
            parts = [(0, 1, day), (amount, orders - 1, None)]
        return [
            OpeningSpendRow(
                customer_id=pk,
                amount_minor=each,
                order_count=count,
                as_of=on,
                last_purchase_on=last_on,
                source_key=_numbered(key, booked.spend_rows + number),
            )
            for number, (each, count, last_on) in enumerate(parts)
        ]

    def _book(self, batch: Batch, points: list[OpeningPointsRow], spend: list[OpeningSpendRow]) -> None:
        if points:
            before = last_id(PointEntry)
            write_opening_points(points)
            batch.made("loyalty.point_entry", _made_since(PointEntry, before, points))
        if spend:
            before = last_id(OpeningSpend)
            write_opening_spend(spend)
            batch.made("sales.opening_spend", _made_since(OpeningSpend, before, spend))
            emit(OpeningBroughtIn(str(self.context.run.uid), []), actor=self.context.actor)


def _numbered(key: str, rows: int) -> str:
    return f"{key}:{rows + 1}" if rows else key


def _made_since(model: Any, before: int, rows: Sequence[Any]) -> list[int]:
    """The rows that this batch wrote; others may have written to the ledger at the same time."""
    keys = {row.source_key for row in rows}
    since = model.objects.filter(pk__gt=before).values_list("pk", "source_key")
    return [pk for pk, key in since if key in keys]


class OpeningWriter:
    """Files of opening points and spend for customers that are known."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.book = CustomerBook(context)
        self.openings = OpeningBook(context)

    def write(self, units: Sequence[Unit], batch: Batch) -> None:
        rows: list[tuple[Unit, Who]] = [
            (unit, who_of_reference(unit.draft.customer)) for unit in units if batch.take(unit)
        ]
        self.book.load(who for _unit, who in rows)
        self.openings.load(pk for pk in self.book.people if pk > 0)
        for unit, who in rows:
            found = self.book.find(who)
            if found.problem or found.handle is None:
                code = found.problem or ("customer_unknown" if who.keys else "customer_unclear")
                batch.refuse(unit, code)
                continue
            changed = self.openings.note(found.handle, who, _opening(unit.draft))
            known = self.openings.booked.get((found.handle, card_of(who)))
            outcome = ("updated" if known else "created") if changed else "unchanged"
            batch.count(outcome, unit)
        if not self.context.is_dry:
            self.openings.write(batch, ())

    def settle(self) -> None:
        self.openings.remember()


def _opening(draft: OpeningDraft) -> Opening:
    return Opening(draft.points, draft.spend_minor, draft.orders, None, draft.as_of)
