"""Points as sums over the ledger."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import evaluate, leaf_query
from parure.core.resources import Field, Kind
from parure.loyalty.models import PointEntry
from parure.people.models import Customer
from parure.people.queries import merged_into

BALANCE = Field("balance", "", Kind.NUMBER, path="balance")


def balances_of(customer_ids: Sequence[int]) -> dict[int, int]:
    """Points of these customers by id, those of records merged into them included; who never had any is absent."""
    merged = merged_into(customer_ids)
    entries = PointEntry.objects.filter(customer_id__in=[*customer_ids, *merged])
    found: dict[int, int] = {}
    for row in entries.values("customer_id").annotate(sum=Sum("points")):
        customer_id = merged.get(row["customer_id"], row["customer_id"])
        found[customer_id] = found.get(customer_id, 0) + row["sum"]
    return found


def points_field(customers: Sequence[Any]) -> dict[int, int]:
    """The same for records of a list: 0 for who never had any."""
    found = balances_of([customer.pk for customer in customers])
    return {customer.pk: found.get(customer.pk, 0) for customer in customers}


def points_condition(op: str, value: Any) -> Q:
    """Customers by their points. Who has no entries has 0, so a condition that 0 meets is asked the other way."""
    today: date = timezone.localdate()
    if op in ("empty", "filled"):
        found = Q(pk__in=_by_holder().values("holder"))
        return ~found if op == "empty" else found
    sums = _by_holder().values("holder").annotate(balance=Sum("points"))
    wanted = leaf_query(BALANCE, op, value, today)
    if evaluate({"field": "balance", "op": op, "value": _numbers(value)}, {"balance": 0}, today):
        return ~Q(pk__in=sums.exclude(wanted).values("holder"))
    return Q(pk__in=sums.filter(wanted).values("holder"))


def _by_holder() -> Any:
    """Entries with the customer who has them now; the join is made only where records were merged at all."""
    entries = PointEntry.objects.all()
    if not Customer.objects.filter(merged_into__isnull=False).exists():
        return entries.annotate(holder=F("customer_id"))
    return entries.annotate(holder=Coalesce("customer__merged_into_id", "customer_id"))


def _numbers(value: Any) -> Any:
    return [int(each) for each in value] if isinstance(value, list) else int(value)


def entries_of(actor: Actor, customer_id: int, *, limit: int = 50) -> list[policy.Record]:
    """A customer's point entries, newest first, those of records merged into them included."""
    if not policy.may(actor, "loyalty.point_entry"):
        return []
    reached = policy.rows(actor, "people.customer").filter(pk=customer_id).values("pk")
    entries = PointEntry.objects.filter(Q(customer__in=reached) | Q(customer__merged_into__in=reached))
    return policy.records(actor, "loyalty.point_entry", entries.order_by("-on", "-pk")[:limit])
