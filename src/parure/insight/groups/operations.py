"""What a shop settles about its groups: names, ranges, playbooks, how scores are given."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core.changes import writes
from parure.insight.groups.names import forget_group_names
from parure.insight.groups.scheme import STEPS, in_order
from parure.insight.measures.rfm import SCORES, Bounds
from parure.insight.models import RfmGroup, RfmScheme

GROUP = "insight.rfm_group"
RANGES = (("r_from", "r_to"), ("f_from", "f_to"), ("m_from", "m_to"))
NAMES = ("name", "playbook", "tone", *(each for pair in RANGES for each in pair))
PLAYBOOK_LENGTH = 1000


@writes(GROUP, *NAMES)
@transaction.atomic
def change_rfm_group(actor: Actor, uid: UUID | str, **values: Any) -> RfmGroup:
    """Change a group's name, colour, playbook or ranges; the next refresh puts customers by the new ranges.

    Raises ValidationError by field.
    """
    policy.check_write(actor, GROUP, values)
    group: RfmGroup = policy.fetch(actor, GROUP, uid, "change", lock=True)
    with policy.writing(actor, GROUP, group, list(values)):
        for name, value in values.items():
            setattr(group, name, _taken(name, value))
        _refuse_wrong(group)
        group.save(update_fields=list(values))
    forget_group_names()
    transaction.on_commit(forget_group_names)  # who read them meanwhile read what was before
    return group


def _taken(name: str, value: Any) -> Any:
    if name in ("name", "playbook", "tone"):
        return str(value or "").strip()
    try:
        return int(value)
    except (TypeError, ValueError):
        raise ValidationError({name: _("Between 1 and 5, please.")}) from None


def _refuse_wrong(group: RfmGroup) -> None:
    errors: dict[str, Any] = {}
    if not group.name:
        errors["name"] = _("Give the group a name.")
    elif len(group.name) > 20:
        errors["name"] = _("At most 20 characters, please.")
    elif RfmGroup.objects.filter(name=group.name).exclude(pk=group.pk).exists():
        errors["name"] = _("There is a group with this name already.")
    if len(group.playbook) > PLAYBOOK_LENGTH:
        errors["playbook"] = _("At most %d characters, please.") % PLAYBOOK_LENGTH
    if group.tone not in RfmGroup.Tone.values:
        errors["tone"] = _("This isn't one of the choices.")
    for low, high in RANGES:
        if not 1 <= getattr(group, low) <= getattr(group, high) <= SCORES:
            errors[low] = _("From low to high, between 1 and 5.")
        elif group.takes_the_rest and (getattr(group, low), getattr(group, high)) != (1, SCORES):
            errors[low] = _("This group takes who is in no other; it has no ranges of its own.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def set_rfm_scheme(
    actor: Actor,
    *,
    is_fixed: bool,
    recency_days: Sequence[int] | None = None,
    purchases: Sequence[int] | None = None,
    kept_minor: Sequence[int] | None = None,
) -> None:
    """Have scores given by quintiles, or by fixed bounds: four days (falling), four counts and four sums in fen
    (rising). The next refresh uses them. Raises ValidationError by field.
    """
    policy.require(actor, GROUP, "change")
    kept, _is_new = RfmScheme.objects.select_for_update().get_or_create(pk=1, defaults=_usual())
    before = _told(kept)
    given = {"recency_days": recency_days, "purchases": purchases, "kept_minor": kept_minor}
    kept.is_fixed = is_fixed
    for name, steps in given.items():
        if steps is not None:
            setattr(kept, name, list(in_order(name, steps)))
    after = _told(kept)
    if after == before:
        return
    kept.save()
    audit.record(actor, AuditAction.CHANGE, GROUP, None, field="scheme", before=before, after=after)


def _usual() -> dict[str, list[int]]:
    return {name: list(getattr(Bounds(), name)) for name in STEPS}


def _told(kept: RfmScheme) -> dict[str, Any]:
    return {name: getattr(kept, name) for name in ("is_fixed", *STEPS)}
