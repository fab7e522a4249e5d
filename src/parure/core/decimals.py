"""Decimal text to whole numbers of the smallest unit, exactly; and the one place where anything is rounded."""

import re

_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+)(?:\.(\d*))?|\.(\d+)", re.ASCII)
_NOISE = 6  # so many decimals come from a float (3600.1000000000001), not from a hand
_LONGEST = 15


class UnreadableNumber(ValueError):
    """Text that is no number. `code`: empty, unreadable, ambiguous, too_precise, too_large, other_unit."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text


def round_half_up(numerator: int, denominator: int) -> int:
    """The quotient, to the nearest whole; a half goes away from zero, so a refund mirrors its sale."""
    if denominator == 0:
        raise ZeroDivisionError("a share of nothing")
    negative = (numerator < 0) != (denominator < 0)
    whole = (2 * abs(numerator) + abs(denominator)) // (2 * abs(denominator))
    return -whole if negative else whole


def scaled(text: str, digits: int) -> int:
    """An unsigned decimal number times 10**digits: ("3.25", 3) -> 3250.

    Thousands may be set apart by commas or spaces. "1.234,56" and "12,80" are refused as ambiguous; more decimals
    than `digits` are refused unless they are zeros or the noise of a float, which is rounded away.
    """
    found = _NUMBER.fullmatch(text)
    if not found:
        raise UnreadableNumber(
            "ambiguous" if re.fullmatch(r"[\d.,' ]*\d", text, re.ASCII) else "unreadable", text
        )
    whole = re.sub(r"\D", "", found[1] or "0")
    fraction = found[2] or found[3] or ""
    if len(whole) > _LONGEST:
        raise UnreadableNumber("too_large", text)
    if len(fraction) > digits and len(fraction) < max(_NOISE, digits + 1) and fraction[digits:].strip("0"):
        raise UnreadableNumber("too_precise", text)
    return round_half_up(int(whole + fraction) * 10**digits, 10 ** len(fraction))


def grouped(value: int, digits: int, shown: int | None = None) -> str:
    """A whole number of 10**-digits with `shown` decimals, thousands set apart: (1234500, 2) -> "12,345.00"."""
    shown = digits if shown is None else shown
    number = round_half_up(abs(value), 10 ** (digits - shown))
    whole, fraction = divmod(number, 10**shown)
    sign = "−" if value < 0 and number else ""
    return f"{sign}{whole:,}" + (f".{fraction:0{shown}d}" if shown else "")
