"""The field catalogue: each record type declared once.

From a declaration come list, detail, filter, sort, form, import, export, API schema, conditions, audit names
and permissions. It knows no page and no role: what an asker may see of it is decided by `access.policy` alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models import Q


class Kind(StrEnum):
    """What a field's value is, and so how it is read, compared and shown."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"  # minor units
    WEIGHT = "weight"  # milligrams
    CARAT = "carat"  # thousandths of a carat
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"  # a list of codes
    RELATION = "relation"
    PHONE = "phone"
    EMAIL = "email"
    TAGS = "tags"
    CONDITION = "condition"  # a tree of core.conditions about the record type that `relation` names
    QUESTION = "question"  # what a report asks


class Sensitivity(StrEnum):
    """PERSONAL values are encrypted at rest, shown masked, and revealed one at a time on record."""

    PLAIN = "plain"
    PERSONAL = "personal"


TEXTUAL = {Kind.TEXT, Kind.LONG_TEXT}
ORDERED = {Kind.NUMBER, Kind.MONEY, Kind.WEIGHT, Kind.CARAT, Kind.DATE, Kind.MOMENT}


@dataclass(frozen=True)
class ValueIndex:
    """Where the values of a field lie in order when not in the record's own row: at most one row a record.

    `model` has the record's key in `record` and the value in `column`, for rows that meet `where`; `read` takes
    the same value from a record's instance.
    """

    model: Callable[[], type[models.Model]]
    where: Q
    record: str
    column: str
    read: Callable[[Any], Any]


@dataclass(frozen=True)
class Field:
    """One property of a record type.

    `path` is the ORM path it is filtered and sorted by (empty: not filterable). `value` reads it from a model
    instance; without it the attribute `name` is read. `batch` reads it for many instances at once (a dict by
    primary key), so that a list costs one query for it; `for_asker` does where the value depends on who asks, too: it
    takes the actor first, and nobody may compare by it. `group` is what roles grant; `lookup` turns
    (operator, value) into a condition where a path is not enough, and `index` tells how to sort then. Who may not
    read one of the `inputs`, (record type, field), may not read what is computed from it. `choice_inputs` says the
    same of single codes of a field of several choices that is read by `batch`: a code that it doesn't name is
    nobody's, and without a field the right to see the record type is enough. A `guarded` relation names its record
    only to who reaches that record, too.
    """

    name: str
    label: Any
    kind: Kind = Kind.TEXT
    group: str = "basic"
    path: str = ""
    sensitivity: Sensitivity = Sensitivity.PLAIN
    choices: Callable[[], Iterable[tuple[str, Any]]] | None = None
    relation: str = ""
    guarded: bool = False
    value: Callable[[Any], Any] | None = None
    batch: Callable[[Sequence[Any]], dict[int, Any]] | None = None
    for_asker: Callable[[Any, Sequence[Any]], dict[int, Any]] | None = None
    lookup: Callable[[str, Any], Q] | None = None
    mask: Callable[[Any], str] | None = None
    writable: bool = True
    filterable: bool = True
    sortable: bool = False
    column: bool = False
    required: bool = False
    custom: bool = False
    help: Any = ""
    section: str = ""
    index: ValueIndex | None = None
    inputs: "tuple[tuple[str, Field], ...]" = ()
    choice_inputs: "Callable[[], Mapping[str, Iterable[tuple[str, Field | None]]]] | None" = None

    @property
    def is_filterable(self) -> bool:
        return self.filterable and bool(self.path or self.lookup)

    @property
    def is_sortable(self) -> bool:
        return self.sortable and bool(self.path or self.index)


@dataclass(frozen=True)
class Activity:
    """Something a record did that conditions can count: `did bought at least 2 times within 365 days`."""

    name: str
    label: Any
    model: Callable[[], type[models.Model]]
    owner: str  # path from the activity's model to the record
    at: str  # its date or moment
    where: Q = field(default_factory=Q)
    resource: str = ""  # the right to count it is the right to read this resource


