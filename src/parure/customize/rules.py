"""Validation of custom values: pure, without a database."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from parure.core.conditions import Tree, evaluate


@dataclass(frozen=True)
class Definition:
    """What validation needs to know of a custom field."""

    code: str
    kind: str
    required: bool = False
    required_if: Tree | None = None
    choices: Sequence[Sequence[Any]] = ()
    rules: Mapping[str, Any] | None = None
    shown_if: Tree | None = None
    is_computed: bool = False


@dataclass(frozen=True)
class Choice:
    """One choice of a field; a retired one stays where it was chosen and can't be chosen again."""

    code: str
    label: str
    colour: str = ""
    is_retired: bool = False


def choices_of(kept: Sequence[Sequence[Any]]) -> list[Choice]:
    """The choices of a definition as they are kept: [code, label, colour, retired], the last two optional."""
    return [
        Choice(str(row[0]), str(row[1]), str(row[2]) if len(row) > 2 else "", len(row) > 3 and bool(row[3]))
        for row in kept
    ]


class BadValue(ValueError):
    """A custom value that can't be kept; the message is for the person who typed it, the code for lists of problems."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def clean_value(definition: Definition, value: Any, kept: Any = None) -> Any:
    """The value as it is kept in JSON (None for empty). `kept` is what the record has. Raises `BadValue`."""
    if value in (None, "", []):
        return None
    rules = definition.rules or {}
    match definition.kind:
        case "text" | "long_text":
            text = str(value).strip()
            if not _is_storable(text):
                raise BadValue(_("This doesn't have the expected form."), "form_unexpected")
            limit = int(rules.get("max_length", 200 if definition.kind == "text" else 20_000))
            if len(text) > limit:
                raise BadValue(_("At most %s characters.") % limit, "text_too_long")
            if (pattern := rules.get("pattern")) and not re.fullmatch(pattern, text):
                raise BadValue(_("This doesn't have the expected form."), "form_unexpected")
            return text or None
        case "number" | "money" | "weight":
            return _whole_number(value, rules)
        case "date":
            try:
                return date.fromisoformat(str(value)).isoformat()
            except ValueError:
                raise BadValue(_("There is no such day."), "date_impossible") from None
        case "yes_no":
            if value in (True, False):
                return bool(value)
            raise BadValue(_("Yes or no?"), "yes_no_unknown")
        case "choice":
            return _chosen(definition, str(value), {kept})
        case "choices":
            many = value if isinstance(value, (list, tuple)) else [value]
            former = set(kept) if isinstance(kept, list) else set()
            found = {_chosen(definition, str(each), former) for each in many if each != ""}
            order = [each.code for each in choices_of(definition.choices)]
            return sorted(found, key=order.index) or None
        case "relation":
            number = _whole_number(value, {})
            if number <= 0:
                raise BadValue(_("This isn't one of the choices."), "choice_unknown")
            return number
        case "link":
            return _web_address(str(value).strip())
    raise BadValue(definition.kind, "form_unexpected")


def _chosen(definition: Definition, code: str, kept: Collection[Any]) -> str:
    """The code, if it may be chosen: a retired one only where it was chosen before."""
    choice = next((each for each in choices_of(definition.choices) if each.code == code), None)
    if choice is None or (choice.is_retired and code not in kept):
        raise BadValue(_("This isn't one of the choices."), "choice_unknown")
    return code


def _web_address(text: str) -> str | None:
    if not text:
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc or len(text) > 500 or not _is_storable(text):
        raise BadValue(_("Write the address as https://…"), "link_invalid")
    return text


def is_pattern(pattern: str) -> bool:
    """Whether the pattern of a custom field can be read."""
    try:
        re.compile(pattern)
    except (re.error, TypeError):
        return False
    return True


def _is_storable(text: str) -> bool:
    """PostgreSQL's JSON refuses NUL, UTF-8 lone surrogates."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _whole_number(value: Any, rules: Mapping[str, Any]) -> int:
    if isinstance(value, (bool, float)):
        raise BadValue(_("This must be a whole number."), "not_whole_number")
    try:
        number = int(str(value))
    except ValueError:
        raise BadValue(_("This must be a whole number."), "not_whole_number") from None
    if abs(number) >= 2**53:
        raise BadValue(_("This number is too large."), "out_of_bounds")
    if "min" in rules and number < rules["min"]:
        raise BadValue(_("At least %s.") % rules["min"], "out_of_bounds")
    if "max" in rules and number > rules["max"]:
        raise BadValue(_("At most %s.") % rules["max"], "out_of_bounds")
    return number


def clean_values(
    definitions: Sequence[Definition],
    given: Mapping[str, Any],
    kept: Mapping[str, Any],
    *,
    today: date,
    back: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The record's custom values after this change, and an error per field code. What is given `back` may hold
    choices that were retired since.
    """
    had = {**kept, **(back or {})}
    values, errors = dict(kept), {}
    known = {definition.code for definition in definitions}
    for code in given.keys() - known:
        errors[code] = _("There is no such field.")
    for definition in definitions:
        if definition.code not in given:
            continue
        if definition.is_computed:
            errors[definition.code] = _("This value is computed.")
            continue
        try:
            value = clean_value(definition, given[definition.code], had.get(definition.code))
        except BadValue as error:
            errors[definition.code] = str(error)
            continue
        if value is None:
            values.pop(definition.code, None)
        else:
            values[definition.code] = value
    for definition in definitions:
        missing = values.get(definition.code) is None and definition.code not in errors
        if missing and is_wanted(definition, values, today):
            errors[definition.code] = _("Please fill this in.")
    return values, errors


def is_wanted(definition: Definition, values: Mapping[str, Any], today: date) -> bool:
    """Whether a record with these custom values must have this one. What isn't shown isn't demanded."""
    if definition.is_computed:
        return False
    if definition.shown_if is not None and not evaluate(definition.shown_if, values, today):
        return False
    return definition.required or (
        definition.required_if is not None and evaluate(definition.required_if, values, today)
    )


def index_rows(kind: str, value: Any) -> Iterator[dict[str, Any]]:
    """The rows of the value index for a kept value: one, or one for each of several choices."""
    if kind == "choices":
        yield from ({"text": each} for each in value)
    else:
        yield index_columns(kind, value)


def index_columns(kind: str, value: Any) -> dict[str, Any]:
    """The typed columns of the value index for a kept value."""
    if kind in ("number", "money", "weight", "relation"):
        return {"number": value}
    if kind == "yes_no":
        return {"number": int(value)}
    if kind == "date":
        return {"date": value}
    return {"text": str(value)[:200]}


def rename_value(tree: Any, field: str, before: str, after: str) -> Any:
    """The condition with `after` wherever it compares `field` with `before`."""
    if isinstance(tree, list):
        return [rename_value(each, field, before, after) for each in tree]
    if not isinstance(tree, dict):
        return tree
    if tree.get("field") != field:
        return {key: rename_value(each, field, before, after) for key, each in tree.items()}
    value = tree.get("value")
    if isinstance(value, list):
        return tree | {"value": [after if each == before else each for each in value]}
    return tree | {"value": after} if value == before else tree
