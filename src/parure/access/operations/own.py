"""What somebody says about themself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.emails import is_email
from parure.access.models import Staff


@transaction.atomic
def set_email(actor: Actor, email: str) -> None:
    """Where one is written to; empty: nowhere. Raises ValidationError by field."""
    policy.refuse_read_only(actor)
    address = email.strip()
    if address and not is_email(address):
        raise ValidationError({"email": _("This is no email address.")})
    if actor.staff_id is None:
        return
    staff = Staff.objects.select_for_update().get(pk=actor.staff_id)
    if staff.email == address:
        return
    audit.record(
        actor,
        AuditAction.CHANGE,
        "access.staff",
        staff.pk,
        before={"email": staff.email},
        after={"email": address},
    )
    staff.email = address
    staff.save(update_fields=["email"])
