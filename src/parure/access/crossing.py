"""Conditions on values that lie in an index beside the records (`resources.ValueIndex`), in large tables.

A database asked for records that meet two such terms looks at every record, or gathers all that one index has
before it looks at the first. Reading keys along an index is a hundred times cheaper than looking at records, so
the keys that few records have are read whole and crossed here: of each term, and of what is in reach. What many
records meet is looked up for the keys that are left. Records are looked at last, those that will be counted or
shown; it is there that reach and condition are checked in full.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import chain
from math import prod
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.access.indexed import Place, bounding_of, next_places, stretches_of
from parure.access.reach import reach_parts
from parure.core import resources
from parure.core.among import among
from parure.core.conditions import Tree, leaf_query
from parure.core.keys import keys_of
from parure.core.resources import Field, ValueIndex

BOUND = 1000  # records that such a condition is counted to
GATHERED = 100_000  # keys of one term that are read whole without knowing what is left of them
READ_PER_LOOKUP = 6  # keys are read along an index in the time of one that is looked up
COUNTED_EXACTLY = 20_000  # records that meet one term; of more a sample tells about how many they are
SAMPLE = 500
CHUNK = 2000  # keys looked up at once
SURELY = (
    200  # records found in a spread sample of the candidates by which an estimate of twice the bound is sure
)
TESTED_AT_MOST = 100_000  # keys looked up before the database is left to find what there is
SIZE_SECONDS = 60.0
MOST_SIZES = 5000
_SIZES: dict[str, tuple[float, int]] = {}  # by query: when it was counted, how many


@dataclass(frozen=True)
class Term:
    """One comparison: the index no further than it lets it go, as one and as stretches that lie in order; the whole
    index, and what its value `looked_up` must meet there.
    """

    bounded: ValueIndex
    stretches: Sequence[ValueIndex]
    index: ValueIndex
    met: Q


def terms_beside(fields: Mapping[str, Field], condition: Tree | None) -> tuple[dict[str, Term], Tree]:
    """(by field the term that must hold and bounds its index, the rest of the condition). Of two terms of a field
    the first counts.
    """
    today = timezone.localdate()
    found: dict[str, Term] = {}
    rest: list[Tree] = []
    for term in (condition or {}).get("all", [condition] if condition else []):
        name = str(term.get("field", "")) if isinstance(term, dict) else ""
        asked = fields.get(name)
        bounded = bounding_of(asked, term, today) if asked is not None and name not in found else None
        if asked is None or asked.index is None or bounded is None:
            rest.append(term)
            continue
        plain = replace(asked, path="looked_up", lookup=None)
        within = stretches_of(asked, {"all": [term]}, None, descending=False) or [bounded]
        met = leaf_query(plain, term["op"], term.get("value"), today)
        found[name] = Term(bounded, within, asked.index, met)
    return found, {"all": rest} if rest else {}


def asks_beside(fields: Mapping[str, Field], condition: Tree | None) -> bool:
    """Whether any term, however nested, is asked of something else than the record's own row."""
    if isinstance(condition, list):
        return any(asks_beside(fields, each) for each in condition)
    if not isinstance(condition, dict):
        return False
    asked = fields.get(condition.get("field", ""))
    return (asked is not None and (asked.custom or asked.index is not None)) or any(
        asks_beside(fields, condition[key]) for key in ("all", "any", "not") if key in condition
    )


@dataclass(frozen=True)
class KeySet:
    """Keys that can be read whole: which share of the table they are, how they are read, and the term that they
    meet; none where they are those in reach.
    """

    share: float
    read: Callable[[], Iterable[int]]
    term: Term | None = None


