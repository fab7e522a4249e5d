"""Who moved from which group to which, month by month. Kept for the whole base only."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, Sum

from parure.access import policy
from parure.access.actors import Actor
from parure.insight.groups.figures import sees_all
from parure.insight.models import GroupMove, GroupSize
from parure.insight.refreshing import GROUP

MONTHS = 12
NOBODY = ""  # the group of who hasn't bought yet


@dataclass(frozen=True)
class Flow:
    """A month: customers by group at its beginning and at its end (`on`), and how many went from one to another."""

    month: date
    on: date
    before: Counter[str]
    after: Counter[str]
    moves: dict[tuple[str, str], int]


def months_told(actor: Actor) -> list[date]:
    """The first days of the months whose moves are known, newest first; none for who sees only some customers."""
    policy.require(actor, GROUP, "view")
    if not sees_all(actor):
        return []
    begun = GroupSize.objects.aggregate(on=Min("on"))["on"]
    told = GroupSize.objects.filter(on__gt=begun) if begun else GroupSize.objects.none()
    return list(told.dates("on", "month", order="DESC")[:MONTHS])


def flow_of(actor: Actor, month: date) -> Flow | None:
    """The moves of a month of `months_told`; None of another."""
    if month not in months_told(actor):
        return None
    begun = GroupSize.objects.aggregate(on=Min("on"))["on"]
    next_month = (month + timedelta(days=31)).replace(day=1)
    moved = GroupMove.objects.filter(on__gt=begun, on__gte=month, on__lt=next_month)
    summed = moved.order_by().values_list("before", "after").annotate(count=Sum("customers"))
    moves = {(before, after): count for before, after, count in summed if before != after}
    sizes = GroupSize.objects.filter(on__lt=next_month)
    last = sizes.order_by("-on").values_list("on", flat=True)[0]
    after = Counter(dict(sizes.filter(on=last).values_list("rfm_group", "customers")))
    before = Counter(after)
    for (left, entered), count in moves.items():
        before[left] += count
        before[entered] -= count
    before.pop(NOBODY, None)
    return Flow(month, last, before, after, moves)
