"""Every write to staff, stores, regions and roles."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor, forget_actors
from parure.access.choices import AuditAction
from parure.access.models import Region, Role, Staff, Store
from parure.access.roles import seed_roles

INSTALLER = Actor(
    None,
    "parure",
    {"installer": {"*": {"view": "all", "add": "all", "change": "all", "fields": {"*": "write"}}}},
)


@transaction.atomic
def create_store(actor: Actor, *, code: str, name: str, city: str = "", region: str = "") -> Store:
    """Open a store; the region is made on first mention."""
    policy.check_write(actor, "access.store", ["code", "name", "city", "region"], action="add")
    in_region = Region.objects.get_or_create(name=region)[0] if region else None
    store, created = Store.objects.get_or_create(
        code=code, defaults={"name": name, "city": city, "region": in_region}
    )
    if created:
        audit.record(actor, AuditAction.CREATE, "access.store", store.pk, after={"code": code, "name": name})
        forget_actors()
    return store


@transaction.atomic
def create_staff(
    actor: Actor,
    *,
    username: str,
    name: str,
    password: str,
    roles: Iterable[str],
    store: Store | None = None,
    **values: Any,
) -> Staff:
    """Let somebody sign in. Raises ValidationError for a taken name, a weak password or an unknown role."""
    policy.check_write(actor, "access.staff", ["username", "name"], action="add")
    seed_roles()
    found = list(Role.objects.filter(code__in=list(roles)))
    if missing := set(roles) - {role.code for role in found}:
        raise ValidationError(_("No such role: %s") % ", ".join(sorted(missing)))
    _check_may_grant(actor, found)
    if Staff.objects.filter(username=username).exists():
        raise ValidationError(_("The sign-in name %s is taken.") % username)
    staff = Staff(username=username, name=name, home_store=store, **values)
    validate_password(password, staff)
    staff.set_password(password)
    staff.save()
    staff.roles.set(found)
    audit.record(
        actor,
        AuditAction.CREATE,
        "access.staff",
        staff.pk,
        after={"username": username, "roles": sorted(role.code for role in found)},
    )
    return staff


def _check_may_grant(actor: Actor, roles: Iterable[Role]) -> None:
    """Nobody gives away more than they may themselves: a role over everything takes the right to change roles."""
    if any("*" in role.grants for role in roles):
        policy.require(actor, "access.role", "change")


@transaction.atomic
def set_roles(actor: Actor, staff_uid: Any, roles: Iterable[str]) -> Staff:
    """Give a staff member these roles instead of the present ones, with effect on the next click."""
    policy.require(actor, "access.role", "change")
    staff: Staff = policy.fetch(actor, "access.staff", staff_uid, "change", lock=True)
    wanted = sorted(set(roles))
    before = sorted(staff.roles.values_list("code", flat=True))
    found = list(Role.objects.filter(code__in=wanted))
    if missing := set(wanted) - {role.code for role in found}:
        raise ValidationError(_("No such role: %s") % ", ".join(sorted(missing)))
    if before == wanted:
        return staff
    staff.roles.set(found)
    Staff.objects.filter(pk=staff.pk).update(access_version=F("access_version") + 1)
    audit.record(
        actor,
        AuditAction.CHANGE,
        "access.staff",
        staff.pk,
        before={"roles": before},
        after={"roles": wanted},
    )
    return staff


@transaction.atomic
def set_language(actor: Actor, language: str) -> None:
    """Remember one's own language."""
    if language not in ("zh-hans", "en"):
        raise ValidationError(_("This language isn't offered."))
    if actor.staff_id is not None:
        Staff.objects.filter(pk=actor.staff_id).update(language=language)


@transaction.atomic
def set_password(actor: Actor, username: str, password: str) -> None:
    """Set somebody's password; every session of theirs ends, because its hash no longer fits."""
    policy.check_write(actor, "access.staff", ["username"])
    staff = Staff.objects.filter(username=username).first()
    if staff is None:
        raise ValidationError(_("Nobody signs in as %s.") % username)
    validate_password(password, staff)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    audit.record(actor, AuditAction.CHANGE, "access.staff", staff.pk, after={"password": "***"})


def record_sign_in(staff: Staff | None, username: str, *, ok: bool, address: str) -> None:
    """Put a sign-in, or a failed one, on record."""
    actor = Actor(staff.pk if staff else None, staff.name if staff else username[:80], {}, address=address)
    audit.record(actor, AuditAction.SIGN_IN if ok else AuditAction.SIGN_IN_FAILED)


def record_sign_out(actor: Actor) -> None:
    """Put a sign-out on record."""
    audit.record(actor, AuditAction.SIGN_OUT)
