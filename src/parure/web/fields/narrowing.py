"""Which of the records that hang on another are rolled up: the condition builder in the form of a field."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.access.actors import Actor
from parure.core import resources
from parure.core.conditions import Tree
from parure.core.resources import Sensitivity
from parure.web.kit.builder import as_typed, catalogue, read_typed
from parure.web.kit.sentences import leaves

NOTHING: dict[str, Any] = {"mode": "all", "items": []}


def offered(actor: Actor, source: str) -> str:
    """What a roll-up may ask of its records: built-in fields in the clear; as the builder takes it."""
    plain = {
        name
        for name, each in resources.built_in_fields(source).items()
        if each.sensitivity is Sensitivity.PLAIN and each.choice_inputs is None
    }
    fields = [each for each in catalogue(actor, source)["fields"] if each["name"] in plain]
    return json.dumps({"fields": fields, "activities": []}, ensure_ascii=False)


def shown(actor: Actor, source: str, sent: str, kept: Tree | None) -> str:
    """The condition as the builder shows it: as it was sent, else as it is kept."""
    if sent:
        return sent
    typed = as_typed(actor, source, [kept] if kept else [])
    return json.dumps(typed, ensure_ascii=False)


def narrowing(actor: Actor, source: str, sent: str) -> Tree | None:
    """The condition that was sent; None for none. Raises ValidationError for `tree`."""
    try:
        typed = json.loads(sent) if sent else NOTHING
        tree = read_typed(actor, source, typed)
    except ValueError:
        raise ValidationError({"tree": _("This condition can't be read.")}) from None
    except ValidationError as problem:
        raise ValidationError({"tree": problem.messages}) from None
    return tree if list(leaves(tree)) else None
