"""The index of custom values: what filters and orders ask instead of the records' JSON."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from parure.core.bulk import insert_rows
from parure.core.conditions import YES, leaf_query
from parure.core.resources import Field, Kind
from parure.customize.models import CustomValue, FieldDefinition
from parure.customize.rules import index_rows

COLUMN = {
    "number": "number",
    "money": "number",
    "weight": "number",
    "yes_no": "number",
    "relation": "number",
    "date": "date",
}
SINGLE = {
    "text",
    "number",
    "money",
    "weight",
    "date",
    "yes_no",
    "choice",
}  # one value a record, short: to sort by
FEW = 20_000  # values that are gathered before looking at records; more are asked for record by record
EXTENT_SECONDS = 20.0
CHUNK = 5000  # records whose index is rewritten by one statement
_EXTENTS: dict[Any, tuple[float, bool]] = {}


def column_of(kind: str) -> str:
    """The column of the index that holds values of this kind."""
    return COLUMN.get(kind, "text")


def lookup_of(definition: FieldDefinition) -> Callable[[str, Any], Q]:
    """(operator, value) as a condition on records, asked of the index."""
    plain = Field(
        definition.code, "", KIND_TO_COMPARE.get(definition.kind, Kind.TEXT), path=column_of(definition.kind)
    )

    def query(op: str, value: Any) -> Q:
        indexed = CustomValue.objects.filter(definition=definition.pk)
        if op in ("empty", "filled"):
            found = _with_one_of(indexed, definition.pk)
            return ~found if op == "empty" else found
        value = _comparable(definition.kind, value)
        negated = op == "is_not"
        compared = leaf_query(plain, "is" if negated else op, value, timezone.localdate())
        found = _with_one_of(indexed.filter(compared), (definition.pk, op, str(value)))
        return ~found if negated else found

    return query


KIND_TO_COMPARE = {
    "number": Kind.NUMBER,
    "money": Kind.MONEY,
    "weight": Kind.WEIGHT,
    "yes_no": Kind.YES_NO,
    "date": Kind.DATE,
    "relation": Kind.NUMBER,
    "choice": Kind.CHOICE,
    "choices": Kind.CHOICE,
}


def _comparable(kind: str, value: Any) -> Any:
    if kind == "yes_no":
        return [each in YES for each in value] if isinstance(value, list) else value in YES
    return value


def _with_one_of(values: QuerySet[CustomValue], key: Any) -> Q:
    """Records that have one of these values. Few values lead to their records; many are looked up by the record,
    because a database would gather them all before it looks at the first record of a page.
    """
    if _are_few(values, key):
        return Q(pk__in=values.values("record_id"))
    return Q(Exists(values.filter(record_id=OuterRef("pk"))))


def _are_few(values: QuerySet[CustomValue], key: Any) -> bool:
    """Counted as far as needed, remembered for some seconds."""
    known_at, few = _EXTENTS.get(key, (float("-inf"), True))
    if time.monotonic() - known_at > EXTENT_SECONDS:
        few = values.order_by().values("record_id")[: FEW + 1].count() <= FEW
        if len(_EXTENTS) > 5000:
            _EXTENTS.clear()
        _EXTENTS[key] = (time.monotonic(), few)
    return few


def index_values(definitions: Iterable[FieldDefinition], values: Mapping[int, Mapping[str, Any]]) -> None:
    """Rewrite the index of these records' custom values: a delete and an insert for thousands of them."""
    definitions = [each for each in definitions if each.is_indexed]
    if not definitions or not values:
        return
    ids = list(values)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        CustomValue.objects.filter(definition__in=definitions, record_id__in=chunk).delete()
    rows = [
        (each.pk, pk, columns.get("text"), columns.get("number"), _day(columns.get("date")))
        for pk, kept in values.items()
        for each in definitions
        if kept.get(each.code) is not None
        for columns in index_rows(each.kind, kept[each.code])
    ]
    insert_rows(CustomValue, ("definition_id", "record_id", "text", "number", "date"), rows)


def _day(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
