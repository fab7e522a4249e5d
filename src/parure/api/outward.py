"""Conditions of the house as other systems write them: decimals for smallest units, ids for keys."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings

from parure.access import reading
from parure.access.actors import Actor
from parure.api.values import decimal_text
from parure.core import resources
from parure.core.conditions import Tree, leaves
from parure.core.money import minor_digits
from parure.core.resources import Field, Kind

Uids = Mapping[str, Mapping[int, str]]


def outward(actor: Actor, resource: str, tree: Tree | None) -> Tree | None:
    """The condition with values as `api.conditions.housed` takes them; a record out of reach is null."""
    if not tree:
        return tree
    fields = resources.fields_of(resource)
    keys: dict[str, set[int]] = {}
    for term in leaves(tree):
        asked = fields.get(str(term.get("field", "")))
        if asked is not None and asked.kind is Kind.RELATION:
            keys.setdefault(asked.relation, set()).update(_whole_numbers(term.get("value")))
    uids = {name: reading.uids_of(actor, name, found) for name, found in keys.items()}
    return _turned(fields, uids, tree)


def _whole_numbers(value: Any) -> set[int]:
    return {each for each in (value if isinstance(value, list) else [value]) if isinstance(each, int)}


def _turned(fields: Mapping[str, Field], uids: Uids, tree: Tree) -> Tree:
    for way in ("all", "any"):
        if way in tree:
            return {way: [_turned(fields, uids, child) for child in tree[way]]}
    if "not" in tree:
        return {"not": _turned(fields, uids, tree["not"])}
    asked = fields.get(str(tree.get("field", "")))
    if asked is None or "value" not in tree:
        return tree
    value = tree["value"]
    if isinstance(value, list):
        return tree | {"value": [_shown(asked, each, uids) for each in value]}
    return tree | {"value": _shown(asked, value, uids)}


def _shown(asked: Field, value: Any, uids: Uids) -> Any:
    if not isinstance(value, int) or isinstance(value, bool):
        return value
    if asked.kind is Kind.RELATION:
        return uids.get(asked.relation, {}).get(value)
    if asked.kind is Kind.MONEY:
        return decimal_text(value, minor_digits(settings.CURRENCY))
    if asked.kind in (Kind.WEIGHT, Kind.CARAT):
        return decimal_text(value, 3)
    return value
