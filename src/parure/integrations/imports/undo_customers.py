"""Taking back the customers that an import made, and the totals of those that it touched."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Sum
from django.utils import timezone

from parure.access.models import AuditEntry
from parure.core.bulk import update_each
from parure.customize.models import CustomValue, TagAssignment
from parure.customize.pointing import staying_along
from parure.integrations.imports.coverage import take_off_orders
from parure.integrations.imports.rows import last_id, select_where
from parure.integrations.imports.undo_rows import BY_HAND, Undone, changed_by_hand, chunks, users_of, wipe
from parure.integrations.models import ImportRun, ImportTrace
from parure.loyalty.models import PointEntry
from parure.people.consents.bulk import asked_before
from parure.people.models import (
    AdvisorChange,
    Consent,
    ContactPoint,
    Customer,
    DuplicatePair,
    HandoverShare,
    Identity,
    ImportantDate,
    NoteWord,
    Preference,
    Relation,
    SearchEntry,
    Size,
    StageMove,
    TimelineEntry,
)
from parure.people.rules import activity_rank
from parure.people.search import forget
from parure.people.search_marks import move_ranks
from parure.sales.models import OpeningSpend
from parure.sales.operations import refresh_customers

LEDGERS = (PointEntry, OpeningSpend, Consent)
PARTS = (
    SearchEntry,
    Size,
    ImportantDate,
    Preference,
    Relation,
    ContactPoint,
    Identity,
    StageMove,
    TimelineEntry,
)
NOTED = {"people.size": Size, "people.important_date": ImportantDate, "people.preference": Preference, "people.relation": Relation}  # fmt: skip


def customers_touched_since(run: ImportRun) -> set[int]:
    """Customers that other imports have completed since this one."""
    traces = ImportTrace.objects.filter(resource="people.customer", pk__gt=_first_trace(run)).exclude(run=run)
    return {int(pk) for before in traces.values_list("before", flat=True).iterator(5) for pk in before}


def _first_trace(run: ImportRun) -> int:
    return ImportTrace.objects.filter(run=run).order_by("pk").values_list("pk", flat=True).first() or 0


def remove_customers(ids: list[int], touched: set[int]) -> Undone:
    """Remove these customers with all that hangs on them; who was used meanwhile stays."""
    reasons = _reasons(ids)
    reasons |= {pk: "import" for pk in touched.intersection(ids) if pk not in reasons}
    reasons |= dict.fromkeys(staying_along("people.customer", ids, reasons), "own")
    gone = [pk for pk in ids if pk not in reasons]
    for chunk in chunks(gone):
        forget(chunk)
        NoteWord.objects.filter(source_id__in=chunk, source="c").delete()
        TagAssignment.objects.filter(record_id__in=chunk, tag__resource="people.customer").delete()
        CustomValue.objects.filter(record_id__in=chunk, definition__resource="people.customer").delete()
    for column in ("first_id", "second_id"):
        wipe(DuplicatePair, column, gone)
    for part in PARTS:
        wipe(part, "customer_id", gone)
    return wipe(Customer, "pk", gone), Counter(reasons.values())


def _reasons(ids: Sequence[int]) -> dict[int, str]:
    """Who must stay, and the reason: what others tell of them, a change by hand, points or spend from elsewhere."""
    reasons = users_of(Customer, ids, {*PARTS, *LEDGERS, DuplicatePair, AdvisorChange, HandoverShare})
    for chunk in chunks(ids):  # this import's own consents are taken back by now: what is left was said since
        reasons.update(dict.fromkeys(asked_before(chunk).keys() & set(chunk), "consent"))
        for pk in Relation.objects.filter(other_id__in=chunk).values_list("other_id", flat=True):
            reasons[pk] = "relation"
        for ledger, column in ((PointEntry, "points"), (OpeningSpend, "amount_minor")):
            sums = (
                ledger.objects.filter(customer_id__in=chunk).values("customer_id").annotate(sum=Sum(column))
            )
            for row in sums.exclude(sum=0):
                reasons.setdefault(row["customer_id"], "ledger")
    for pk in changed_by_hand("people.customer", ids) | _parts_by_hand(ids):
        reasons.setdefault(pk, "changed")
    return reasons


def _parts_by_hand(ids: Sequence[int]) -> set[int]:
    """Customers for whom somebody noted or changed a date, a size, a preference or a relation."""
    found: set[int] = set()
    for resource, model in NOTED.items():
        table = model._meta.db_table
        owners = dict(select_where(f"SELECT id, customer_id FROM {table} WHERE", "customer_id", ids))  # noqa: S608
        for chunk in chunks(list(owners)):
            entries = AuditEntry.objects.filter(
                resource=resource, record_id__in=chunk, action__in=[*BY_HAND, "create"]
            )
            found.update(owners[pk] for pk in entries.values_list("record_id", flat=True))
    return found


def refresh_totals(source: str, ids: Sequence[int]) -> None:
    """Recompute totals, stage and activity of these customers, as if the rows taken back had never been.

    The moves between stages that this makes aren't moves of the customers, and are not kept.
    """
    before = last_id(StageMove)
    take_off_orders(source, ids)
    refresh_customers(list(ids), timezone.localdate())
    for chunk in chunks(ids):
        StageMove.objects.filter(pk__gt=before, customer_id__in=chunk)._raw_delete(StageMove.objects.db)
        _set_back_days(chunk)


def _set_back_days(ids: Sequence[int]) -> None:
    """The day of the last activity and of the present stage, from what is left."""
    moves = StageMove.objects.filter(customer_id__in=ids).order_by("pk")
    since: dict[int, date] = dict(moves.values_list("customer_id", "on"))  # the last one wins
    changes: dict[int, dict[str, Any]] = {}
    ranks: dict[int, int] = {}
    for customer in Customer.objects.filter(pk__in=ids):
        days = (
            customer.registered_on,
            customer.last_contact_on,
            customer.last_visit_on,
            customer.last_purchase_on,
        )
        active = max(day for day in days if day is not None)
        stage_since = since.get(customer.pk) or timezone.localdate(customer.created_at)
        if active != customer.last_activity_on or stage_since != customer.stage_since:
            changes[customer.pk] = {"last_activity_on": active, "stage_since": stage_since}
            ranks[customer.pk] = activity_rank(active)
    update_each(Customer, changes)
    move_ranks(ranks)
