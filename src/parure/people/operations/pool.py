"""Customers without an advisor: taken by somebody who may, a few a day, and given back."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.models import Staff
from parure.core.events import emit
from parure.core.moments import midnight
from parure.people.choices import Why
from parure.people.events import CustomerChanged
from parure.people.models import AdvisorChange, Customer
from parure.people.ownership.care import client_care
from parure.people.ownership.history import RESOURCE, Turn, note_turns
from parure.people.search import reindex


@transaction.atomic
def claim_customer(actor: Actor, uid: UUID | str) -> Customer:
    """Become the advisor of a customer in view who has none. Takes the right to it, not that to assign.

    Raises ValidationError where somebody was faster, or the day's number is reached.
    """
    policy.require(actor, RESOURCE, "add")
    customer: Customer = policy.fetch(actor, "people.customer", uid, "view", lock=True)
    if actor.staff_id is None:
        raise policy.Denied(RESOURCE)
    if customer.owner_id == actor.staff_id:
        return customer
    if customer.owner_id is not None:
        raise ValidationError(_("Somebody was faster: this customer has an advisor now."))
    _check_number(actor.staff_id)
    _become(actor, customer, actor.staff_id, Why.CLAIMED)
    return customer


@transaction.atomic
def release_customer(actor: Actor, uid: UUID | str) -> Customer:
    """Give a customer back whom the actor took; it then doesn't count to the day's number. A second call does nothing."""
    policy.require(actor, RESOURCE, "add")
    customer: Customer = policy.fetch(actor, "people.customer", uid, "view", lock=True)
    if customer.owner_id is None:
        return customer
    last = AdvisorChange.objects.filter(customer=customer).order_by("-pk").first()
    taken = last is not None and last.why == Why.CLAIMED and last.after_id == customer.owner_id
    if customer.owner_id != actor.staff_id or not taken:
        raise ValidationError(_("Only who took a customer can give them back."))
    _become(actor, customer, None, Why.RELEASED)
    return customer


def _check_number(staff_id: int) -> None:
    """Raise where the day's number is reached; of one person's takings one waits for the other."""
    Staff.objects.select_for_update().get(pk=staff_id)
    limit = client_care().claims_a_day
    if claimed_today(staff_id) >= limit:
        raise ValidationError(_("You have taken %s customers today; more tomorrow.") % limit)


def claimed_today(staff_id: int) -> int:
    """How many customers somebody has taken today and not given back."""
    mine = AdvisorChange.objects.filter(by_id=staff_id, at__gte=midnight())
    taken = mine.filter(why=Why.CLAIMED).count()
    return taken - mine.filter(why=Why.RELEASED).count() if taken else 0


def _become(actor: Actor, customer: Customer, owner_id: int | None, why: Why) -> None:
    """Write the advisor, past the right to assign: the caller has seen to who may."""
    before = policy.audited_values("people.customer", customer, ["owner"])
    turn = Turn(customer.pk, customer.owner_id, owner_id)
    customer.owner_id = owner_id
    customer.save(update_fields=["owner"])
    if not policy.rows(actor, "people.customer", "view").filter(pk=customer.pk).exists():
        raise policy.Denied(_("This would put the record out of your reach."))
    after = policy.audited_values("people.customer", customer, ["owner"])
    audit.record(actor, AuditAction.CHANGE, "people.customer", customer.pk, before=before, after=after)
    reindex([customer])
    note_turns(actor, [turn], why)
    emit(CustomerChanged(customer.pk, ["owner"]), actor=actor)
