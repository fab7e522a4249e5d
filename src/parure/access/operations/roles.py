"""Roles: copied, renamed, given other grants, brought as a file, removed; and looking around as one."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parure.access import audit, grants, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.access.events import RolesChanged
from parure.access.guarding import bump, check_may_grant, check_somebody_governs, somebody_governs
from parure.access.models import Role, Staff
from parure.access.roles import SEEDED, known_types, undecided_types
from parure.core.changes import writes
from parure.core.events import emit

LONGEST_CODE = 40
LONGEST_NAME = 60


@transaction.atomic
def copy_role(actor: Actor, uid: UUID | str, *, name: str, code: str = "") -> Role:
    """A new role that grants what this one does; nobody has it yet. Without a code, one is made of the name."""
    policy.check_write(actor, "access.role", ["name", "code"], action="add")
    source: Role = policy.fetch(actor, "access.role", uid, "view")
    check_may_grant(actor, [source.grants])
    role = Role(name=_clean_name(name), code=_clean_code(code, source.code), grants=source.grants)
    role.considered = source.considered
    _refuse_taken(role)
    with policy.writing(actor, "access.role", role, ["name", "code"], action="add"):
        role.save()
    return role


@writes("access.role", "name")
@transaction.atomic
def rename_role(actor: Actor, uid: UUID | str, *, name: str) -> Role:
    """Call a role otherwise."""
    role: Role = policy.fetch(actor, "access.role", uid, "change", lock=True)
    with policy.writing(actor, "access.role", role, ["name"]):
        role.name = _clean_name(name)
        _refuse_taken(role)
        role.save(update_fields=["name"])
        bump(role.staff.values_list("pk", flat=True))
    return role


@transaction.atomic
def set_grants(actor: Actor, uid: UUID | str, wanted: Mapping[str, Any]) -> Role:
    """Let a role grant exactly this, with effect on the next click of everybody who has it.

    Raises ValidationError for grants that are not well formed or that leave nobody to govern, `Denied` for grants
    wider than the actor's own.
    """
    policy.check_write(actor, "access.role", ["name"])
    role: Role = policy.fetch(actor, "access.role", uid, "change", lock=True)
    return _keep_grants(actor, role, grants.check(dict(wanted)))


def _keep_grants(actor: Actor, role: Role, wanted: dict[str, Any]) -> Role:
    if role.grants == wanted:
        return role
    check_may_grant(actor, [role.grants, wanted])
    changed = grants.differences([role.grants], [wanted])
    governed = somebody_governs()
    role.grants, role.considered = wanted, known_types()
    role.save(update_fields=["grants", "considered"])
    check_somebody_governs(before=governed)
    people = list(role.staff.values_list("pk", flat=True))
    bump(people)
    audit.record(
        actor,
        AuditAction.CHANGE,
        "access.role",
        role.pk,
        before={each.key: each.before.name.lower() for each in changed},
        after={each.key: each.after.name.lower() for each in changed},
    )
    emit(RolesChanged(people), actor=actor)
    return role


@transaction.atomic
def consider_new_types(actor: Actor, uid: UUID | str) -> Role:
    """Note that a role is to grant nothing on the record types that are new to it; what it grants stays as it is."""
    policy.check_write(actor, "access.role", ["name"])
    role: Role = policy.fetch(actor, "access.role", uid, "change", lock=True)
    if new := undecided_types(role):
        role.considered = known_types()
        role.save(update_fields=["considered"])
        audit.record(actor, AuditAction.CHANGE, "access.role", role.pk, detail={"left_out": new})
    return role


@transaction.atomic
def import_roles(actor: Actor, roles: Sequence[Mapping[str, Any]]) -> list[Role]:
    """Take roles from a file: those whose code is known get its name and grants, others are added.

    Each is {"code", "name", "grants"}. All or nothing; raises ValidationError that says what is wrong.
    """
    policy.check_write(actor, "access.role", ["name", "code"], action="add")
    policy.check_write(actor, "access.role", ["name"])
    return [_import(actor, given) for given in check_file(roles)]


def _import(actor: Actor, given: Mapping[str, Any]) -> Role:
    wanted = dict(given["grants"])
    role = Role.objects.filter(code=given["code"]).select_for_update().first()
    if role is None:
        check_may_grant(actor, [wanted])
        role = Role(code=given["code"], name=given["name"], grants=wanted, considered=known_types())
        _refuse_taken(role)
        with policy.writing(actor, "access.role", role, ["name", "code"], action="add"):
            role.save()
        return role
    if role.name != given["name"]:
        rename_role(actor, role.uid, name=given["name"])
        role.refresh_from_db()
    return _keep_grants(actor, role, wanted)


def check_file(roles: Any) -> list[dict[str, Any]]:
    """The roles of a file, well formed. Raises ValidationError that names each fault with the role it is in."""
    if not isinstance(roles, (list, tuple)) or not roles:
        raise ValidationError(_("The file holds no roles."))
    wrong: list[str] = []
    for number, given in enumerate(roles, 1):
        if not isinstance(given, dict) or not {"code", "name", "grants"} <= given.keys():
            wrong.append(_("Role %s: code, name and grants are needed.") % number)
            continue
        try:
            _clean_name(str(given["name"]))
            if slugify(str(given["code"])) != given["code"] or not 0 < len(given["code"]) <= LONGEST_CODE:
                raise ValidationError(_("A code is made of small letters, digits and hyphens."))  # noqa: TRY301
            grants.check(given["grants"])
        except ValidationError as error:
            wrong.extend(f"{given['code']} – {message}" for message in error.messages)
    codes = [str(each.get("code")) for each in roles if isinstance(each, dict)]
    wrong.extend(
        _("%s stands there twice.") % code for code in sorted({c for c in codes if codes.count(c) > 1})
    )
    if wrong:
        raise ValidationError(wrong)
    return [dict(each) for each in roles]


@transaction.atomic
def delete_role(actor: Actor, uid: UUID | str) -> None:
    """Remove a role that nobody and nothing has. The roles that the product brings stay."""
    role: Role = policy.fetch(actor, "access.role", uid, "delete", lock=True)
    if role.code in SEEDED:
        raise ValidationError(_("This role comes with the house: it can be changed, not removed."))
    if role.staff.exists():
        raise ValidationError(_("Somebody still has this role."))
    audit.record(actor, AuditAction.DELETE, "access.role", role.pk, before={"name": role.name})
    try:
        role.delete()
    except ProtectedError:
        raise ValidationError(_("A key or a rule still acts as this role.")) from None


def _clean_name(name: str) -> str:
    cleaned = name.strip()
    if not cleaned or len(cleaned) > LONGEST_NAME:
        raise ValidationError({"name": _("Between 1 and 60 characters, please.")})
    return cleaned


def _clean_code(code: str, source: str) -> str:
    """The code as given, else the source's with the first free number."""
    if code:
        cleaned = slugify(code)[:LONGEST_CODE]
        if not cleaned:
            raise ValidationError({"code": _("A code is made of small letters, digits and hyphens.")})
        return cleaned
    number = 2
    while Role.objects.filter(code=f"{source[:36]}-{number}").exists():
        number += 1
    return f"{source[:36]}-{number}"


