"""Values of the field catalogue as JSON: what a field's kind looks like outside.

Amounts are decimal strings in the currency's unit, gold in grams, stones in carats, moments in UTC. A personal value is
an object with its mask; what the key may not see is absent.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from parure.access.outside import outside_id
from parure.access.policy import Link, Masked, Record
from parure.core.money import minor_digits
from parure.core.resources import Field, Kind

Json = Any


def decimal_text(number: int, digits: int) -> str:
    """A whole number of smallest units as a decimal: (12345, 2) -> 123.45."""
    return (
        str(Decimal(number).scaleb(-digits).quantize(Decimal(1).scaleb(-digits))) if digits else str(number)
    )


def money(minor: int, currency: str = "") -> dict[str, str]:
    """An amount with its currency."""
    unit = currency or settings.CURRENCY
    digits = minor_digits(unit)
    sign, rest = ("-", -minor) if minor < 0 else ("", minor)
    whole, part = divmod(rest, 10**digits)
    return {"amount": f"{sign}{whole}.{part:0{digits}}" if digits else f"{sign}{whole}", "currency": unit}


def moment(value: datetime | str) -> str:
    """A moment in UTC."""
    if isinstance(value, str):
        return value
    return value.astimezone(UTC).isoformat().removesuffix("+00:00") + "Z"


def masked(value: Masked) -> dict[str, str]:
    """A value that isn't shown; `id` is there where it can be revealed."""
    shown = {"masked": value.text}
    if value.revealable and value.ref:
        shown["id"] = value.ref
    return shown


def _day(value: date | str) -> str:
    return value if isinstance(value, str) else value.isoformat()


def _link(value: Any) -> Json:
    return (
        {"id": str(value.uid) if value.uid else None, "title": value.label}
        if isinstance(value, Link)
        else plain(value)
    )


def plain(value: Any) -> Json:
    """Whatever a field computes, as JSON."""
    if isinstance(value, (str, int, float, bool)) or value is None:
        return str(value) if isinstance(value, str) else value
    if isinstance(value, Masked):
        return masked(value)
    if isinstance(value, Link):
        return _link(value)
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, set)):
        return [plain(each) for each in value]
    if isinstance(value, datetime):
        return moment(value)
    return value.isoformat() if isinstance(value, date) else str(value)


_SHOWN: dict[Kind, Callable[[Any], Json]] = {
    Kind.MONEY: money,
    Kind.WEIGHT: lambda mg: decimal_text(mg, 3),
    Kind.CARAT: lambda millicarat: decimal_text(millicarat, 3),
    Kind.DATE: _day,
    Kind.MOMENT: moment,
    Kind.RELATION: _link,
}


def shower(field: Field) -> Callable[[Any], Json]:
    """The function that shows this field's values."""
    by_kind = _SHOWN.get(field.kind, plain)

    def show(value: Any) -> Json:
        if value is None:
            return None
        return masked(value) if isinstance(value, Masked) else by_kind(value)

    return show


def shown(
    record: Record, fields: Mapping[str, Field], showers: Mapping[str, Callable[[Any], Json]]
) -> dict[str, Json]:
    """A record as JSON: its id and those of the fields that it holds."""
    uid = outside_id(record.resource, record.pk) if record.uid is None else record.uid
    told: dict[str, Json] = {"id": str(uid)}
    values = record.values()
    currency = values.get("currency")
    if not isinstance(currency, str):  # absent or masked
        currency = ""
    for name, value in values.items():
        if currency and value is not None and fields[name].kind is Kind.MONEY and isinstance(value, int):
            told[name] = money(value, currency)
        else:
            told[name] = showers[name](value)
    return told
