"""Who works here: hired, changed, gone and back; their roles and their password."""

import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction, Scope
from parure.access.emails import is_email
from parure.access.events import RolesChanged, StaffLeft, StaffReturned
from parure.access.guarding import (
    bump,
    check_may_grant,
    check_may_manage,
    check_somebody_governs,
    roles_named,
    somebody_governs,
)
from parure.access.models import SignIn, Staff, Store
from parure.access.roles import seed_roles
from parure.core.changes import adds, writes
from parure.core.events import emit
from parure.core.resources import Field

LANGUAGES = ("zh-hans", "en")
TEXTS = ("name", "username", "title")
EASY = "abcdefghjkmnpqrstuvwxyz23456789"  # letters and digits that nobody takes for one another


@transaction.atomic
def create_staff(
    actor: Actor,
    *,
    username: str,
    name: str,
    password: str | None,
    roles: Iterable[str],
    store: Store | None = None,
    stores: Iterable[Store] = (),
    **values: Any,
) -> Staff:
    """Let somebody sign in; without a password not before one is set.

    Raises ValidationError for a taken name, a weak password or an unknown role, `Denied` for a role that reaches
    further than the actor's own, or a store out of their reach.
    """
    policy.check_write(actor, "access.staff", ["username", "name", "roles"], action="add")
    seed_roles()
    found = roles_named(roles)
    check_may_grant(actor, [role.grants for role in found])
    cleaned = _clean({"username": username, "name": name} | values)
    _check_free(cleaned["username"])
    more = list(stores)
    _check_stores(actor, [*([store] if store else []), *more], "add")
    staff = Staff(home_store=store, **cleaned)
    if password is not None:
        validate_password(password, staff)
    staff.set_password(password)
    staff.save()
    staff.roles.set(found)
    staff.stores.set(more)
    audit.record(
        actor,
        AuditAction.CREATE,
        "access.staff",
        staff.pk,
        after={"username": staff.username, "roles": sorted(role.code for role in found)},
    )
    return staff


@adds(
    "access.staff",
    Field("username", gettext_lazy("Sign-in name"), required=True),
    Field("name", gettext_lazy("Name"), required=True),
    "title",
    "email",
    "home_store",
    "stores",
    "roles",
    "language",
)
def add_staff(
    actor: Actor,
    *,
    username: str,
    name: str,
    roles: Iterable[str] = (),
    home_store: UUID | str | None = None,
    stores: Iterable[UUID | str] = (),
    **values: Any,
) -> Staff:
    """`create_staff` with stores by uid and without a password: `reset_password` gives the first one."""
    return create_staff(
        actor,
        username=username,
        name=name,
        password=None,
        roles=roles,
        store=policy.fetch(actor, "access.store", home_store, "view") if home_store else None,
        stores=[policy.fetch(actor, "access.store", each, "view") for each in stores],
        **values,
    )


@writes("access.staff", "name", "username", "title", "email", "language", "home_store", "stores", "roles")
@transaction.atomic
def change_staff(actor: Actor, uid: UUID | str, **values: Any) -> Staff:
    """Change somebody's name, sign-in name, title, email, language, stores (by uid) or roles (by code).

    Roles and stores count from their next click. Raises ValidationError by field, `Denied` where the person or
    what they are to get reaches further than the actor.
    """
    staff: Staff = policy.fetch(actor, "access.staff", uid, "change", lock=True)
    check_may_manage(actor, staff)
    cleaned = _clean({name: each for name, each in values.items() if name in (*TEXTS, "email", "language")})
    if cleaned.get("username", staff.username) != staff.username:
        _check_free(cleaned["username"])
    if "home_store" in values:
        asked = values["home_store"]
        cleaned["home_store"] = policy.fetch(actor, "access.store", asked, "view") if asked else None
    cleaned = {name: each for name, each in cleaned.items() if getattr(staff, name) != each}
    if cleaned.get("home_store"):
        _check_stores(actor, [cleaned["home_store"]], "change")
    with policy.writing(actor, "access.staff", staff, list(values)):
        if cleaned:
            for name, each in cleaned.items():
                setattr(staff, name, each)
            staff.save(update_fields=list(cleaned))
        if "stores" in values:
            _set_stores(actor, staff, values["stores"])
        if "roles" in values:
            _set_roles(actor, staff, values["roles"])
        if cleaned:
            bump([staff.pk])
    return staff


@transaction.atomic
def set_roles(actor: Actor, staff_uid: Any, roles: Iterable[str]) -> Staff:
    """Give a staff member these roles instead of the present ones, with effect on the next click."""
    return change_staff(actor, staff_uid, roles=roles)


def _set_roles(actor: Actor, staff: Staff, codes: Iterable[str]) -> None:
    """Within `change_staff`. One's own roles somebody else changes, so that nobody locks themself out."""
    found = roles_named(codes)
    before = set(staff.roles.all())
    if before == set(found):
        return
    if staff.pk == actor.staff_id:
        raise ValidationError({"roles": _("Your own roles are changed by somebody else.")})
    check_may_grant(actor, [role.grants for role in found])
    governed = somebody_governs()
    staff.roles.set(found)
    check_somebody_governs(before=governed)
    bump([staff.pk])
    emit(RolesChanged([staff.pk]), actor=actor)


