"""What is kept current on the customer: totals, stage, last activity, next date."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db import transaction
from django.utils import timezone

from parure.access.actors import Actor
from parure.core.among import among
from parure.core.bulk import insert_rows, update_rows
from parure.core.calendar import next_occurrence
from parure.core.events import emit
from parure.core.lunar import LunarDate, SolarDay
from parure.customize.computing import recompute
from parure.customize.models import Tag
from parure.customize.retelling import retell
from parure.people.choices import CalendarKind
from parure.people.events import CustomerStageMoved
from parure.people.models import Customer, ImportantDate, StageMove
from parure.people.models.customer import NO_DATE_AHEAD
from parure.people.rules import PurchaseFacts, activity_rank, stage_of
from parure.people.search_marks import move_ranks

HOUSE = Actor(None, "parure", {})
FEW_MOVES = 50
FACT_COLUMNS = (
    "total_spent_minor",
    "year_spent_minor",
    "order_count",
    "highest_order_minor",
    "first_purchase_on",
    "last_purchase_on",
)


@transaction.atomic
def set_purchase_facts(facts: Mapping[int, PurchaseFacts], today: date) -> int:
    """Keep these sums on their customers; moves stages, activity and search rank. Returns how many moved stage.

    Absolute values, so that doing it twice is doing it once.
    """
    customers = list(
        Customer.objects.select_for_update()
        .only(*FACT_COLUMNS, "stage", "stage_since", "last_activity_on")
        .filter(pk__among=among(facts))
        .order_by("pk")
    )
    moves = []
    for customer in customers:
        known = facts[customer.pk]
        for column in FACT_COLUMNS:
            setattr(customer, column, getattr(known, column))
        stage = stage_of(known, today)
        if stage != customer.stage:
            moves.append((customer.pk, customer.stage, stage.value, today))
            customer.stage, customer.stage_since = stage, today
    newest = {each.pk: each.last_purchase_on for each in customers if each.last_purchase_on is not None}
    ranks = _raise_activity(newest, customers)
    _save(customers, (*FACT_COLUMNS, "stage", "stage_since", "last_activity_on"))
    move_ranks(ranks)
    insert_rows(StageMove, ("customer_id", "before", "after", "on"), moves)
    if len(moves) <= FEW_MOVES:  # a batch tells its own fact
        for pk, before, after, _on in moves:
            emit(CustomerStageMoved(pk, before, after), actor=HOUSE)
    recompute("people.customer", [each.pk for each in customers], today)
    return len(moves)


@transaction.atomic
def touch(customer_id: int, on: date, *, visit: bool = False) -> None:
    """Note that there was contact on this day, or a visit."""
    customer = Customer.objects.select_for_update().get(pk=customer_id)
    customer.last_contact_on = max(filter(None, [customer.last_contact_on, on]))
    if visit:
        customer.last_visit_on = max(filter(None, [customer.last_visit_on, on]))
    ranks = _raise_activity({customer_id: on}, [customer])
    customer.save(update_fields=["last_contact_on", "last_visit_on", "last_activity_on"])
    move_ranks(ranks)


@transaction.atomic
def touch_many(contacts: Mapping[int, date], visits: Mapping[int, date]) -> None:
    """The same for many at once."""
    ids = sorted(set(contacts) | set(visits))
    customers = list(Customer.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    newest = {}
    for customer in customers:
        seen = [day for day in (contacts.get(customer.pk), visits.get(customer.pk)) if day]
        newest[customer.pk] = max(seen)
        customer.last_contact_on = max(filter(None, [customer.last_contact_on, *seen]))
        if customer.pk in visits:
            customer.last_visit_on = max(filter(None, [customer.last_visit_on, visits[customer.pk]]))
    ranks = _raise_activity(newest, customers)
    _save(customers, ("last_contact_on", "last_visit_on", "last_activity_on"))
    move_ranks(ranks)


def _save(customers: Sequence[Customer], columns: Sequence[str]) -> None:
    update_rows(
        Customer, columns, [(each.pk, *(getattr(each, name) for name in columns)) for each in customers]
    )


def _raise_activity(newest: Mapping[int, date], customers: Sequence[Customer]) -> dict[int, int]:
    """Move the last activity on, never back, without saving it; returns the new search ranks of those who moved."""
    ranks: dict[int, int] = {}
    for customer in customers:
        on = newest.get(customer.pk)
        if on is not None and on > customer.last_activity_on:
            if activity_rank(on) != activity_rank(customer.last_activity_on):
                ranks[customer.pk] = activity_rank(on)
            customer.last_activity_on = on
    return ranks


def day_of(row: ImportantDate) -> LunarDate | SolarDay:
    """The stored date as a calendar value."""
    if row.calendar == CalendarKind.LUNAR:
        return LunarDate(row.month, row.day, row.leap)
    return SolarDay(row.month, row.day)


def set_next_date(customer_id: int) -> None:
    """Recompute which of a customer's dates comes next."""
    first = ImportantDate.objects.filter(customer_id=customer_id).order_by("next_on", "pk").first()
    Customer.objects.filter(pk=customer_id).update(
        next_date_on=first.next_on if first else NO_DATE_AHEAD,
        next_date_label=(first.label or first.kind) if first else "",
    )


def tell_tags(customer_ids: Sequence[int]) -> None:
    """Make the names of tags that customers show those of the tags that they have."""
    known = set(Tag.objects.filter(resource="people.customer").values_list("name", flat=True))
    retell("people.customer", customer_ids, known)


def roll_dates(today: date | None = None, *, limit: int = 2000) -> int:
    """Move dates that have passed on to their next occurrence; returns how many. Daily work, a chunk at a time."""
    today = today or timezone.localdate()
    passed = list(ImportantDate.objects.filter(next_on__lt=today).order_by("next_on")[:limit])
    for row in passed:
        row.next_on = next_occurrence(day_of(row), today)
    with transaction.atomic():
        ImportantDate.objects.bulk_update(passed, ["next_on"], batch_size=400)
        for customer_id in {row.customer_id for row in passed}:
            set_next_date(customer_id)
    return len(passed)
