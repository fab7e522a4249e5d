"""Computed fields: what they need, in which order they are computed, and computing them again."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access.actors import Actor
from parure.core import resources
from parure.core.bulk import update_rows
from parure.core.events import emit
from parure.core.resources import Field, Kind, Sensitivity
from parure.customize.definitions import as_field, definitions_for, let_inputs_be_told
from parure.customize.events import CustomValuesChanged
from parure.customize.formulas import Formula, compile_formula, rename_fields
from parure.customize.indexing import index_values
from parure.customize.models import CustomValue, FieldDefinition
from parure.customize.rollups import BadRollup, Rollup, read_rollup, rolled_up

CHUNK = 1000
HOUSE = Actor(None, "parure", {})
KINDS = {
    Kind.TEXT: "text",
    Kind.LONG_TEXT: "text",
    Kind.CHOICE: "text",
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.WEIGHT: "weight",
    Kind.DATE: "date",
    Kind.MOMENT: "date",
    Kind.YES_NO: "yes_no",
}
CUSTOM_KINDS = {"long_text": "text", "choice": "text", "link": "text"}
_KNOWN: dict[str, tuple[list[FieldDefinition], "list[Computed]"]] = {}


class Checkpoint(Protocol):
    def __call__(self) -> AbstractContextManager[None]: ...


@dataclass(frozen=True)
class Computed:
    """A computed field in use. `needs` are the codes of custom fields, `reads` the names of built-in ones."""

    definition: FieldDefinition
    formula: Formula | None
    rollup: Rollup | None
    needs: frozenset[str]
    reads: frozenset[str]

    @property
    def code(self) -> str:
        return self.definition.code

    @property
    def label(self) -> str:
        return self.definition.label


class Circle(ValueError):
    """Fields that are computed from one another; the message is for who defines them."""


def built_in_inputs(resource: str) -> dict[str, Field]:
    """The built-in fields that formulas can compute with."""
    return {
        name: each
        for name, each in resources.built_in_fields(resource).items()
        if each.kind in KINDS and each.sensitivity is Sensitivity.PLAIN
    }


def kinds_for(resource: str, but: FieldDefinition | None = None) -> dict[str, str]:
    """What a formula can name, and of which kind: built-in fields, and custom ones as `custom_<code>`."""
    found = {name: KINDS[each.kind] for name, each in built_in_inputs(resource).items()}
    for each in definitions_for(resource):
        kind = CUSTOM_KINDS.get(each.kind, each.kind)
        if kind in KINDS.values() and (but is None or each.pk != but.pk):
            found[f"custom_{each.code}"] = kind
    return found


def with_names(resource: str, text: str) -> str:
    """The formula with names of the catalogue where it has labels or bare codes of custom fields."""
    known = kinds_for(resource)
    labels = {str(each.label): name for name, each in built_in_inputs(resource).items()}
    labels |= {each.label: f"custom_{each.code}" for each in definitions_for(resource)}

    def name_of(typed: str) -> str | None:
        if typed in known:
            return None
        return labels.get(typed) or (f"custom_{typed}" if f"custom_{typed}" in known else None)

    return rename_fields(text, name_of)


def with_labels(resource: str, text: str) -> str:
    """The formula as people read it: [label] for each field."""
    labels = {name: str(each.label) for name, each in built_in_inputs(resource).items()}
    labels |= {f"custom_{each.code}": each.label for each in definitions_for(resource)}
    return rename_fields(text, lambda name: f"[{labels[name]}]" if name in labels else None)


def read_computed(definition: FieldDefinition) -> Computed:
    """The definition's formula or roll-up, checked. Raises ValueError with words for who wrote it."""
    if definition.rollup:
        rollup = read_rollup(definition.resource, definition.rollup)
        if rollup.kind != definition.kind:
            raise BadRollup(_("Choose the kind of field that the taken value has."))
        return Computed(definition, None, rollup, frozenset(), frozenset())
    formula = compile_formula(
        definition.formula, kinds_for(definition.resource, definition), wanted=definition.kind
    )
    custom = {name for name in formula.needs if name.startswith("custom_")}
    return Computed(
        definition,
        formula,
        None,
        frozenset(name.removeprefix("custom_") for name in custom),
        frozenset(formula.needs - custom),
    )


