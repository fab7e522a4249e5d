"""Conditions as other systems write them, turned into the house's own: ids for keys, decimals for smallest units."""

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext as _

from parure.access import policy, reading
from parure.access.actors import Actor
from parure.api.given import Unfit, decimal_of, money_of
from parure.api.problems import Problem
from parure.core import resources
from parure.core.conditions import MAX_DEPTH, MAX_NODES, BadCondition, Tree
from parure.core.resources import Field, Kind, Sensitivity

NOBODY = -1  # a key that no record has: what is out of reach is compared like what isn't there
READERS = {
    Kind.MONEY: money_of,
    Kind.WEIGHT: lambda value: decimal_of(value, 3),
    Kind.CARAT: lambda value: decimal_of(value, 3),
}
LISTED = ("in", "between")
WITHOUT_VALUE = ("empty", "filled")


def from_address(query: QueryDict, resource: str) -> Tree | None:
    """The condition of `filter[field]=…` and `filter[field][comparison]=…`; all of them hold.

    A personal value stands in no address: such a comparison is to be sent to `search`.
    """
    fields = resources.fields_of(resource)
    terms = []
    for name in query:
        if not name.startswith("filter["):
            continue
        parts = name.removeprefix("filter[").removesuffix("]").split("][")
        if not name.endswith("]") or len(parts) > 2:
            raise Problem("malformed", errors={name: [_("This condition can't be read.")]})
        field, op = parts[0], parts[1] if len(parts) == 2 else "is"
        known = fields.get(field)
        if known and known.sensitivity is Sensitivity.PERSONAL and op not in WITHOUT_VALUE:
            raise Problem(
                "malformed",
                errors={name: [_("Personal values don't belong in addresses; send this to search by POST.")]},
            )
        values = query.getlist(name)
        terms.append({"field": field, "op": op, "value": values if op in LISTED else values[-1]})
    return {"all": terms} if terms else None


def housed(actor: Actor, resource: str, tree: Any) -> Tree:
    """The condition in the house's own values. Raises `BadCondition`; what it names is checked again when it is asked."""
    permitted = policy.filterable(actor, resource)
    if sum(1 for _node in _nodes(tree)) > MAX_NODES:
        raise BadCondition(_("This condition is too large."))
    uids = _uids_named(permitted, tree)
    keys = {name: reading.keys_of(actor, permitted[name].relation, found) for name, found in uids.items()}
    return _turned(actor, resource, permitted, keys, tree)


def _nodes(tree: Any, depth: int = 0) -> Iterator[Any]:
    """Every node of the tree, itself included."""
    if depth > MAX_DEPTH or not isinstance(tree, dict):
        raise BadCondition(_("This condition can't be read."))
    yield tree
    for way in ("all", "any"):
        children = tree.get(way, [])
        if not isinstance(children, list):
            raise BadCondition(_("This condition can't be read."))
        for child in children:
            yield from _nodes(child, depth + 1)
    if "not" in tree:
        yield from _nodes(tree["not"], depth + 1)


def _uids_named(permitted: Mapping[str, Field], tree: Tree) -> dict[str, set[UUID]]:
    """The ids that relations are compared with, by field."""
    found: dict[str, set[UUID]] = {}
    for node in _nodes(tree):
        field = permitted.get(str(node.get("field", "")))
        if field is None or field.kind is not Kind.RELATION or node.get("op") in WITHOUT_VALUE:
            continue
        value = node.get("value")
        for each in value if isinstance(value, list) else [value]:
            found.setdefault(field.name, set()).add(_uuid(each))
    return found


def _uuid(value: Any) -> UUID:
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise BadCondition(_("The id of a record, please.")) from None


def _turned(
    actor: Actor,
    resource: str,
    permitted: Mapping[str, Field],
    keys: Mapping[str, Mapping[UUID, int]],
    tree: Tree,
) -> Tree:
    for way in ("all", "any"):
        if way in tree:
            return {way: [_turned(actor, resource, permitted, keys, child) for child in tree[way]]}
    if "not" in tree:
        return {"not": _turned(actor, resource, permitted, keys, tree["not"])}
    if "did" in tree:
        return tree
    field = permitted.get(str(tree.get("field", "")))
    if field is None or tree.get("op") in WITHOUT_VALUE:
        return tree
    value = tree.get("value")
    known = keys.get(field.name, {})
    if isinstance(value, list):
        return tree | {"value": [_valued(field, each, known) for each in value]}
    return tree | {"value": _valued(field, value, known)}


def _valued(field: Field, value: Any, keys: Mapping[UUID, int]) -> Any:
    if field.kind is Kind.RELATION:
        return keys.get(_uuid(value), NOBODY)
    reader = READERS.get(field.kind)
    if reader is None:
        return value
    try:
        return reader(value)
    except Unfit as error:
        raise BadCondition(str(error)) from None
