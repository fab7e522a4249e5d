"""Looking around as another role: who that actor is."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor, actor_for
from parure.access.models import Role, Staff


def looking_as(actor: Actor, kept: dict[str, Any]) -> Actor | None:
    """The actor that `actor` looks around as: the role's grants, with the stores of a colleague or their own.

    `kept` is {"role": uid, "staff": uid or ""}. None when it may no longer be, or the role is gone.
    """
    if not policy.may(actor, "access.role", "change"):
        return None
    role = Role.objects.filter(uid=kept["role"]).first()
    if role is None:
        return None
    seen = actor
    if kept.get("staff"):
        staff = Staff.objects.filter(uid=kept["staff"]).first()
        if staff is None:
            return None
        seen = actor_for(staff, address=actor.address)
    return replace(
        seen,
        label=_("%(name)s, looking as %(role)s") % {"name": actor.label, "role": role.name},
        grants={role.code: role.grants},
        roles=(role.code,),
        role_names=(role.name,),
        read_only=True,
        behind=actor.staff_id,
    )
