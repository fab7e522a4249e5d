"""Photos and papers of customers, handed out through the gate: never by digest, always as part of a record."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.core import files, pictures


@dataclass(frozen=True)
class Handed:
    """A file to send: where it lies, what it is, what it is called, and a mark of its content."""

    path: Path
    type: str
    name: str
    mark: str


def of_talk(actor: Actor, uid: UUID, talk_uid: UUID, number: int, *, small: bool = False) -> Handed:
    """File `number` of a talk with this customer, for who reads what was said. NotFound out of reach."""
    customer = policy.fetch(actor, "people.customer", uid, "view")
    talk = policy.fetch(actor, "people.interaction", talk_uid, "view")
    if talk.customer_id != customer.pk:
        raise policy.NotFound("people.interaction")
    _require_read(actor, "people.interaction", "files")
    if not 0 <= number < len(talk.files):
        raise policy.NotFound("file")
    kept = talk.files[number]
    return _handed(kept["digest"], kept["type"], kept["name"], small=small)


def photo_of(actor: Actor, uid: UUID, *, small: bool = False) -> Handed:
    """The customer's photo, for who reads their name. NotFound out of reach, and where there is none."""
    customer = policy.fetch(actor, "people.customer", uid, "view")
    _require_read(actor, "people.customer", "photo")
    if not customer.photo:
        raise policy.NotFound("photo")
    return _handed(customer.photo, pictures.PICTURE, "photo.jpg", small=small)


def photo_of_wish(actor: Actor, uid: UUID, wish_uid: UUID, *, small: bool = False) -> Handed:
    """The photo of a wish of this customer. NotFound out of reach, and where there is none."""
    customer = policy.fetch(actor, "people.customer", uid, "view")
    wish = policy.fetch(actor, "people.wish", wish_uid, "view")
    _require_read(actor, "people.wish", "photo")
    if wish.customer_id != customer.pk or not wish.photo:
        raise policy.NotFound("photo")
    return _handed(wish.photo, pictures.PICTURE, "wish.jpg", small=small)


def _require_read(actor: Actor, resource: str, field: str) -> None:
    if field not in policy.fields(actor, resource, Level.READ):
        raise policy.Denied(field)


def _handed(digest: str, kind: str, name: str, *, small: bool) -> Handed:
    small = small and kind == pictures.PICTURE
    path = pictures.small_path(digest) if small else files.path_of(digest)
    if not path.exists():
        raise policy.NotFound("file")
    return Handed(path, kind, name, f"{digest[:24]}{'s' if small else ''}")
