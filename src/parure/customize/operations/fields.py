"""Defining fields of the shop's own."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.jobs import enqueue
from parure.customize.choices import CustomKind
from parure.customize.computing import computed_fields, expect_computing
from parure.customize.defining import SETTINGS, check_definition, with_retired_choices
from parure.customize.definitions import carries_fields, definitions_for, forget_definitions
from parure.customize.models import FieldDefinition

RESOURCE = "customize.field_definition"
# To a kind that takes every value of the former as it stands.
KEEPS_VALUES = {
    CustomKind.TEXT: {CustomKind.LONG_TEXT},
    CustomKind.LINK: {CustomKind.TEXT, CustomKind.LONG_TEXT},
}
NEEDS_INDEX = ("filterable", "kind", "is_searchable")
NEEDS_COMPUTING = ("formula", "rollup")


@transaction.atomic
def define_field(
    actor: Actor, resource: str, *, code: str, label: str, kind: str, **settings: Any
) -> FieldDefinition:
    """Add a custom field to a record type; at once everywhere that type's fields are.

    A computed field is filled by a job. Raises ValidationError by setting.
    """
    policy.require(actor, RESOURCE, "add")
    if not carries_fields(resource):
        raise ValidationError(_("This record type can't carry fields of your own."))
    if unknown := settings.keys() - SETTINGS:
        raise ValidationError({name: _("There is no such setting.") for name in unknown})
    if FieldDefinition.objects.filter(resource=resource, code=code).exists():
        raise ValidationError({"code": _("There is a field with this code already.")})
    definition = FieldDefinition(
        resource=resource, code=code, label=label.strip(), kind=kind, position=_last(resource), **settings
    )
    check_definition(definition)
    names = ["label", "resource", "code", "kind", *settings]
    with policy.writing(actor, RESOURCE, definition, names, action="add"):
        definition.save()
        if definition.is_computed:
            expect_computing(definition)
            enqueue("customize.compute_field", {"definition_id": definition.pk})
    _forget()
    return definition


def _last(resource: str) -> int:
    return FieldDefinition.objects.filter(resource=resource).count()


def _forget() -> None:
    forget_definitions()
    transaction.on_commit(forget_definitions)


def _locked(actor: Actor, uid: UUID | str) -> FieldDefinition:
    found: FieldDefinition = policy.fetch(actor, RESOURCE, uid, "change", lock=True)
    return found


@transaction.atomic
def change_field(actor: Actor, uid: UUID | str, **values: Any) -> FieldDefinition:
    """Change what a custom field is called, demands and offers. Its code stays, and its kind where values would
    be lost; a choice that leaves is retired where it may have been chosen.

    Raises ValidationError by setting.
    """
    definition = _locked(actor, uid)
    if unknown := values.keys() - SETTINGS - {"label", "kind"}:
        raise ValidationError({name: _("This can't be changed here.") for name in unknown})
    if "choices" in values:
        values["choices"] = with_retired_choices(definition, values["choices"])
    changed = [name for name, value in values.items() if getattr(definition, name) != value]
    if not changed:
        policy.check_write(actor, RESOURCE, values)
        return definition
    _check_kind(definition, values.get("kind", definition.kind))
    if definition.target and values.get("target", definition.target) != definition.target:
        raise ValidationError({"target": _("What is written points elsewhere: make a new field instead.")})
    with policy.writing(actor, RESOURCE, definition, changed):
        for name in changed:
            setattr(definition, name, values[name])
        check_definition(definition)
        definition.save(update_fields=changed)
        if set(NEEDS_COMPUTING) & set(changed):
            expect_computing(definition)
            enqueue("customize.compute_field", {"definition_id": definition.pk})
        elif set(NEEDS_INDEX) & set(changed):
            enqueue("customize.index_field", {"definition_id": definition.pk})
    _forget()
    return definition


def _check_kind(definition: FieldDefinition, wanted: str) -> None:
    former = definition.kind
    if wanted == former or wanted in KEEPS_VALUES.get(CustomKind(former), set()):
        return
    raise ValidationError(
        {"kind": _("This kind can't take what is written in the field: make a new field instead.")}
    )


@transaction.atomic
def move_field(actor: Actor, uid: UUID | str, *, to: int) -> None:
    """Let a field stand at this place (from 0) among the fields in use of its record type."""
    definition = _locked(actor, uid)
    policy.check_write(actor, RESOURCE, ["position"])
    others = FieldDefinition.objects.filter(resource=definition.resource).order_by("position", "pk")
    standing = [each for each in others if each.retired_at is None and each.pk != definition.pk]
    standing.insert(max(0, min(to, len(standing))), definition)
    standing += [each for each in others if each.retired_at is not None and each.pk != definition.pk]
    places = {each.pk: place for place, each in enumerate(standing)}
    moved = [each for each in others if each.position != places[each.pk]]
    if not moved:
        return
    with policy.writing(actor, RESOURCE, definition, ["position"]):
        for each in moved:
            each.position = places[each.pk]
        FieldDefinition.objects.bulk_update(moved, ["position"])
        definition.position = places[definition.pk]
    _forget()


@transaction.atomic
def retire_field(actor: Actor, uid: UUID | str) -> FieldDefinition:
    """Take a field out of every form and list; what is written in it stays, and `restore_field` shows it again."""
    definition = _locked(actor, uid)
    if definition.retired_at is not None:
        policy.check_write(actor, RESOURCE, ["retired_at"])
        return definition
    using = [each.label for each in computed_fields(definition.resource) if definition.code in each.needs]
    if using:
        raise ValidationError(_("“%s” is computed from this field.") % "、".join(using))
    return _set_retired(actor, definition, timezone.now())


@transaction.atomic
def restore_field(actor: Actor, uid: UUID | str) -> FieldDefinition:
    """Undo `retire_field`."""
    definition = _locked(actor, uid)
    if definition.retired_at is None:
        policy.check_write(actor, RESOURCE, ["retired_at"])
        return definition
    definition = _set_retired(actor, definition, None)
    if definition.is_computed:
        check_definition(definition)
        expect_computing(definition)
        enqueue("customize.compute_field", {"definition_id": definition.pk})
    return definition


def _set_retired(actor: Actor, definition: FieldDefinition, at: Any) -> FieldDefinition:
    with policy.writing(actor, RESOURCE, definition, ["retired_at"]):
        definition.retired_at = at
        definition.save(update_fields=["retired_at"])
    _forget()
    definitions_for(definition.resource)
    return definition
