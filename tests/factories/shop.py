"""Stores, staff and actors as tests need them."""

from dataclasses import dataclass
from itertools import count
from typing import Any

from parure.access.actors import Actor, actor_for, forget_actors
from parure.access.models import Region, Role, Staff, Store
from parure.people.models import Customer

ROLES = ("admin", "owner", "manager", "advisor", "service", "workshop", "marketing", "analyst")
PASSWORD = "jade-and-gold-4711"
_numbers = count(1)


@dataclass(frozen=True)
class Stores:
    """Two regions, three stores: `lake` and `canal` lie in the east, `opera` in the west."""

    lake: Store
    canal: Store
    opera: Store
    east: Region
    west: Region


def open_stores() -> Stores:
    east, west = (Region.objects.get_or_create(name=name)[0] for name in ("East", "West"))
    found = [
        Store.objects.get_or_create(code=code, defaults={"name": name, "city": city, "region": region})[0]
        for code, name, city, region in (
            ("LAKE", "Lake store", "杭州", east),
            ("CANAL", "Canal store", "杭州", east),
            ("OPERA", "Opera store", "成都", west),
        )
    ]
    forget_actors()
    return Stores(*found, east, west)


def hire(role: str, store: Store | None, *, username: str = "", password: str = "", **values: Any) -> Staff:
    """A staff member with one role; signs in by `force_login` unless given a password."""
    username = username or f"{role}{next(_numbers)}"
    person = Staff(username=username, name=values.pop("name", username.title()), home_store=store, **values)
    person.set_password(password or None)
    person.save()
    person.roles.set([Role.objects.get(code=role)])
    return person


def actor_with(
    grants: dict[str, Any], *, staff: Staff | None = None, stores: tuple[Store, ...] = ()
) -> Actor:
    """An actor whose one role grants exactly this; its region is every store of its stores' regions."""
    regions = {store.region_id for store in stores if store.region_id}
    in_regions = set(Store.objects.filter(region_id__in=regions).values_list("pk", flat=True))
    ids = frozenset(store.pk for store in stores)
    return Actor(
        staff_id=staff.pk if staff else None,
        label=staff.name if staff else "tester",
        grants={"tester": grants},
        store_ids=ids,
        region_store_ids=ids | in_regions,
        roles=("tester",),
    )


def nobody(staff: Staff | None = None) -> Actor:
    """An actor without any right."""
    return actor_with({}, staff=staff)


def acting(staff: Staff) -> Actor:
    return actor_for(staff)


def customer(name: str = "沈佩兰", **values: Any) -> Customer:
    """A customer written past the gate; for tests of what stands below people's operations."""
    return Customer.objects.create(name=name, **values)
