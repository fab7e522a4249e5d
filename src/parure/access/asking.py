"""Conditions through the gate: what somebody may compare and count, and the query of what they ask.

Comparing a field tells its value, counting deeds tells that there are records of them: both take the right to read.
"""

from collections.abc import Mapping

from django.db.models import Q
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core import conditions, resources
from parure.core.conditions import Tree
from parure.core.resources import Activity, Field


def countable(actor: Actor, resource: str) -> dict[str, Activity]:
    """What records did that this actor may count: it takes the right to see the records that are counted."""
    return {
        name: each
        for name, each in resources.activities_of(resource).items()
        if policy.may(actor, each.resource or resource)
    }


def check_condition(actor: Actor, resource: str, condition: Tree) -> None:
    """Raise `conditions.BadCondition` unless the condition is well formed and this actor may ask it."""
    permitted = policy.filterable(actor, resource)
    conditions.check(resource, condition, permitted, countable(actor, resource))
    _check_choices(resource, condition, permitted)


def _check_choices(resource: str, condition: Tree, permitted: Mapping[str, Field]) -> None:
    """Whoever compares a field with a choice of it must be allowed to read that choice; `empty` asks for all of them."""
    for term in conditions.leaves(condition):
        asked = permitted.get(str(term.get("field", "")))
        if asked is None or asked.choice_inputs is None:
            continue
        readable = {code for code, _label in asked.choices()} if asked.choices else set()
        wanted = term.get("value")
        if term["op"] in ("empty", "filled"):
            declared = resources.field_of(resource, asked.name).choices
            wanted = [code for code, _label in declared()] if declared else []
        if not readable.issuperset(wanted if isinstance(wanted, list) else [wanted]):
            raise conditions.BadCondition(_("This condition names a choice that you can't filter by."))


def as_query(actor: Actor, resource: str, condition: Tree | None) -> Q:
    """The condition as a query, of everything where there's none. Raises `conditions.BadCondition`."""
    if not condition:
        return Q()
    permitted = policy.filterable(actor, resource)
    query = conditions.compile_tree(resource, condition, permitted, countable(actor, resource))
    _check_choices(resource, condition, permitted)
    return query
