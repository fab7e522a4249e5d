"""The moves of customers through the lifecycle as they would have happened day by day.

A base that is filled in one go has seen everybody move today, from lead to wherever they stand. Reports of the flow
need the days on which people bought, fell silent and came back.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from django.utils import timezone

from parure.core.bulk import insert_rows
from parure.people.choices import Stage
from parure.people.models import Customer, StageMove
from parure.people.rules import DORMANT_DAYS, LOST_DAYS, PurchaseFacts, stage_of
from parure.sales.choices import COUNTING
from parure.sales.models import OpeningSpend, Order

Move = tuple[str, str, date]


def spread_moves(customer_ids: Sequence[int], today: date) -> None:
    """Replace the moves of these customers by those of their history."""
    days: dict[int, list[date]] = {pk: [] for pk in customer_ids}
    before: dict[int, tuple[int, date | None]] = {}
    orders = Order.objects.filter(customer_id__in=customer_ids, status__in=COUNTING).order_by("ordered_at")
    for pk, at in orders.values_list("customer_id", "ordered_at"):
        days[pk].append(timezone.localdate(at))
    for pk, count, last in OpeningSpend.objects.filter(customer_id__in=customer_ids).values_list(
        "customer_id", "order_count", "last_purchase_on"
    ):
        before[pk] = (count, last)
    found = {pk: moves_of(days[pk], today, *before.get(pk, (0, None))) for pk in customer_ids}
    StageMove.objects.filter(customer_id__in=customer_ids).delete()
    insert_rows(
        StageMove, ("customer_id", "before", "after", "on"), [(pk, *move) for pk, moves in found.items() for move in moves]
    )
    _keep_since({pk: moves[-1][2] for pk, moves in found.items() if moves})


def moves_of(bought_on: Sequence[date], today: date, count: int = 0, last: date | None = None) -> list[Move]:
    """Each change of stage up to today, from the days of purchases; `count` purchases ended on `last` before them."""
    moves: list[Move] = []
    stage, previous = Stage.LEAD, None
    for number, day in enumerate(_with_silences(bought_on, last)):
        on, bought = day
        if bought and number >= 0:
            count, previous, last = count + 1, last if last != on else previous, on
        facts = PurchaseFacts(order_count=count, last_purchase_on=last, previous_purchase_on=previous)
        after = stage_of(facts, on)
        if after != stage and on <= today:
            moves.append((stage.value, after.value, on))
            stage = after
    return moves


def _with_silences(bought_on: Sequence[date], last: date | None) -> Iterable[tuple[date, bool]]:
    """The days to look at: purchases, and where the silence after one has lasted a year and two."""
    starts = [last] if last else []
    looked = {(day, True, n) for n, day in enumerate(bought_on)}
    for start in [*starts, *bought_on]:
        for length in (DORMANT_DAYS, LOST_DAYS):
            looked.add((start + timedelta(days=length), False, 0))
    return [(day, bought) for day, bought, _n in sorted(looked)]


def _keep_since(since: dict[int, date]) -> None:
    customers = [Customer(pk=pk, stage_since=day) for pk, day in since.items()]
    Customer.objects.bulk_update(customers, ["stage_since"], batch_size=400)
