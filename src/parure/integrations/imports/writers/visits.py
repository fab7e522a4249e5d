"""Visits from a file. A visit is known again by its customer, its moment and its words."""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import VisitDraft
from parure.integrations.imports.matching import CustomerBook, who_of_reference
from parure.integrations.imports.rows import select_where
from parure.integrations.imports.writers.images import remark_of
from parure.sales.bulk import VisitRow, write_visits

TOUCHED = ("last_contact_on", "last_visit_on", "last_activity_on")


def _touched(ids: Iterable[int]) -> dict[int, dict[str, str | None]]:
    """The days that visits move on customers."""
    sql = f"SELECT id, {', '.join(TOUCHED)} FROM people_customer WHERE"  # noqa: S608 - names of ours
    return {
        pk: {name: str(day) if day else None for name, day in zip(TOUCHED, days, strict=True)}
        for pk, *days in select_where(sql, "id", ids)
    }


class VisitWriter:
    """The rows of a file of visits."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.book = CustomerBook(context)

    def settle(self) -> None:
        """Nothing is remembered beyond a batch."""

    def write(self, units: Sequence[Unit], batch: Batch) -> None:
        rows = [
            (unit, who_of_reference(unit.draft.customer))
            for unit in units
            if batch.take(unit, without="no_customer")
        ]
        self.book.load(who for _unit, who in rows)
        placed: list[tuple[Unit, VisitRow]] = []
        for unit, who in rows:
            found = self.book.find(who)
            if found.problem or found.handle is None:
                code = "customer_unclear" if unit.draft.customer else "order_without_customer"
                batch.refuse(unit, found.problem or ("customer_unknown" if who.keys else code))
                continue
            row = self._row(unit, found.handle, batch)
            if not self.context.is_in_reach(row.store_id, row.staff_id, "sales.visit"):
                batch.refuse(unit, "out_of_reach", self.context.column("store", "advisor"))
                continue
            placed.append((unit, row))
        self._keep_new(placed, batch)
        self._tell_places(placed, batch)

    def _tell_places(self, placed: list[tuple[Unit, VisitRow]], batch: Batch) -> None:
        """Say which visit each row became, where it says something beside its draft."""
        keys = {unit.line: row.source_key for unit, row in placed if unit.said is not None}
        sql = "SELECT source_key, id FROM sales_visit WHERE"
        found = dict(select_where(sql, "source_key", set(keys.values())))
        for unit, row in placed:
            if unit.line in keys and row.source_key in found:
                batch.place(unit, found[row.source_key])

    def _keep_new(self, placed: list[tuple[Unit, VisitRow]], batch: Batch) -> None:
        """Write the visits that nobody knows yet, each once."""
        keys = {row.source_key for _unit, row in placed}
        known = {
            key for (key,) in select_where("SELECT source_key FROM sales_visit WHERE", "source_key", keys)
        }
        new: dict[str | None, VisitRow] = {}
        for unit, row in placed:
            seen = self.context.is_dry and self.context.seen.find(("v", row.source_key)) is not None
            if row.source_key in known or row.source_key in new or seen:
                batch.count("unchanged", unit)
                continue
            new[row.source_key] = row
            batch.count("created", unit)
            if self.context.is_dry:
                self.context.seen.add([("v", row.source_key)])
        if not self.context.is_dry and new:
            ids = {row.customer_id for row in new.values()}
            former = _touched(ids)
            batch.made("sales.visit", write_visits(list(new.values())))
            for pk, values in _touched(ids).items():
                for name, value in values.items():
                    if value != former[pk][name]:
                        batch.changed("people.customer", pk, name, former[pk][name], value)

    def _row(self, unit: Unit, customer_id: int, batch: Batch) -> VisitRow:
        draft: VisitDraft = unit.draft
        context, kept = self.context, []
        store_id = context.options.store_id or context.actor.home_store_id
        if draft.store:
            store_id, problem = context.places.store(draft.store)
            if problem:
                batch.warn(unit, problem, context.column("store"), draft.store)
                if problem == "store_unknown":
                    kept.append(f"{context.column('store')}: {draft.store}")
        staff_id = context.places.advisor(draft.advisor, store_id) if draft.advisor else None
        if draft.advisor and staff_id is None:
            batch.warn(unit, "advisor_unknown", context.column("advisor"), draft.advisor)
            kept.append(f"{context.column('advisor')}: {draft.advisor}")
        if draft.outcome_label and not draft.outcome:
            kept.append(f"{context.column('outcome')}: {draft.outcome_label}")
        extra = [f"{name}: {text}" for name, text in draft.extra] if context.options.keep_extra else []
        overlong = [text for text, limit in _limited(draft) if len(text) > limit]
        assert draft.visited_at is not None
        return VisitRow(
            customer_id=customer_id,
            at=draft.visited_at,
            who=context.places.names.get(staff_id or 0, draft.advisor),
            store_id=store_id or None,
            staff_id=staff_id,
            minutes=draft.minutes if draft.minutes is not None and 0 <= draft.minutes <= 1440 else None,
            companions=draft.companions[:120],
            looked_at=draft.looked_at[:300],
            outcome=draft.outcome[:10],
            reason=draft.reason[:200],
            next_step=draft.next_step[:200],
            note=remark_of(draft.remark, draft.remark_extra, *overlong, *kept, *extra),
            source_key=self._key(customer_id, draft),
        )

    def _key(self, customer_id: int, draft: VisitDraft) -> str:
        told = (
            draft.companions,
            draft.looked_at,
            draft.outcome_label,
            draft.reason,
            draft.next_step,
            draft.remark,
        )
        assert draft.visited_at is not None
        words = repr((customer_id, draft.visited_at.isoformat(), told)).encode()
        return f"import:{self.context.source}:{blake2b(words, digest_size=16).hexdigest()}"


def _limited(draft: VisitDraft) -> list[tuple[str, int]]:
    return [(draft.companions, 120), (draft.looked_at, 300), (draft.reason, 200), (draft.next_step, 200)]
