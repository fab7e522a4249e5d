"""The months before figures were first kept: what the groups would have been, so that moves are there from the start."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

from parure.insight.engine import Lake, opened
from parure.insight.groups.scheme import scheme_now
from parure.insight.measures.rfm import rfm
from parure.insight.models import GroupMove, GroupSize

MONTHS = 6


def month_ends(until: date, count: int) -> list[date]:
    """The last days of so many months before that of `until`, the oldest first."""
    found: list[date] = []
    day = until
    for _month in range(count):
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found[::-1]


def tell_past(until: date) -> None:
    """Keep sizes at the ends of the months before the first snapshot, and the moves between them and to it."""
    days = [*month_ends(until, MONTHS), until]
    with opened() as lake:
        scored = {day: _scored(lake, day) for day in days}
        sizes = {day: _sizes(scored[day]) for day in days[:-1]}
        moves = {later: _moves(scored[earlier], scored[later]) for earlier, later in pairwise(days)}
    first = {("", group): count for group, (count, _kept) in sizes[days[0]].items()}
    _keep(sizes, {days[0]: first} | moves)


def _scored(lake: Lake, day: date) -> Any:
    settled = scheme_now()
    return rfm(lake, day, settled.bounds, settled.groups).select("customer_id", "rfm_group", "kept_minor")


def _sizes(scored: Any) -> dict[str, tuple[int, int]]:
    found = scored.group_by("rfm_group").agg(customers=scored.count(), kept=scored.kept_minor.sum())
    return {row["rfm_group"]: (row["customers"], row["kept"]) for row in found.to_pyarrow().to_pylist()}


def _moves(earlier: Any, later: Any) -> dict[tuple[str, str], int]:
    """How many went from one group to another; "" is nobody's."""
    import ibis

    nobody = ibis.literal("")
    before = earlier.select("customer_id", before=earlier.rfm_group, after=nobody)
    after = later.select("customer_id", before=nobody, after=later.rfm_group)
    each = before.union(after)
    both = each.group_by("customer_id").agg(before=each.before.max(), after=each.after.max())
    counted = both.group_by("before", "after").agg(customers=both.count())
    rows = counted.filter(counted.before != counted.after).to_pyarrow().to_pylist()
    return dict(Counter({(row["before"], row["after"]): row["customers"] for row in rows}))


@transaction.atomic
def _keep(
    sizes: dict[date, dict[str, tuple[int, int]]], moves: dict[date, dict[tuple[str, str], int]]
) -> None:
    GroupSize.objects.filter(on__in=list(sizes)).delete()
    GroupMove.objects.filter(on__in=list(moves)).delete()
    GroupSize.objects.bulk_create(
        GroupSize(on=day, rfm_group=group, customers=count, kept_minor=kept)
        for day, groups in sizes.items()
        for group, (count, kept) in sorted(groups.items())
    )
    GroupMove.objects.bulk_create(
        GroupMove(on=day, before=before, after=after, customers=count)
        for day, told in moves.items()
        for (before, after), count in sorted(told.items())
    )
