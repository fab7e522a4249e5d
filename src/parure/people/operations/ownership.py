"""Who looks after customers: their advisors, and colleagues who share them."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import colleague, refuse_leaver
from parure.access.guarding import bump
from parure.access.models import Staff
from parure.core.changes import writes
from parure.core.events import emit
from parure.people.choices import Why
from parure.people.events import CustomerChanged, CustomersHandedOver
from parure.people.models import Customer, SecondaryAdvisor
from parure.people.ownership.history import Turn, had_last, note_turns
from parure.people.search import reindex

FIELD = "secondary_advisors"


@transaction.atomic
def assign_owner(actor: Actor, uid: UUID | str, *, owner_uid: UUID | str | None) -> Customer:
    """Give a customer to an advisor, or to nobody; on record with who had them before.

    Who left the house gets nobody new: ValidationError, unless they had this customer last and get them back.
    """
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    owner: Staff | None = policy.fetch(actor, "access.staff", owner_uid, "view") if owner_uid else None
    if customer.owner_id == (owner.pk if owner else None):
        return customer
    if owner is not None and not had_last(owner, customer):
        refuse_leaver(owner, "owner")
    before = customer.owner_id
    with policy.writing(actor, "people.customer", customer, ["owner"]):
        customer.owner = owner
        customer.save(update_fields=["owner"])
        reindex([customer])
        note_turns(actor, [Turn(customer.pk, before, customer.owner_id)], Why.ASSIGNED)
        emit(CustomerChanged(customer.pk, ["owner"]), actor=actor)
        if owner is not None:
            emit(_handed_over(actor, customer.pk, owner.pk), actor=actor)
    return customer


def _handed_over(actor: Actor, customer_id: int, owner_id: int) -> CustomersHandedOver:
    key = f"customer:{customer_id}:{timezone.now().isoformat()}"
    return CustomersHandedOver(key, {str(owner_id): 1}, {}, actor.staff_id, actor.label, customer_id)


@writes("people.customer", "owner")
def write_owner(actor: Actor, uid: UUID | str, *, owner: UUID | str | None) -> None:
    """`assign_owner` under the name of its field."""
    assign_owner(actor, uid, owner_uid=owner or None)


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
    staff = colleague(actor, staff_uid, "staff")
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
