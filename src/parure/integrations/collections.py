"""What other systems see of the house: each collection under the name that addresses and scopes of keys use."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Records that belong to one of a collection and are told with it; `path` leads from them to it."""

    name: str
    resource: str
    path: str


@dataclass(frozen=True)
class Collection:
    """A record type by its outside name. A key's scope on it reaches the `parts` and what it `covers`, too."""

    name: str
    resource: str
    parts: tuple[Part, ...] = ()
    covers: tuple[str, ...] = ()

    @property
    def resources(self) -> frozenset[str]:
        """Every record type that a scope on this collection reaches."""
        return frozenset({self.resource, *self.covers, *(part.resource for part in self.parts)})


def _parts(path: str, **resources: str) -> tuple[Part, ...]:
    return tuple(Part(name, resource, path) for name, resource in resources.items())


COLLECTIONS = {
    each.name: each
    for each in (
        Collection(
            "customers",
            "people.customer",
            _parts(
                "customer",
                contacts="people.contact_point",
                dates="people.important_date",
                sizes="people.size",
                preferences="people.preference",
                relations="people.relation",
            ),
            covers=("people.timeline_entry", "loyalty.point_entry", "sales.opening_spend"),
        ),
        Collection("households", "people.relation"),
        Collection("identities", "people.identity"),
        Collection("visits", "sales.visit"),
        Collection("interactions", "people.interaction"),
        Collection("tasks", "engagement.task"),
        Collection("styles", "catalog.style"),
        Collection(
            "pieces",
            "catalog.piece",
            _parts("piece", stones="catalog.stone", certificate_details="catalog.certificate"),
        ),
        Collection(
            "orders", "sales.order", _parts("order", lines="sales.order_line", payments="sales.payment")
        ),
        Collection("imports", "integrations.import_run"),
        Collection("staff", "access.staff"),
        Collection("stores", "access.store", covers=("access.region",)),
        Collection("roles", "access.role"),
        Collection("tags", "customize.tag"),
        Collection("fields", "customize.field_definition"),
        Collection("audit", "access.audit_entry"),
    )
}
EVERYTHING = "*"


def reached(scopes: dict[str, str], *, write: bool) -> frozenset[str]:
    """The record types that scopes ({collection: "read" or "write"}) reach to read, or to write."""
    return frozenset().union(*(COLLECTIONS[name].resources for name in _named(scopes, write=write)))


def _named(scopes: dict[str, str], *, write: bool) -> Iterable[str]:
    levels = ("write",) if write else ("read", "write")
    for name in COLLECTIONS:
        if scopes.get(name, scopes.get(EVERYTHING)) in levels:
            yield name
