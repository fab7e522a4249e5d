"""Lists of any record type through the gate: filtered, sorted, a page at a time by key.

A page costs about the same at the start of a million rows and deep inside, whoever asks. Where what matches is
little, the few are found first and sorted; where it is much, rows are read in the wanted order, a stretch at a
time, and what doesn't match is passed over. How much it is, is counted only as far as that takes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import F, Model, OrderBy, Q, QuerySet

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.access.crossing import GATHERED, Crossing
from parure.access.cursors import Cursor, read_cursor
from parure.access.extents import COUNTED_TO, SAMPLE, Extent, extent_of, reaches_all
from parure.access.indexed import Sieve, Walk, in_order, place_of, read_few, read_stretches, stretches_of
from parure.access.policy import Record
from parure.core import resources
from parure.core.among import among
from parure.core.conditions import Tree
from parure.core.resources import Field

PAGE = 50
LONGEST_STRETCH = 200_000
WALKED_PER_KEY = 20  # places of an index are passed over in the time of looking at one record
WALKED_AT_MOST = 60_000  # what is still missing then lies far from here: the database finds it by itself


@dataclass(frozen=True)
class ListPage:
    """One page. `total` is exact unless `is_more` says that there are more than these."""

    records: list[Record]
    total: int
    is_more: bool
    sort: str
    next_cursor: str = ""
    previous_cursor: str = ""


def list_page(
    actor: Actor,
    resource: str,
    *,
    condition: Tree | None = None,
    sort: str = "",
    cursor: str = "",
    names: Sequence[str] | None = None,
    size: int = PAGE,
    extra: Q | None = None,
) -> ListPage:
    """One page of the records in reach that meet the condition, in the order of `sort` ("-total_spent").

    Filtering and sorting take the right to read (`conditions.BadCondition`, `policy.Denied`). `extra` is a
    condition of the house itself, not of the asker.
    """
    policy.require(actor, resource, "view")
    descending, field = sort_field(actor, resource, sort)
    wanted = as_query(actor, resource, condition)
    if extra is not None:
        wanted &= extra
    base = resources.get(resource).model._default_manager.all()
    matching = policy.rows(actor, resource).filter(wanted)
    crossing = Crossing(actor, resource, condition, extra)
    extent = extent_of(actor, resource, condition, extra, matching, crossing)
    start = read_cursor(cursor, field) if cursor else None
    forward = not (start and start.back)
    is_all = wanted == Q() and reaches_all(actor, resource)
    asked = Asked(field, condition, start, descending == forward, size + 1, crossing, is_all)
    found = _read(extent, asked, base, matching)
    more, found = len(found) > size, found[:size]
    if not forward:
        found.reverse()
    return ListPage(
        records=policy.records(actor, resource, found, names),
        total=min(extent.total, extent.bound),
        is_more=extent.is_more,
        sort=("-" if descending else "") + field.name,
        next_cursor=_cursor(found[-1], field) if found and (more or not forward) else "",
        previous_cursor=_cursor(found[0], field, back=True) if found and (start if forward else more) else "",
    )


@dataclass(frozen=True)
class Asked:
    """Which rows of a list are read: `wanted` of them beyond `start` in the order of `field`; `crossing` tells what
    can match before rows are looked at, `is_all` says that every row of the table matches.
    """

    field: Field
    condition: Tree | None
    start: Cursor | None
    descending: bool
    wanted: int
    crossing: Crossing
    is_all: bool = False


def _read(extent: Extent, asked: Asked, base: QuerySet[Any], matching: QuerySet[Any]) -> list[Any]:
    """The page's rows by whichever way is cheap: a walk in the wanted order that passes over what doesn't match,
    or what matches found (perhaps met in counting) and sorted.
    """
    crossing = asked.crossing if extent.is_large and extent.keys is None and asked.crossing else None
    share = _share_of_walk(extent, asked)
    keys = _few_keys(crossing, asked.wanted / max(share, 1e-9)) if crossing else extent.keys
    if extent.is_large and asked.crossing:
        matching = asked.crossing.rows
        keys = asked.crossing.still_meeting(keys) if keys is not None and not crossing else keys
    if keys is not None:
        matching = matching.filter(pk__among=among(keys))
    is_few = keys is not None or (not crossing and not extent.is_dense(asked.wanted, share))
    stretch = int(asked.wanted / max(share, 1 / GATHERED if crossing else 1 / SAMPLE) * 1.3)
    sieve = crossing.sieve if crossing else list
    if asked.field.index is not None:
        return _read_by_index(extent, asked, base, matching, is_few, stretch, sieve)
    path, start, wanted = asked.field.path, asked.start, asked.wanted
    ordered = _ordered(base.model, path, descending=asked.descending)
    walked = partial(
        _read_stretches, base, matching, path, ordered, start, asked.descending, wanted, stretch, sieve
    )
    if not is_few and not asked.is_all:
        return walked()
    if extent.is_large and extent.total <= COUNTED_TO:
        found = _read_few(base, matching, path, start, asked.descending, wanted)
        return walked() if found is None else found
    return list(_after(_with_related(matching), path, start, asked.descending).order_by(*ordered)[:wanted])


def _share_of_walk(extent: Extent, asked: Asked) -> float:
    """Which share matches of what a walk in the wanted order meets. A walk that the condition bounds passes over
    less: what matches is a larger share of what it meets.
    """
    within = (
        asked.crossing.shares.get(asked.field.name, 1.0) if extent.is_large and asked.field.index else 1.0
    )
    return min(1.0, extent.share / within) if within else extent.share


def _few_keys(crossing: Crossing, walked: float) -> Sequence[int] | None:
    """All keys that can match, where looking at them costs less than a walk over so many; otherwise None."""
    candidates = crossing.candidates
    if candidates is None or len(candidates) > COUNTED_TO or walked < WALKED_PER_KEY * len(candidates):
        return None
    return crossing.sieve(sorted(candidates))


def _read_by_index(
    extent: Extent,
    asked: Asked,
    base: QuerySet[Any],
    matching: QuerySet[Any],
    is_few: bool,
    stretch: int,
    sieve: Sieve,
) -> list[Any]:
    """The same in the order of an index beside the records."""
    assert asked.field.index is not None
    start = (asked.start.value, asked.start.pk) if asked.start else None
    within = stretches_of(asked.field, asked.condition, start, descending=asked.descending)
    walk = Walk(asked.field.index, asked.descending, start, within)
    related = _with_related(matching)
    if is_few and extent.total <= COUNTED_TO:
        keys = read_few(walk, matching, asked.wanted, COUNTED_TO + 1)
        if keys is not None:
            return in_order(related, keys)
    return read_stretches(walk, base, related, asked.wanted, stretch, sieve)


def sort_field(actor: Actor, resource: str, sort: str) -> tuple[bool, Field]:
    """(descending, field) of a sort key, or of the record type's own order where that is permitted."""
    declared = resources.get(resource).default_sort
    permitted = {name: each for name, each in policy.filterable(actor, resource).items() if each.is_sortable}
    for wanted in (sort, declared):
        if wanted and wanted.lstrip("-") in permitted:
            return wanted.startswith("-"), permitted[wanted.lstrip("-")]
        if wanted and wanted == sort:
            raise policy.Denied(wanted)
    return True, Field("id", "", resources.Kind.NUMBER, path="pk", sortable=True)