def check_computed(definition: FieldDefinition) -> None:
    """Raise ValueError unless the field can be computed, beside those that are there."""
    fresh = read_computed(definition)
    others = [each for each in computed_fields(definition.resource) if each.code != definition.code]
    _in_order([*others, fresh])


def computed_fields(resource: str) -> "list[Computed]":
    """The computed fields of a record type in the order of computing; one that can't be read any more is left out."""
    definitions = definitions_for(resource)
    known, found = _KNOWN.get(resource, (None, []))
    if known is not definitions:
        found = _in_order(list(_readable(definitions)))
        _KNOWN[resource] = (definitions, found)
    return found


def _readable(definitions: Iterable[FieldDefinition]) -> Iterable[Computed]:
    for each in definitions:
        if each.is_computed:
            try:
                yield read_computed(each)
            except ValueError:
                continue


def _in_order(found: Sequence[Computed]) -> "list[Computed]":
    """Each after those that it needs. Raises `Circle`."""
    waiting = {each.code: each for each in found}
    ordered: list[Computed] = []
    while waiting:
        ready = [each for each in waiting.values() if not each.needs & waiting.keys()]
        if not ready:
            labels = "、".join(each.label for each in waiting.values())
            raise Circle(_("These fields are computed from one another: %s.") % labels)
        ordered += ready
        waiting = {code: each for code, each in waiting.items() if each not in ready}
    return ordered


def inputs_of(definition: FieldDefinition) -> tuple[tuple[str, Field], ...]:
    """The fields that a computed one tells something of: who may not read one of them may not read it."""
    try:
        computed = read_computed(definition)
    except ValueError:
        return ()
    if computed.rollup is not None:
        return computed.rollup.inputs or ((computed.rollup.source, Field("pk", "", group="basic")),)
    built_in = built_in_inputs(definition.resource)
    others = {each.code: each for each in definitions_for(definition.resource)}
    found = [built_in[name] for name in sorted(computed.reads)]
    found += [as_field(others[code]) for code in sorted(computed.needs) if code in others]
    return tuple((definition.resource, each) for each in found)


let_inputs_be_told(inputs_of)


def computes(*names: str) -> Callable[[], bool]:
    """Whether any of these record types has computed fields, as handlers of facts ask."""
    return lambda: any(computed_fields(name) for name in names)


# ── computing ────────────────────────────────────────────────────────────────


def compute_formulas(resource: str, instances: Sequence[Any], today: date) -> dict[int, dict[str, Any]]:
    """The values of all formulas of these records, by key and code, from their values as they stand."""
    formulas = [each for each in computed_fields(resource) if each.formula is not None]
    names = set().union(*(each.reads for each in formulas)) if formulas else set()
    read = _read(resource, names, instances)
    found: dict[int, dict[str, Any]] = {}
    for instance in instances:
        values = {f"custom_{code}": value for code, value in instance.custom.items()}
        values |= read[instance.pk]
        mine = found.setdefault(instance.pk, {})
        for each in formulas:
            assert each.formula is not None
            mine[each.code] = each.formula.compute(values, today)
            values[f"custom_{each.code}"] = mine[each.code]
    return found


def _read(resource: str, names: Iterable[str], instances: Sequence[Any]) -> dict[int, dict[str, Any]]:
    fields = built_in_inputs(resource)
    found: dict[int, dict[str, Any]] = {each.pk: {} for each in instances}
    for name in names:
        asked = fields[name]
        batch = asked.batch(instances) if asked.batch and instances else {}
        for each in instances:
            value = (
                batch.get(each.pk)
                if asked.batch
                else asked.value(each)
                if asked.value
                else getattr(each, name)
            )
            found[each.pk][name] = value
    return found


