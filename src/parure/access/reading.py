"""Single records through the gate, for doors that know no models: by uid, by key, and what hangs on them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from parure.access import policy
from parure.access.actors import Actor
from parure.access.outside import inside_key
from parure.access.policy import Record
from parure.core import resources

MOST_PARTS = 200


def key_of(actor: Actor, resource: str, uid: UUID | str, action: str = "view", *, lock: bool = False) -> int:
    """The primary key of the record with this uid in reach; `policy.NotFound` otherwise. `lock` holds the row.

    Of a record without a uid it is the id by which it is known outside (access.outside).
    """
    asked: str | int = str(uid)
    if not has_uid(resource):
        asked = _inside_key(resource, uid)
    key: int = policy.fetch(actor, resource, asked, action, lock=lock).pk
    return key


def has_uid(resource: str) -> bool:
    return hasattr(resources.get(resource).model, "uid")


def _inside_key(resource: str, uid: UUID | str) -> int:
    try:
        found = inside_key(resource, UUID(str(uid)))
    except ValueError:
        found = None
    if found is None:
        raise policy.NotFound(resource)
    return found


def keys_of(actor: Actor, resource: str, uids: Iterable[UUID]) -> dict[UUID, int]:
    """Primary keys by uid of those that are in reach; one query."""
    if not policy.may(actor, resource):
        return {}
    return dict(policy.rows(actor, resource).filter(uid__in=list(uids)).values_list("uid", "pk"))


def uids_of(actor: Actor, resource: str, keys: Iterable[int]) -> dict[int, str]:
    """Uids by primary key of those that are in reach; one query."""
    if not policy.may(actor, resource):
        return {}
    rows = policy.rows(actor, resource).filter(pk__in=list(keys)).values_list("pk", "uid")
    return {pk: str(uid) for pk, uid in rows}


def record_of(actor: Actor, resource: str, key: int, names: Iterable[str] | None = None) -> Record:
    """The record with this primary key; `policy.NotFound` out of reach."""
    found = policy.records(actor, resource, policy.rows(actor, resource).filter(pk=key), names)
    if not found:
        raise policy.NotFound(resource)
    return found[0]


def records_of(
    actor: Actor, resource: str, keys: Sequence[int], names: Iterable[str] | None = None
) -> list[Record]:
    """These records in this order, as far as they are in reach."""
    found = policy.records(actor, resource, policy.rows(actor, resource).filter(pk__in=list(keys)), names)
    by_key = {record.pk: record for record in found}
    return [by_key[key] for key in keys if key in by_key]


def hanging_on(actor: Actor, resource: str, path: str, key: int) -> list[Record]:
    """The first `MOST_PARTS` records whose `path` leads to the record with this key; none without the right."""
    if not policy.may(actor, resource):
        return []
    rows = policy.rows(actor, resource).filter(**{path: key}).order_by("pk")[:MOST_PARTS]
    return policy.records(actor, resource, rows)
