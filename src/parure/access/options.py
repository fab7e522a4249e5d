"""What a relation may be compared with: records by the name they are called by, through the gate."""

from collections.abc import Iterable

from parure.access import policy
from parure.access.actors import Actor
from parure.core import resources

OFFERED = 300


def options(actor: Actor, resource: str) -> list[tuple[int, str]]:
    """(primary key, title) of the records in reach, in their own order, at most `OFFERED`; one query."""
    if not policy.may(actor, resource):
        return []
    order = resources.get(resource).default_sort or "pk"
    rows = policy.rows(actor, resource).order_by(order, "pk")[:OFFERED]
    return [(record.pk, record.title) for record in policy.records(actor, resource, rows, ())]


def titles(actor: Actor, resource: str, ids: Iterable[int]) -> dict[int, str]:
    """What these records are called; those out of reach are absent."""
    if not policy.may(actor, resource):
        return {}
    rows = policy.rows(actor, resource).filter(pk__in=list(ids)[:OFFERED])
    return {record.pk: record.title for record in policy.records(actor, resource, rows, ())}


def named(actor: Actor, resource: str) -> list[tuple[str, str]]:
    """(uid, title) of the records in reach, in their own order, at most `OFFERED`; one query."""
    if not policy.may(actor, resource):
        return []
    order = resources.get(resource).default_sort or "pk"
    rows = policy.rows(actor, resource).order_by(order, "pk")[:OFFERED]
    return [(str(record.uid), record.title) for record in policy.records(actor, resource, rows, ())]
