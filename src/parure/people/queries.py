"""Reads of customers worth a name. Everything leaves as records of the gate."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.policy import Record
from parure.core import resources
from parure.core.among import among
from parure.core.lunar import LunarDate, format_lunar
from parure.people.choices import CalendarKind, EntryKind
from parure.people.contacts import FIELD_OF_KIND, as_sealed, contact_digest
from parure.people.models import (
    ContactPoint,
    Customer,
    ImportantDate,
    Preference,
    Relation,
    Size,
    TimelineEntry,
)
from parure.people.phones import parse_phone
from parure.people.sizes import FINGERS

TIMELINE_PAGE = 50
BEHIND = {
    EntryKind.VISIT: "sales.visit",
    EntryKind.ORDER: "sales.order",
    EntryKind.INTERACTION: "people.interaction",
    EntryKind.TASK: "engagement.task",
    EntryKind.WISH: "people.wish",
    EntryKind.FEEDBACK: "people.feedback",
}


def spoken_date(row: ImportantDate) -> str:
    """A kept date as people say it: 1981-03-09, 03-09, 农历二月初二 · 1981."""
    if row.calendar == CalendarKind.LUNAR:
        said = _("lunar %s") % format_lunar(LunarDate(row.month, row.day, row.leap))
        return f"{said} · {row.year}" if row.year else said
    return f"{row.year}-{row.month:02}-{row.day:02}" if row.year else f"{row.month:02}-{row.day:02}"


@dataclass(frozen=True)
class CustomerWhole:
    """One customer with everything that hangs on them, as records."""

    customer: Record
    relations: list[Record]
    dates: list[Record]
    sizes: list[Record]
    preferences: list[Record]
    timeline: list[Record]
    timeline_more: bool
    contacts: list[Record]
    photo: str = ""  # changes with the photo; empty where there is none, or none to be seen


def customer_whole(actor: Actor, uid: UUID | str) -> CustomerWhole:
    """The 360° of one customer; on record as looked at. Eight queries, whatever the customer holds."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "view")
    points = list(ContactPoint.objects.filter(customer=customer).order_by("-is_primary", "pk"))
    audit.record(actor, AuditAction.VIEW, "people.customer", customer.pk)
    entries = timeline(actor, customer.pk)
    head = _head_record(actor, customer, points)
    return CustomerWhole(
        customer=head,
        photo=customer.photo[:8] if head.get("photo") is True else "",
        relations=_hanging(actor, "people.relation", Relation, customer),
        dates=_hanging(actor, "people.important_date", ImportantDate, customer, "next_on"),
        sizes=_hanging(actor, "people.size", Size, customer),
        preferences=_hanging(actor, "people.preference", Preference, customer, "-basis", "pk"),
        timeline=entries[:TIMELINE_PAGE],
        timeline_more=len(entries) > TIMELINE_PAGE,
        contacts=policy.records(actor, "people.contact_point", points),
    )


def _head_record(actor: Actor, customer: Customer, points: Sequence[ContactPoint]) -> Record:
    """The customer's own record; contacts are shown from rows that were read once for all kinds."""
    permitted = policy.fields(actor, "people.customer")
    batched = {each.name for each in permitted.values() if each.batch and not each.custom}
    record = policy.record(
        actor, "people.customer", customer, [name for name in permitted if name not in batched]
    )
    values = record.values()
    for kind, name in FIELD_OF_KIND.items():
        if name in permitted:
            sealed = [as_sealed(point) for point in points if point.kind == kind]
            revealable = actor.level("people.customer", permitted[name]) >= 2
            values[name] = policy.mask(permitted[name], sealed, revealable=revealable)
    return Record(record.resource, record.pk, record.uid, record.title, values)


def _hanging(actor: Actor, resource: str, model: Any, customer: Customer, *order: str) -> list[Record]:
    """Records that hang on a customer in reach."""
    if not policy.may(actor, resource):
        return []
    rows = model._default_manager.filter(customer=customer).order_by(*(order or ("pk",)))
    instances = list(rows.select_related(*resources.get(resource).related))
    return [
        _with_words(record, row)
        for record, row in zip(policy.records(actor, resource, instances), instances, strict=True)
    ]


def _with_words(record: Record, row: Any) -> Record:
    """A record, for dates with the words people use for them, for parts of a relation with its id."""
    values = record.values()
    if isinstance(row, ImportantDate) and "month" in values:
        values["spoken"] = spoken_date(row)
        values["kind_label"] = row.label or row.get_kind_display()
    if isinstance(row, Size) and "kind" in values:
        values["kind_label"] = row.get_kind_display()
        values["finger_label"] = str(FINGERS.get(row.finger, ""))
    if isinstance(row, Relation):
        values["kind_label"] = row.get_kind_display()
    if isinstance(row, Preference) and "aspect" in values:
        values["aspect_label"] = row.get_aspect_display()
    if hasattr(row, "relation_id"):
        values["relation_id"] = row.relation_id
    return Record(record.resource, record.pk, record.uid, record.title, values)