@dataclass(frozen=True)
class Sharing:
    """How rows that are another's are reached like one's own, given a staff member's id.

    `concerns` says whether anything is, or will be, shared with them: it is asked once for an actor, and whoever
    changes it bumps that person's access version. `reach` is the condition of today; it asks nothing itself.
    """

    concerns: Callable[[int], bool]
    reach: Callable[[int], Q]


@dataclass(frozen=True)
class Resource:
    """A record type. `scopes` gives the paths by which rows belong to a staff member (own), a store, a region;
    `parent` says instead that a row is seen by who sees its parent: (resource, path). `shared` adds rows of others.
    """

    name: str
    label: Any
    label_plural: Any
    model: type[models.Model]
    fields: tuple[Field, ...]
    scopes: dict[str, str] = field(default_factory=dict)
    parent: tuple[str, str] | None = None
    shared: Sharing | None = None
    title: Callable[[Any], str] = lambda _instance: ""
    title_field: str = ""  # the field whose right of reading the title takes
    related: tuple[str, ...] = ()
    default_sort: str = ""
    activities: tuple[Activity, ...] = ()
    url_name: str = ""
    restrict: Callable[[], Q] = Q  # what binds everybody, e.g. not archived
    became: str = ""  # the path to the record that took this one up, where two can be made one


_RESOURCES: dict[str, Resource] = {}
_CONTRIBUTED: dict[str, dict[str, Field]] = {}
_ACTIVITIES: dict[str, dict[str, Activity]] = {}
_SOURCES: list[Callable[[str], Iterable[Field]]] = []


class UnknownResource(LookupError):
    pass


class UnknownField(LookupError):
    pass


def register(resource: Resource) -> Resource:
    """Declare a record type; declaring the name twice is a mistake."""
    if resource.name in _RESOURCES and _RESOURCES[resource.name] is not resource:
        raise ValueError(f"resource {resource.name} is declared twice")
    names = [each.name for each in resource.fields]
    if len(names) != len(set(names)):
        raise ValueError(f"resource {resource.name} declares a field twice")
    _RESOURCES[resource.name] = resource
    return resource


def contribute(resource_name: str, *fields: Field) -> None:
    """Give a record type of a lower floor fields that a higher area keeps, e.g. points on the customer."""
    _CONTRIBUTED.setdefault(resource_name, {}).update({each.name: each for each in fields})


def contribute_activity(resource_name: str, *activities: Activity) -> None:
    """Let conditions on a lower record type count what a higher area records."""
    _ACTIVITIES.setdefault(resource_name, {}).update({each.name: each for each in activities})


def add_field_source(source: Callable[[str], Iterable[Field]]) -> None:
    """Register where fields come from that are data, not code (custom fields)."""
    if source not in _SOURCES:
        _SOURCES.append(source)


def get(name: str) -> Resource:
    try:
        return _RESOURCES[name]
    except KeyError:
        raise UnknownResource(name) from None


def every() -> list[Resource]:
    return list(_RESOURCES.values())


def for_model(model: type[models.Model]) -> Resource | None:
    return next((each for each in _RESOURCES.values() if each.model is model), None)


def built_in_fields(name: str) -> dict[str, Field]:
    """The fields of a record type that are code: its own and those contributed by higher areas."""
    return {each.name: each for each in get(name).fields} | _CONTRIBUTED.get(name, {})


def fields_of(name: str) -> dict[str, Field]:
    """All fields of a record type by name: built in, contributed, custom."""
    found = built_in_fields(name)
    for source in _SOURCES:
        found.update({each.name: each for each in source(name)})
    return found


def field_of(resource: str, name: str) -> Field:
    try:
        return fields_of(resource)[name]
    except KeyError:
        raise UnknownField(f"{resource}.{name}") from None


def activities_of(resource: str) -> dict[str, Activity]:
    """What records of a type did that conditions can count, by name."""
    return {each.name: each for each in get(resource).activities} | _ACTIVITIES.get(resource, {})


def activity_of(resource: str, name: str) -> Activity:
    try:
        return activities_of(resource)[name]
    except KeyError:
        raise UnknownField(f"{resource}: {name}") from None
