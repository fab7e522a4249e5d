"""What follows from orders: figures of the customer."""

from parure.core.events import handles
from parure.sales import operations
from parure.sales.events import OpeningBroughtIn, OrderCancelled, OrderRecorded, OrderReturned, OrdersImported


@handles(OrderRecorded, OrderReturned, OrderCancelled)
def keep_facts_current(fact: OrderRecorded | OrderReturned | OrderCancelled) -> None:
    if fact.customer_id is not None:
        operations.refresh_customers([fact.customer_id])


@handles(OrdersImported, OpeningBroughtIn, inline=False)
def keep_many_current(fact: OrdersImported | OpeningBroughtIn) -> None:
    operations.schedule_refresh(fact.ranges)
