"""Which customers colleagues share with somebody: named one by one, or all of somebody who is away."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.people.models import Cover, Customer, SecondaryAdvisor


def live(today: date | None = None) -> QuerySet[SecondaryAdvisor]:
    """The secondary advisors of today: those whose last day has not passed."""
    return SecondaryAdvisor.objects.filter(Q(until=None) | Q(until__gte=today or timezone.localdate()))


def live_covers(today: date | None = None) -> QuerySet[Cover]:
    """The covers of today."""
    day = today or timezone.localdate()
    return Cover.objects.filter(since__lte=day, until__gte=day)


def concerns(staff_id: int) -> bool:
    """Whether any customer is, or will be, shared with this person."""
    covers = Cover.objects.filter(by_id=staff_id, until__gte=timezone.localdate())
    return bool(live().filter(staff_id=staff_id).values("pk").union(covers.values("pk"), all=True)[:1])


def reach(staff_id: int) -> Q:
    """The customers shared with this person today."""
    return Q(pk__in=live().filter(staff_id=staff_id).values("customer_id")) | Q(
        owner_id__in=live_covers().filter(by_id=staff_id).values("staff_id")
    )


def reach_sql(staff_id: int) -> tuple[str, list[Any]]:
    """`reach` for the search's own rows, as more alternatives of a condition, and their values."""
    given, given_values = (
        live().filter(staff_id=staff_id).order_by().values("customer_id").query.sql_with_params()
    )
    away, away_values = (
        live_covers().filter(by_id=staff_id).order_by().values("staff_id").query.sql_with_params()
    )
    return f" OR customer_id IN ({given}) OR owner_id IN ({away})", [*given_values, *away_values]


def names_of(customers: Sequence[Customer]) -> dict[int, Any]:
    """Who looks after each customer beside their advisor, by name in the order in which they came."""
    found: dict[int, list[str]] = {}
    rows = live().filter(customer_id__in=[each.pk for each in customers]).order_by("pk")
    for customer_id, name in rows.values_list("customer_id", "staff__name"):
        found.setdefault(customer_id, []).append(name)
    return found


@dataclass(frozen=True)
class Sharer:
    """A colleague who looks after a customer too, and until which day."""

    uid: UUID
    name: str
    until: date | None
    absent: UUID | None = None  # whom they cover


def sharers_of(actor: Actor, uid: UUID | str) -> list[Sharer]:
    """Who looks after a customer in reach beside their advisor. Raises `Denied` without the right to read it."""
    customer = policy.fetch(actor, "people.customer", uid, "view")
    if "secondary_advisors" not in policy.fields(actor, "people.customer", Level.READ):
        raise policy.Denied("secondary_advisors")
    rows = live().filter(customer=customer).order_by("pk").select_related("staff")
    found = [Sharer(each.staff.uid, each.staff.name, each.until) for each in rows]
    if customer.owner_id is not None:
        covers = live_covers().filter(staff_id=customer.owner_id).order_by("pk").select_related("by", "staff")
        found += [Sharer(each.by.uid, each.by.name, each.until, each.staff.uid) for each in covers]
    return found
