"""Grants as data: what they give, whether they are well formed, where two of them differ.

Nothing here asks the database. A set of grants is what one role gives; somebody with several roles has the widest
of each.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.access.choices import ACTIONS, SCOPE_ORDER, Level, Scope
from parure.core import resources
from parure.core.resources import Field

Grants = Mapping[str, Any]
REST = "*"  # record types, or fields, without an entry of their own
LEVELS = [level.name.lower() for level in Level]
EXPORT_ROWS = (
    "export_rows"  # beside the right to export: how many rows a day; without it as many as they like
)
NO_ROWS, ANY_ROWS = 0, None


@dataclass(frozen=True)
class RowsADay:
    """How many rows somebody may take along a day; None for as many as they like."""

    limit: int | None

    @property
    def name(self) -> str:
        """How the audit writes it."""
        return "any" if self.limit is None else str(self.limit)


def entry_of(grants: Grants, resource: str) -> Mapping[str, Any]:
    """What the grants say of a record type: its own entry, else that of the rest."""
    found: Mapping[str, Any] = grants.get(resource, grants.get(REST, {}))
    return found


def widest_scope(sets: Iterable[Grants], resource: str, action: str) -> Scope:
    """The rows that any of these sets reaches with an action."""
    granted = [entry_of(grants, resource).get(action, Scope.NONE) for grants in sets]
    return max((Scope(each) for each in granted), key=SCOPE_ORDER.index, default=Scope.NONE)


def rows_a_day(sets: Iterable[Grants], resource: str) -> RowsADay:
    """How many rows of a record type any of these sets lets take along in a day."""
    limits = []
    for grants in sets:
        entry = entry_of(grants, resource)
        if entry.get("export", Scope.NONE) != Scope.NONE:
            limits.append(entry.get(EXPORT_ROWS, ANY_ROWS))
    if ANY_ROWS in limits:
        return RowsADay(ANY_ROWS)
    return RowsADay(max(limits, default=NO_ROWS))


def highest_level(sets: Iterable[Grants], resource: str, asked: Field) -> Level:
    """What any of these sets lets do with a field: by the field's own entry, else its group's, else the rest's."""
    best = Level.NONE
    for grants in sets:
        stated = entry_of(grants, resource).get("fields", {})
        word = stated.get(asked.name, stated.get(asked.group, stated.get(REST, "none")))
        best = max(best, Level[str(word).upper()])
    return best


def groups_of(resource: str) -> dict[str, list[Field]]:
    """The fields of a record type by the group that roles grant, in the order of the catalogue."""
    found: dict[str, list[Field]] = {}
    for each in resources.fields_of(resource).values():
        found.setdefault(each.group, []).append(each)
    return found


# ── well formed ──────────────────────────────────────────────────────────────


def check(grants: Any) -> dict[str, Any]:
    """The grants, as they were given. Raises ValidationError that names every word nobody knows."""
    if not isinstance(grants, dict):
        raise ValidationError(_("The grants of a role are written as {record type: what it may}."))
    known = {each.name for each in resources.every()} | {REST}
    wrong = [_("No such record type: %s") % name for name in sorted(map(str, set(grants) - known))]
    for name in grants:
        if name in known:
            wrong.extend(_faults(name, grants[name]))
    if wrong:
        raise ValidationError(wrong)
    return grants


def _faults(resource: str, entry: Any) -> Iterator[str]:
    """What is wrong with the entry of one record type."""
    if not isinstance(entry, dict):
        yield _("%s: an object is needed.") % resource
        return
    for word, value in entry.items():
        if word == "fields":
            yield from _field_faults(resource, value)
        elif word == EXPORT_ROWS:
            if type(value) is not int or value < 0:
                yield _("%s: rows a day are a whole number.") % resource
        elif word not in ACTIONS:
            yield _("%(resource)s: no such action: %(word)s") % {"resource": resource, "word": word}
        elif not isinstance(value, str) or value not in {each.value for each in Scope}:
            yield _("%(resource)s: no such rows: %(word)s") % {"resource": resource, "word": value}


