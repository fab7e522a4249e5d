"""Who looks after customers beside their advisors: colleagues who share them, colleagues who cover an absence."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.guarding import bump
from parure.access.models import Staff
from parure.core.events import emit
from parure.people.events import CustomerChanged
from parure.people.models import Customer, SecondaryAdvisor

FIELD = "secondary_advisors"


@transaction.atomic
def add_secondary_advisor(
    actor: Actor, uid: UUID | str, *, staff_uid: UUID | str, until: date | None = None
) -> SecondaryAdvisor:
    """Let a colleague look after a customer too, and reach them as their own, to the end of the day `until`.

    Who has the customer already gets the new last day. Raises ValidationError for the advisor, for a leaver and for
    a day that has passed.
    """
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    policy.check_write(actor, "people.customer", [FIELD])
    staff: Staff = policy.fetch(actor, "access.staff", staff_uid, "view")
    _check(customer, staff, until)
    row = SecondaryAdvisor.objects.filter(customer=customer, staff=staff).first()
    if row is not None and row.until == until:
        return row
    with policy.writing(actor, "people.customer", customer, [FIELD]):
        row = row or SecondaryAdvisor(customer=customer, staff=staff, given_by_id=actor.staff_id)
        row.until = until
        row.save()
        bump([staff.pk])
        emit(CustomerChanged(customer.pk, [FIELD]), actor=actor)
    return row


def _check(customer: Customer, staff: Staff, until: date | None) -> None:
    if not staff.is_active:
        raise ValidationError({"staff": _("This colleague doesn't work here any more.")})
    if customer.owner_id == staff.pk:
        raise ValidationError({"staff": _("This is the customer's own advisor.")})
    if until is not None and until < timezone.localdate():
        raise ValidationError({"until": _("This day has passed.")})


@transaction.atomic
def remove_secondary_advisor(actor: Actor, uid: UUID | str, *, staff_uid: UUID | str) -> None:
    """Let a colleague no longer look after a customer; a second call does nothing."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    policy.check_write(actor, "people.customer", [FIELD])
    row = SecondaryAdvisor.objects.filter(customer=customer, staff__uid=staff_uid).first()
    if row is None:
        return
    staff_id = row.staff_id
    with policy.writing(actor, "people.customer", customer, [FIELD]):
        row.delete()
        bump([staff_id])
        emit(CustomerChanged(customer.pk, [FIELD]), actor=actor)
