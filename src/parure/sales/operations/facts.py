"""Keeping what customers bought current: totals, stage, inferred preferences."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from parure.core import jobs
from parure.core.moments import midnight
from parure.people.choices import Stage
from parure.people.facts import set_purchase_facts
from parure.people.models import Customer
from parure.people.rules import DORMANT_DAYS, LOST_DAYS
from parure.sales.models import Order
from parure.sales.preferences import refresh_preferences
from parure.sales.queries import purchase_facts
from parure.sales.rules import year_before

CHUNK = 1000
AT_ONCE = 4000  # customers whose purchases are in memory together
LATE_DAYS = 31  # a worker that was away for a month still finds whose year has moved


@transaction.atomic
def refresh_customers(ids: Sequence[int], today: date | None = None) -> None:
    """Recompute purchase facts and inferred preferences of these customers from orders and opening spend.

    Absolute values: doing it twice is doing it once.
    """
    today = today or timezone.localdate()
    for start in range(0, len(ids), AT_ONCE):
        chunk = ids[start : start + AT_ONCE]
        set_purchase_facts(purchase_facts(chunk, today), today)
        refresh_preferences(chunk, today)


def refresh_range(first: int, last: int) -> None:
    """The same for all customers with ids from `first` to `last`."""
    refresh_customers(
        list(
            Customer.objects.filter(pk__gte=first, pk__lte=last, merged_into=None).values_list(
                "pk", flat=True
            )
        )
    )


def schedule_refresh(ranges: Sequence[Sequence[int]]) -> None:
    """Write jobs that refresh ranges of customers, a thousand ids a job."""
    for first, last in ranges:
        for start in range(first, last + 1, CHUNK):
            jobs.enqueue(
                "sales.refresh_range",
                {"first": start, "last": min(start + CHUNK - 1, last)},
                priority=5,
            )


@transaction.atomic
def refresh_moved(today: date, after: int = 0) -> None:
    """Refresh the next thousand customers whose figures the calendar has changed, and call for the rest.

    Those are customers of whose purchases one has left the last twelve months, or who fell silent for so long
    that their stage is another.
    """
    ids = list(_moved(today).filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)[:CHUNK])
    if not ids:
        return
    refresh_customers(ids, today)
    jobs.enqueue("sales.refresh_facts", {"day": today.isoformat(), "after": ids[-1]})


def _moved(today: date) -> QuerySet[Customer]:
    since = year_before(today)
    left = Order.objects.filter(
        customer=OuterRef("pk"),
        ordered_at__gte=midnight(since - timedelta(days=LATE_DAYS)),
        ordered_at__lt=midnight(since + timedelta(days=1)),
    )
    silent = Q(last_purchase_on__lte=today - timedelta(days=DORMANT_DAYS)) & ~Q(
        stage__in=[Stage.LEAD, Stage.DORMANT, Stage.LOST]
    )
    gone = Q(stage=Stage.DORMANT, last_purchase_on__lte=today - timedelta(days=LOST_DAYS))
    spent = Q(year_spent_minor__gt=0)
    present = Customer.objects.filter(merged_into=None)
    return present.filter(spent & (Q(last_purchase_on__lte=since) | Exists(left)) | silent | gone)
