"""The rules by which new customers find their advisor, and the shop's settings on the care of customers."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction, Scope
from parure.access.models import Staff
from parure.people.choices import CameBy, Way
from parure.people.models import AssignmentRule, ClientCare
from parure.people.ownership.care import client_care, forget_care

RESOURCE = "people.assignment_rule"
NAMES = ("store", "came_by", "way", "staff")


@transaction.atomic
def add_assignment_rule(
    actor: Actor,
    *,
    way: str,
    store: UUID | str | None = None,
    came_by: str = "",
    staff: UUID | str | None = None,
    uid: UUID | str | None = None,
    position: int | None = None,
) -> AssignmentRule:
    """Add a rule behind the others of its store, or of every store. The same `uid` again is the same rule.

    Who reaches only some stores makes rules of those.
    """
    if uid and (known := AssignmentRule.objects.filter(uid=uid).first()) is not None:
        policy.check_write(actor, RESOURCE, NAMES, action="add")
        return known
    rule = AssignmentRule()
    if uid:
        rule.uid = UUID(str(uid))
    same = AssignmentRule.objects.aggregate(last=Max("position"))
    rule.position = position if position is not None else (same["last"] or 0) + 1
    with policy.writing(actor, RESOURCE, rule, [*NAMES, "position"], action="add"):
        _fill(actor, rule, way=way, store=store, came_by=came_by, staff=staff)
        rule.save()
    return rule


@transaction.atomic
def change_assignment_rule(
    actor: Actor,
    uid: UUID | str,
    *,
    way: str,
    store: UUID | str | None = None,
    came_by: str = "",
    staff: UUID | str | None = None,
) -> AssignmentRule:
    """Say anew whom a rule concerns and what it does."""
    rule: AssignmentRule = policy.fetch(actor, RESOURCE, uid, "change", lock=True)
    with policy.writing(actor, RESOURCE, rule, NAMES):
        _fill(actor, rule, way=way, store=store, came_by=came_by, staff=staff)
        rule.save()
    return rule


def _fill(
    actor: Actor,
    rule: AssignmentRule,
    *,
    way: str,
    store: UUID | str | None,
    came_by: str,
    staff: UUID | str | None,
) -> None:
    errors: dict[str, Any] = {}
    if way not in Way.values:
        errors["way"] = _("This isn't one of the choices.")
    if came_by and came_by not in CameBy.values:
        errors["came_by"] = _("This isn't one of the choices.")
    person: Staff | None = (
        policy.fetch(actor, "access.staff", staff, "view") if staff and way == Way.FIXED else None
    )
    if way == Way.FIXED and person is None:
        errors["staff"] = _("Choose a colleague.")
    elif person is not None and person.pk != rule.staff_id and not person.is_active:
        errors["staff"] = _("%s doesn't work here any more.") % person.name
    if errors:
        raise ValidationError(errors)
    rule.store = policy.fetch(actor, "access.store", store, "view") if store else None
    rule.came_by, rule.way, rule.staff = came_by, way, person


@transaction.atomic
def move_assignment_rule(actor: Actor, uid: UUID | str, *, before: UUID | str) -> None:
    """Let a rule stand just before another; where it stands there already nothing changes."""
    rule: AssignmentRule = policy.fetch(actor, RESOURCE, uid, "change", lock=True)
    policy.check_write(actor, RESOURCE, ["position"])
    target: AssignmentRule = policy.fetch(actor, RESOURCE, before, "change", lock=True)
    if target.pk == rule.pk:
        return
    ordered = list(AssignmentRule.objects.select_for_update().order_by("position", "pk"))
    rest = [each for each in ordered if each.pk != rule.pk]
    at = next(place for place, each in enumerate(rest) if each.pk == target.pk)
    wanted = [*rest[:at], rule, *rest[at:]]
    if [each.pk for each in wanted] == [each.pk for each in ordered]:
        return
    with policy.writing(actor, RESOURCE, rule, ["position"]):
        for place, each in enumerate(wanted, 1):
            AssignmentRule.objects.filter(pk=each.pk).exclude(position=place).update(position=place)
        rule.refresh_from_db(fields=["position"])


@transaction.atomic
def remove_assignment_rule(actor: Actor, uid: UUID | str) -> dict[str, Any]:
    """Take a rule away; returns what `add_assignment_rule` brings it back with. NotFound the second time."""
    policy.require(actor, RESOURCE, "delete")
    rule: AssignmentRule = policy.fetch(actor, RESOURCE, uid, "delete")
    kept = {
        "way": rule.way,
        "store": str(rule.store.uid) if rule.store else None,
        "came_by": rule.came_by,
        "staff": str(rule.staff.uid) if rule.staff else None,
        "uid": str(rule.uid),
        "position": rule.position,
    }
    audit.record(
        actor,
        AuditAction.DELETE,
        RESOURCE,
        rule.pk,
        before=policy.audited_values(RESOURCE, rule, NAMES),
    )
    rule.delete()
    return kept


@transaction.atomic
def set_client_care(
    actor: Actor, *, claims_a_day: int | None = None, asked_again_after: int | None = None
) -> ClientCare:
    """Set how many customers one may take a day, and after how many days facts are asked again; for all stores."""
    policy.require(actor, RESOURCE, "change")
    if actor.scope(RESOURCE, "change") is not Scope.ALL:
        raise policy.Denied(RESOURCE)
    kept = client_care()
    given = {"claims_a_day": claims_a_day, "asked_again_after": asked_again_after}
    changed = {name: each for name, each in given.items() if each is not None and each != getattr(kept, name)}
    if any(not 0 <= each <= 9999 for each in changed.values()):
        raise ValidationError(_("Between 0 and 9999, please."))
    if not changed:
        return kept
    before = {name: getattr(kept, name) for name in changed}
    for name, each in changed.items():
        setattr(kept, name, each)
    kept.save()
    forget_care()
    audit.record(actor, AuditAction.CHANGE, RESOURCE, None, field="care", before=before, after=changed)
    return kept
