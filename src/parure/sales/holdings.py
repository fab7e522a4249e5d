"""What sales hangs on customers, for merges."""

from collections.abc import Sequence

from django.utils.translation import npgettext_lazy

from parure.people.holdings import Fate, hold, settles
from parure.sales.models import OpeningSpend, Order, Visit
from parure.sales.operations import refresh_customers

ORDERS = npgettext_lazy("merge", "%(n)s order", "%(n)s orders", "n")
VISITS = npgettext_lazy("merge", "%(n)s visit", "%(n)s visits", "n")

hold("sales.order", Order, "customer_id", counted=ORDERS)
hold("sales.visit", Visit, "customer_id", notes="v", counted=VISITS)
hold("sales.opening_spend", OpeningSpend, "customer_id", Fate.APART)


@settles
def settle_purchases(customer_ids: Sequence[int]) -> None:
    refresh_customers(customer_ids)
