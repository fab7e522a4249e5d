"""What customers agree to and what they take back."""

from datetime import datetime
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core.events import emit
from parure.people.choices import How, Purpose
from parure.people.consents.standing import agrees_to_marketing, standing
from parure.people.consents.wordings import CURRENT, WORDINGS
from parure.people.events import ConsentSaid, CustomerChanged
from parure.people.models import Consent, Customer

NAMES = ("purpose", "given", "at", "how", "wording", "evidence")
LONGEST_EVIDENCE = 400


@transaction.atomic
def give_consent(
    actor: Actor,
    uid: UUID | str,
    *,
    purpose: str,
    how: str,
    at: datetime | None = None,
    wording: str = CURRENT,
    evidence: str = "",
    source_key: str = "",
) -> Consent:
    """Record that a customer agreed to a purpose; what holds already under the same wording is not recorded again.

    A `source_key` is recorded once. Keeps `marketing_consent` current. Emits ConsentSaid.
    """
    row = Consent(purpose=purpose, given=True, how=how, wording=wording, evidence=evidence.strip())
    return _record(actor, uid, row, at, source_key)


@transaction.atomic
def withdraw_consent(
    actor: Actor,
    uid: UUID | str,
    *,
    purpose: str,
    how: str,
    at: datetime | None = None,
    wording: str = CURRENT,
    evidence: str = "",
    source_key: str = "",
) -> Consent:
    """Record that a customer refused a purpose or took their consent back; otherwise as `give_consent`."""
    row = Consent(purpose=purpose, given=False, how=how, wording=wording, evidence=evidence.strip())
    return _record(actor, uid, row, at, source_key)


def _record(actor: Actor, uid: UUID | str, row: Consent, at: datetime | None, source_key: str) -> Consent:
    customer: Customer = policy.fetch(actor, "people.customer", uid, "view", lock=True)
    policy.check_write(actor, "people.consent", NAMES, action="add")
    row.at = at or timezone.now()
    _check(row)
    if source_key and (known := _booked(customer, row, source_key)) is not None:
        return known
    held = standing(customer.pk).get(row.purpose)
    if held is not None and (held.given, held.wording) == (row.given, row.wording):
        return held
    row.customer, row.recorded_by_id = customer, actor.staff_id
    row.source_key = source_key or f"said:{uuid4()}"
    with policy.writing(actor, "people.consent", row, NAMES, action="add"):
        row.save()
        emit(ConsentSaid(customer.pk, row.purpose, row.given), actor=actor)
        _keep_current(actor, customer)
    return row


def _check(row: Consent) -> None:
    errors = {}
    if row.purpose not in Purpose.values:
        errors["purpose"] = _("This isn't one of the choices.")
    if row.how not in How.values:
        errors["how"] = _("This isn't one of the choices.")
    if row.wording not in WORDINGS:
        errors["wording"] = _("This isn't one of the choices.")
    if row.at > timezone.now():
        errors["at"] = _("This lies in the future.")
    if len(row.evidence) > LONGEST_EVIDENCE:
        errors["evidence"] = _("At most %s characters.") % LONGEST_EVIDENCE
    if errors:
        raise ValidationError(errors)


def _booked(customer: Customer, row: Consent, source_key: str) -> Consent | None:
    """What was recorded from this source before. Raises ValidationError where it said something else."""
    known: Consent | None = Consent.objects.filter(source_key=source_key).first()
    if known is not None and (known.customer_id, known.purpose, known.given) != (
        customer.pk,
        row.purpose,
        row.given,
    ):
        raise ValidationError(_("This consent was recorded before, otherwise."))
    return known


def _keep_current(actor: Actor, customer: Customer) -> None:
    """The customer's own answer to marketing follows from what they said of each channel.

    It is derived, so that who may record a consent need not have the right to change customers.
    """
    agrees = agrees_to_marketing(standing(customer.pk))
    if agrees is None or agrees == customer.marketing_consent:
        return
    audit.record(
        actor,
        AuditAction.CHANGE,
        "people.customer",
        customer.pk,
        before={"marketing_consent": customer.marketing_consent},
        after={"marketing_consent": agrees},
    )
    customer.marketing_consent = agrees
    customer.save(update_fields=["marketing_consent"])
    emit(CustomerChanged(customer.pk, ["marketing_consent"]), actor=actor)
