"""Custom fields as fields of the catalogue."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from parure.core import resources
from parure.core.resources import Field, Kind, ValueIndex
from parure.customize.indexing import SINGLE, column_of, lookup_of
from parure.customize.models import CustomValue, FieldDefinition
from parure.customize.queries import forget_tags
from parure.customize.relations import is_searched
from parure.customize.rules import Definition, choices_of

_CACHE: dict[str, tuple[float, list[FieldDefinition]]] = {}
_FIELDS: dict[str, tuple[list[FieldDefinition], list[Field]]] = {}
CACHE_SECONDS = 5.0
KINDS = {"link": Kind.TEXT}
InputsOf = Callable[[FieldDefinition], tuple[tuple[str, Field], ...]]
_inputs_of: list[InputsOf] = []


def definitions_for(resource: str) -> list[FieldDefinition]:
    """The custom fields in use on a record type; read again every few seconds, and at once after a change here."""
    read_at, known = _CACHE.get(resource, (float("-inf"), []))
    if time.monotonic() - read_at > CACHE_SECONDS:
        known = list(
            FieldDefinition.objects.filter(resource=resource, retired_at=None).order_by("position", "pk")
        )
        _CACHE[resource] = (time.monotonic(), known)
    return known


def forget_definitions() -> None:
    """Read custom fields and tags again at the next question."""
    _CACHE.clear()
    forget_tags()


def as_rule(definition: FieldDefinition) -> Definition:
    return Definition(
        definition.code,
        definition.kind,
        definition.required,
        definition.required_if,
        definition.choices,
        definition.rules,
        definition.shown_if,
        definition.is_computed,
    )


def carries_fields(resource: str) -> bool:
    """Whether records of this type can have fields of the shop's own."""
    return hasattr(resources.get(resource).model, "custom")


def custom_fields(resource: str) -> Iterable[Field]:
    """The custom fields of a record type, as catalogue fields named `custom_<code>`."""
    if not carries_fields(resource):
        return ()
    definitions = definitions_for(resource)
    known, fields = _FIELDS.get(resource, (None, []))
    if known is not definitions:
        fields = [as_field(each) for each in definitions]
        _FIELDS[resource] = (definitions, fields)
    return fields


def let_inputs_be_told(tell: InputsOf) -> None:
    """What a computed field is computed from is told by the module that reads formulas, which builds on this one."""
    _inputs_of[:] = [tell]


def as_field(definition: FieldDefinition) -> Field:
    """A definition as a field of the catalogue."""
    code, kind = definition.code, definition.kind
    pairs = [(each.code, each.label) for each in choices_of(definition.choices)]
    is_relation = kind == "relation"
    return Field(
        f"custom_{code}",
        definition.label,
        KINDS.get(kind) or Kind(kind),
        group=definition.group,
        value=None if is_relation else lambda instance: instance.custom.get(code),
        batch=_related(definition) if is_relation else None,
        relation=definition.target if is_relation else "",
        guarded=is_relation and is_searched(definition.target),
        lookup=lookup_of(definition) if definition.filterable else None,
        choices=(lambda: pairs) if kind in ("choice", "choices") else None,
        required=definition.required,
        sortable=definition.filterable and kind in SINGLE,
        index=_order(definition),
        custom=True,
        writable=not definition.is_computed,
        help=definition.help,
        section=definition.section,
        inputs=_inputs_of[0](definition) if definition.is_computed and _inputs_of else (),
    )


def _order(definition: FieldDefinition) -> ValueIndex | None:
    if not definition.filterable or definition.kind not in SINGLE:
        return None
    code, column = definition.code, column_of(definition.kind)

    def read(instance: Any) -> Any:
        value = instance.custom.get(code)
        if value is None or column == "number":
            return value if value is None else int(value)
        return date.fromisoformat(value) if column == "date" else str(value)[:200]

    return ValueIndex(lambda: CustomValue, Q(definition=definition.pk), "record_id", column, read)


def _related(definition: FieldDefinition) -> Callable[[Sequence[Any]], dict[int, Any]]:
    """The related records of many instances, by the instances' keys; one query."""
    code, target = definition.code, definition.target

    def read(instances: Sequence[Any]) -> dict[int, models.Model]:
        wanted = {each.custom.get(code) for each in instances} - {None}
        model = resources.get(target).model
        found = model._base_manager.in_bulk(wanted) if wanted else {}
        return {each.pk: found[each.custom[code]] for each in instances if each.custom.get(code) in found}

    return read


# ── what the search finds records by ─────────────────────────────────────────


def searched_fields(resource: str) -> list[FieldDefinition]:
    """The custom fields whose values the search knows."""
    return [each for each in definitions_for(resource) if each.is_searchable]


def searches(resource: str) -> Callable[[], bool]:
    """Whether there are any, as handlers of facts ask."""
    return lambda: bool(searched_fields(resource))


def searched_words(resource: str, custom: Mapping[str, Any]) -> list[tuple[int, str]]:
    """(definition, words) of a record's values that the search knows; a choice by its label."""
    found = []
    for each in searched_fields(resource):
        value = custom.get(each.code)
        if value is not None:
            labels = {choice.code: choice.label for choice in choices_of(each.choices)}
            found.append((each.pk, labels.get(str(value), str(value))))
    return found
