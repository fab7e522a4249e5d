"""How a formula computes: exact numbers, missing values, rounding half up."""

import operator
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

from django.conf import settings
from django.utils import timezone

from parure.core.money import minor_digits

Run = Callable[[Mapping[str, Any]], Any]
MG = 1000
LARGEST = 2**53
LONGEST = 200  # characters of a computed text
MINOR = 10 ** minor_digits(settings.CURRENCY)
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}
ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def _day(value: Any) -> date:
    """A day; of a moment the day here."""
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])


# From a value as records keep it to one that formulas compute with.
READERS: dict[str, Callable[[Any], Any]] = {
    "number": Fraction,
    "money": Fraction,
    "weight": Fraction,
    "date": _day,
    "text": str,
    "yes_no": bool,
}


def as_kept(kind: str, value: Any) -> Any:
    """A computed value as a record's JSON keeps it; None for none and for what is too large."""
    if value is None:
        return None
    if kind == "text":
        return value[:LONGEST] or None
    if kind == "date":
        return value.isoformat()
    if kind == "yes_no":
        return bool(value)
    whole = half_up(value)
    return whole if abs(whole) < LARGEST else None


def half_up(value: Fraction) -> int:
    """The nearest whole number; a half goes away from zero, as amounts of money do everywhere in the house."""
    sign = -1 if value < 0 else 1
    return sign * int(abs(value) + Fraction(1, 2))


def both(left: Run, right: Run, join: Callable[[Any, Any], Any]) -> Run:
    """Two values joined, where both are there."""

    def run(given: Mapping[str, Any]) -> Any:
        one = left(given)
        if one is None:
            return None
        other = right(given)
        return None if other is None else join(one, other)

    return run


def all_there(function: Callable[..., Any], runs: Sequence[Run]) -> Run:
    """A function of values, where none is missing."""

    def run(given: Mapping[str, Any]) -> Any:
        found = [each(given) for each in runs]
        return None if None in found else function(*found)

    return run


def divided(value: Fraction, by: Fraction) -> Fraction | None:
    return value / by if by else None


def days_apart(last: date, first: date) -> Fraction:
    return Fraction((last - first).days)


def later(day: date, days: Fraction) -> date | None:
    """The day so many days on; None beyond the calendar."""
    if abs(days) > 1_000_000:
        return None
    try:
        return day + timedelta(days=half_up(days))
    except OverflowError:
        return None


def compared(name: str, left: Run, right: Run) -> Run:
    """A comparison; with a missing value only 'differs from' can be true, unless both are missing."""
    order = ORDERS[name]

    def run(given: Mapping[str, Any]) -> bool:
        one, other = left(given), right(given)
        if one is None or other is None:
            return (
                (one is None) == (other is None)
                if name == "="
                else (name == "!=" and (one is None) != (other is None))
            )
        return order(one, other)

    return run


LOGIC: dict[str, Callable[..., Run]] = {
    "and": lambda left, right: lambda given: bool(left(given)) and bool(right(given)),
    "or": lambda left, right: lambda given: bool(left(given)) or bool(right(given)),
    "not": lambda asked: lambda given: not asked(given),
}


def rounder(kind: str) -> Callable[[Fraction, Fraction], Fraction]:
    """Rounding to digits of the unit that people read: yuan, grams."""
    unit = {"money": MINOR, "weight": MG}.get(kind, 1)

    def to_digits(value: Fraction, digits: Fraction) -> Fraction:
        step = Fraction(unit) / Fraction(10) ** max(-9, min(9, half_up(digits)))
        return half_up(value / step) * step

    return to_digits


def gathered(name: str, runs: Sequence[Run]) -> Run:
    """The first, smallest or largest of the values that are there."""

    def run(given: Mapping[str, Any]) -> Any:
        found = [value for each in runs if (value := each(given)) is not None]
        if not found:
            return None
        return found[0] if name == "coalesce" else min(found) if name == "min" else max(found)

    return run


def joined(parts: Sequence[tuple[str, Run]]) -> Run:
    """Texts and other values one after the other; what is missing is left out."""

    def run(given: Mapping[str, Any]) -> str:
        found = ((kind, each(given)) for kind, each in parts)
        return "".join(as_text(kind, value) for kind, value in found if value is not None)[:LONGEST]

    return run


def as_text(kind: str, value: Any) -> str:
    """A value among words: a day as 2026-11-22, an amount as 123.45, a number without needless zeros."""
    if kind == "text":
        return str(value)
    if kind == "date":
        return str(value.isoformat())
    unit, digits = {"money": (MINOR, minor_digits(settings.CURRENCY)), "weight": (MG, 3)}.get(kind, (1, 2))
    scaled = half_up(value / unit * 10**digits)
    whole, rest = divmod(abs(scaled), 10**digits)
    text = f"{whole}.{rest:0{digits}}" if digits else str(whole)
    if kind == "number":
        text = text.rstrip("0").rstrip(".")
    return f"-{text}" if scaled < 0 else text
