"""What can be done with many records of a type: from the catalogue, from tags, and from what areas offer.

set          params {"field": name, "value": …}
tags         params {"add": [names], "remove": [names], "until": ISO day or None}
do:<name>    params: the inputs of what is offered, by name
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.automation.bulk.writers import SetWriter
from parure.core import changes, resources
from parure.core.changes import Offered
from parure.core.resources import TEXTUAL, Field, Kind, Sensitivity

SET, TAGS, DO = "set", "tags", "do:"
NAMES = {"person_name"}  # nobody gives a hundred people one name
Undo = Callable[[Actor, Any, str | None], Any]


@dataclass(frozen=True)
class Planned:
    """An act that is worked out for all its records before it begins, and done set by set.

    `plan(actor, records, params)` returns the params that the run keeps, or raises ValidationError; `outlook(actor,
    params)` says in lines (what, how many) what will come of it; `writer` is called with the params as value.
    """

    plan: Callable[[Actor, Any, Mapping[str, Any]], dict[str, Any]]
    outlook: Callable[[Actor, Mapping[str, Any]], list[tuple[str, int]]]
    writer: SetWriter


@dataclass(frozen=True)
class Verb:
    """What an area offers with a record, offered for many. `undo` takes it back; `makes` is the record type that
    it adds to, which takes the right to; `writes` are the fields that it takes the right to write, and of which
    the bar then offers no editing of their own.
    """

    offered: Offered
    icon: str
    undo: Undo | None = None
    makes: str = ""
    writes: tuple[str, ...] = ()
    planned: Planned | None = None

    @property
    def inputs(self) -> tuple[Field, ...]:
        """What it takes, of one value each."""
        return tuple(each for each in self.offered.inputs if isinstance(each, Field))

    def is_open_to(self, actor: Actor) -> bool:
        resource = self.offered.resource
        written = policy.fields(actor, resource, Level.WRITE) if self.writes else {}
        return (
            policy.may(actor, resource, self.offered.action)
            and (not self.makes or policy.may(actor, self.makes, "add"))
            and all(name in written for name in self.writes)
        )


_VERBS: dict[str, dict[str, Verb]] = {}


def in_bulk(
    offered: Offered,
    *,
    icon: str,
    undo: Undo | None = None,
    makes: str = "",
    writes: tuple[str, ...] = (),
    planned: Planned | None = None,
) -> Offered:
    """Let many records of the type be treated so at once."""
    verb = Verb(offered, icon, undo, makes, writes, planned)
    _VERBS.setdefault(offered.resource, {})[offered.name] = verb
    return offered


def verb_of(resource: str, act: str) -> Verb | None:
    return _VERBS.get(resource, {}).get(act.removeprefix(DO)) if act.startswith(DO) else None


def verbs_for(actor: Actor, resource: str) -> list[Verb]:
    """What this actor may do with many records of the type."""
    found = _VERBS.get(resource, {}).values()
    return [each for each in found if each.is_open_to(actor)]


def editable(actor: Actor, resource: str) -> dict[str, Field]:
    """The fields that this actor may write for many records at once; tags have an act of their own."""
    if not policy.may(actor, resource, "change"):
        return {}
    written = changes.changeable(resource)
    return {
        name: each
        for name, each in policy.fields(actor, resource, Level.WRITE).items()
        if name in written
        and each.writable
        and each.kind is not Kind.TAGS
        and (each.batch is None or each.custom)
        and each.sensitivity is Sensitivity.PLAIN
        and each.group not in NAMES
    }


def can_be_empty(resource: str, asked: Field) -> bool:
    """Whether a record may go without this field."""
    if asked.required:
        return False
    if asked.custom or asked.kind in TEXTUAL or asked.kind is Kind.CHOICE or not asked.path:
        return True
    column = resources.get(resource).model._meta.get_field(asked.path.partition("__")[0])
    return bool(column.null)


def may_tag(actor: Actor, resource: str) -> bool:
    """Whether this actor may give and take tags of the type."""
    asked = resources.fields_of(resource).get("tags")
    return (
        asked is not None
        and asked.kind is Kind.TAGS
        and asked.name in changes.changeable(resource)
        and policy.may(actor, resource, "change")
        and actor.level(resource, asked) >= Level.WRITE
    )


def action_of(resource: str, act: str) -> str:
    """The right that an act takes."""
    verb = verb_of(resource, act)
    return verb.offered.action if verb else "change"


def check_right(actor: Actor, resource: str, act: str, params: Mapping[str, Any]) -> None:
    """Raise `policy.Denied` unless the actor may do this with records of the type at all."""
    policy.require(actor, resource, "view")
    if act == SET:
        policy.check_write(actor, resource, [str(params.get("field"))])
    elif act == TAGS:
        policy.check_write(actor, resource, ["tags"])
    elif (verb := verb_of(resource, act)) is None or not verb.is_open_to(actor):
        raise policy.Denied(act)


def can_be_undone(resource: str, act: str) -> bool:
    verb = verb_of(resource, act)
    return act in (SET, TAGS) or (verb is not None and (verb.undo is not None or verb.planned is not None))


def act_words(resource: str, act: str) -> Any:
    """What an act is called."""
    if act == SET:
        return _("Edit a field")
    if act == TAGS:
        return _("Tags")
    verb = verb_of(resource, act)
    return verb.offered.label if verb else act