def _refuse_taken(role: Role) -> None:
    others = Role.objects.exclude(pk=role.pk)
    if others.filter(name=role.name).exists():
        raise ValidationError({"name": _("Another role has this name.")})
    if others.filter(code=role.code).exists():
        raise ValidationError({"code": _("Another role has this code.")})


@transaction.atomic
def start_preview(actor: Actor, uid: UUID | str, staff_uid: UUID | str | None = None) -> None:
    """Put on record that somebody looks around as this role, perhaps with the stores of this colleague.

    Takes the right to change roles; raises `Denied` for a role that reaches further than the actor.
    """
    policy.require(actor, "access.role", "change")
    role: Role = policy.fetch(actor, "access.role", uid, "view")
    check_may_grant(actor, [role.grants])
    staff: Staff | None = policy.fetch(actor, "access.staff", staff_uid, "view") if staff_uid else None
    detail = {"role": role.code} | ({"staff": staff.name} if staff else {})
    audit.record(actor, AuditAction.PREVIEW, "access.role", role.pk, detail=detail)


def stop_preview(actor: Actor) -> None:
    """Put on record that the looking around is over; for whoever does not look around there is nothing to say."""
    if actor.read_only:
        audit.record(actor, AuditAction.PREVIEW, detail={"ended": True})