def _set_stores(actor: Actor, staff: Staff, uids: Iterable[UUID | str]) -> None:
    wanted = [policy.fetch(actor, "access.store", each, "view") for each in uids]
    before = set(staff.stores.all())
    if before != set(wanted):
        _check_stores(actor, set(wanted) - before, "change")
        staff.stores.set(wanted)
        bump([staff.pk])


def _check_stores(actor: Actor, stores: Iterable[Store], action: str) -> None:
    """Raise `Denied` for a store to which the actor may not send anybody."""
    scope = actor.scope("access.staff", action)
    reach = {Scope.REGION: actor.region_store_ids, Scope.STORE: actor.store_ids}.get(scope, frozenset())
    if scope is not Scope.ALL and any(store.pk not in reach for store in stores):
        raise policy.Denied(_("This store is out of your reach."))


def _clean(values: dict[str, Any]) -> dict[str, Any]:
    errors = {}
    cleaned = {name: each.strip() if isinstance(each, str) else each for name, each in values.items()}
    for name in TEXTS:
        if name in cleaned and name != "title" and not cleaned[name]:
            errors[name] = _("This is needed.")
        if len(cleaned.get(name, "")) > 60:
            errors[name] = _("At most %s characters.") % 60
    if cleaned.get("email") and not is_email(cleaned["email"]):
        errors["email"] = _("This is no email address.")
    if cleaned.get("language", "en") not in LANGUAGES:
        errors["language"] = _("This language isn't offered.")
    if errors:
        raise ValidationError(errors)
    return cleaned


def _check_free(username: str) -> None:
    if Staff.objects.filter(username=username).exists():
        raise ValidationError({"username": _("The sign-in name %s is taken.") % username})


@transaction.atomic
def deactivate_staff(actor: Actor, uid: UUID | str) -> Staff:
    """Somebody leaves: every sign-in of theirs ends at once, and they come in no more. Nothing of theirs is lost."""
    staff: Staff = policy.fetch(actor, "access.staff", uid, "change", lock=True)
    check_may_manage(actor, staff)
    if staff.pk == actor.staff_id:
        raise ValidationError(_("Nobody closes their own account."))
    if not staff.is_active:
        policy.check_write(actor, "access.staff", ["is_active"])
        return staff
    with policy.writing(actor, "access.staff", staff, ["is_active"]):
        governed = somebody_governs()
        _set_active(staff, active=False)
        check_somebody_governs(before=governed)
        SignIn.objects.filter(staff=staff).delete()
        emit(StaffLeft(staff.pk), actor=actor)
    return staff


@transaction.atomic
def reactivate_staff(actor: Actor, uid: UUID | str) -> Staff:
    """Somebody comes back, with the roles, stores and password of then."""
    staff: Staff = policy.fetch(actor, "access.staff", uid, "change", lock=True)
    check_may_manage(actor, staff)
    if staff.is_active:
        policy.check_write(actor, "access.staff", ["is_active"])
        return staff
    with policy.writing(actor, "access.staff", staff, ["is_active"]):
        _set_active(staff, active=True)
        emit(StaffReturned(staff.pk), actor=actor)
    return staff


def _set_active(staff: Staff, *, active: bool) -> None:
    staff.is_active = active
    staff.save(update_fields=["is_active"])
    bump([staff.pk])


@transaction.atomic
def set_language(actor: Actor, language: str) -> None:
    """Remember one's own language."""
    policy.refuse_read_only(actor)
    if language not in LANGUAGES:
        raise ValidationError(_("This language isn't offered."))
    if actor.staff_id is not None:
        Staff.objects.filter(pk=actor.staff_id).update(language=language)


@transaction.atomic
def set_password(actor: Actor, username: str, password: str) -> None:
    """Set somebody's password; every sign-in of theirs ends."""
    policy.check_write(actor, "access.staff", ["username"])
    staff = policy.rows(actor, "access.staff", "change").filter(username=username).first()
    if staff is None:
        raise ValidationError(_("Nobody signs in as %s.") % username)
    check_may_manage(actor, staff)
    validate_password(password, staff)
    _keep_password(actor, staff, password)


@transaction.atomic
def reset_password(actor: Actor, uid: UUID | str) -> str:
    """Give somebody a fresh random password and return it, to be shown once; every sign-in of theirs ends."""
    policy.check_write(actor, "access.staff", ["username"])
    staff: Staff = policy.fetch(actor, "access.staff", uid, "change", lock=True)
    check_may_manage(actor, staff)
    password = "-".join("".join(secrets.choice(EASY) for _letter in range(4)) for _part in range(4))
    _keep_password(actor, staff, password)
    return password


def _keep_password(actor: Actor, staff: Staff, password: str) -> None:
    staff.set_password(password)
    staff.save(update_fields=["password"])
    SignIn.objects.filter(staff=staff).delete()
    audit.record(actor, AuditAction.CHANGE, "access.staff", staff.pk, after={"password": "***"})
