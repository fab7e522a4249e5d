"""Every write to points, one function a verb."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.events import emit
from parure.loyalty.events import PointsReversed
from parure.loyalty.models import PointEntry, PointKind
from parure.people.models import Customer


@transaction.atomic
def bring_in_points(actor: Actor, customer_uid: str, points: int, *, on: date, source_key: str) -> PointEntry:
    """Book the points a customer had before Parure; a source is booked once."""
    names = ["kind", "points", "on"]
    customer = policy.fetch(actor, "people.customer", customer_uid, "view")
    policy.check_write(actor, "loyalty.point_entry", names, action="add")
    Customer.objects.select_for_update().get(pk=customer.pk)
    known = PointEntry.objects.filter(source_key=source_key).first()
    if known is not None:
        if (known.customer_id, known.points) != (customer.pk, points):
            raise ValidationError(_("These points were booked before, otherwise."))
        return known
    entry = PointEntry(
        customer=customer, kind=PointKind.OPENING_BALANCE, points=points, on=on, source_key=source_key
    )
    with policy.writing(actor, "loyalty.point_entry", entry, names, action="add"):
        entry.save()
    return entry


@transaction.atomic
def reverse_points(actor: Actor, entry_id: int) -> PointEntry:
    """Take an entry back by one that reverses it; taken back twice is taken back once. Emits PointsReversed."""
    names = ["kind", "points", "on"]
    entry: PointEntry = policy.fetch(actor, "loyalty.point_entry", entry_id, "view")
    policy.check_write(actor, "loyalty.point_entry", names, action="add")
    Customer.objects.select_for_update().get(pk=entry.customer_id)
    if entry.kind == PointKind.REVERSE:
        raise ValidationError(_("A reversal can't be reversed."))
    key = f"reverse:{entry.pk}"
    known = PointEntry.objects.filter(source_key=key).first()
    if known is not None:
        return known
    reversal = PointEntry(
        customer_id=entry.customer_id,
        kind=PointKind.REVERSE,
        points=-entry.points,
        on=timezone.localdate(),
        source_key=key,
        reverses=entry,
    )
    with policy.writing(actor, "loyalty.point_entry", reversal, names, action="add"):
        reversal.save()
        emit(PointsReversed(entry.pk, entry.customer_id, entry.points), actor=actor)
    return reversal
