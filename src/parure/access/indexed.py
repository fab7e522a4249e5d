"""Orders of a list by a field whose values lie in an index beside the records (`resources.ValueIndex`).

Records that have no value count as the smallest, as everywhere: they come first upwards, last downwards, by key.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from parure.core.resources import ValueIndex

LONGEST_STRETCH = 200_000
Place = tuple[Any, int]  # (value or None, primary key)


@dataclass(frozen=True)
class Walk:
    """Which way, and from where: beyond `start`, or from the end that the direction begins at."""

    index: ValueIndex
    descending: bool
    start: Place | None


def place_of(index: ValueIndex, instance: Any) -> Place:
    """Where a record stands in the order."""
    return (index.read(instance), instance.pk)


def read_stretches(
    walk: Walk, base: QuerySet[Any], matching: QuerySet[Any], wanted: int, length: int
) -> list[Any]:
    """Walk the index in stretches, keeping what matches, until there is enough."""
    found: list[Any] = []
    phases = [_valued_keys, _bare_keys] if walk.descending else [_bare_keys, _valued_keys]
    if walk.start is not None:
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


def read_few(walk: Walk, matching: QuerySet[Any], wanted: int, most: int) -> list[int]:
    """The keys of the page's records, where all that matches is little: found, and sorted here."""
    index = walk.index
    values = index.model()._default_manager.filter(index.where, **{index.record: OuterRef("pk")})
    valued = matching.order_by().annotate(placed_by=Subquery(values.values(index.column)[:1]))
    found = [_sortable((value, pk)) for pk, value in valued.values_list("pk", "placed_by")[:most]]
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
