"""Components of pages: functions whose keyword arguments are the properties that a template may give.

A misspelt, missing or impossible property is an error, never silently dropped markup.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin, get_type_hints

from django.utils.safestring import SafeString

Render = Callable[..., SafeString]

# A Literal property takes these from templates besides its own words: an unset variable is "".
_COMPONENTS: dict[str, Component] = {}


class ComponentError(Exception):
    """A template uses a component otherwise than it is declared."""


@dataclass(frozen=True)
class Component:
    """`choices` holds the words that a property declared as Literal may take."""

    name: str
    render: Render
    required: frozenset[str]
    optional: frozenset[str]
    choices: Mapping[str, tuple[Any, ...]]

    @property
    def takes_slot(self) -> bool:
        return "slot" in self.optional | self.required

    def check_names(self, given: Iterable[str]) -> None:
        """Raise `ComponentError` on an unknown or a missing property."""
        given = set(given)
        if unknown := given - self.required - self.optional:
            known = ", ".join(sorted(self.required | self.optional))
            raise ComponentError(f"{self.name} has no {', '.join(sorted(unknown))}; it takes {known}")
        if missing := self.required - given:
            raise ComponentError(f"{self.name} needs {', '.join(sorted(missing))}")

    def __call__(self, **given: Any) -> SafeString:
        self.check_names(given)
        for name, allowed in self.choices.items():
            if name in given and given[name] not in allowed:
                raise ComponentError(f"{self.name}: {name} is one of {allowed}, not {given[name]!r}")
        return self.render(**given)


def component(render: Render) -> Component:
    """Declare the function as the component of its name."""
    hints = get_type_hints(render)
    parameters = inspect.signature(render).parameters.values()
    declared = Component(
        name=render.__name__,
        render=render,
        required=frozenset(p.name for p in parameters if p.default is p.empty),
        optional=frozenset(p.name for p in parameters if p.default is not p.empty),
        choices={name: get_args(hint) for name, hint in hints.items() if get_origin(hint) is Literal},
    )
    _COMPONENTS[declared.name] = declared
    return declared


def find_component(name: str) -> Component:
    if name not in _COMPONENTS:
        raise ComponentError(f"no component {name!r}; there are {', '.join(sorted(_COMPONENTS))}")
    return _COMPONENTS[name]
