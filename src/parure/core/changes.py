"""The write half of the field catalogue: which operation of an area writes which fields, and what else it offers.

A form, an edit in a list, bulk work, an import, the API and a rule all change records here, so that a field that
can be written is written the same way by every door. Each operation guards itself: it takes the actor and the uid.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parure.core import resources
from parure.core.resources import Field

Writer = Callable[..., Any]


@dataclass(frozen=True)
class Rows:
    """Several things of the same kind that are told together, each by these fields: the lines of an order."""

    name: str
    label: Any
    fields: tuple[Field, ...]
    required: bool = False


Input = Field | Rows


@dataclass(frozen=True)
class Former:
    """A value that a record had and is given back: it may stand again where it couldn't be chosen any more."""

    value: Any


@dataclass(frozen=True)
class Offered:
    """An operation on one record (or, `on_type`, on the record type) beside adding it and changing its fields.

    `inputs` say what it takes, as fields of the catalogue; `action` is the right that it needs. `function` is
    called with the actor, the record's uid unless `on_type`, and the inputs by name.
    """

    resource: str
    name: str
    label: Any
    function: Writer
    inputs: tuple[Input, ...] = ()
    action: str = "change"
    on_type: bool = False


_ADDERS: dict[str, Writer] = {}
_INPUTS: dict[str, tuple[str | Input, ...]] = {}
_WRITERS: dict[str, dict[str, Writer]] = {}
_PREFIXES: dict[str, Callable[[str], Writer]] = {}
_OFFERED: dict[str, dict[str, Offered]] = {}


def adds(resource: str, *inputs: str | Input) -> Callable[[Writer], Writer]:
    """Decorator: this function makes a record of the type from `(actor, **values)` and returns the instance.

    `inputs` are what it takes: names of the record type's own fields, and whatever else, as fields of the catalogue.
    """

    def keep(function: Writer) -> Writer:
        _ADDERS[resource] = function
        _INPUTS[resource] = inputs
        return function

    return keep


def writes(resource: str, *names: str) -> Callable[[Writer], Writer]:
    """Decorator: this function writes these fields of one record, called as `(actor, uid, **values)`."""

    def keep(function: Writer) -> Writer:
        _WRITERS.setdefault(resource, {}).update(dict.fromkeys(names, function))
        return function

    return keep


def writes_prefix(prefix: str, writer_for: Callable[[str], Writer]) -> None:
    """Fields of every record type whose names begin so (custom fields) are written by `writer_for(resource)`."""
    _PREFIXES[prefix] = writer_for


def offer(offered: Offered) -> Offered:
    """Let every door do this, too."""
    _OFFERED.setdefault(offered.resource, {})[offered.name] = offered
    return offered


def offered_on(resource: str) -> dict[str, Offered]:
    """What can be done with a record of this type beside adding and changing, by name."""
    return dict(_OFFERED.get(resource, {}))


def can_be_added(resource: str) -> bool:
    return resource in _ADDERS


def tells_how_to_add(resource: str) -> bool:
    """Whether it is declared what a new record of the type is made of."""
    return bool(_INPUTS.get(resource))


def inputs_of_adding(resource: str) -> dict[str, Input]:
    """What can be said when a record of this type is made, by name: what its operation takes, and custom fields."""
    known = resources.fields_of(resource)
    found = [known[each] if isinstance(each, str) else each for each in _INPUTS.get(resource, ())]
    found += [each for name, each in known.items() if any(map(name.startswith, _PREFIXES))]
    return {each.name: each for each in found}


def changeable(resource: str) -> set[str]:
    """The names of the fields that some operation writes."""
    return {name for name in resources.fields_of(resource) if _writer(resource, name) is not None}


def _writer(resource: str, name: str) -> Writer | None:
    if found := _WRITERS.get(resource, {}).get(name):
        return found
    return next((_PREFIXES[each](resource) for each in _PREFIXES if name.startswith(each)), None)


def _grouped(resource: str, names: Iterable[str]) -> dict[Writer, list[str]]:
    groups: dict[Writer, list[str]] = {}
    for name in names:
        writer = _writer(resource, name)
        if writer is None:
            raise ValidationError({name: _("This can't be changed here.")})
        groups.setdefault(writer, []).append(name)
    return groups


@transaction.atomic
def change(actor: Any, resource: str, uid: UUID | str, values: Mapping[str, Any]) -> None:
    """Write these fields of one record, each by the operation that its area declares; all or nothing.

    Raises ValidationError by field, and what the operations raise: `policy.NotFound`, `policy.NotWritable`.
    """
    for writer, names in _grouped(resource, values).items():
        writer(actor, uid, **{name: values[name] for name in names})


@transaction.atomic
def add(actor: Any, resource: str, values: Mapping[str, Any]) -> Any:
    """Make a record; fields that its own operation doesn't take (custom ones) are written in the same transaction."""
    if resource not in _ADDERS:
        raise ValidationError(_("Records of this type can't be made here."))
    later = {name: value for name, value in values.items() if any(map(name.startswith, _PREFIXES))}
    made = _ADDERS[resource](actor, **{name: each for name, each in values.items() if name not in later})
    if later:
        change(actor, resource, made.uid, later)
    return made