def _ordered(model: type[Model], path: str, *, descending: bool) -> tuple[OrderBy, ...]:
    """The order of a list; where a value may be missing, missing ones count as the smallest on every database."""
    missing: dict[str, Any] = {}
    if path != "pk" and _may_miss(model, path):
        missing = {"nulls_last": True} if descending else {"nulls_first": True}
    last = F("pk").desc() if descending else F("pk").asc()
    if path == "pk":
        return (last,)
    return (F(path).desc(**missing) if descending else F(path).asc(**missing), last)


def _may_miss(model: type[Model], path: str) -> bool:
    return bool(model._meta.get_field(path.partition("__")[0]).null)


def _after(rows: QuerySet[Any], path: str, start: Cursor | None, descending: bool) -> QuerySet[Any]:
    """Rows beyond the cursor in this direction. The bare range on the sort column lets an index find the place."""
    if start is None:
        return rows
    way = "lt" if descending else "gt"
    if path == "pk":
        return rows.filter(**{f"pk__{way}": start.pk})
    without = Q(**{f"{path}__isnull": True})
    if start.value is None:
        beyond = without & Q(**{f"pk__{way}": start.pk})
        return rows.filter(beyond if descending else beyond | ~without)
    within = Q(**{f"{path}__{way}e": start.value})
    step = Q(**{f"{path}__{way}": start.value}) | Q(**{f"pk__{way}": start.pk})
    if descending and _may_miss(rows.model, path):
        return rows.filter((within & step) | without)
    return rows.filter(within, step)


