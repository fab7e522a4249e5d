"""How much of a record type meets a condition: counted as far as reading it well takes, and estimated beyond."""

import json
import time
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.access.crossing import BOUND, Crossing
from parure.access.sampling import about, counts_deeds, some_of
from parure.core import resources
from parure.core.conditions import Tree

COUNTED_TO = 20_000
COUNT_SECONDS = 20.0
SAMPLE = 1000
SURELY = 12  # hits in a sample by which more than twice the bound is sure
READ_AT_MOST = (
    12_000  # rows passed over in the wanted order before finding and sorting what matches is cheaper
)
QUICK_SECONDS = 0.06  # what matches was counted exactly in less: finding it again and sorting is cheap


@dataclass(frozen=True)
class Extent:
    """How much matches, counted no further than `bound` + 1; about which share of the table that is; whether the
    table is large; how long counting took. `keys` are those of all that match, where counting met them.
    """

    total: int
    share: float
    is_large: bool
    seconds: float
    bound: int = COUNTED_TO
    keys: tuple[int, ...] | None = None

    @property
    def is_more(self) -> bool:
        return self.total > self.bound

    def is_dense(self, wanted: int, share: float) -> bool:
        """Whether so many are soon met by walking in the wanted order; `share` matches of what the walk meets."""
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
    last = _last_key(resources.get(resource).model)
    if condition and last >= COUNTED_TO and counts_deeds(condition):
        policy.require(actor, resource, "view")
        return about(actor, resource, condition, last)
    extent = _extent_in_reach(actor, resource, condition)
    if not extent.is_more:
        return extent.total, False
    return max(extent.bound, int(extent.share * last) // 100 * 100), True


def some_keys(actor: Actor, resource: str, condition: Tree, wanted: int) -> list[int] | None:
    """Keys of some records that meet a condition on deeds, found without looking at all; None: list them instead."""
    last = _last_key(resources.get(resource).model)
    if last < COUNTED_TO or not counts_deeds(condition):
        return None
    policy.require(actor, resource, "view")
    return some_of(actor, resource, condition, last, wanted)


def _extent_in_reach(actor: Actor, resource: str, condition: Tree | None) -> Extent:
    policy.require(actor, resource, "view")
    matching = policy.rows(actor, resource).filter(as_query(actor, resource, condition))
    return extent_of(actor, resource, condition, None, matching, Crossing(actor, resource, condition))


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
    actor: Actor,
    resource: str,
    condition: Tree | None,
    extra: Q | None,
    matching: QuerySet[Any],
    crossing: Crossing,
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
    extent = _measure(matching, crossing)
    if extent.is_large:
        if len(_COUNTS) > 5000:
            _COUNTS.clear()
        _COUNTS[key] = (time.monotonic(), extent)
    return extent


def _measure(matching: QuerySet[Any], crossing: Crossing) -> Extent:
    """The extent of what matches, found out now."""
    sample = _sample(matching.model)
    if sample and crossing:
        extent = _measure_beside(crossing, sample[-1] + 1)
        if extent is not None:
            return extent
    hits = matching.order_by().filter(pk__in=sample).count() if sample else 0
    share, last = hits / SAMPLE, sample[-1] + 1 if sample else 0
    bound = BOUND if crossing.asks_beside and sample else COUNTED_TO
    began = time.monotonic()
    many = hits > 2 * bound * SAMPLE / last + SURELY if sample else False
    total = bound + 1 if many else matching.order_by().values("pk")[: bound + 1].count()
    return Extent(total, share, bool(sample), time.monotonic() - began, bound)


def _measure_beside(crossing: Crossing, last: int) -> Extent | None:
    """The extent of what meets terms that indexes beside the records answer, counted to `BOUND`; None where these
    terms don't lead to what matches.
    """
    began = time.monotonic()
    met = crossing.met(BOUND + 1)
    if met is None:
        return None
    keys, about = met
    total = max(len(keys), min(round(about), BOUND + 1))
    seconds = time.monotonic() - began
    return Extent(total, about / last, True, seconds, BOUND, tuple(keys) if total <= BOUND else None)
