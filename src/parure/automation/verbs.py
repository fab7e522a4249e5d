"""The verbs that rules can use. Areas above register theirs by name; automation knows no area."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from parure.access.actors import Actor


@dataclass(frozen=True)
class Verb:
    """An act that a rule may do: called with the automation's actor, the event's values and the rule's params."""

    name: str
    label: Any
    function: Callable[[Actor, Mapping[str, Any], Mapping[str, Any]], str]


VERBS: dict[str, Verb] = {}


def verb(name: str, label: Any) -> Callable[[Callable[..., str]], Callable[..., str]]:
    """Decorator: offer a function to rules. It returns a few words on what it did."""

    def register(function: Callable[..., str]) -> Callable[..., str]:
        VERBS[name] = Verb(name, label, function)
        return function

    return register
