"""A reach as plain values, for engines that know no queryset: columns compared with keys, all, any, not.

    {"all": [tree, …]}   {"any": [tree, …]}   {"not": tree}   {"column": "store_id", "in": [3, 4]}

What can't be told by the columns that an engine has is told by the keys of the records themselves.
"""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.core import resources
from parure.core.conditions import Tree

Plain = dict[str, Any]
EVERYTHING: Plain = {"all": []}


def plain_reach(
    actor: Actor, resource: str, columns: Collection[str], condition: Tree | None = None
) -> Plain:
    """The rows of a record type that the actor may see (and that meet the condition), said by `columns` of its table
    where that can be, else by keys: {"column": "id", "in": […]}. No query in the first case, one in the second.
    Raises `conditions.BadCondition`.
    """
    wanted = policy.row_condition(actor, resource) & as_query(actor, resource, condition)
    model = resources.get(resource).model
    told = _told(wanted, model, columns)
    if told is not None:
        return told
    keys = model._default_manager.filter(wanted).order_by().values_list("pk", flat=True)
    return {"column": "id", "in": list(keys)}


def _told(query: Q, model: type[Model], columns: Collection[str]) -> Plain | None:
    parts = []
    for child in query.children:
        part = _told(child, model, columns) if isinstance(child, Q) else _leaf(child, model, columns)
        if part is None:
            return None
        parts.append(part)
    if query.connector == Q.XOR:
        return None
    if query.connector == Q.OR and not parts:
        parts = [EVERYTHING]  # a query without conditions asks for everything, however they would be joined
    found: Plain = {"any" if query.connector == Q.OR else "all": parts}
    return {"not": found} if query.negated else found


def _leaf(child: Any, model: type[Model], columns: Collection[str]) -> Plain | None:
    """Equality with keys or flags of one column that can't be empty where it is denied; None for anything else."""
    if not isinstance(child, tuple):
        return None
    path, value = child
    name, _, lookup = path.partition("__")
    if lookup not in ("", "exact", "in"):
        return None
    try:
        column = (model._meta.pk if name == "pk" else model._meta.get_field(name)).column  # type: ignore[union-attr]
    except (FieldDoesNotExist, AttributeError):
        return None
    values = value if isinstance(value, (list, tuple, set, frozenset)) else [value]
    if column not in columns or not all(isinstance(each, (bool, int)) for each in values):
        return None
    if lookup != "in" and values is value:
        return None
    return {"column": column, "in": sorted(values)}
