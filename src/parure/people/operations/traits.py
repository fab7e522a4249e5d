"""Family, dates, sizes and preferences of a customer."""

from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.calendar import next_occurrence
from parure.core.lunar import ImpossibleDate, LunarDate, SolarDay
from parure.people.choices import (
    RECIPROCAL,
    Aspect,
    Basis,
    CalendarKind,
    DateKind,
    Finger,
    RelationKind,
    SizeKind,
    Stance,
)
from parure.people.facts import set_next_date
from parure.people.models import Customer, ImportantDate, Preference, Relation, Size
from parure.people.quality import refresh_completeness
from parure.people.sizes import parse_bangle, parse_length, parse_ring_size


def _customer(actor: Actor, uid: UUID | str) -> Customer:
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    return customer


def _relation(customer: Customer, uid: UUID | str | None) -> Relation | None:
    """The relation that a date or a size belongs to; None says that it's the customer's own."""
    if not uid:
        return None
    relation = Relation.objects.filter(customer=customer, uid=uid).first()
    if relation is None:
        raise ValidationError({"relation": _("This person isn't in the customer's family any more.")})
    return relation


def _check_choice(field: str, value: str, choices: Any) -> None:
    if value not in choices.values:
        raise ValidationError({field: _("This isn't one of the choices.")})


@transaction.atomic
def add_relation(
    actor: Actor,
    uid: UUID | str,
    *,
    kind: str,
    name: str = "",
    other_uid: UUID | str | None = None,
    note: str = "",
) -> Relation:
    """Note who belongs to a customer's life. A linked customer gets the mirror relation; twice is once."""
    customer = _customer(actor, uid)
    _check_choice("kind", kind, RelationKind)
    other = policy.fetch(actor, "people.customer", other_uid, "view") if other_uid else None
    if other is not None and other.pk == customer.pk:
        raise ValidationError({"other": _("Nobody is their own relation.")})
    name = name.strip() or (other.name if other else "")
    if not name:
        raise ValidationError({"name": _("Please give a name.")})
    kept = Relation.objects.filter(customer=customer, kind=kind, name=name, other=other).first()
    if kept is not None:
        policy.check_write(actor, "people.relation", ["kind", "name", "other", "note"], action="add")
        return kept
    relation = Relation(customer=customer, kind=kind, name=name[:80], other=other, note=note[:200])
    with policy.writing(actor, "people.relation", relation, ["kind", "name", "other", "note"], action="add"):
        relation.save()
        if other is not None and (mirror := RECIPROCAL.get(RelationKind(kind))):
            Relation.objects.get_or_create(
                customer=other, kind=mirror, other=customer, defaults={"name": customer.name}
            )
    return relation


@transaction.atomic
def remove_relation(actor: Actor, uid: UUID | str) -> None:
    """Take a relation away, with its dates and sizes, and its mirror."""
    relation = _removable(actor, "people.relation", uid)
    if relation is None:
        return
    if relation.other_id and (mirror := RECIPROCAL.get(RelationKind(relation.kind))):
        Relation.objects.filter(
            customer_id=relation.other_id, other_id=relation.customer_id, kind=mirror
        ).delete()
    relation.delete()
    set_next_date(relation.customer_id)


@transaction.atomic
def add_date(
    actor: Actor,
    uid: UUID | str,
    *,
    kind: str,
    month: int,
    day: int,
    year: int | None = None,
    calendar: str = CalendarKind.SOLAR,
    leap: bool = False,
    label: str = "",
    relation_uid: UUID | str | None = None,
    is_secret: bool = False,
    note: str = "",
    today: date | None = None,
) -> ImportantDate:
    """Remember a day, solar or lunar. A customer has one birthday: giving it again replaces it.

    Raises ValidationError for days that don't exist: 31 February, a leap month that its year doesn't have.
    """
    customer = _customer(actor, uid)
    _check_choice("kind", kind, DateKind)
    _check_choice("calendar", calendar, CalendarKind)
    when = _calendar_day(calendar, month, day, year, leap=leap)
    relation = _relation(customer, relation_uid)
    same = ImportantDate.objects.filter(customer=customer, relation=relation, kind=kind)
    if kind != DateKind.BIRTHDAY:
        same = same.filter(label=label, calendar=calendar, month=month, day=day)
    row = same.first() or ImportantDate(customer=customer, relation=relation, kind=kind)
    values = {
        "label": label[:40],
        "calendar": calendar,
        "year": year,
        "month": month,
        "day": day,
        "leap": leap,
        "is_secret": is_secret,
        "note": note[:200],
        "next_on": next_occurrence(when, today or timezone.localdate()),
    }
    if row.pk and all(getattr(row, key) == value for key, value in values.items()):
        policy.check_write(actor, "people.important_date", ["month", "day"])
        return row
    names = ["kind", "label", "calendar", "year", "month", "day", "leap", "is_secret", "note"]
    with policy.writing(actor, "people.important_date", row, names, action="change" if row.pk else "add"):
        for key, value in values.items():
            setattr(row, key, value)
        row.save()
        set_next_date(customer.pk)
        refresh_completeness([customer.pk])
    return row


