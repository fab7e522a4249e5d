"""What points to a record in fields of the shop's own, when that record becomes another one, and back.

The index tells it, which holds every relation. Nobody's rights are asked here: the caller answers for them.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from parure.core import resources
from parure.core.bulk import update_rows
from parure.customize.models import CustomValue, FieldDefinition

Pointers = list[tuple[int, int]]
"""(definition, record that carries the value)."""
CHUNK = 5000


def pointing_to(target: str, key: int) -> Pointers:
    """The values that point to this record, those of retired fields included."""
    rows = CustomValue.objects.filter(
        definition__kind="relation", definition__target=target, number=key
    ).order_by("definition_id", "record_id")
    return list(rows.values_list("definition_id", "record_id"))


def pointed_to(target: str, keys: Sequence[int]) -> set[int]:
    """Which of these records others than they themselves point to."""
    pointing = FieldDefinition.objects.filter(kind="relation", target=target)
    found: set[int] = set()
    for definition_id, resource in list(pointing.values_list("pk", "resource")):
        for start in range(0, len(keys), CHUNK):
            rows = CustomValue.objects.filter(
                definition=definition_id, number__in=keys[start : start + CHUNK]
            )
            mine = set(keys) if resource == target else set()
            pairs = rows.values_list("number", "record_id")
            found |= {key for key, record in pairs if key is not None and record not in mine}
    return found


def staying_along(target: str, keys: Iterable[int], staying: Iterable[int]) -> set[int]:
    """Which of these records those of the same type that stay point to, and those that they point to in turn."""
    own = FieldDefinition.objects.filter(kind="relation", target=target, resource=target)
    definitions = list(own.values_list("pk", flat=True))
    gone, last, found = set(keys) - set(staying), set(staying), set[int]()
    while definitions and gone and last:
        ids, last = sorted(last), set()
        for start in range(0, len(ids), CHUNK):
            rows = CustomValue.objects.filter(
                definition__in=definitions, record_id__in=ids[start : start + CHUNK]
            )
            last |= gone.intersection(rows.values_list("number", flat=True))
        gone -= last
        found |= last
    return found


def point(pointers: Iterable[tuple[int, int]], before: int, after: int) -> Pointers:
    """Let these values point to `after` where they point to `before`; returns those that did."""
    wanted: dict[int, set[int]] = {}
    for definition_id, record_id in pointers:
        wanted.setdefault(definition_id, set()).add(record_id)
    moved: Pointers = []
    for definition in FieldDefinition.objects.filter(pk__in=wanted).order_by("pk"):
        found = _pointed(definition, wanted[definition.pk], before)
        model = resources.get(definition.resource).model
        rows = [
            (pk, json.dumps({**kept, definition.code: after}, ensure_ascii=False))
            for pk, kept in found.items()
        ]
        update_rows(model, ("custom",), rows)
        for start in range(0, len(rows), CHUNK):
            chunk = [pk for pk, _kept in rows[start : start + CHUNK]]
            CustomValue.objects.filter(definition=definition, record_id__in=chunk).update(number=after)
        moved += [(definition.pk, pk) for pk, _kept in rows]
    return moved


def _pointed(definition: FieldDefinition, ids: Iterable[int], key: int) -> Mapping[int, dict[str, Any]]:
    """The own values of those records that point there still, held till the end of the transaction."""
    model = resources.get(definition.resource).model
    wanted = sorted(ids)
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(wanted), CHUNK):
        rows = model._base_manager.select_for_update().filter(pk__in=wanted[start : start + CHUNK])
        kept = rows.order_by("pk").values_list("pk", "custom")
        found |= {pk: custom for pk, custom in kept if custom.get(definition.code) == key}
    return found
