"""Every write to orders and visits, one function a verb."""

from parure.sales.operations.facts import refresh_customers, refresh_moved, refresh_range, schedule_refresh
from parure.sales.operations.orders import cancel_order, record_order, record_return
from parure.sales.operations.visits import record_visit

__all__ = [
    "cancel_order",
    "record_order",
    "record_return",
    "record_visit",
    "refresh_customers",
    "refresh_moved",
    "refresh_range",
    "schedule_refresh",
]
