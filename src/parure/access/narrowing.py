"""Fields of several choices of which somebody may read some only: each choice is computed from inputs of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from parure.access.actors import Actor
from parure.access.choices import Level, Scope
from parure.core.resources import Field


def narrowed(actor: Actor, asked: Field) -> Field:
    """The field with the choices that this actor may read; which these are is found out when somebody asks."""
    if asked.choice_inputs is None:
        return asked
    return replace(asked, choices=partial(_readable_choices, actor, asked))


def _readable_choices(actor: Actor, asked: Field) -> list[tuple[str, Any]]:
    inputs = asked.choice_inputs() if asked.choice_inputs else {}
    offered = asked.choices() if asked.choices else ()
    return [
        (code, label)
        for code, label in offered
        if code in inputs and all(reads(actor, *each) for each in inputs[code])
    ]


def reads(actor: Actor, resource: str, asked: Field | None) -> bool:
    """Whether the actor sees records of this type, and reads the field on them."""
    if actor.scope(resource, "view") is Scope.NONE:
        return False
    return asked is None or actor.level(resource, asked) >= Level.READ


def only_readable(asked: Field, found: Mapping[int, Sequence[str]]) -> dict[int, list[str]]:
    """The codes of each record without those that a narrowed field doesn't offer."""
    readable = {code for code, _label in asked.choices()} if asked.choices else set()
    return {pk: [code for code in codes if code in readable] for pk, codes in found.items()}
