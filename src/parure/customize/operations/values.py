"""Writing the values of custom fields."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.changes import Former, writes_prefix
from parure.core.events import emit
from parure.customize.computing import compute_formulas
from parure.customize.definitions import as_rule, definitions_for
from parure.customize.events import CustomValuesChanged
from parure.customize.indexing import index_values
from parure.customize.models import CustomValue, FieldDefinition
from parure.customize.relations import keys_in_reach, past_of
from parure.customize.rules import clean_values, index_columns


@transaction.atomic
def set_custom_values(
    actor: Actor, resource: str, instance: Any, given: Mapping[str, Any], *, today: date | None = None
) -> None:
    """Validate and keep custom values of a record that the caller has fetched through the gate.

    Writes the record's JSON and the value index together, and what is computed from the values. Raises
    ValidationError with a message per field. Emits CustomValuesChanged. A relation is told by key or by uid.
    """
    with policy.writing(actor, resource, instance, [f"custom_{code}" for code in given]):
        definitions = definitions_for(resource)
        today = today or timezone.localdate()
        back = {code: each.value for code, each in given.items() if isinstance(each, Former)}
        told, misled = _led(actor, definitions, {**given, **back}, instance.custom | back)
        rules = [as_rule(each) for each in definitions]
        values, errors = clean_values(rules, told, instance.custom, today=today, back=back)
        changed = [each for each in definitions if values.get(each.code) != instance.custom.get(each.code)]
        errors |= misled | _taken(instance.pk, changed, values)
        if errors:
            raise ValidationError({f"custom_{code}": message for code, message in errors.items()})
        if not changed:
            return
        former, instance.custom = instance.custom, values
        instance.custom = values | compute_formulas(resource, [instance], today)[instance.pk]
        instance.custom = {code: value for code, value in instance.custom.items() if value is not None}
        instance.save(update_fields=["custom"])
        moved = [each for each in definitions if instance.custom.get(each.code) != former.get(each.code)]
        index_values(moved, {instance.pk: instance.custom})
        emit(CustomValuesChanged(resource, [instance.pk], [each.code for each in moved]), actor=actor)


def _led(
    actor: Actor, definitions: Sequence[FieldDefinition], given: Mapping[str, Any], kept: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """(the given values, relations by the key of their record; a message for each that leads out of the actor's
    reach or to who left the house, by the field's code). What is kept may stay wherever it leads.
    """
    told, errors = dict(given), {}
    for each in definitions:
        value = given.get(each.code)
        if each.kind != "relation" or value in (None, ""):
            continue
        key = int(value) if isinstance(value, str) and value.isdecimal() and len(value) < 19 else value
        if key != kept.get(each.code):
            found = keys_in_reach(actor, each.target, [key]).get(key)
            problem = _not_chosen(each.target, found, kept.get(each.code))
            if problem:
                errors[each.code] = problem
            key = kept.get(each.code) if problem else found
        told[each.code] = key
    return told, errors


def _not_chosen(target: str, key: int | None, kept: Any) -> str:
    """Why this record can't be chosen; "" where it can, or stands there already."""
    if key is None:
        return _("There is no such record within your reach.")
    return "" if key == kept else past_of(target, [key]).get(key, "")


def _taken(
    record_id: int, definitions: Sequence[FieldDefinition], values: Mapping[str, Any]
) -> dict[str, str]:
    """Values that only one record may have and another has, by the field's code. Holds the definitions, so that
    two records can't be given the same value at once.
    """
    unique = [each for each in definitions if each.is_unique and values.get(each.code) is not None]
    if not unique:
        return {}
    list(FieldDefinition.objects.select_for_update().filter(pk__in=[each.pk for each in unique]))
    return {
        each.code: _("Another record has this value.")
        for each in unique
        if CustomValue.objects.filter(definition=each, **index_columns(each.kind, values[each.code]))
        .exclude(record_id=record_id)
        .exists()
    }


@cache
def custom_writer(resource: str) -> Callable[..., None]:
    """The operation that writes the custom fields of a record type under their names in the catalogue."""
    return partial(write_custom, resource)


@transaction.atomic
def write_custom(resource: str, actor: Actor, uid: UUID | str, **values: Any) -> None:
    """Write custom fields of one record, named `custom_<code>`."""
    instance = policy.fetch(actor, resource, uid, "change", lock=True)
    set_custom_values(
        actor, resource, instance, {name.removeprefix("custom_"): value for name, value in values.items()}
    )


writes_prefix("custom_", custom_writer)
