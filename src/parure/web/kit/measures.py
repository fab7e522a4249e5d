"""Amounts and weights as people type them, as the whole number that is kept."""

from django.conf import settings

from parure.core.money import minor_digits, parse_money
from parure.core.resources import Kind
from parure.core.weight import parse_carat, parse_weight

MEASURES = {
    Kind.MONEY: lambda text: parse_money(text, settings.CURRENCY).minor,
    Kind.WEIGHT: lambda text: parse_weight(text).mg,
    Kind.CARAT: lambda text: parse_carat(text).millicarat,
}
"""Readers by kind: fen, milligrams, thousandths of a carat. Each raises UnreadableNumber."""


def digits_of(kind: Kind) -> int:
    """Digits behind the point that people write for values of this kind."""
    return {Kind.MONEY: minor_digits(settings.CURRENCY), Kind.WEIGHT: 3, Kind.CARAT: 3}.get(kind, 0)


def as_typed(kind: Kind, value: int) -> str:
    """A kept whole number as people type it: 12345 fen as "123.45", 1500 mg as "1.5"."""
    digits = digits_of(kind)
    sign, (whole, rest) = ("-" if value < 0 else ""), divmod(abs(value), 10**digits)
    return f"{sign}{whole}" + (f".{rest:0{digits}}".rstrip("0") if rest else "")
