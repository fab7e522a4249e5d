"""Contact points sealed and opened: a phone number exists in clear only on its way in or out."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from parure.access.encryption import digest, seal, unseal
from parure.access.policy import Sealed
from parure.core.identifiers import new_uid
from parure.people.choices import ContactKind
from parure.people.masking import mask_address, mask_email, mask_phone, mask_text
from parure.people.models import ContactPoint

MASKS = {
    ContactKind.PHONE: mask_phone,
    ContactKind.EMAIL: mask_email,
    ContactKind.WECHAT: mask_text,
    ContactKind.ADDRESS: mask_address,
}

FIELD_OF_KIND = {
    ContactKind.PHONE: "phones",
    ContactKind.EMAIL: "emails",
    ContactKind.WECHAT: "wechats",
    ContactKind.ADDRESS: "addresses",
}


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact on its way in: `value` normalised (E.164, lower-case email)."""

    kind: str
    value: str
    label: str = ""
    is_primary: bool = False
    is_verified: bool = False


def place_of(uid: UUID) -> str:
    """The place that a sealed contact belongs to."""
    return f"people_contactpoint.sealed:{uid}"


def contact_digest(kind: str, value: str) -> bytes:
    """What an equal contact of the same kind has too."""
    return digest(kind, value)


def sealed_contact(customer_id: int, contact: NewContact) -> ContactPoint:
    """A row to save."""
    uid = new_uid()
    return ContactPoint(
        uid=uid,
        customer_id=customer_id,
        kind=contact.kind,
        sealed=seal(contact.value, place_of(uid)),
        digest=contact_digest(contact.kind, contact.value),
        label=contact.label,
        is_primary=contact.is_primary,
        is_verified=contact.is_verified,
    )


def as_sealed(point: ContactPoint) -> Sealed:
    """The contact for the gate, which alone shows it."""
    return Sealed(bytes(point.sealed), place_of(point.uid))


def open_contact(point: ContactPoint) -> str:
    """The clear value, for the house's own work (index, matching); never for an answer to somebody."""
    return unseal(bytes(point.sealed), place_of(point.uid))


def contacts_of(customer_ids: Sequence[int], kind: str) -> dict[int, list[Sealed]]:
    """Sealed contacts of one kind by customer, the primary one first; one query."""
    found: dict[int, list[Sealed]] = {}
    points = ContactPoint.objects.filter(customer_id__in=customer_ids, kind=kind).order_by(
        "-is_primary", "pk"
    )
    for point in points:
        found.setdefault(point.customer_id, []).append(as_sealed(point))
    return found
