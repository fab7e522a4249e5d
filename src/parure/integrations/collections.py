"""What other systems see of the house: each collection under the name that addresses and scopes of keys use."""

from dataclasses import dataclass

from parure.core import resources


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
            covers=("people.timeline_entry", "people.consent", "loyalty.point_entry", "sales.opening_spend"),
        ),
        Collection("households", "people.relation"),
        Collection("identities", "people.identity"),
        Collection("visits", "sales.visit"),
        Collection("interactions", "people.interaction"),
        Collection("tasks", "engagement.task"),
        Collection("wishes", "people.wish"),
        Collection("feedback", "people.feedback"),
        Collection("segments", "people.segment"),
        Collection("styles", "catalog.style"),
        Collection(
            "pieces",
            "catalog.piece",
            _parts("piece", stones="catalog.stone", certificate_details="catalog.certificate"),
        ),
        Collection("metal-prices", "catalog.metal_price"),
        Collection(
            "orders", "sales.order", _parts("order", lines="sales.order_line", payments="sales.payment")
        ),
        Collection("payments", "sales.payment"),
        Collection("reports", "insight.report"),
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
    """The record types that scopes ({collection or "*": "read" or "write"}) reach to read, or to write.

    `*` stands for whatever no collection of the scopes names, also for what stands in none.
    """
    levels = ("write",) if write else ("read", "write")
    named: frozenset[str] = frozenset().union(*(each.resources for each in _named(scopes)))
    found: frozenset[str] = frozenset().union(
        *(each.resources for each in _named(scopes) if scopes[each.name] in levels)
    )
    if scopes.get(EVERYTHING) in levels:
        found |= {each.name for each in resources.every()} - named
    return found


def _named(scopes: dict[str, str]) -> list[Collection]:
    return [each for name, each in COLLECTIONS.items() if name in scopes]
