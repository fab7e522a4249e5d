"""Custom values of many records at once, for imports: a few statements a batch, inside the caller's transaction.

The same rows as one `set_custom_values` after another would leave; the caller has validated the values, answers for
the rights, and keeps what is needed to take them back.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from parure.access.actors import Actor
from parure.core import resources
from parure.core.bulk import update_rows
from parure.core.events import emit
from parure.customize.computing import computed_fields, recompute
from parure.customize.definitions import definitions_for
from parure.customize.events import CustomValuesChanged
from parure.customize.indexing import column_of, index_values
from parure.customize.models import CustomValue, FieldDefinition

CHUNK = 5000
Taken = dict[tuple[str, Any], int]
"""Which record has a value that only one may have, by the field's code."""


def kept_values(resource: str, record_ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The custom values of records as they are kept, computed ones included."""
    model = resources.get(resource).model
    found: dict[int, dict[str, Any]] = {}
    for chunk in _chunks(list(record_ids)):
        found.update(model._base_manager.filter(pk__in=chunk).values_list("pk", "custom"))
    return found


def taken_values(definitions: Sequence[FieldDefinition], wanted: Mapping[str, set[Any]]) -> Taken:
    """Who has these values of fields in which no two records may agree. Holds the definitions till the end of the
    transaction, so that nobody takes one meanwhile.
    """
    unique = [each for each in definitions if each.is_unique and wanted.get(each.code)]
    if not unique:
        return {}
    list(FieldDefinition.objects.select_for_update().filter(pk__in=[each.pk for each in unique]))
    taken: Taken = {}
    for each in unique:
        column = column_of(each.kind)
        indexed = CustomValue.objects.filter(definition=each)
        for chunk in _chunks(list(wanted[each.code])):
            rows = indexed.filter(**{f"{column}__in": chunk}).values_list(column, "record_id")
            taken.update({(each.code, str(value)): pk for value, pk in rows})
    return taken


def keep_values(
    actor: Actor, resource: str, values: Mapping[int, Mapping[str, Any]], codes: set[str]
) -> None:
    """Write the custom values of records as a whole, of which these codes changed: JSON, index, what is computed
    from them, what the search finds.
    """
    if not values:
        return
    moved = [each for each in definitions_for(resource) if each.code in codes]
    rows = [(pk, json.dumps(dict(kept), ensure_ascii=False)) for pk, kept in values.items()]
    update_rows(resources.get(resource).model, ("custom",), rows)
    index_values(moved, values)
    if computed_fields(resource):
        for chunk in _chunks(list(values)):
            recompute(resource, chunk)
    if any(each.is_searchable for each in moved):
        emit(CustomValuesChanged(resource, list(values), sorted(codes)), actor=actor)


def forget_values(resource: str, record_ids: Sequence[int]) -> None:
    """The index of records that are removed."""
    for chunk in _chunks(list(record_ids)):
        CustomValue.objects.filter(definition__resource=resource, record_id__in=chunk).delete()


def _chunks(ids: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]
