"""Coming in, going out, one's own password, and ending what is open elsewhere."""

from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import attempts, audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.guarding import check_may_manage
from parure.access.models import SignIn, Staff

SWEPT_AT_ONCE = 1000


def record_sign_in(staff: Staff | None, username: str, *, ok: bool, address: str) -> None:
    """Put a sign-in, or a failed one, on record."""
    actor = Actor(staff.pk if staff else None, staff.name if staff else username[:80], {}, address=address)
    audit.record(actor, AuditAction.SIGN_IN if ok else AuditAction.SIGN_IN_FAILED)


def record_lock(username: str, *, address: str) -> None:
    """Put on record that a name has to wait before it is tried again from an address; once a wait."""
    audit.record(Actor(None, username[:80], {}, address=address), AuditAction.SIGN_IN_LOCKED)


def record_sign_out(actor: Actor) -> None:
    """Put a sign-out on record."""
    audit.record(actor, AuditAction.SIGN_OUT)


def change_own_password(actor: Actor, *, old: str, new: str, keep: UUID | None = None) -> None:
    """Set one's own password, knowing the present one; every other sign-in of one's own ends, `keep` stays.

    Wrong guesses at the present one are slowed down like at the door. Raises ValidationError by field.
    """
    policy.refuse_read_only(actor)
    staff = _self(actor)
    side = attempts.sides(staff.username, "", known=True, device="own password")
    if attempts.begin(side):
        raise ValidationError({"old": _("Too many wrong tries; wait a few minutes.")})
    if not staff.check_password(old):
        raise ValidationError({"old": _("This isn't your present password.")})
    attempts.succeeded(side)
    try:
        validate_password(new, staff)
    except ValidationError as error:
        raise ValidationError({"new": error.messages}) from None
    with transaction.atomic():
        staff.set_password(new)
        staff.save(update_fields=["password"])
        _others(staff, keep).delete()
        audit.record(actor, AuditAction.CHANGE, "access.staff", staff.pk, after={"password": "***"})


@transaction.atomic
def end_sign_in(actor: Actor, uid: UUID | str, *, staff_uid: UUID | str | None = None) -> None:
    """End one of one's own sign-ins, or one of a colleague whom the actor may change. `NotFound` for others."""
    staff = _whose(actor, staff_uid)
    if not SignIn.objects.filter(staff=staff, uid=uid).delete()[0]:
        raise policy.NotFound("sign-in")
    audit.record(actor, AuditAction.SIGN_IN_ENDED, "access.staff", staff.pk)


@transaction.atomic
def end_other_sign_ins(actor: Actor, *, keep: UUID | None = None, staff_uid: UUID | str | None = None) -> int:
    """End every sign-in but `keep`; returns how many there were."""
    staff = _whose(actor, staff_uid)
    ended = _others(staff, keep).delete()[0]
    if ended:
        audit.record(actor, AuditAction.SIGN_IN_ENDED, "access.staff", staff.pk, detail={"count": ended})
    return ended


def _others(staff: Staff, keep: UUID | None) -> QuerySet[SignIn]:
    rows = SignIn.objects.filter(staff=staff)
    return rows.exclude(uid=keep) if keep else rows


def _whose(actor: Actor, staff_uid: UUID | str | None) -> Staff:
    policy.refuse_read_only(actor)
    if staff_uid is None:
        return _self(actor)
    policy.check_write(actor, "access.staff", ["username"])
    staff: Staff = policy.fetch(actor, "access.staff", staff_uid, "change")
    check_may_manage(actor, staff)
    return staff


def _self(actor: Actor) -> Staff:
    staff = Staff.objects.filter(pk=actor.staff_id or 0).first()
    if staff is None:
        raise policy.NotFound("access.staff")
    return staff


def sweep_sign_ins() -> int:
    """Remove a handful of sign-ins that have run out, and old counters; returns how many went."""
    gone = SignIn.objects.filter(expire_date__lt=timezone.now()).values("pk")[:SWEPT_AT_ONCE]
    ended = SignIn.objects.filter(pk__in=list(gone.values_list("pk", flat=True))).delete()[0]
    return ended + attempts.forget_old()
