"""A self-registration that was taken over into the wrong record is taken out of it again, and waits as before."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core.events import emit
from parure.people.choices import JoinState
from parure.people.consents.bulk import reverse_consents
from parure.people.consents.standing import agrees_to_marketing, standing
from parure.people.events import CustomerChanged
from parure.people.models import Customer, ImportantDate, JoinRequest
from parure.people.operations.customers import change_customer
from parure.people.operations.traits import remove_date

REQUEST = "people.join_request"
UNDONE_WITHIN = timedelta(days=7)


@transaction.atomic
def undo_take_over(actor: Actor, uid: UUID | str) -> JoinRequest:
    """Take out of a record what `take_over_request` wrote into it, while nothing else changed that; asked twice once.

    Raises ValidationError, in words, where something of it was changed since, or it is too long ago.
    """
    row: JoinRequest = policy.fetch(actor, REQUEST, uid, "change", lock=True)
    policy.check_write(actor, REQUEST, ["state"])
    if row.state == JoinState.OPEN:
        return row
    if row.state != JoinState.TAKEN or not row.said or row.customer is None:
        raise ValidationError(_("This can't be undone any more."))
    customer: Customer = policy.fetch(actor, "people.customer", row.customer.uid, "change", lock=True)
    wrote = row.wrote
    born = _birthday(row, wrote.get("birthday"))
    _refuse_changed(customer, row)
    if wrote.get("gender"):
        change_customer(actor, customer.uid, gender="")
    if born is not None:
        remove_date(actor, born.uid)
    if reverse_consents(wrote.get("consents", [])):
        _answer_as_before(actor, customer, wrote.get("marketing"))
    with policy.writing(actor, REQUEST, row, ["state"]):
        row.state, row.customer, row.decided_by, row.decided_at = JoinState.OPEN, None, None, None
        row.wrote = {"times": wrote.get("times", 0) + 1}
        row.save()
    return row


def _birthday(row: JoinRequest, key: int | None) -> ImportantDate | None:
    """The birthday that was added, as it was added. Raises ValidationError for another or none."""
    if key is None:
        return None
    found = ImportantDate.objects.filter(pk=key, customer=row.customer).first()
    sent = row.said["birthday"]
    if found is None or any(getattr(found, name) != sent[name] for name in sent):
        raise ValidationError(_("The birthday was changed since; it stays as it is."))
    return found


def _refuse_changed(customer: Customer, row: JoinRequest) -> None:
    if (gender := row.wrote.get("gender")) and customer.gender != gender:
        raise ValidationError(_("The gender was changed since; it stays as it is."))
    held = {each.pk for each in standing(customer.pk).values()}
    if set(row.wrote.get("consents", [])) - held:
        raise ValidationError(_("Their consents were changed since; they stay as they are."))


def _answer_as_before(actor: Actor, customer: Customer, before: bool | None) -> None:
    """The answer to marketing follows from what still holds, else is what it was."""
    agrees = agrees_to_marketing(standing(customer.pk))
    wanted = before if agrees is None else agrees
    now = Customer.objects.values_list("marketing_consent", flat=True).get(pk=customer.pk)
    if wanted == now:
        return
    told: dict[str, Any] = {"before": {"marketing_consent": now}, "after": {"marketing_consent": wanted}}
    audit.record(actor, AuditAction.CHANGE, "people.customer", customer.pk, **told)
    Customer.objects.filter(pk=customer.pk).update(marketing_consent=wanted)
    emit(CustomerChanged(customer.pk, ["marketing_consent"]), actor=actor)


def forget_taken_over() -> int:
    """Erase the forms whose taking over can't be undone any more; what they said stands in the records."""
    gone = JoinRequest.objects.filter(
        state=JoinState.TAKEN, decided_at__lt=timezone.now() - UNDONE_WITHIN
    ).exclude(said={})
    return gone.update(name="", sealed=b"", digest=b"", said={}, wrote={})