def _read_stretches(
    base: QuerySet[Any],
    matching: QuerySet[Any],
    path: str,
    ordered: tuple[OrderBy, ...],
    start: Cursor | None,
    descending: bool,
    wanted: int,
    length: int,
    sieve: Sieve = list,
) -> list[Any]:
    """Walk the index of the sort column in stretches, keeping what matches, until there is enough.

    The first is as long as the share that matches suggests; the next ones grow. Where what matches has little to do
    with the beginning of this order, the walk ends and one query reads on from there.
    """
    found: list[Any] = []
    matching = _with_related(matching)
    walked = 0
    while len(found) < wanted:
        if walked > WALKED_AT_MOST:
            found.extend(_after(matching, path, start, descending).order_by(*ordered)[: wanted - len(found)])
            break
        stretch = list(
            _after(base, path, start, descending).order_by(*ordered).values_list("pk", path)[:length]
        )
        if not stretch:
            break
        walked += len(stretch)
        kept = matching.filter(pk__among=among(sieve([pk for pk, _value in stretch])))
        found.extend(kept.order_by(*ordered)[: wanted - len(found)])
        if len(stretch) < length:
            break
        start = Cursor(stretch[-1][1], stretch[-1][0])
        length = min(length * 4, LONGEST_STRETCH)
    return found


def _read_few(
    base: QuerySet[Any],
    matching: QuerySet[Any],
    path: str,
    start: Cursor | None,
    descending: bool,
    wanted: int,
) -> list[Any] | None:
    """Find all that matches, sort it here, and read the page's rows by key; None where that is too much.

    Asked to sort, a database may rather walk the whole index of the sort column and pass over everything else.
    """

    def place(pk: int, value: Any) -> tuple[bool, Any, int]:
        return (value is not None, 0 if value is None else value, pk)

    columns = ("pk", "pk") if path == "pk" else ("pk", path)
    found = [place(*row) for row in matching.order_by().values_list(*columns)[: COUNTED_TO + 1]]
    if len(found) > COUNTED_TO:
        return None
    if start is not None:
        begin = place(start.pk, start.pk if path == "pk" else start.value)
        found = [each for each in found if (each < begin if descending else each > begin)]
    found.sort(reverse=descending)
    keys = [pk for _known, _value, pk in found[:wanted]]
    rows = _with_related(base).in_bulk(keys)
    return [rows[pk] for pk in keys if pk in rows]


def _with_related(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with the related records that their type is shown with, in the same query."""
    declared = resources.for_model(rows.model)
    return rows.select_related(*(declared.related if declared else ()))


def _cursor(row: Any, field: Field, *, back: bool = False) -> str:
    if field.index is not None:
        return Cursor(*place_of(field.index, row), back).encode()
    return Cursor(row.pk if field.path == "pk" else getattr(row, field.path), row.pk, back).encode()