class Crossing:
    """What the terms of a condition that indexes beside the records answer leave of a large table. Nothing is read
    before it is asked for; what was read is kept as long as the list that asks.
    """

    def __init__(self, actor: Actor, resource: str, condition: Tree | None, extra: Q | None = None) -> None:
        self._actor, self._resource = actor, resource
        self._model = resources.get(resource).model
        fields = policy.filterable(actor, resource)
        self._terms, rest = terms_beside(fields, condition)
        self.asks_beside = asks_beside(fields, condition)
        self._rest = as_query(actor, resource, rest) & (extra if extra is not None else Q())

    def __bool__(self) -> bool:
        """Whether there is any such term."""
        return bool(self._terms)

    @property
    def rows(self) -> QuerySet[Any]:
        """What is in reach and meets all that the terms don't tell: keys that passed `sieve` are looked at here."""
        return policy.rows(self._actor, self._resource).filter(self._rest)

    @cached_property
    def shares(self) -> dict[str, float]:
        """By field, which share of the table meets its term: counted where it is small, by a sample where not."""
        return {name: self._share(term) for name, term in self._terms.items()}

    @cached_property
    def candidates(self) -> AbstractSet[int] | None:
        """What is left of the keys that are read whole, crossed; None where nothing is, because many records meet
        each term. Some of them may be out of reach.
        """
        return self._crossed[0]

    def sieve(self, keys: Sequence[int]) -> list[int]:
        """Those of the keys, in their order, that meet every term."""
        candidates, looked_up = self._crossed
        left = keys if candidates is None else [pk for pk in keys if pk in candidates]
        return _meeting(looked_up, left)

    def still_meeting(self, keys: Sequence[int]) -> list[int]:
        """The same of few keys, without reading anything whole."""
        return _meeting(list(self._terms.values()), keys)

    def met(self, most: int) -> tuple[list[int], float] | None:
        """(the keys of at most so many records that match, about how many match in all); None where so few of those
        that meet the terms match that finding them is left to the database. There may be fewer keys than `most` where
        surely more than these match.
        """
        found: list[int] = []
        tested = 0
        to_test, chunks, is_spread = self._to_test()
        for chunk, meeting in chunks:
            tested += len(chunk)
            if meeting:
                found += self.rows.filter(pk__among=among(meeting)).order_by().values_list("pk", flat=True)
            about = to_test * len(found) / tested
            if len(found) > most or (is_spread and len(found) > SURELY and about > 2 * most):
                return found[:most], max(about, most)
            if tested > TESTED_AT_MOST:
                return None
        return found, len(found)

    def _to_test(self) -> tuple[float, Iterator[tuple[Sequence[int], Sequence[int]]], bool]:
        """(how many keys there are to test; some of them at a time, with those of them that meet every term; whether
        each time they are spread over all): the candidates, or what lies along the index of the rarest term.
        """
        candidates, looked_up = self._crossed
        if candidates is not None:
            keys = sorted(candidates)
            times = -(-len(keys) // CHUNK)
            chunks = (keys[first::times] for first in range(times))
            return len(candidates), ((chunk, _meeting(looked_up, chunk)) for chunk in chunks), True
        first, *others = sorted(self._terms, key=self.shares.__getitem__)
        terms = [self._terms[name] for name in others]
        along = _along(self._terms[first].stretches)
        return self.shares[first] * self._last, ((chunk, _meeting(terms, chunk)) for chunk in along), False

    @cached_property
    def _crossed(self) -> tuple[AbstractSet[int] | None, list[Term]]:
        """(the candidates, the terms that are to be looked up). A set is read whole where that takes less time than
        looking its term up for the keys that would have to be tested to count as far as `BOUND`.
        """
        left: set[int] | None = None
        looked_up: list[Term] = []
        for place, each in enumerate(self._sets):
            to_test = GATHERED / READ_PER_LOOKUP
            if left is not None:
                density = prod(later.share for later in self._sets[place:])
                to_test = min(len(left), BOUND / max(density, 1e-9))
            if each.share * self._last <= READ_PER_LOOKUP * to_test:
                left = set(each.read()) if left is None else left.intersection(each.read())
            elif each.term is not None:
                looked_up.append(each.term)
        return left, looked_up

    @cached_property
    def _sets(self) -> list[KeySet]:
        """What can be read whole, smallest first: the keys that meet each term; and those in reach where these are
        few, with some of records that are not shown.
        """
        sets = [
            KeySet(self.shares[name], partial(_keys_within, term.bounded), term)
            for name, term in self._terms.items()
        ]
        parts = reach_parts(self._actor, self._resource)
        if parts is not None:
            rows = [self._model._default_manager.filter(part).order_by() for part in parts]
            size = sum(map(_size, rows))
            if size <= GATHERED:
                sets.append(KeySet(size / self._last, lambda: chain(*map(keys_of, rows))))
        return sorted(sets, key=lambda each: each.share)

    def _share(self, term: Term) -> float:
        size = _rows(term.bounded).values("pk")[: COUNTED_EXACTLY + 1].count()
        if size <= COUNTED_EXACTLY:
            return size / self._last
        sample = range(1, self._last + 1, max(1, self._last // SAMPLE))
        return max(size / self._last, _of_records(term, sample).count() / len(sample))

    @cached_property
    def _last(self) -> int:
        last: int = self._model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
        return max(1, last)


def _rows(index: ValueIndex) -> QuerySet[Any]:
    return index.model()._default_manager.filter(index.where).order_by()


def _keys_within(index: ValueIndex) -> Iterable[int]:
    return keys_of(_rows(index), index.record)


def _size(rows: QuerySet[Any]) -> int:
    """How many these are, counted to `GATHERED` + 1; remembered for some seconds, for it only says which way to go."""
    try:
        key = str(rows.query)
    except EmptyResultSet:
        return 0
    counted_at, known = _SIZES.get(key, (float("-inf"), 0))
    if time.monotonic() - counted_at > SIZE_SECONDS:
        if len(_SIZES) > MOST_SIZES:
            _SIZES.clear()
        known = rows.values("pk")[: GATHERED + 1].count()
        _SIZES[key] = (time.monotonic(), known)
    return known


def _along(stretches: Sequence[ValueIndex]) -> Iterator[Sequence[int]]:
    """The keys of an index upwards, some at a time."""
    for index in stretches:
        start: Place | None = None
        while places := next_places(index, False, start, CHUNK):
            yield [pk for _value, pk in places]
            start = places[-1]


def _some(keys: Sequence[int], length: int) -> Iterator[Sequence[int]]:
    return (keys[start : start + length] for start in range(0, len(keys), length))


def _meeting(terms: Sequence[Term], keys: Sequence[int]) -> list[int]:
    """Those of the keys, in their order, whose records meet the terms; a query for each term and `CHUNK` keys."""
    left = list(keys)
    for term in terms:
        met: set[int] = set()
        for some in _some(left, CHUNK):
            met.update(_of_records(term, some).values_list(term.index.record, flat=True))
        left = [pk for pk in left if pk in met]
    return left


def _of_records(term: Term, keys: Sequence[int]) -> QuerySet[Any]:
    """Rows of these records that meet the term. The value is compared as an expression: a database would else read
    all that lies within the bounds.
    """
    column = F(term.index.column)
    rows = _rows(term.index).filter(**{f"{term.index.record}__among": among(keys)})
    return rows.alias(looked_up=Coalesce(column, column)).filter(term.met)