@transaction.atomic
def recompute(resource: str, record_ids: Sequence[int], today: date | None = None) -> int:
    """Compute the computed fields of these records again; returns how many records changed. Safe to repeat."""
    computed = computed_fields(resource)
    if not computed or not record_ids:
        return 0
    today = today or timezone.localdate()
    declared = resources.get(resource)
    rows = (
        declared.model._default_manager.filter(pk__in=record_ids)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    instances: list[Any] = list(rows)
    formers = {each.pk: each.custom for each in instances}
    keys = list(formers)
    figures = {each.code: rolled_up(each.rollup, keys, today) for each in computed if each.rollup is not None}
    for instance in instances:
        instance.custom = _merged(
            instance.custom, {code: found.get(instance.pk) for code, found in figures.items()}
        )
    values = compute_formulas(resource, instances, today)
    for instance in instances:
        instance.custom = _merged(instance.custom, values[instance.pk])
    changed = [each for each in instances if each.custom != formers[each.pk]]
    _keep(resource, computed, changed)
    return len(changed)


def _merged(kept: Mapping[str, Any], fresh: Mapping[str, Any]) -> dict[str, Any]:
    return {code: value for code, value in {**kept, **fresh}.items() if value is not None}


def _keep(resource: str, computed: Sequence[Computed], changed: Sequence[Any]) -> None:
    if not changed:
        return
    model = resources.get(resource).model
    update_rows(
        model, ("custom",), [(each.pk, json.dumps(each.custom, ensure_ascii=False)) for each in changed]
    )
    index_values([each.definition for each in computed], {each.pk: each.custom for each in changed})
    if any(each.definition.is_searchable for each in computed):
        fact = CustomValuesChanged(resource, [each.pk for each in changed], [each.code for each in computed])
        emit(fact, actor=HOUSE)


def expect_computing(definition: FieldDefinition) -> None:
    """Show at once how much the job has before it."""
    model = resources.get(definition.resource).model
    definition.computed_rows, definition.rows_to_compute = 0, model._default_manager.count()
    definition.save(update_fields=["computed_rows", "rows_to_compute"])


def compute_everything(resource: str, checkpoint: Checkpoint, definition_id: int | None = None) -> None:
    """Compute the computed fields of all records, a chunk in a transaction; `definition_id` shows the progress."""
    model = resources.get(resource).model
    last: Any = 0
    done = 0
    shown = FieldDefinition.objects.filter(pk=definition_id or 0)
    while True:
        with checkpoint():
            rows = model._default_manager.filter(pk__gt=last).order_by("pk")
            keys: list[int] = [pk for (pk,) in rows.values_list("pk")[:CHUNK]]
            if not keys:
                shown.update(computed_rows=done, rows_to_compute=done)
                return
            recompute(resource, keys)
            last, done = int(keys[-1]), done + len(keys)
            shown.update(computed_rows=done)


def index_everything(definition_id: int, checkpoint: Checkpoint) -> None:
    """Write the index of one field anew, or take it away where it isn't filterable any more."""
    last: Any = 0
    while True:
        with checkpoint():
            definition = FieldDefinition.objects.filter(pk=definition_id).first()
            if definition is None:
                return
            if not definition.is_indexed:
                CustomValue.objects.filter(definition=definition).delete()
                return
            model = resources.get(definition.resource).model
            rows = model._default_manager.filter(pk__gt=last).order_by("pk")
            found = dict(rows.values_list("pk", "custom")[:CHUNK])
            if not found:
                return
            index_values([definition], found)
            filled = [pk for pk, values in found.items() if values.get(definition.code) is not None]
            if definition.is_searchable and filled:
                emit(CustomValuesChanged(definition.resource, filled, [definition.code]), actor=HOUSE)
            last = int(max(found))


def compute_field(definition_id: int, checkpoint: Checkpoint) -> None:
    """Fill a computed field on all records."""
    definition = FieldDefinition.objects.filter(pk=definition_id, retired_at=None).first()
    if definition is not None:
        compute_everything(definition.resource, checkpoint, definition_id)


def compute_all(checkpoint: Checkpoint) -> None:
    """Once a day: what is computed from today, and whatever changed without a fact."""
    in_use = FieldDefinition.objects.filter(retired_at=None)
    names = in_use.exclude(formula="", rollup=None).values_list("resource", flat=True).distinct()
    for resource in sorted(set(names)):
        compute_everything(resource, checkpoint)
