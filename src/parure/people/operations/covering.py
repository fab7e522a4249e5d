"""A colleague covers somebody's absence: one row, by which all customers of the absent one are in reach."""

from datetime import date
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.colleagues import refuse_leaver
from parure.access.guarding import bump
from parure.access.models import Staff
from parure.people.models import Cover, Customer


@transaction.atomic
def add_cover(
    actor: Actor, staff_uid: UUID | str, *, by_uid: UUID | str, until: date, since: date | None = None
) -> Cover:
    """Let `by_uid` reach the customers of `staff_uid` from `since` (today) to the end of `until`, like their own.

    The same colleague covering the same one again gets the new days. Raises ValidationError for days that have
    passed, a leaver or oneself; Denied for who may not assign every customer of the absent one.
    """
    staff, by = _pair(actor, staff_uid, by_uid)
    since = since or timezone.localdate()
    if staff == by:
        raise ValidationError({"to": _("Nobody covers their own absence.")})
    refuse_leaver(by, "to")
    if until < max(since, timezone.localdate()):
        raise ValidationError({"until": _("This day has passed.")})
    row = Cover.objects.filter(staff=staff, by=by).first()
    if row is not None and (row.since, row.until) == (since, until):
        return row
    row = row or Cover(staff=staff, by=by)
    row.since, row.until, row.given_by_id = since, until, actor.staff_id
    row.save()
    bump([by.pk])
    told = {"covered_by": by.name, "since": since.isoformat(), "until": until.isoformat()}
    audit.record(actor, AuditAction.CHANGE, "access.staff", staff.pk, after=told)
    return row


@transaction.atomic
def end_cover(actor: Actor, staff_uid: UUID | str, *, by_uid: UUID | str) -> None:
    """End a cover before its time; a second call does nothing."""
    staff, by = _pair(actor, staff_uid, by_uid)
    if not Cover.objects.filter(staff=staff, by=by).delete()[0]:
        return
    bump([by.pk])
    audit.record(actor, AuditAction.CHANGE, "access.staff", staff.pk, before={"covered_by": by.name})


def _pair(actor: Actor, staff_uid: UUID | str, by_uid: UUID | str) -> tuple[Staff, Staff]:
    """Both colleagues, for who may assign every customer of the first."""
    policy.check_write(actor, "people.customer", ["owner"])
    staff: Staff = policy.fetch(actor, "access.staff", staff_uid, "view")
    by: Staff = policy.fetch(actor, "access.staff", by_uid, "view")
    within = policy.rows(actor, "people.customer", "change").values("pk")
    if Customer.objects.filter(owner=staff, is_archived=False).exclude(pk__in=within).exists():
        raise policy.Denied(_("Some of these customers are out of your reach."))
    return staff, by
