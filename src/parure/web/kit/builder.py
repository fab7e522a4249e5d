"""Conditions as the builder shows them: groups of lines, each with what was typed, and back to a tree.

    {"mode": "all", "items": [{"field": …, "op": …, "a": …, "b": …, "d": …, "v": […]},
                              {"did": …, "times": …, "within_days": …}, group, …]}

`mode` is all, any, none (not any) or notall (not all).
"""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import check_condition, countable
from parure.access.options import titles
from parure.core.conditions import BadCondition, Tree
from parure.core.resources import Field, Kind
from parure.web.kit.forms import (
    can_be_asked,
    comparisons_of,
    editor_of,
    fields_to_ask,
    offered_choices,
    read_editor,
    unit_of,
)
from parure.web.kit.records import choices_address
from parure.web.kit.sentences import leaves
from parure.web.kit.terms import is_comparison

MODES = {"all": ("all", False), "any": ("any", False), "none": ("any", True), "notall": ("all", True)}
DEEPEST = 6
MOST_LINES = 60
USUAL_DAYS = 365
Typed = dict[str, Any]


class BadLine(ValidationError):
    """A line that can't be read; `line` counts from 0 in the order in which they are shown. With the code UNSAID
    something is only not filled in yet.
    """

    def __init__(self, message: str, line: int, code: str | None = None) -> None:
        super().__init__(message, code)
        self.line = line


def catalogue(actor: Actor, resource: str) -> dict[str, Any]:
    """What the builder offers: fields with their comparisons and choices, and activities."""
    found = []
    for each in fields_to_ask(policy.filterable(actor, resource)):
        comparisons = comparisons_of(each)
        found.append(
            {
                "name": each.name,
                "label": str(each.label),
                "kind": _input(each),
                "unit": unit_of(each),
                "ops": [{"op": one.op, "label": one.label, "inputs": one.inputs} for one in comparisons],
                "choices": [list(pair) for pair in offered_choices(actor, each, comparisons)],
                "find": choices_address(each.relation, f"v_{each.name}") if each.guarded else "",
            }
        )
    counted = [{"name": each.name, "label": str(each.label)} for each in countable(actor, resource).values()]
    return {"fields": found, "activities": counted}


def _input(asked: Field) -> str:
    if asked.kind in (Kind.DATE, Kind.MOMENT):
        return "date"
    return "number" if unit_of(asked) or asked.kind is Kind.NUMBER else "text"


def as_typed(actor: Actor, resource: str, terms: list[Tree]) -> Typed:
    """The conditions of a list as the builder shows them."""
    fields = policy.filterable(actor, resource)
    if len(terms) == 1 and not is_comparison(terms[0]) and "did" not in terms[0]:
        return _group(actor, fields, terms[0])
    return {"mode": "all", "items": [_item(actor, fields, term) for term in terms]}


def _group(actor: Actor, fields: Mapping[str, Field], tree: Tree) -> Typed:
    inner, negated = (tree["not"], True) if "not" in tree else (tree, False)
    word = next((word for word in ("all", "any") if word in inner), "")
    if not word:
        return {"mode": "none", "items": [_item(actor, fields, inner)]}
    mode = next(mode for mode, meant in MODES.items() if meant == (word, negated))
    return {"mode": mode, "items": [_item(actor, fields, each) for each in inner[word]]}


def _item(actor: Actor, fields: Mapping[str, Field], tree: Tree) -> Typed:
    if "did" in tree:
        return {
            "did": tree["did"],
            "times": int(tree.get("times", 1)),
            "within_days": int(tree.get("within_days", 0)),
        }
    if not is_comparison(tree):
        return _group(actor, fields, tree)
    asked = fields.get(tree["field"])
    if asked is None or not can_be_asked(asked):
        return {"field": tree["field"], "op": tree["op"]}
    editor = editor_of(actor, asked, tree)
    known = titles(actor, asked.relation, editor.values.get("v", [])) if asked.guarded else {}
    said = {"said": [known.get(each, "—") for each in editor.values.get("v", [])]} if asked.guarded else {}
    return {"field": asked.name, "op": editor.op, **said} | {
        name: [str(each) for each in value] if isinstance(value, (list, tuple)) else str(value)
        for name, value in editor.values.items()
    }


def read_typed(actor: Actor, resource: str, typed: Any) -> Tree:
    """The tree that the lines say. Raises `BadLine` for the first that can't be read, else ValidationError."""
    reader = _Reader(actor, resource)
    tree = reader.group(typed, 0)
    try:
        check_condition(actor, resource, tree)
    except BadCondition as problem:
        raise ValidationError(str(problem)) from None
    return tree


class _Reader:
    def __init__(self, actor: Actor, resource: str) -> None:
        self.fields = policy.filterable(actor, resource)
        self.activities = countable(actor, resource)
        self.line = -1

    def group(self, typed: Any, depth: int) -> Tree:
        mode = typed.get("mode") if isinstance(typed, dict) else None
        if mode not in MODES or not isinstance(typed.get("items"), list) or depth > DEEPEST:
            raise ValidationError(_("This condition can't be read."))
        word, negated = MODES[mode]
        inside = [self.item(each, depth) for each in typed["items"]]
        tree: Tree = {word: [each for each in inside if each is not None]}
        return {"not": tree} if negated and tree[word] else tree

    def item(self, typed: Any, depth: int) -> Tree | None:
        if isinstance(typed, dict) and "items" in typed:
            found = self.group(typed, depth + 1)
            return found if list(leaves(found)) else None
        self.line += 1
        if not isinstance(typed, dict) or self.line >= MOST_LINES:
            raise ValidationError(_("This condition is too large."))
        return self.activity(typed) if "did" in typed else self.comparison(typed)

    def activity(self, typed: Typed) -> Tree:
        name = str(typed["did"])
        if name not in self.activities:
            raise BadLine(_("This condition names a field that you can't filter by."), self.line)
        try:
            times, days = int(typed.get("times") or 0), int(typed.get("within_days") or 0)
        except (TypeError, ValueError):
            raise BadLine(_("This takes a number."), self.line) from None
        return {"did": name, "times": times} | ({"within_days": days} if days else {})

    def comparison(self, typed: Typed) -> Tree:
        asked = self.fields.get(str(typed.get("field", "")))
        if asked is None or not can_be_asked(asked):
            raise BadLine(_("Choose a field."), self.line)
        given = QueryDict(mutable=True)
        for name in ("op", "a", "b", "d"):
            given[name] = str(typed.get(name, ""))
        given.setlist("v", [str(each) for each in typed.get("v") or []])
        try:
            return read_editor(asked, given)
        except ValidationError as problem:
            code = getattr(problem, "code", None)
            raise BadLine(" ".join(problem.messages), self.line, code) from None
