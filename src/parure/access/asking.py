"""Conditions through the gate: what somebody may compare and count, and the query of what they ask.

Comparing a field tells its value, counting deeds tells that there are records of them: both take the right to read.
"""

from django.db.models import Q

from parure.access import policy
from parure.access.actors import Actor
from parure.core import conditions, resources
from parure.core.conditions import Tree
from parure.core.resources import Activity


def countable(actor: Actor, resource: str) -> dict[str, Activity]:
    """What records did that this actor may count: it takes the right to see the records that are counted."""
    return {
        name: each
        for name, each in resources.activities_of(resource).items()
        if policy.may(actor, each.resource or resource)
    }


def check_condition(actor: Actor, resource: str, condition: Tree) -> None:
    """Raise `conditions.BadCondition` unless the condition is well formed and this actor may ask it."""
    conditions.check(resource, condition, policy.filterable(actor, resource), countable(actor, resource))


def as_query(actor: Actor, resource: str, condition: Tree | None) -> Q:
    """The condition as a query, of everything where there's none. Raises `conditions.BadCondition`."""
    if not condition:
        return Q()
    permitted = policy.filterable(actor, resource)
    return conditions.compile_tree(resource, condition, permitted, countable(actor, resource))
