"""Segments: made, changed, put away, looked through when somebody asks."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.asking import check_condition
from parure.access.choices import AuditAction
from parure.core import resources
from parure.core.conditions import BadCondition, Tree, leaves
from parure.core.once import done_before, keep_done
from parure.core.resources import Sensitivity
from parure.people.choices import SegmentKind, SegmentWhen
from parure.people.models import Segment
from parure.people.segments.known import (
    CUSTOMER,
    SEGMENT,
    known_segments,
    leads_back,
    named_in,
    resting_on,
)
from parure.people.segments.runs import forget_watching, start_run
from parure.people.segments.users import users_of

NAMES = ("name", "description", "kind", "when", "condition")
LENGTHS = {"name": 60, "description": 300}


@transaction.atomic
def add_segment(
    actor: Actor,
    *,
    name: str,
    condition: Tree,
    description: str = "",
    kind: str = SegmentKind.DYNAMIC,
    when: str = SegmentWhen.ON_CHANGE,
    request_key: str = "",
) -> Segment:
    """Make a segment of customers and have it looked through. The condition may ask what its maker may read.

    Raises ValidationError by field: the name is taken, nobody is meant, the condition can't be asked.
    """
    policy.require(actor, SEGMENT, "add")
    if (known := done_before(request_key, SEGMENT)) is not None:
        made: Segment = policy.fetch(actor, SEGMENT, known, "view")
        return made
    segment = Segment(created_by_id=actor.staff_id)
    values = {"name": name, "condition": condition, "description": description, "kind": kind, "when": when}
    _set(actor, segment, values)
    with policy.writing(actor, SEGMENT, segment, list(values), action="add"):
        segment.save()
        keep_done(request_key, SEGMENT, segment.pk)
        start_run(segment)
    _watch_anew()
    return segment


@transaction.atomic
def change_segment(actor: Actor, uid: UUID | str, **values: Any) -> Segment:
    """Change what a segment is called, whom it means and when it is looked through; nothing is written when nothing
    differs. With another condition it is looked through anew.
    """
    policy.check_write(actor, SEGMENT, values)
    segment: Segment = policy.fetch(actor, SEGMENT, uid, "change", lock=True)
    before = {name: getattr(segment, name) for name in NAMES}
    with policy.writing(actor, SEGMENT, segment, list(values)):
        _set(actor, segment, values)
        after = {name: getattr(segment, name) for name in NAMES}
        if after != before:
            segment.problem = ""
            segment.save(update_fields=[*NAMES, "problem"])
        if after["condition"] != before["condition"]:
            start_run(segment)
    _watch_anew()
    return segment


@transaction.atomic
def evaluate_segment(actor: Actor, uid: UUID | str) -> Segment:
    """Have a segment looked through now; asked again while that waits it happens once."""
    segment: Segment = policy.fetch(actor, SEGMENT, uid, "change", lock=True)
    start_run(segment)
    return segment


@transaction.atomic
def copy_segment(actor: Actor, uid: UUID | str, *, name: str, request_key: str = "") -> Segment:
    """A fixed list of who meets a segment's condition now, for who may ask it."""
    segment: Segment = policy.fetch(actor, SEGMENT, uid, "view")
    return add_segment(
        actor,
        name=name,
        condition=segment.condition,
        description=segment.description,
        kind=SegmentKind.STATIC,
        when=SegmentWhen.BY_HAND,
        request_key=request_key,
    )


@transaction.atomic
def archive_segment(actor: Actor, uid: UUID | str, *, anyway: bool = False) -> None:
    """Put a segment away; `restore_segment` brings it back. Refused while other segments rest on it, and, unless
    `anyway`, while lists or reports name it: these would find nobody.
    """
    policy.require(actor, SEGMENT, "delete")
    segment: Segment = policy.fetch(actor, SEGMENT, uid, "delete", lock=True)
    segments = known_segments()
    above = resting_on(str(segment.uid), segments)
    if above:
        names = "、".join(each.name for each in above)
        raise ValidationError(_("Other segments rest on it: %s. Change those first.") % names)
    users = users_of(actor, segments[str(segment.uid)])
    if users and not anyway:
        raise ValidationError({"anyway": users.words()})
    Segment.objects.filter(pk=segment.pk).update(is_archived=True)
    audit.record(actor, AuditAction.DELETE, SEGMENT, segment.pk)
    _watch_anew()


@transaction.atomic
def restore_segment(actor: Actor, uid: UUID | str) -> Segment:
    """Undo `archive_segment`; it is looked through anew unless it is a fixed list."""
    policy.require(actor, SEGMENT, "delete")
    segment = Segment.objects.select_for_update().filter(uid=uid, is_archived=True).first()
    if segment is None:
        found: Segment = policy.fetch(actor, SEGMENT, uid, "delete")
        return found
    if leads_back(str(segment.uid), segment.condition, known_segments()):
        raise ValidationError(_("It would rest on itself now."))
    _refuse_taken_name(segment, segment.name)
    segment.is_archived = False
    segment.save(update_fields=["is_archived"])
    audit.record(actor, AuditAction.UNDO, SEGMENT, segment.pk)
    if segment.kind == SegmentKind.DYNAMIC:
        start_run(segment)
    _watch_anew()
    return segment


# ── parts ────────────────────────────────────────────────────────────────────


def _set(actor: Actor, segment: Segment, values: dict[str, Any]) -> None:
    """Put the values on the segment; raises ValidationError by field."""
    for name, limit in LENGTHS.items():
        if name in values:
            setattr(segment, name, str(values[name] or "").strip()[:limit])
    if not segment.name:
        raise ValidationError({"name": _("Give the segment a name.")})
    _refuse_taken_name(segment, segment.name)
    for name, known in (("kind", SegmentKind), ("when", SegmentWhen)):
        if name in values:
            if values[name] not in known.values:
                raise ValidationError({name: _("This isn't one of the choices.")})
            setattr(segment, name, values[name])
    if segment.kind == SegmentKind.STATIC:
        segment.when = SegmentWhen.BY_HAND
    if "condition" in values and values["condition"] != segment.condition:
        segment.condition = _checked(actor, segment, values["condition"])


def _refuse_taken_name(segment: Segment, name: str) -> None:
    same = Segment.objects.filter(name=name, is_archived=False).exclude(pk=segment.pk)
    if same.exists():
        raise ValidationError({"name": _("There is a segment with this name already.")})


def _checked(actor: Actor, segment: Segment, condition: Tree) -> Tree:
    """The condition, if this actor may ask it and it doesn't lead back to its own segment."""
    try:
        check_condition(actor, CUSTOMER, condition)
    except BadCondition as problem:
        raise ValidationError({"condition": str(problem)}) from None
    if not list(leaves(condition)):
        raise ValidationError({"condition": _("Say who belongs to it.")})
    fields = resources.fields_of(CUSTOMER)
    for term in leaves(condition):
        asked = fields.get(term.get("field", ""))
        if asked and asked.sensitivity is Sensitivity.PERSONAL and term["op"] not in ("empty", "filled"):
            raise ValidationError({"condition": _("Somebody's number or address makes no segment.")})
    if named_in(condition):
        # two that are changed at once must not come to rest on each other
        list(Segment.objects.select_for_update().order_by("pk").values_list("pk"))
        if leads_back(str(segment.uid), condition, known_segments()):
            raise ValidationError(
                {"condition": _("It would rest on itself: a segment that it names rests on it.")}
            )
    return condition


def _watch_anew() -> None:
    forget_watching()
    transaction.on_commit(forget_watching)
