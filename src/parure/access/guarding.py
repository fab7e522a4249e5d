"""What keeps the keys of the house in good hands: nobody gives away more than they have, somebody always governs."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils.translation import gettext as _

from parure.access import grants, policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.access.grants import Grants
from parure.access.models import Role, Staff

GOVERNS = (("access.role", "change"), ("access.staff", "change"))


def check_may_grant(actor: Actor, sets: Iterable[Grants]) -> None:
    """Raise `Denied` where these grants reach further than the actor's own."""
    asked = list(sets)
    if asked and grants.beyond(actor.sets(), asked):
        raise policy.Denied(_("This gives more than you may do yourself."))


def check_may_manage(actor: Actor, staff: Staff) -> None:
    """Raise `Denied` for who would change somebody with wider rights: whose password one sets, one can be."""
    if staff.pk is not None and staff.pk != actor.staff_id:
        check_may_grant(actor, [role.grants for role in staff.roles.all()])


def roles_named(codes: Iterable[str]) -> list[Role]:
    """The roles with these codes; raises ValidationError for a code nobody knows."""
    wanted = set(codes)
    found = list(Role.objects.filter(code__in=wanted).order_by("code"))
    if missing := wanted - {role.code for role in found}:
        raise ValidationError({"roles": _("No such role: %s") % ", ".join(sorted(missing))})
    return found


def governs(sets: Iterable[Grants]) -> bool:
    """Whether who has these grants can put right whatever else goes wrong with roles and staff."""
    given = list(sets)
    return all(grants.widest_scope(given, name, action) is Scope.ALL for name, action in GOVERNS)


def somebody_governs() -> bool:
    """Whether anybody who works here still does."""
    people = Staff.objects.filter(is_active=True, roles__isnull=False).distinct()
    return any(governs(role.grants for role in each.roles.all()) for each in people.prefetch_related("roles"))


def check_somebody_governs(*, before: bool) -> None:
    """Raise ValidationError where a change has taken the last administrator away; called after it."""
    if before and not somebody_governs():
        raise ValidationError(_("Nobody would be left who may change roles and staff."))


def bump(staff_ids: Iterable[int] | None = None) -> None:
    """Let what these people (None: everybody) may do be read anew with their next click, in every process."""
    people = Staff.objects.all() if staff_ids is None else Staff.objects.filter(pk__in=list(staff_ids))
    people.update(access_version=F("access_version") + 1)
