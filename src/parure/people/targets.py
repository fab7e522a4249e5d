"""Customers that fields of the shop's own point to: found while somebody types, and named in files."""

from collections.abc import Collection, Iterable

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.encryption import digest
from parure.access.policy import Record
from parure.customize.relations import Target, by_column, by_uid, offer_target
from parure.people.choices import ContactKind
from parure.people.models import ContactPoint
from parure.people.queries import customers_by_id
from parure.people.search import find, full_phone

CUSTOMER = "people.customer"
FOUND = 6


def _may_read(actor: Actor, name: str) -> bool:
    return name in policy.fields(actor, CUSTOMER, Level.READ)


def _by_member_no(actor: Actor, words: Collection[str]) -> Iterable[tuple[str, int]]:
    """Who has these member numbers, for who may read them."""
    return by_column(CUSTOMER, "member_no")(actor, words) if _may_read(actor, "member_no") else []


def _by_phone(actor: Actor, words: Collection[str]) -> Iterable[tuple[str, int]]:
    """Who has these whole numbers, for who may read numbers."""
    if not _may_read(actor, "phones"):
        return []
    numbers = {word: number for word in words if (number := full_phone(word))}
    by_digest = {digest("phone", number): word for word, number in numbers.items()}
    points = ContactPoint.objects.filter(
        kind=ContactKind.PHONE, digest__in=list(by_digest), customer__in=policy.rows(actor, CUSTOMER)
    )
    rows = points.values_list("digest", "customer_id")
    return [(by_digest[bytes(found)], pk) for found, pk in rows if bytes(found) in by_digest]


def find_customers(actor: Actor, text: str) -> list[tuple[Record, str]]:
    """Those whom typed words may mean, each with their masked number and advisor."""
    ids = find(actor, text, limit=FOUND)
    found = customers_by_id(actor, ids, ["phones", "owner"])
    return [(each, _beside(each)) for each in found]


def _beside(customer: Record) -> str:
    phones, owner = customer.get("phones"), customer.get("owner")
    main = phones[0] if isinstance(phones, list) and phones else ""
    return " ".join(str(each) for each in (main, owner) if each)


offer_target(Target(CUSTOMER, (_by_member_no, by_uid(CUSTOMER), _by_phone), find_customers, is_personal=True))
