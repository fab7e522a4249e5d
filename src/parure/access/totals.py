"""Sums over what a list shows, through the gate."""

from django.db.models import Q, Sum

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.core.conditions import Tree


def sum_of(
    actor: Actor, resource: str, name: str, *, condition: Tree | None = None, extra: Q | None = None
) -> int:
    """The sum of a field (in its own unit, 0 for no rows) over the records in reach that meet the condition.

    Reads every row that matches: ask for lists whose length is known to be small. Raises `policy.Denied` where
    the actor may not read the field.
    """
    permitted = policy.filterable(actor, resource)
    if name not in permitted or not permitted[name].path:
        raise policy.Denied(name)
    wanted = as_query(actor, resource, condition)
    matching = policy.rows(actor, resource).filter(wanted & extra if extra is not None else wanted)
    return matching.order_by().aggregate(sum=Sum(permitted[name].path))["sum"] or 0