def _calendar_day(
    calendar: str, month: int, day: int, year: int | None, *, leap: bool
) -> LunarDate | SolarDay:
    try:
        if calendar == CalendarKind.LUNAR:
            return LunarDate(month, day, leap, year)
        return SolarDay(month, day, year)
    except ImpossibleDate:
        raise ValidationError({"day": _("There is no such day.")}) from None


@transaction.atomic
def remove_date(actor: Actor, uid: UUID | str) -> None:
    """Forget a day."""
    row = _removable(actor, "people.important_date", uid)
    if row is not None:
        row.delete()
        set_next_date(row.customer_id)
        refresh_completeness([row.customer_id])


@transaction.atomic
def set_size(
    actor: Actor,
    uid: UUID | str,
    *,
    kind: str,
    text: str,
    finger: str = "",
    relation_uid: UUID | str | None = None,
    measured_on: date | None = None,
) -> Size:
    """Note a measure as it was said ("港13", "56mm"); the newer one for the same place replaces the older."""
    customer = _customer(actor, uid)
    _check_choice("kind", kind, SizeKind)
    _check_choice("finger", finger, Finger)
    relation = _relation(customer, relation_uid)
    measure, label, gauge = read_size(kind, text)
    size = Size.objects.filter(
        customer=customer, relation=relation, kind=kind, finger=finger
    ).first() or Size(customer=customer, relation=relation, kind=kind, finger=finger)
    if size.pk and (size.measure_um, size.label) == (measure, label):
        policy.check_write(actor, "people.size", ["label"])
        return size
    names = ["kind", "finger", "measure_um", "label", "measured_on"]
    with policy.writing(actor, "people.size", size, names, action="change" if size.pk else "add"):
        size.measure_um, size.label, size.gauge = measure, label, gauge
        size.measured_on = measured_on or timezone.localdate()
        size.staff_id = actor.staff_id
        size.save()
        refresh_completeness([customer.pk])
    return size


def read_size(kind: str, text: str) -> tuple[int | None, str, str]:
    """(micrometres, label, gauge) of a measure as written. Raises ValidationError when nothing can be read."""
    text = text.strip()
    if not text or len(text) > 30:
        raise ValidationError({"text": _("Please give a size, such as 港13 or 54 mm.")})
    if kind == SizeKind.RING:
        ring = parse_ring_size(text)
        return ring.circumference_um, ring.label, ring.gauge
    length = parse_bangle(text) if kind == SizeKind.BANGLE else parse_length(text)
    if length.length_um is None:
        raise ValidationError({"text": _("Please give a size, such as 港13 or 54 mm.")})
    return length.length_um, length.label, ""


@transaction.atomic
def remove_size(actor: Actor, uid: UUID | str) -> None:
    """Forget a measure."""
    size = _removable(actor, "people.size", uid)
    if size is not None:
        size.delete()
        refresh_completeness([size.customer_id])


@transaction.atomic
def state_preference(
    actor: Actor, uid: UUID | str, *, aspect: str, value: str, stance: str = Stance.LIKES, evidence: str = ""
) -> Preference:
    """Note what a customer said they like or avoid, and who heard it when. Never touches what is inferred."""
    customer = _customer(actor, uid)
    _check_choice("aspect", aspect, Aspect)
    _check_choice("stance", stance, Stance)
    value = value.strip()
    if not value or len(value) > 80:
        raise ValidationError({"value": _("Between 1 and 80 characters, please.")})
    kept = Preference.objects.filter(
        customer=customer, aspect=aspect, value=value, basis=Basis.STATED
    ).first()
    row = kept or Preference(customer=customer, aspect=aspect, value=value, basis=Basis.STATED)
    if kept and (kept.stance, kept.evidence) == (stance, evidence):
        policy.check_write(actor, "people.preference", ["stance"])
        return kept
    names = ["aspect", "value", "stance", "basis", "evidence"]
    with policy.writing(actor, "people.preference", row, names, action="change" if kept else "add"):
        row.stance, row.evidence = stance, evidence[:200]
        row.heard_by_id, row.heard_on = actor.staff_id, timezone.localdate()
        row.save()
        refresh_completeness([customer.pk])
    return row


@transaction.atomic
def remove_preference(actor: Actor, uid: UUID | str) -> None:
    """Forget a preference."""
    row = _removable(actor, "people.preference", uid)
    if row is not None:
        row.delete()
        refresh_completeness([row.customer_id])


def _removable(actor: Actor, resource: str, uid: UUID | str) -> Any:
    """The row to remove, on record; None when it has gone already. Who may change a customer may remove traits."""
    from parure.access import audit
    from parure.access.choices import AuditAction
    from parure.core import resources

    policy.require(actor, resource, "change")
    try:
        row = policy.fetch(actor, resource, uid, "change")
    except policy.NotFound:
        if not resources.get(resource).model._default_manager.filter(uid=uid).exists():
            return None
        raise
    names = [each.name for each in resources.get(resource).fields if each.writable]
    policy.check_write(actor, resource, names)
    before = policy.audited_values(resource, row, names)
    audit.record(actor, AuditAction.DELETE, resource, row.pk, before=before)
    return row