def timeline(
    actor: Actor, customer_id: int, *, kind: str = "", before: tuple[str, int] | None = None
) -> list[Record]:
    """A customer's story, newest first, one more than a page; only kinds whose records the actor may see.

    The caller has fetched the customer through the gate. `before` is (ISO moment, id) of the last entry seen.
    """
    if not policy.may(actor, "people.timeline_entry"):
        return []
    hidden = [each for each, resource in BEHIND.items() if not _may_see(actor, resource)]
    rows = TimelineEntry.objects.filter(customer_id=customer_id).exclude(kind__in=hidden)
    if kind:
        rows = rows.filter(kind=kind)
    if before is not None:
        from django.db.models import Q

        rows = rows.filter(Q(at__lt=before[0]) | Q(at=before[0], pk__lt=before[1]))
    return policy.records(actor, "people.timeline_entry", rows.order_by("-at", "-pk")[: TIMELINE_PAGE + 1])


def _may_see(actor: Actor, resource: str) -> bool:
    try:
        return policy.may(actor, resource)
    except resources.UnknownResource:
        return False


def find_by_phone(actor: Actor, text: str) -> list[Record]:
    """Customers in reach whose phone this is, for the notice while typing; on record like every such search."""
    phone = parse_phone(text)
    if phone.e164 is None or "phones" not in policy.fields(actor, "people.customer"):
        return []
    known = ContactPoint.objects.filter(digest=contact_digest("phone", phone.e164), kind="phone")
    rows = policy.rows(actor, "people.customer").filter(pk__in=known.values("customer_id"))
    found = policy.records(actor, "people.customer", rows[:5], ["name", "owner", "home_store", "tier_label"])
    audit.record(actor, AuditAction.SEARCH_PHONE, "people.customer", detail={"found": len(found)})
    return found


def customers_by_id(actor: Actor, ids: Sequence[int], names: Sequence[str]) -> list[Record]:
    """These customers, in this order, as far as they are in reach."""
    rows = policy.rows(actor, "people.customer").filter(pk__in=ids)
    found = {record.pk: record for record in policy.records(actor, "people.customer", rows, names)}
    return [found[pk] for pk in ids if pk in found]


@dataclass(frozen=True)
class ComingDate:
    """A date of a customer in reach that comes soon."""

    on: date
    days: int
    label: str
    spoken: str
    is_secret: bool
    note: str
    whose: str
    customer: Record


def coming_dates(actor: Actor, *, days: int = 7, limit: int = 30, mine: bool = False) -> list[ComingDate]:
    """Dates of the next days of customers in reach, soonest first; lunar ones on their solar day. Two queries."""
    if "next_date" not in policy.fields(actor, "people.customer") or not policy.may(
        actor, "people.important_date"
    ):
        return []
    today = timezone.localdate()
    rows = (
        ImportantDate.objects.filter(next_on__gte=today, next_on__lte=today + timedelta(days=days))
        .filter(customer__in=policy.rows(actor, "people.customer"))
        .select_related("relation", "customer__owner", "customer__home_store")
        .order_by("next_on", "pk")
    )
    if mine:
        rows = rows.filter(customer__owner_id=actor.staff_id)
    dates = list(rows[:limit])
    names = ["name", "tier_label", "total_spent", "owner"]
    shown = {row.pk: policy.record(actor, "people.customer", row.customer, names) for row in dates}
    may_name = "name" in policy.fields(actor, "people.relation")
    return [
        ComingDate(
            on=row.next_on,
            days=(row.next_on - today).days,
            label=row.label or row.get_kind_display(),
            spoken=spoken_date(row),
            is_secret=row.is_secret,
            note=row.note,
            whose=(row.relation.name if may_name else "") if row.relation else "",
            customer=shown[row.pk],
        )
        for row in dates
    ]


def merged_into(customer_ids: Sequence[int]) -> dict[int, int]:
    """The records that were taken up into these customers: {their id: the customer's}. For sums over ledgers, whose
    rows stay with the record that they were booked on.
    """
    rows = Customer.objects.filter(merged_into__id__among=among(customer_ids))
    return {pk: into for pk, into in rows.values_list("pk", "merged_into_id") if into is not None}


def survivor_of(actor: Actor, uid: UUID | str) -> UUID | None:
    """Where the record with this uid went, if it was merged into a customer in reach."""
    rows = policy.rows(actor, "people.customer").filter(
        pk__in=Customer.objects.filter(uid=uid).values("merged_into_id")
    )
    return rows.values_list("uid", flat=True).first()


def long_not_contacted(actor: Actor, *, days: int = 90, limit: int = 10) -> list[Record]:
    """One's own customers of worth whom nobody has contacted for long, the most valuable first."""
    if "total_spent" not in policy.fields(actor, "people.customer"):
        return []
    since = timezone.localdate() - timedelta(days=days)
    rows = policy.rows(actor, "people.customer").filter(last_activity_on__lt=since, total_spent_minor__gt=0)
    if actor.staff_id is not None:
        own = rows.filter(owner_id=actor.staff_id)
        rows = own if own.exists() else rows
    names = ["name", "tier_label", "total_spent", "last_activity_on", "last_purchase_on", "stage", "phones"]
    return policy.records(actor, "people.customer", rows.order_by("-total_spent_minor", "-pk")[:limit], names)
