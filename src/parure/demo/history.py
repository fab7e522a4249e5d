"""The moves of customers through the lifecycle as they would have happened day by day.

A base that is filled in one go has seen everybody move today, from lead to wherever they stand. Reports of the flow
need the days on which people bought, fell silent and came back.
"""

from collections import Counter
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
        StageMove,
        ("customer_id", "before", "after", "on"),
        [(pk, *move) for pk, moves in found.items() for move in moves],
    )
    _keep_since({pk: moves[-1][2] for pk, moves in found.items() if moves})


def moves_of(bought_on: Sequence[date], today: date, count: int = 0, last: date | None = None) -> list[Move]:
    """Each change of stage up to today, from the days of purchases; `count` purchases ended on `last` before them."""
    bought = Counter(bought_on)
    moves: list[Move] = []
    stage, previous = Stage.LEAD, None
    for day in _days_to_look_at([*([last] if last else []), *bought]):
        if day > today:
            break
        if bought[day]:
            count += bought[day]
            previous, last = last, day
        facts = PurchaseFacts(order_count=count, last_purchase_on=last, previous_purchase_on=previous)
        after = stage_of(facts, day)
        if after != stage:
            moves.append((stage.value, after.value, day))
            stage = after
    return moves


def _days_to_look_at(bought_on: Iterable[date]) -> list[date]:
    """Purchases, and where the silence after one has lasted a year and two."""
    return sorted(
        {day + timedelta(days=length) for day in bought_on for length in (0, DORMANT_DAYS, LOST_DAYS)}
    )


def _keep_since(since: dict[int, date]) -> None:
    customers = [Customer(pk=pk, stage_since=day) for pk, day in since.items()]
    Customer.objects.bulk_update(customers, ["stage_since"], batch_size=400)
