"""What makes a definition of a field one that can be kept."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parure.core import resources
from parure.core.conditions import BadCondition, coerce, operators_for
from parure.core.resources import Field, Kind
from parure.customize.choices import COMPUTED_KINDS, CustomKind, TagColour
from parure.customize.computing import check_computed
from parure.customize.definitions import KINDS, definitions_for
from parure.customize.indexing import SINGLE
from parure.customize.models import CustomValue, FieldDefinition
from parure.customize.relations import target_of
from parure.customize.rules import BadValue, Definition, choices_of, clean_value, is_pattern

SETTINGS = frozenset(
    {"group", "section", "help", "choices", "target", "rules", "required", "required_if", "shown_if", "is_unique",
     "filterable", "is_searchable", "formula", "rollup", "position"}
)  # fmt: skip
RULES_OF = {
    "text": {"max_length", "pattern", "example"},
    "long_text": {"max_length"},
    "number": {"min", "max"},
    "money": {"min", "max"},
    "weight": {"min", "max"},
}
MOST_CHOICES = 200
LIMITS = {"label": 60, "section": 40, "help": 200}
NESTED = re.compile(r"\([^()]*[+*}][^()]*\)[+*{]")  # may take a reader of texts for ever


def check_definition(definition: FieldDefinition) -> None:
    """Raise ValidationError by setting unless the definition can be kept."""
    errors: dict[str, str] = {}
    for name, check in CHECKS.items():
        if (problem := check(definition)) and name not in errors:
            errors[name] = problem
    if errors:
        raise ValidationError(errors)


def _label(definition: FieldDefinition) -> str:
    return "" if definition.label else _("Please give a name.")


def _length(name: str) -> Callable[[FieldDefinition], str]:
    def check(definition: FieldDefinition) -> str:
        return (
            _("At most %s characters.") % LIMITS[name]
            if len(getattr(definition, name)) > LIMITS[name]
            else ""
        )

    return check


def _code(definition: FieldDefinition) -> str:
    code = definition.code
    if not code or len(code) > 40 or slugify(code).replace("-", "_") != code:
        return _("A code is made of small letters, digits and underscores.")
    return ""


def _kind(definition: FieldDefinition) -> str:
    if definition.kind not in CustomKind.values:
        return _("There is no such kind of field.")
    if definition.is_computed and definition.kind not in COMPUTED_KINDS:
        return _("A computed field holds a text, a number, an amount, a weight, a day or yes and no.")
    return ""


def _choices(definition: FieldDefinition) -> str:
    if definition.kind not in ("choice", "choices"):
        return ""
    try:
        known = choices_of(definition.choices)
    except (IndexError, TypeError):
        return _("This isn't one of the choices.")
    if not [each for each in known if not each.is_retired]:
        return _("Give at least one choice.")
    if len(known) > MOST_CHOICES or any(not each.label or len(each.label) > 60 for each in known):
        return _("Up to 200 choices of at most 60 characters.")
    codes, labels = {each.code for each in known}, {each.label for each in known}
    if len(codes) < len(known) or len(labels) < len(known) or "" in codes:
        return _("Two choices are the same.")
    return "" if {each.colour for each in known} <= set(TagColour.values) else _("There is no such colour.")


def _target(definition: FieldDefinition) -> str:
    if definition.kind == "relation" and target_of(definition.target) is None:
        return _("Choose what the field points to.")
    return ""


def _rules(definition: FieldDefinition) -> str:
    rules = definition.rules
    if not isinstance(rules, dict) or rules.keys() - RULES_OF.get(definition.kind, set()):
        return _("This kind of field has no such rule.")
    numbers = [rules[name] for name in ("min", "max", "max_length") if name in rules]
    if not all(isinstance(each, int) and abs(each) < 2**53 for each in numbers):
        return _("This must be a whole number.")
    if "min" in rules and "max" in rules and rules["min"] > rules["max"]:
        return _("The smallest value lies above the largest.")
    if "max_length" in rules and not 1 <= rules["max_length"] <= (
        200 if definition.kind == "text" else 20_000
    ):
        return _("Between 1 and 200 characters.")
    return _pattern(rules) if "pattern" in rules else ""


def _pattern(rules: Mapping[str, Any]) -> str:
    pattern = rules["pattern"]
    if not is_pattern(pattern) or len(pattern) > 200:
        return _("This doesn't have the expected form.")
    if NESTED.search(pattern):
        return _("A repeated part of the pattern repeats again inside; write it more simply.")
    if example := rules.get("example"):
        try:
            clean_value(Definition("", "text", rules={"pattern": pattern}), example)
        except BadValue:
            return _("The example doesn't have the form of the pattern.")
    return ""


def _unique(definition: FieldDefinition) -> str:
    if not definition.is_unique:
        return ""
    if not definition.filterable or definition.is_computed or definition.kind not in (*SINGLE, "link"):
        return _("Only a field that can be filtered and is written by hand can be unique.")
    column = "text" if definition.kind in ("text", "choice", "link") else None
    known = CustomValue.objects.filter(definition=definition.pk) if definition.pk else None
    if known is None:
        return ""
    values = list(known.values_list(column or "number", "date")[:100_001])
    return _("Some records have the same value already.") if len(set(values)) < len(values) else ""


def _searchable(definition: FieldDefinition) -> str:
    if definition.is_searchable and definition.kind not in ("text", "choice", "number"):
        return _("Only texts, numbers and choices can be searched.")
    return ""


def _condition(name: str) -> Callable[[FieldDefinition], str]:
    """A condition on other custom fields of the same record, named by their codes."""

    def check(definition: FieldDefinition) -> str:
        tree = getattr(definition, name)
        if tree is None:
            return ""
        fields = {
            each.code: Field(each.code, each.label, KINDS.get(each.kind) or Kind(each.kind), path="x")
            for each in definitions_for(definition.resource)
            if each.pk != definition.pk
        }
        try:
            _check_tree(tree, fields, 0)
        except (BadCondition, ValueError, TypeError, KeyError):
            return _("This condition can't be read.")
        return ""

    return check


def _check_tree(tree: Any, fields: Mapping[str, Field], depth: int) -> None:
    if depth > 5 or not isinstance(tree, dict):
        raise BadCondition(_("This condition can't be read."))
    for name in ("all", "any"):
        if name in tree:
            for child in tree[name]:
                _check_tree(child, fields, depth + 1)
            return
    if "not" in tree:
        _check_tree(tree["not"], fields, depth + 1)
        return
    field, op, value = fields[tree["field"]], tree["op"], tree.get("value")
    if op not in operators_for(field):
        raise BadCondition(_("This comparison doesn't fit the field."))
    if op not in ("empty", "filled"):
        for each in value if isinstance(value, list) else [value]:
            coerce(field, op, each)


def _computed(name: str) -> Callable[[FieldDefinition], str]:
    def check(definition: FieldDefinition) -> str:
        if not getattr(definition, name):
            return ""
        if definition.formula and definition.rollup:
            return _("A field is computed either by a formula or by a roll-up.")
        try:
            check_computed(definition)
        except ValueError as problem:  # of the formula, the condition or the roll-up: words for who wrote it
            return str(problem)
        return ""

    return check


def _demanded(definition: FieldDefinition) -> str:
    if definition.is_computed and (definition.required or definition.required_if is not None):
        return _("A computed field can't be demanded.")
    return ""


def _group(definition: FieldDefinition) -> str:
    return "" if definition.group in groups_of(definition.resource) else _("Choose a group of fields.")


def groups_of(resource: str) -> list[str]:
    """The field groups of a record type that roles grant, in the order of the catalogue."""
    found = dict.fromkeys(each.group for each in resources.built_in_fields(resource).values())
    return list(dict.fromkeys(["basic", *found, "notes"]))


CHECKS: dict[str, Callable[[FieldDefinition], str]] = {
    "label": lambda definition: _label(definition) or _length("label")(definition),
    "section": _length("section"),
    "help": _length("help"),
    "code": _code,
    "kind": _kind,
    "group": _group,
    "choices": _choices,
    "target": _target,
    "rules": _rules,
    "is_unique": _unique,
    "is_searchable": _searchable,
    "required": _demanded,
    "required_if": _condition("required_if"),
    "shown_if": _condition("shown_if"),
    "formula": _computed("formula"),
    "rollup": _computed("rollup"),
}


def with_retired_choices(definition: FieldDefinition, wanted: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """The wanted choices, and after them, retired, those that leave and may have been chosen somewhere."""
    kept = [list(row) for row in wanted]
    codes = {str(row[0]) for row in kept}
    for former in choices_of(definition.choices):
        used = not definition.filterable or (
            CustomValue.objects.filter(definition=definition.pk, text=former.code).exists()
        )
        if former.code not in codes and used:
            kept.append([former.code, former.label, former.colour, True])
    return kept
