"""Orders of a list by a field whose values lie in an index beside the records (`resources.ValueIndex`).

Records that have no value count as the smallest, as everywhere: they come first upwards, last downwards, by key.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from parure.core.conditions import Tree, leaf_query
from parure.core.resources import Field, ValueIndex

LONGEST_STRETCH = 200_000
BOUNDING = {"is", "in", "between", "gt", "gte", "lt", "lte", "next_days", "last_days", "older_days"}
BARE_SECONDS = 60.0
_BARE: dict[str, tuple[float, bool]] = {}
Place = tuple[Any, int]  # (value or None, primary key)


@dataclass(frozen=True)
class Walk:
    """Which way, and from where: beyond `start`, or from the end that the direction begins at."""

    index: ValueIndex
    descending: bool
    start: Place | None
    is_bounded: bool = False  # only records that have a value can match


def bounded(asked: Field, condition: Tree | None) -> tuple[ValueIndex, bool]:
    """The index of a field, no further than the condition lets its own value go; whether it bounds it at all.

    Who asks for amounts in a range and sorts by the amount must not be led through everything below the range.
    """
    if asked.index is None:
        raise ValueError(asked.name)
    index, found = asked.index, False
    terms = (condition or {}).get("all", [condition] if condition else [])
    for term in terms:
        if isinstance(term, dict) and term.get("field") == asked.name:
            further = bounding_of(replace(asked, index=index), term, timezone.localdate())
            index, found = further or index, found or further is not None
    return index, found


def bounding_of(asked: Field, term: Tree, today: date) -> ValueIndex | None:
    """The index of a field no further than this comparison lets it go; None where the comparison doesn't bound it."""
    if asked.index is None or term["op"] not in BOUNDING:
        return None
    plain = replace(asked, path=asked.index.column, lookup=None)
    compared = leaf_query(plain, term["op"], term.get("value"), today)
    return replace(asked.index, where=asked.index.where & compared)


def place_of(index: ValueIndex, instance: Any) -> Place:
    """Where a record stands in the order."""
    return (index.read(instance), instance.pk)


def read_stretches(
    walk: Walk, base: QuerySet[Any], matching: QuerySet[Any], wanted: int, length: int
) -> list[Any]:
    """Walk the index in stretches, keeping what matches, until there is enough."""
    found: list[Any] = []
    phases = [_valued_keys, _bare_keys] if walk.descending else [_bare_keys, _valued_keys]
    if walk.is_bounded or not _has_bare(walk.index, base):
        phases = [_valued_keys]
    if walk.start is not None and len(phases) > 1:
        is_bare = walk.start[0] is None
        phases = phases if is_bare != walk.descending else phases[1:]
    start = walk.start
    for phase in phases:
        step = length
        while len(found) < wanted:
            places = phase(walk, base, start, step)
            keys = [pk for _value, pk in places]
            kept = matching.in_bulk(keys) if keys else {}
            found.extend([kept[pk] for pk in keys if pk in kept][: wanted - len(found)])
            if len(places) < step:
                break
            start, step = places[-1], min(step * 4, LONGEST_STRETCH)
        start = None
    return found


def _has_bare(index: ValueIndex, base: QuerySet[Any]) -> bool:
    """Whether any record has no value; remembered for some seconds, for it takes counting both."""
    key = f"{base.model._meta.label}:{index.where}"
    known_at, known = _BARE.get(key, (float("-inf"), True))
    if time.monotonic() - known_at > BARE_SECONDS:
        filled = index.model()._default_manager.filter(index.where).values(index.record).count()
        known = filled < base.model._default_manager.count()
        _BARE[key] = (time.monotonic(), known)
    return known


def _valued_keys(walk: Walk, base: QuerySet[Any], start: Place | None, length: int) -> list[Place]:
    """The next places of the index itself."""
    index = walk.index
    rows = index.model()._default_manager.filter(index.where, **{f"{index.column}__isnull": False})
    if start is not None:
        way = "lt" if walk.descending else "gt"
        beyond = Q(**{f"{index.column}__{way}": start[0]}) | Q(**{f"{index.record}__{way}": start[1]})
        rows = rows.filter(beyond, **{f"{index.column}__{way}e": start[0]})
    turn: Callable[[str], Any] = (
        (lambda name: F(name).desc()) if walk.descending else (lambda name: F(name).asc())
    )
    ordered = rows.order_by(turn(index.column), turn(index.record))
    return list(ordered.values_list(index.column, index.record)[:length])


def _bare_keys(walk: Walk, base: QuerySet[Any], start: Place | None, length: int) -> list[Place]:
    """The next records without a value, by key."""
    index = walk.index
    with_value = index.model()._default_manager.filter(index.where, **{index.record: OuterRef("pk")})
    rows = base.filter(~Exists(with_value))
    if start is not None:
        rows = rows.filter(**{f"pk__{'lt' if walk.descending else 'gt'}": start[1]})
    ordered = rows.order_by("-pk" if walk.descending else "pk")
    return [(None, pk) for pk in ordered.values_list("pk", flat=True)[:length]]


def read_few(walk: Walk, matching: QuerySet[Any], wanted: int, most: int) -> list[int] | None:
    """The keys of the page's records, where all that matches is little: found, and sorted here. None where there
    are `most` of them, for then some may be missing.
    """
    index = walk.index
    values = index.model()._default_manager.filter(index.where, **{index.record: OuterRef("pk")})
    valued = matching.order_by().annotate(placed_by=Subquery(values.values(index.column)[:1]))
    found = [_sortable((value, pk)) for pk, value in valued.values_list("pk", "placed_by")[:most]]
    if len(found) == most:
        return None
    if walk.start is not None:
        begin = _sortable(walk.start)
        found = [each for each in found if (each < begin if walk.descending else each > begin)]
    found.sort(reverse=walk.descending)
    return [pk for _there, _value, pk in found[:wanted]]


def _sortable(place: Place) -> tuple[bool, Any, int]:
    value, pk = place
    return (value is not None, 0 if value is None else value, pk)


def in_order(rows: QuerySet[Any], keys: Sequence[int]) -> list[Any]:
    """These records in the order of the keys."""
    found = rows.in_bulk(keys)
    return [found[pk] for pk in keys if pk in found]
