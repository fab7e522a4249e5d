"""Making and revoking the keys with which other systems act as a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.guarding import check_may_manage
from parure.access.models import Staff
from parure.integrations.collections import COLLECTIONS, EVERYTHING
from parure.integrations.keys import Secret, digest_of
from parure.integrations.models import ApiKey

RESOURCE = "integrations.api_key"
NAMES = ("label", "staff", "role", "scopes", "per_minute", "expires_at")
PER_MINUTE = 600
MOST_PER_MINUTE = 1_000_000
USED_EVERY = timedelta(minutes=1)


@transaction.atomic
def create_key(
    actor: Actor,
    *,
    staff_uid: UUID | str,
    label: str,
    scopes: Mapping[str, str] | None = None,
    role: str = "",
    per_minute: int = PER_MINUTE,
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """A key that acts as this person, and its secret, which nobody can read again.

    `scopes` is {collection or "*": "read" or "write"}, reading everything unless said; `role` keeps the key to one of
    the person's roles. A key for somebody else takes the right to change staff, and roles where theirs is over everything.
    """
    policy.check_write(actor, RESOURCE, NAMES, action="add")
    staff: Staff = policy.fetch(actor, "access.staff", staff_uid, "view")
    _check_may_lend(actor, staff)
    chosen = dict(scopes if scopes is not None else {EVERYTHING: "read"})
    _check(staff, label.strip(), chosen, role, per_minute, expires_at)
    secret = Secret.fresh()
    key = ApiKey(
        staff=staff,
        label=label.strip(),
        role=role,
        scopes=chosen,
        prefix=secret.prefix,
        digest=digest_of(secret.word),
        per_minute=per_minute,
        expires_at=expires_at,
        creator_id=actor.staff_id,
    )
    with policy.writing(actor, RESOURCE, key, NAMES, action="add"):
        key.save()
    return key, str(secret)


def _check_may_lend(actor: Actor, staff: Staff) -> None:
    """Nobody lends what they don't have: a key for somebody else takes the right to make them what they are."""
    if not staff.is_active:
        raise ValidationError({"staff": _("%s doesn't work here any more.") % staff.name})
    if staff.pk != actor.staff_id:
        policy.require(actor, "access.staff", "change")
        check_may_manage(actor, staff)


def _check(
    staff: Staff,
    label: str,
    scopes: Mapping[str, str],
    role: str,
    per_minute: int,
    expires_at: datetime | None,
) -> None:
    errors = {}
    if not 0 < len(label) <= 60:
        errors["label"] = _("Say in a few words what the key is for.")
    unknown = sorted(set(scopes) - {*COLLECTIONS, EVERYTHING})
    if unknown or not scopes:
        errors["scopes"] = _("There is no such collection: %s") % ", ".join(unknown or ["–"])
    elif set(scopes.values()) - {"read", "write"}:
        errors["scopes"] = _("A scope is read or write.")
    if role and not staff.roles.filter(code=role).exists():
        errors["role"] = _("%s doesn't have this role.") % staff.name
    if not 1 <= per_minute <= MOST_PER_MINUTE:
        errors["per_minute"] = _("Between 1 and %s a minute.") % MOST_PER_MINUTE
    if expires_at is not None and expires_at <= timezone.now():
        errors["expires_at"] = _("Please choose a time that is still to come.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def revoke_key(actor: Actor, uid: UUID | str) -> ApiKey:
    """End a key for good, with effect on its next call. Revoked twice is once."""
    policy.check_write(actor, RESOURCE, ["label"])
    key: ApiKey = policy.fetch(actor, RESOURCE, uid, "change", lock=True)
    if key.revoked_at is None:
        key.revoked_at = timezone.now()
        key.save(update_fields=["revoked_at"])
        audit.record(actor, AuditAction.DELETE, RESOURCE, key.pk, before={"label": key.label})
    return key


def note_use(key: ApiKey) -> None:
    """Keep when a key was used last, to the minute."""
    now = timezone.now()
    if key.last_used_at is None or key.last_used_at < now - USED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
