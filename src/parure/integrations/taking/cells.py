"""Values of records as cells of a file that people open: labels for codes, amounts as written, nothing that runs."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access.policy import Link, Masked
from parure.access.streams import each_once
from parure.core.resources import Field, Kind
from parure.integrations.imports.repair_file import safe_cell

PLAIN_STARTS = frozenset("=+-@\t\r'＝＋－＠0123456789")
DIGITS = {Kind.MONEY: 2, Kind.WEIGHT: 3, Kind.CARAT: 3}


def safe_text(text: str) -> str:
    """A text that no spreadsheet takes for a formula or a number; most are told by their first letter."""
    return safe_cell(text) if text and text[0] in PLAIN_STARTS else text


def amount(number: int, digits: int) -> str:
    """A whole number of small units as a decimal: 1234567 with two digits is 12345.67."""
    sign, whole = ("-", -number) if number < 0 else ("", number)
    unit = 10**digits
    return f"{sign}{whole // unit}.{whole % unit:0{digits}}"


def column_cells(asked: Field, values: Sequence[Any], labels: dict[str, str]) -> Sequence[Any]:
    """A column of values as cells: text, or whole numbers as they are."""
    if asked.kind is Kind.NUMBER:
        return [_number(value) for value in values]
    if asked.kind in (Kind.TEXT, Kind.LONG_TEXT) and not labels:
        return [safe_text(value) if type(value) is str else _cell(asked, value, labels) for value in values]
    if asked.kind in (Kind.TAGS, Kind.CHOICES, Kind.PHONE, Kind.EMAIL):
        return [_cell(asked, value, labels) for value in values]
    return each_once(lambda value: _cell(asked, value, labels), values)


def _number(value: Any) -> Any:
    return value if isinstance(value, int) else "" if value is None else safe_text(str(value))


def _cell(asked: Field, value: Any, labels: dict[str, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, (Masked, Link)):
        return safe_text(str(value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int):
        digits = DIGITS.get(asked.kind, 0)
        return amount(value, digits) if digits else str(value)
    if isinstance(value, datetime):
        return timezone.localtime(value).isoformat(" ", "minutes")[:16]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return safe_text("; ".join(_part(each, labels) for each in value))
    text = str(value)
    return safe_text(labels.get(text, text))


def _part(value: Any, labels: dict[str, str]) -> str:
    text = str(value)
    return labels.get(text, text)
