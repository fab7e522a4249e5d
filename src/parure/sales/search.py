"""Finding orders while somebody types."""

from parure.access import policy
from parure.access.actors import Actor

SHOWN = ("order_no", "customer", "ordered_at", "items", "status", "total", "store")


def find_orders(actor: Actor, text: str, *, limit: int = 4) -> list[policy.Record]:
    """Orders in reach whose number begins so, newest first; two queries at most."""
    start = text.strip()[:60].upper()
    if len(start) < 3 or not start.isascii() or not policy.may(actor, "sales.order"):
        return []
    orders = policy.rows(actor, "sales.order").filter(order_no__gte=start, order_no__lt=start + "\U0010ffff")
    return policy.records(actor, "sales.order", orders.order_by("-ordered_at", "-pk")[:limit], SHOWN)
