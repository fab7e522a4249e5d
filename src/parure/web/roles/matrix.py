"""What a role grants as a table that can be read: record types by area, actions by rows in reach, values by level."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from parure.access import grants as granting
from parure.access import words
from parure.access.choices import ACTIONS, Level, Scope
from parure.access.grants import REST
from parure.core import resources

WIDE = {Scope.ALL: "is-all", Scope.NONE: "is-none"}
HIGH = {Level.NONE: "is-none", Level.MASKED: "is-masked", Level.READ: "", Level.WRITE: "is-all"}


@dataclass(frozen=True)
class Cell:
    """A word of the table with how it is set, e.g. faint for nothing; `label` says of what."""

    word: str
    tone: str
    label: str = ""


@dataclass(frozen=True)
class Line:
    """One record type: which rows by action, how far its values by group, and fields that differ from their group."""

    name: str
    label: str
    rows: list[Cell]
    values: list[Cell] = field(default_factory=list)
    exceptions: list[Cell] = field(default_factory=list)
    by_rest: bool = False
    is_changed: bool = False
    is_new: bool = False


def matrix(
    grants: Mapping[str, Any], kept: Mapping[str, Any], new: Collection[str] = ()
) -> list[tuple[str, list[Line]]]:
    """(area, lines) for every record type; `kept` is what the role grants now, to mark what a draft changes, `new`
    the types that nobody decided for it.
    """
    changed = {each.resource for each in granting.differences([kept], [grants])}
    areas: dict[str, list[Line]] = {}
    for each in resources.every():
        line = _line(grants, each.name, is_changed=each.name in changed, is_new=each.name in new)
        areas.setdefault(words.area_label(each.name), []).append(line)
    order = [str(label) for label in words.AREAS.values()]
    found = sorted(areas.items(), key=lambda item: order.index(item[0]) if item[0] in order else len(order))
    if REST in grants or REST in kept:
        found.insert(0, ("", [_line(grants, REST, is_changed=REST in changed)]))
    return found


def _line(grants: Mapping[str, Any], name: str, *, is_changed: bool, is_new: bool = False) -> Line:
    rows = []
    for action in ACTIONS:
        scope = granting.widest_scope([grants], name, action)
        rows.append(Cell(row_word(name, scope), WIDE.get(scope, ""), str(words.ACTIONS[action])))
    seen = granting.widest_scope([grants], name, "view") is not Scope.NONE
    values = _values(grants, name) if seen and name != REST else []
    exceptions = _exceptions(grants, name) if seen and name != REST else []
    by_rest = name != REST and name not in grants and REST in grants
    return Line(name, words.resource_label(name), rows, values, exceptions, by_rest, is_changed, is_new)


def row_word(resource: str, scope: Scope) -> str:
    """Which rows, in a word; of records that hang on others, that they follow those."""
    if scope is Scope.NONE or resource == REST:
        return words.value_label(scope)
    kept = resources.get(resource)
    if kept.parent is not None and not kept.scopes:
        return f"↳ {words.resource_label(kept.parent[0])}"
    return words.value_label(scope if kept.scopes else Scope.ALL)


def _values(grants: Mapping[str, Any], name: str) -> list[Cell]:
    found = []
    for group in granting.groups_of(name):
        level = group_level(grants, name, group)
        found.append(Cell(words.value_label(level), HIGH[level], words.group_label(name, group)))
    return found


def _exceptions(grants: Mapping[str, Any], name: str) -> list[Cell]:
    found = []
    for field_name, level in field_levels(grants, name).items():
        found.append(Cell(words.value_label(level), HIGH[level], words.field_label(name, field_name)))
    return found


def group_level(grants: Mapping[str, Any], resource: str, group: str) -> Level:
    """What the role may do with the fields of a group that have no entry of their own."""
    stated = granting.entry_of(grants, resource).get("fields", {})
    return Level[str(stated.get(group, stated.get(REST, "none"))).upper()]


def field_levels(grants: Mapping[str, Any], resource: str) -> dict[str, Level]:
    """The fields with an entry of their own that says something else than their group's."""
    stated = granting.entry_of(grants, resource).get("fields", {})
    found = {}
    for name, each in resources.fields_of(resource).items():
        if name in stated and name != each.group:
            level = Level[str(stated[name]).upper()]
            if level is not group_level(grants, resource, each.group):
                found[name] = level
    return found
