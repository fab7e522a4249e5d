"""An actor who may do less than the person it stands for: never more."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from parure.access.actors import Actor
from parure.access.choices import ACTIONS, Level
from parure.core import resources

READING = ("view",)


def limited(
    actor: Actor, *, read: Collection[str], write: Collection[str], role: str = "", label: str = ""
) -> Actor:
    """The actor with these record types only: `read` to look at, `write` to change as well.

    `role` leaves of several roles that one; of a role that the person doesn't have, nothing is left.
    """
    grants = {
        code: _cut(given, frozenset(read), frozenset(write))
        for code, given in actor.grants.items()
        if not role or code == role
    }
    return replace(actor, grants=grants, roles=tuple(grants), label=label or actor.label)


def _cut(given: Mapping[str, Any], read: frozenset[str], write: frozenset[str]) -> dict[str, Any]:
    cut = {}
    for resource in resources.every():
        entry = given.get(resource.name, given.get("*", {}))
        if resource.name in write:
            cut[resource.name] = entry
        elif resource.name in read:
            cut[resource.name] = _reading(entry)
    return cut


def _reading(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry without what changes anything."""
    kept = {action: entry[action] for action in ACTIONS if action in READING and action in entry}
    levels = entry.get("fields", {})
    kept["fields"] = {
        name: min(Level[str(level).upper()], Level.READ).name.lower() for name, level in levels.items()
    }
    return kept
