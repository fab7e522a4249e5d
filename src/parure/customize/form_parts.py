"""Custom fields as forms need them: what the asker may write or read, with its conditions and headings."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.core.conditions import Tree
from parure.core.resources import Field
from parure.customize.definitions import definitions_for
from parure.customize.rules import Choice, choices_of


@dataclass(frozen=True)
class FormPart:
    """One custom field of a form or a card. `kind` is the definition's own, which tells links from texts."""

    field: Field
    code: str
    kind: str
    section: str
    choices: list[Choice]
    rules: dict[str, Any]
    required_if: Tree | None
    shown_if: Tree | None

    @property
    def name(self) -> str:
        return self.field.name


def parts_for(actor: Actor, resource: str, at_least: Level = Level.WRITE) -> list[FormPart]:
    """The custom fields of a record type on which the actor has this level, those of a heading together.

    Computed fields are nobody's to write.
    """
    permitted = policy.fields(actor, resource, at_least)
    parts = [
        FormPart(
            permitted[f"custom_{each.code}"],
            each.code,
            each.kind,
            each.section,
            choices_of(each.choices),
            each.rules,
            each.required_if,
            each.shown_if,
        )
        for each in definitions_for(resource)
        if f"custom_{each.code}" in permitted and not (each.is_computed and at_least is Level.WRITE)
    ]
    return _by_section(parts)


def _by_section(parts: Iterable[FormPart]) -> list[FormPart]:
    """In their order, but each heading once; fields without one first."""
    parts = list(parts)
    sections = dict.fromkeys(["", *(part.section for part in parts)])
    return [part for section in sections for part in parts if part.section == section]