def _field_faults(resource: str, levels: Any) -> Iterator[str]:
    if not isinstance(levels, dict):
        yield _("%s: an object is needed.") % resource
        return
    known = {REST} | _every_group()
    if resource != REST:
        known |= set(resources.fields_of(resource))
    for name, level in levels.items():
        if name not in known:
            yield _("%(resource)s: no such field: %(word)s") % {"resource": resource, "word": name}
        if not isinstance(level, str) or level not in LEVELS:
            yield _("%(resource)s: no such level: %(word)s") % {"resource": resource, "word": level}


def _every_group() -> set[str]:
    """The groups of all record types: one entry is often written for many types, of which each has some."""
    return {group for each in resources.every() for group in groups_of(each.name)}


# ── compared ─────────────────────────────────────────────────────────────────


Given = Scope | Level | RowsADay


@dataclass(frozen=True)
class Difference:
    """One thing that one side gives and the other doesn't, or gives less of.

    `action` for rows (`before` and `after` are scopes; rows a day for `EXPORT_ROWS`), or `group` and perhaps `field`
    for values (levels).
    """

    resource: str
    before: Given
    after: Given
    action: str = ""
    group: str = ""
    field: str = ""

    @property
    def is_loss(self) -> bool:
        return _rank(self.after) < _rank(self.before)

    @property
    def key(self) -> str:
        """How the audit names it: people.customer:export, people.customer:contact, people.customer:spend.total_spent."""
        return f"{self.resource}:{self.action or '.'.join(filter(None, [self.group, self.field]))}"


def _rank(value: Given) -> float:
    if isinstance(value, RowsADay):
        return float("inf") if value.limit is None else value.limit
    return SCOPE_ORDER.index(value) if isinstance(value, Scope) else int(value)


def differences(before: Collection[Grants], after: Collection[Grants]) -> list[Difference]:
    """Where the two differ in effect, record type by record type; fields of a group together where they agree."""
    found: list[Difference] = []
    for name in [REST, *(each.name for each in resources.every())]:
        found.extend(_row_differences(name, before, after))
        if name != REST:
            found.extend(_value_differences(name, before, after))
    return found


def _row_differences(
    name: str, before: Collection[Grants], after: Collection[Grants]
) -> Iterator[Difference]:
    for action in ACTIONS:
        one, other = widest_scope(before, name, action), widest_scope(after, name, action)
        if one is not other:
            yield Difference(name, one, other, action=action)
    if all(widest_scope(sets, name, "export") is not Scope.NONE for sets in (before, after)):
        least, most = rows_a_day(before, name), rows_a_day(after, name)
        if least != most:
            yield Difference(name, least, most, action=EXPORT_ROWS)


def _value_differences(
    name: str, before: Collection[Grants], after: Collection[Grants]
) -> Iterator[Difference]:
    """Levels count where the records themselves are seen."""
    seen = [widest_scope(sets, name, "view") is not Scope.NONE for sets in (before, after)]
    if not any(seen):
        return
    for group, members in groups_of(name).items():
        levels = [
            (
                highest_level(before, name, each) if seen[0] else Level.NONE,
                highest_level(after, name, each) if seen[1] else Level.NONE,
            )
            for each in members
        ]
        if len(set(levels)) == 1:
            if levels[0][0] != levels[0][1]:
                yield Difference(name, *levels[0], group=group)
            continue
        for each, (one, other) in zip(members, levels, strict=True):
            if one != other:
                yield Difference(name, one, other, group=group, field=each.name)


def losses(before: Collection[Grants], after: Collection[Grants]) -> list[Difference]:
    """What somebody can no longer do or see."""
    return [each for each in differences(before, after) if each.is_loss]


def beyond(holder: Collection[Grants], asked: Collection[Grants]) -> list[Difference]:
    """What `asked` gives that `holder` hasn't got."""
    return losses(asked, [*holder])


def with_entry(grants: Grants, resource: str, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The grants with this entry for a record type; an entry that says what the rest says anyway is left out."""
    changed = {**grants, resource: dict(entry)}
    without = {name: each for name, each in grants.items() if name != resource}
    if resource != REST and REST in grants and not differences([changed], [without]):
        return without
    return changed
