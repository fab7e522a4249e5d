"""Orders of a list by a field whose values lie in an index beside the records (`resources.ValueIndex`).

Records that have no value count as the smallest, as everywhere: they come first upwards, last downwards, by key.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
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
Stretches = list[ValueIndex] | None
Sieve = Callable[[Sequence[int]], Sequence[int]]


@dataclass(frozen=True)
class Walk:
    """Which way, and from where: beyond `start`, or from the end that the direction begins at. `within` are the
    stretches of the index, upwards, in which all that can match lies; None where records without a value can, too.
    """

    index: ValueIndex
    descending: bool
    start: Place | None
    within: Sequence[ValueIndex] | None = None


def stretches_of(asked: Field, condition: Tree | None, start: Place | None, *, descending: bool) -> Stretches:
    """The stretches of a field's index, in the order of a walk from `start`, that the condition lets its own value
    lie in; None where it doesn't bound it.

    Who asks for amounts in a range and sorts by the amount must not be led through everything below the range. Of
    several words each is a stretch: a database gathers and sorts them otherwise.
    """
    terms = (condition or {}).get("all", [condition] if condition else [])
    own = [each for each in terms if isinstance(each, dict) and each.get("field") == asked.name]
    bounding = [each for each in own if each["op"] in BOUNDING]
    if asked.index is None or not bounding:
        return None
    first, others = bounding[0], bounding[1:]
    words = first.get("value") or []
    if first["op"] != "in" or not all(isinstance(each, str) for each in words):
        return [_within(asked, asked.index, bounding)]
    ahead = sorted(set(words), reverse=descending)
    if start is not None:
        ahead = [each for each in ahead if (each <= start[0] if descending else each >= start[0])]
    return [_within(asked, asked.index, [{**first, "op": "is", "value": each}, *others]) for each in ahead]


def _within(asked: Field, index: ValueIndex, terms: Sequence[Tree]) -> ValueIndex:
    for term in terms:
        index = bounding_of(replace(asked, index=index), term, timezone.localdate()) or index
    return index


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
    walk: Walk,
    base: QuerySet[Any],
    matching: QuerySet[Any],
    wanted: int,
    length: int,
    sieve: Sieve = list,
) -> list[Any]:
    """Walk the index in stretches, keeping what matches, until there is enough. What `sieve` takes out isn't looked
    at.
    """
    found: list[Any] = []
    for places_from, begin in _phases(walk, base):
        start, step = begin, length
        while len(found) < wanted:
            places = places_from(start, step)
            found += _first_matching(matching, sieve([pk for _value, pk in places]), wanted - len(found))
            if len(places) < step:
                break
            start, step = places[-1], min(step * 4, LONGEST_STRETCH)
    return found


def _phases(walk: Walk, base: QuerySet[Any]) -> list[tuple[Callable[..., list[Place]], Place | None]]:
    """What is walked one after the other, (the next places from a place, where to begin)."""
    if walk.within is not None:
        return [(partial(next_places, each, walk.descending), walk.start) for each in walk.within]
    valued = (partial(next_places, walk.index, walk.descending), walk.start)
    if not _has_bare(walk.index, base):
        return [valued]
    bare = (partial(_bare_keys, walk.index, walk.descending, base), walk.start)
    first, second = (valued, bare) if walk.descending else (bare, valued)
    if walk.start is not None and (walk.start[0] is None) == walk.descending:
        return [second]
    return [first, (second[0], None)]


def _first_matching(matching: QuerySet[Any], keys: Sequence[int], wanted: int) -> list[Any]:
    """The first records that match, in the order of the keys, looking at few more than it takes."""
    found: list[Any] = []
    looked, step = 0, wanted
    while looked < len(keys) and len(found) < wanted:
        some = keys[looked : looked + step]
        found += in_order(matching, some)
        looked, step = looked + step, step * 4
    return found[:wanted]


def _has_bare(index: ValueIndex, base: QuerySet[Any]) -> bool:
    """Whether any record has no value; remembered for some seconds, for it takes counting both."""
    key = f"{base.model._meta.label}:{index.where}"
    known_at, known = _BARE.get(key, (float("-inf"), True))
    if time.monotonic() - known_at > BARE_SECONDS:
        filled = index.model()._default_manager.filter(index.where).values(index.record).count()
        known = filled < base.model._default_manager.count()
        _BARE[key] = (time.monotonic(), known)
    return known


def next_places(index: ValueIndex, descending: bool, start: Place | None, length: int) -> list[Place]:
    """The next places of an index within its bounds, beyond `start`."""
    rows = index.model()._default_manager.filter(index.where, **{f"{index.column}__isnull": False})
    if start is not None:
        way = "lt" if descending else "gt"
        beyond = Q(**{f"{index.column}__{way}": start[0]}) | Q(**{f"{index.record}__{way}": start[1]})
        rows = rows.filter(beyond, **{f"{index.column}__{way}e": start[0]})
    turn: Callable[[str], Any] = (lambda name: F(name).desc()) if descending else (lambda name: F(name).asc())
    ordered = rows.order_by(turn(index.column), turn(index.record))
    return list(ordered.values_list(index.column, index.record)[:length])


def _bare_keys(
    index: ValueIndex, descending: bool, base: QuerySet[Any], start: Place | None, length: int
) -> list[Place]:
    """The next records without a value, by key."""
    with_value = index.model()._default_manager.filter(index.where, **{index.record: OuterRef("pk")})
    rows = base.filter(~Exists(with_value))
    if start is not None:
        rows = rows.filter(**{f"pk__{'lt' if descending else 'gt'}": start[1]})
    ordered = rows.order_by("-pk" if descending else "pk")
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
