"""Conditions on values that lie in an index beside the records (`resources.ValueIndex`), in large tables.

A database asked for records that meet two such terms looks at every record, or gathers all that one index has
before it looks at the first. So the term that fewest records meet is read from its index, and only as far as it
takes to say that there are more than `BOUND`; the others are looked up record by record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.access.indexed import bounding_of
from parure.core.conditions import Tree
from parure.core.resources import Field, ValueIndex

BOUND = 1000  # records that such a condition is counted to
SURELY = 12  # hits in a sample by which more than twice the bound is sure


@dataclass(frozen=True)
class Crossing:
    """The terms of a condition that must all hold and bound an index: which share of the table meets each field's
    term, and the index that leads with the rest of the condition, if one does.
    """

    shares: Mapping[str, float]
    lead: tuple[ValueIndex, Tree] | None = None


def terms_beside(fields: Mapping[str, Field], condition: Tree | None) -> dict[str, tuple[ValueIndex, Any]]:
    """By field: its index as far as the term lets it go, and the term. Of two terms of a field the first counts."""
    terms = (condition or {}).get("all", [condition] if condition else [])
    found: dict[str, tuple[ValueIndex, Any]] = {}
    for term in terms:
        name = str(term.get("field", "")) if isinstance(term, dict) else ""
        asked = fields.get(name)
        if asked is not None and asked.index is not None and name not in found:
            bounded = bounding_of(asked, term, timezone.localdate())
            if bounded is not None:
                found[name] = (bounded, term)
    return found


def asks_beside(fields: Mapping[str, Field], condition: Tree | None) -> bool:
    """Whether any term, however nested, is asked of something else than the record's own row."""
    if isinstance(condition, list):
        return any(asks_beside(fields, each) for each in condition)
    if not isinstance(condition, dict):
        return False
    asked = fields.get(condition.get("field", ""))
    return (asked is not None and asked.custom) or any(
        asks_beside(fields, condition[key]) for key in ("all", "any", "not") if key in condition
    )


def crossing_of(
    fields: Mapping[str, Field], condition: Tree | None, sample: Sequence[int], in_reach: float
) -> Crossing:
    """How the condition's terms are best crossed, by what each holds of a sample; one query a term.

    Nothing leads where fewer records are in reach than the smallest term holds: they are looked through then.
    """
    terms = terms_beside(fields, condition)
    shares = {name: _share(index, sample) for name, (index, _term) in terms.items()}
    if not terms:
        return Crossing(shares)
    least = min(shares, key=lambda name: shares[name])
    if shares[least] >= in_reach:
        return Crossing(shares)
    index, led = terms[least]
    others = [each for each in (condition or {}).get("all", ()) if each is not led]
    return Crossing(shares, (index, {"all": others}))


def _share(index: ValueIndex, sample: Sequence[int]) -> float:
    rows = index.model()._default_manager.filter(index.where, **{f"{index.record}__in": sample})
    return rows.count() / len(sample)


def first_keys(
    actor: Actor,
    resource: str,
    crossing: Crossing,
    reachable: QuerySet[Any],
    extra: Q | None,
    most: int,
) -> list[int]:
    """The keys of at most so many records that match, in whatever order they are met."""
    assert crossing.lead is not None
    index, rest = crossing.lead
    wanted = as_query(actor, resource, rest if rest["all"] else None)
    if extra is not None:
        wanted &= extra
    matching = reachable.filter(wanted, pk=OuterRef(index.record))
    rows = index.model()._default_manager.filter(index.where).filter(Exists(matching)).order_by()
    return list(rows.values_list(index.record, flat=True)[:most])


def is_sure(hits: int, sampled: int, last: int, bound: int) -> bool:
    """Whether so many hits in a sample can't come from a table of `last` records of which no more than `bound` match."""
    return hits > 2 * bound * sampled / last + SURELY
