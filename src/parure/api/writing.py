"""Changes that other systems ask for: each is the operation of its area, guarded and told there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parure.access import policy, reading
from parure.access.actors import Actor
from parure.api import bodies, conditions, questions
from parure.api.given import values_of
from parure.api.problems import Problem
from parure.core import changes, resources
from parure.core.changes import Input, Offered
from parure.core.resources import Field, Kind
from parure.integrations.collections import Collection


@dataclass(frozen=True)
class Done:
    """What came of a change: the record as it is now (None: out of sight), or the text that was asked for.

    Such a text is somebody's own (a phone number) and is kept nowhere.
    """

    status: int
    body: dict[str, Any] | None
    uid: str = ""
    is_secret: bool = False


def create(actor: Actor, collection: Collection, given: Mapping[str, Any]) -> Done:
    """Make a record of a collection."""
    if not changes.tells_how_to_add(collection.resource):
        raise Problem("not-offered", headers={"Allow": "GET, HEAD"})
    policy.require(actor, collection.resource, "add")
    inputs = changes.inputs_of_adding(collection.resource)
    values = _housed(actor, inputs, _said(values_of(inputs, given)))
    made = changes.add(actor, collection.resource, values)
    return Done(201, bodies.whole(actor, collection, made.pk), str(made.uid))


def _housed(actor: Actor, inputs: Mapping[str, Input], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values with conditions and questions in the house's own terms. Raises `BadCondition`."""
    found = dict(values)
    for name, value in values.items():
        asked = inputs[name]
        if not isinstance(asked, Field) or value is None:
            continue
        if asked.kind is Kind.CONDITION:
            found[name] = conditions.housed(actor, asked.relation, value)
        elif asked.kind is Kind.QUESTION:
            found[name] = questions.housed(actor, value).as_plain()
    return found


def _said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Without what was left open: operations know best what that means."""
    return {name: value for name, value in values.items() if value is not None}


def writable(resource: str) -> dict[str, Input]:
    """The fields that some operation writes, by name."""
    known = resources.fields_of(resource)
    return {name: known[name] for name in sorted(changes.changeable(resource))}


@transaction.atomic
def change(
    actor: Actor, collection: Collection, uid: str, given: Mapping[str, Any], *, expected: str = ""
) -> Done:
    """Write fields of one record; `expected` is the version that the caller has read."""
    known = writable(collection.resource)
    if not known:
        raise Problem("not-offered", headers={"Allow": "GET, HEAD"})
    key = held(actor, collection, uid, "change", expected)
    values = _housed(actor, known, values_of(known, given, whole=False))
    changes.change(actor, collection.resource, uid, values)
    return Done(200, bodies.whole(actor, collection, key), uid)


def held(actor: Actor, collection: Collection, uid: str, action: str, expected: str) -> int:
    """The key of the record, locked, after its version was compared with the expected one (empty: any)."""
    policy.require(actor, collection.resource, action)
    if not expected or expected == "*":
        return reading.key_of(actor, collection.resource, uid, action)
    key = reading.key_of(actor, collection.resource, uid, action, lock=True)
    if bodies.version(bodies.whole(actor, collection, key)) not in (
        each.strip() for each in expected.split(",")
    ):
        raise Problem("changed-meanwhile")
    return key


def acts(collection: Collection) -> dict[str, Offered]:
    """What can be done with one record of a collection, by the name in its address."""
    offered = changes.offered_on(collection.resource)
    return {name.replace("_", "-"): each for name, each in offered.items() if not each.on_type}


@transaction.atomic
def act(
    actor: Actor, collection: Collection, uid: str, name: str, given: Mapping[str, Any], *, expected: str = ""
) -> Done:
    """Do one of the acts with a record."""
    offered = acts(collection).get(name)
    if offered is None:
        raise Problem("not-found", _("There is no such act: %s") % name[:40])
    if expected:
        held(actor, collection, uid, "view", expected)
    else:
        policy.require(actor, collection.resource, offered.action)
    values = _said(values_of({each.name: each for each in offered.inputs}, given))
    result = offered.function(actor, uid, **values)
    if isinstance(result, str):
        return Done(200, {"value": result}, uid, is_secret=True)
    try:
        key = reading.key_of(actor, collection.resource, uid)
    except policy.NotFound:
        return Done(204, None, uid)
    return Done(200, bodies.whole(actor, collection, key), uid)
