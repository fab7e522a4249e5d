"""How much of a record type meets a condition: counted as far as reading it well takes, and estimated beyond."""

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any

from django.db.models import Model, Q, QuerySet

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.access.beside import BOUND, asks_beside, crossing_of, first_keys, is_sure
from parure.core import resources
from parure.core.conditions import Tree

COUNTED_TO = 20_000
COUNT_SECONDS = 20.0
SAMPLE = 1000
READ_AT_MOST = (
    12_000  # rows passed over in the wanted order before finding and sorting what matches is cheaper
)
QUICK_SECONDS = 0.06  # what matches was counted exactly in less: finding it again and sorting is cheap


@dataclass(frozen=True)
class Extent:
    """How much matches, counted no further than `bound` + 1; about which share of the table that is; whether the
    table is large; how long counting took. `keys` are those of all that match, where counting met them; `shares`
    say which share of the table meets each term that an index beside the records answers.
    """

    total: int
    share: float
    is_large: bool
    seconds: float
    bound: int = COUNTED_TO
    keys: tuple[int, ...] | None = None
    shares: Mapping[str, float] = part(default_factory=dict)

    @property
    def is_more(self) -> bool:
        return self.total > self.bound

    def is_dense(self, wanted: int, share: float | None = None) -> bool:
        """Whether so many are soon met by walking in the wanted order; `share`: of what the walk meets."""
        share = self.share if share is None else share
        return self.keys is None and wanted <= share * READ_AT_MOST and not self.is_quick

    @property
    def is_quick(self) -> bool:
        """Whether all that matches is found in no time."""
        return self.is_large and not self.is_more and self.seconds <= QUICK_SECONDS


_COUNTS: dict[str, tuple[float, Extent]] = {}


def count_to_bound(actor: Actor, resource: str, condition: Tree | None) -> tuple[int, bool]:
    """(how many records in reach meet the condition, whether there are more than these)."""
    extent = _extent_in_reach(actor, resource, condition)
    return min(extent.total, extent.bound), extent.is_more


def holds_any(actor: Actor, resource: str) -> bool:
    """Whether there is any record in reach."""
    policy.require(actor, resource, "view")
    return policy.rows(actor, resource).order_by().exists()


def about_how_many(actor: Actor, resource: str, condition: Tree | None) -> tuple[int, bool]:
    """(how many records in reach meet the condition, whether that is an estimate from a sample)."""
    extent = _extent_in_reach(actor, resource, condition)
    if not extent.is_more:
        return extent.total, False
    last = _last_key(resources.get(resource).model)
    return max(extent.bound, int(extent.share * last) // 100 * 100), True


def _extent_in_reach(actor: Actor, resource: str, condition: Tree | None) -> Extent:
    policy.require(actor, resource, "view")
    matching = policy.rows(actor, resource).filter(as_query(actor, resource, condition))
    return extent_of(actor, resource, condition, None, matching)


def reaches_all(actor: Actor, resource: str) -> bool:
    return policy.row_condition(actor, resource) == resources.get(resource).restrict()


def _sample(model: type[Model]) -> list[int]:
    """Keys spread evenly over a large table; none of a small one, where counting and sorting what matches is cheap."""
    last = _last_key(model)
    if last < COUNTED_TO:
        return []
    return [1 + i * (last - 1) // SAMPLE for i in range(SAMPLE)]


def _last_key(model: type[Model]) -> int:
    last: int = model._default_manager.order_by("-pk").values_list("pk", flat=True).first() or 0
    return last


def extent_of(
    actor: Actor, resource: str, condition: Tree | None, extra: Q | None, matching: QuerySet[Any]
) -> Extent:
    """The extent of what matches; that of a large table is remembered for some seconds."""
    key = json.dumps(
        [
            actor.staff_id,
            sorted(actor.store_ids),
            str(actor.scope(resource, "view")),
            resource,
            condition,
            str(extra),
        ],
        default=str,
    )
    counted_at, known = _COUNTS.get(key, (-COUNT_SECONDS, None))
    if known is not None and time.monotonic() - counted_at <= COUNT_SECONDS:
        return known
    extent = _measure(actor, resource, condition, extra, matching)
    if extent.is_large:
        if len(_COUNTS) > 5000:
            _COUNTS.clear()
        _COUNTS[key] = (time.monotonic(), extent)
    return extent


def _measure(
    actor: Actor, resource: str, condition: Tree | None, extra: Q | None, matching: QuerySet[Any]
) -> Extent:
    """The extent of what matches, found out now."""
    sample = _sample(matching.model)
    hits = matching.order_by().filter(pk__in=sample).count() if sample else 0
    share, last = hits / SAMPLE, sample[-1] + 1 if sample else 0
    permitted = policy.filterable(actor, resource)
    if sample and asks_beside(permitted, condition):
        return _measure_beside(actor, resource, condition, extra, matching, sample, hits)
    began = time.monotonic()
    many = hits * last // SAMPLE > 2 * COUNTED_TO
    total = COUNTED_TO + 1 if many else matching.order_by().values("pk")[: COUNTED_TO + 1].count()
    return Extent(total, share, bool(sample), time.monotonic() - began)


def _measure_beside(
    actor: Actor,
    resource: str,
    condition: Tree | None,
    extra: Q | None,
    matching: QuerySet[Any],
    sample: Sequence[int],
    hits: int,
) -> Extent:
    """The extent of what meets terms that indexes beside the records answer: counted to `BOUND`, see `beside`."""
    began = time.monotonic()
    permitted = policy.filterable(actor, resource)
    reachable = policy.rows(actor, resource)
    in_reach = 1.0
    if not reaches_all(actor, resource):
        in_reach = reachable.order_by().filter(pk__in=sample).count() / SAMPLE
    crossing = crossing_of(permitted, condition, sample, in_reach)
    keys: list[int] | None = None
    if not is_sure(hits, SAMPLE, sample[-1], BOUND):
        if crossing.lead is not None:
            keys = first_keys(actor, resource, crossing, reachable, extra, BOUND + 1)
        else:
            keys = list(matching.order_by().values_list("pk", flat=True)[: BOUND + 1])
    total = BOUND + 1 if keys is None else len(keys)
    share = hits / SAMPLE if total <= BOUND else max(hits, 1) / SAMPLE
    met = tuple(keys) if keys is not None and total <= BOUND else None
    return Extent(total, share, True, time.monotonic() - began, BOUND, met, crossing.shares)
