"""What a relation may be compared with: records by the name they are called by, through the gate."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.models import Staff, Store
from parure.core import resources

OFFERED = 300


def options(actor: Actor, resource: str) -> list[tuple[int, str]]:
    """(primary key, title) of the records in reach, in their own order, at most `OFFERED`; one query.

    Who left the house stands behind who works here, marked.
    """
    return [(record.pk, title) for record, title in _listed(actor, resource)]


def chosen_from(actor: Actor, resource: str, kept: int | None = None) -> list[tuple[int, str]]:
    """`options` without who left the house, but for the one that the record has already."""
    return [
        (record.pk, title)
        for record, title in _listed(actor, resource)
        if record.pk == kept or title == record.title
    ]


def titles(actor: Actor, resource: str, ids: Iterable[int]) -> dict[int, str]:
    """What these records are called; those out of reach are absent."""
    if not policy.may(actor, resource):
        return {}
    rows = policy.rows(actor, resource).filter(pk__in=list(ids)[:OFFERED])
    return {record.pk: record.title for record in policy.records(actor, resource, rows, ())}


def called(actor: Actor, resource: str, key: int) -> str:
    """What one record is called for this actor, also where it is out of reach or put away; "" for none; one query."""
    model = resources.get(resource).model
    found = model._base_manager.filter(pk=key).first()
    return str(policy.links(actor, resource, {key: found})[key]) if found is not None else ""


def named(actor: Actor, resource: str) -> list[tuple[str, str]]:
    """The same with the uid for the primary key."""
    return [(str(record.uid), title) for record, title in _listed(actor, resource)]


def home_store(actor: Actor) -> str:
    """The uid of the store that somebody belongs to; "" for who belongs to none."""
    if actor.home_store_id is None:
        return ""
    return str(Store.objects.values_list("uid", flat=True).get(pk=actor.home_store_id))


def _listed(actor: Actor, resource: str) -> list[tuple[policy.Record, str]]:
    if not policy.may(actor, resource):
        return []
    declared = resources.get(resource)
    order = [declared.default_sort or "pk", "pk"]
    if declared.model is Staff:
        order.insert(0, "-is_active")
    rows = list(policy.rows(actor, resource).select_related(*declared.related).order_by(*order)[:OFFERED])
    gone = {each.pk for each in rows if isinstance(each, Staff) and not each.is_active}
    return [
        (each, has_left(each.title) if each.pk in gone else each.title)
        for each in policy.records(actor, resource, rows, ())
    ]


def has_left(name: str) -> str:
    """How a list marks somebody who doesn't work here any more: 陈静（已离职）."""
    return _("%s (left)") % name
