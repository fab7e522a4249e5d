"""Points as sums over the ledger."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q, Sum
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import evaluate, leaf_query
from parure.core.resources import Field, Kind
from parure.loyalty.models import PointEntry

BALANCE = Field("balance", "", Kind.NUMBER, path="balance")


def balances_of(customer_ids: Sequence[int]) -> dict[int, int]:
    """Points of these customers by id; who never had any is absent."""
    entries = PointEntry.objects.filter(customer_id__in=customer_ids)
    return {
        row["customer_id"]: row["sum"] for row in entries.values("customer_id").annotate(sum=Sum("points"))
    }


def points_field(customers: Sequence[Any]) -> dict[int, int]:
    """The same for records of a list: 0 for who never had any."""
    found = balances_of([customer.pk for customer in customers])
    return {customer.pk: found.get(customer.pk, 0) for customer in customers}


def points_condition(op: str, value: Any) -> Q:
    """Customers by their points. Who has no entries has 0, so a condition that 0 meets is asked the other way."""
    today: date = timezone.localdate()
    if op in ("empty", "filled"):
        found = Q(pk__in=PointEntry.objects.values("customer_id"))
        return ~found if op == "empty" else found
    sums = PointEntry.objects.values("customer_id").annotate(balance=Sum("points"))
    wanted = leaf_query(BALANCE, op, value, today)
    if evaluate({"field": "balance", "op": op, "value": _numbers(value)}, {"balance": 0}, today):
        return ~Q(pk__in=sums.exclude(wanted).values("customer_id"))
    return Q(pk__in=sums.filter(wanted).values("customer_id"))


def _numbers(value: Any) -> Any:
    return [int(each) for each in value] if isinstance(value, list) else int(value)


def entries_of(actor: Actor, customer_id: int, *, limit: int = 50) -> list[policy.Record]:
    """A customer's point entries, newest first."""
    entries = policy.rows(actor, "loyalty.point_entry").filter(customer_id=customer_id)
    return policy.records(actor, "loyalty.point_entry", entries.order_by("-on", "-pk")[:limit])
