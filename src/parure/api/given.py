"""What is sent, read by the kinds of the field catalogue into what operations take."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.api.problems import Problem
from parure.core.changes import Input, Rows
from parure.core.decimals import UnreadableNumber, scaled
from parure.core.money import minor_digits
from parure.core.resources import Field, Kind

DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,5})?", re.ASCII)
LONGEST = 20_000
MOST_ROWS = 500
JSON_TYPES = ("application/json", "application/merge-patch+json")


class Unfit(ValueError):
    """A value that is not of its field's kind; the message says what is wanted."""


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of the request's body; an empty body is an empty object."""
    if not request.body:
        return {}
    if request.content_type not in JSON_TYPES:
        raise Problem("other-type", headers={"Accept": JSON_TYPES[0]})
    try:
        found = json.loads(request.body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise Problem("malformed", _("The body isn't JSON.")) from None
    if not isinstance(found, dict):
        raise Problem("malformed", _("The body must be an object."))
    return found


def _refuse(_constant: str) -> None:
    raise ValueError


def values_of(inputs: Mapping[str, Input], given: Mapping[str, Any], *, whole: bool = True) -> dict[str, Any]:
    """The given values as operations take them, by name.

    Raises a Problem with a message for each that isn't known, isn't of its kind or, where the thing is told as a
    `whole`, is missing.
    """
    errors: dict[str, list[str]] = {}
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in inputs:
            errors[str(name)] = [_("There is no such field.")]
            continue
        try:
            found[name] = value_of(inputs[name], value)
        except Unfit as error:
            errors[name] = [str(error)]
    if whole:
        for name, each in inputs.items():
            if each.required and found.get(name) in (None, "", []) and name not in errors:
                errors[name] = [_("Please fill this in.")]
    if errors:
        raise Problem("malformed", errors=errors)
    return found


def value_of(asked: Input, value: Any) -> Any:
    """One value; raises `Unfit`."""
    if isinstance(asked, Rows):
        return _rows(asked, value)
    if value is None:
        return "" if asked.kind in EMPTY_TEXT and not asked.custom else None
    found = _READ[asked.kind](value)
    if asked.kind is Kind.CHOICE and asked.choices and found not in ("", *_codes(asked)):
        raise Unfit(_("This isn't one of the choices."))
    return found


def _codes(asked: Field) -> Iterable[str]:
    return (str(code) for code, _label in (asked.choices() if asked.choices else ()))


def _rows(asked: Rows, value: Any) -> list[dict[str, Any]]:
    if (
        not isinstance(value, list)
        or len(value) > MOST_ROWS
        or not all(isinstance(each, dict) for each in value)
    ):
        raise Unfit(_("A list of objects, please."))
    known: dict[str, Input] = {each.name: each for each in asked.fields}
    try:
        return [values_of(known, each) for each in value]
    except Problem as problem:
        words = "; ".join(f"{name}: {' '.join(told)}" for name, told in problem.errors.items())
        raise Unfit(words) from None


# ── kinds ────────────────────────────────────────────────────────────────────


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise Unfit(_("A text, please."))
    if "\0" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Unfit(_("This doesn't have the expected form."))
    return value


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= 2**31:
        raise Unfit(_("This must be a whole number."))
    return value


def decimal_of(value: Any, digits: int) -> int:
    """A decimal string as a whole number of smallest units; no more decimals than there are."""
    if not isinstance(value, str) or not DECIMAL.fullmatch(value):
        raise Unfit(_('A decimal number as text, please: "128.00".'))
    try:
        return scaled(value.removeprefix("-"), digits) * (-1 if value.startswith("-") else 1)
    except UnreadableNumber:
        raise Unfit(_("At most %s decimals.") % digits) from None


def money_of(value: Any) -> int:
    """An amount, as text or as {amount, currency}, in minor units of the house's currency."""
    if isinstance(value, dict):
        if (
            set(value) - {"amount", "currency"}
            or value.get("currency", settings.CURRENCY) != settings.CURRENCY
        ):
            raise Unfit(_("An amount in %s, please.") % settings.CURRENCY)
        value = value.get("amount")
    return decimal_of(value, minor_digits(settings.CURRENCY))


def _date(value: Any) -> date:
    try:
        if isinstance(value, str) and len(value) == 10:
            return date.fromisoformat(value)
    except ValueError:
        pass
    raise Unfit(_('A day, please: "2026-05-20".'))


def _moment(value: Any) -> datetime:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) and len(value) > 10 else None
        if found is not None and 1900 <= found.year <= 2200:
            return timezone.make_aware(found) if timezone.is_naive(found) else found
    except (ValueError, OverflowError):
        pass
    raise Unfit(_('A moment, please: "2026-05-20T15:30:00+08:00".'))


def _yes_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise Unfit(_("Yes or no?"))
    return value


def uid_of(value: Any) -> str:
    """The id of another record."""
    try:
        return str(UUID(value if isinstance(value, str) else ""))
    except ValueError:
        raise Unfit(_("The id of a record, please.")) from None


def _texts(value: Any) -> list[str]:
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise Unfit(_("A list of texts, please."))
    return [_text(each) for each in value]


def _tree(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unfit(_('A condition, please: {"field": …, "op": …, "value": …}.'))
    return value


def _question(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Unfit(_('A question, please: {"dataset": …, "measures": […]}.'))
    return value


EMPTY_TEXT = (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE, Kind.PHONE, Kind.EMAIL)
_READ: dict[Kind, Callable[[Any], Any]] = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _text,
    Kind.PHONE: _text,
    Kind.EMAIL: _text,
    Kind.CHOICE: _text,
    Kind.NUMBER: _number,
    Kind.MONEY: money_of,
    Kind.WEIGHT: lambda value: decimal_of(value, 3),
    Kind.CARAT: lambda value: decimal_of(value, 3),
    Kind.DATE: _date,
    Kind.MOMENT: _moment,
    Kind.YES_NO: _yes_no,
    Kind.RELATION: uid_of,
    Kind.TAGS: _texts,
    Kind.CHOICES: _texts,
    Kind.CONDITION: _tree,
    Kind.QUESTION: _question,
}
