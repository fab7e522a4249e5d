"""Money as whole minor units (fen, cents) of one currency: no float, no lost fen."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from parure.core.decimals import UnreadableNumber, grouped, round_half_up, scaled

__all__ = ["Money", "UnreadableAmount", "format_money", "minor_digits", "parse_money", "round_half_up"]

_SYMBOLS = {
    "CNY": "¥",
    "HKD": "HK$",
    "TWD": "NT$",
    "MOP": "MOP$",
    "USD": "US$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "JP¥",
}
_WITHOUT_MINOR = frozenset({"JPY", "KRW", "VND"})
_MARKS = {
    "CNY": ("¥", "RMB", "CNY", "人民币", "元", "圆", "块"),
    "HKD": ("HK$", "HKD", "港币", "港元", "$"),
    "TWD": ("NT$", "TWD", "新台币", "元", "$"),
    "MOP": ("MOP$", "MOP", "澳门元", "$"),
    "USD": ("US$", "USD", "美元", "$"),
    "EUR": ("€", "EUR", "欧元"),
    "GBP": ("£", "GBP", "英镑"),
    "JPY": ("JP¥", "JPY", "日元", "¥"),
}
_ALL_MARKS = tuple(sorted({m for marks in _MARKS.values() for m in marks}, key=len, reverse=True))
_MULTIPLES = {"万": 4, "亿": 8, "萬": 4, "億": 8}
_MINUS = re.compile(r"[-−–－]")


class UnreadableAmount(UnreadableNumber):
    """Text that is no amount of money; "other_unit" means another currency than was asked for."""


def minor_digits(currency: str) -> int:
    """Decimals of a currency: 2, or 0 for yen and won."""
    return 0 if currency in _WITHOUT_MINOR else 2


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of one currency (ISO code); mixing currencies raises ValueError."""

    minor: int
    currency: str = "CNY"

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError("Money is a whole number of minor units.")

    def _same(self, other: "Money") -> int:
        if not isinstance(other, Money):
            raise TypeError(f"Money doesn't mix with {type(other).__name__}.")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} don't mix.")
        return other.minor

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __mul__(self, count: int) -> "Money":
        if type(count) is not int:
            raise TypeError("Money is multiplied by whole numbers; use share() for parts.")
        return Money(self.minor * count, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: "Money") -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: "Money") -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= self._same(other)

    def __str__(self) -> str:
        return format_money(self.minor, self.currency)

    def share(self, numerator: int, denominator: int) -> "Money":
        """The part numerator/denominator, rounded half up: money.share(95, 100) is 5 percent off."""
        return Money(round_half_up(self.minor * numerator, denominator), self.currency)

    def allocate(self, weights: Sequence[int]) -> "list[Money]":
        """Split by weights so that the parts add up to the whole; what is left over goes to the largest remainders.

        Weights are not negative and not all zero (ValueError).
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("Weights are positive.")
        amount = abs(self.minor)
        parts = [amount * weight // total for weight in weights]
        by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
        for i in by_remainder[: amount - sum(parts)]:
            parts[i] += 1
        sign = -1 if self.minor < 0 else 1
        return [Money(sign * part, self.currency) for part in parts]


def parse_money(text: str, currency: str = "CNY") -> Money:
    """Read an amount: "¥12,345.00", "12800.00元", "102.47万", "3 280", "(120.00)", "-5".

    UnreadableAmount for anything else, also for amounts of another currency and for "1.234,56".
    """
    clean = unicodedata.normalize("NFKC", text).strip(" \t\r\n'\"’").upper()
    if not clean:
        raise UnreadableAmount("empty", text)
    negative, body = _split_sign(_without_marks(clean, currency, text))
    power = _MULTIPLES.get(body[-1:], 0)
    try:
        minor = scaled(body[:-1].strip() if power else body, minor_digits(currency) + power)
    except UnreadableNumber as error:
        raise UnreadableAmount(error.code, text) from None
    return Money(-minor if negative else minor, currency)


def _split_sign(body: str) -> tuple[bool, str]:
    if body.startswith("(") and body.endswith(")"):
        return True, body[1:-1].strip()
    if _MINUS.match(body):
        return True, body[1:].strip()
    return False, body.removeprefix("+").strip()


def _without_marks(text: str, currency: str, original: str) -> str:
    """The amount without the signs and words of its currency; refuses those of another."""
    allowed = _MARKS.get(currency, (currency,))
    for mark in _ALL_MARKS:
        if mark in text:
            if mark not in allowed:
                raise UnreadableAmount("other_unit", original)
            text = text.replace(mark, "", 1)
    return text.strip()


def format_money(minor: int, currency: str = "CNY", fen: bool = True) -> str:
    """¥12,345.00, −¥5.00; without `fen` rounded to whole units: ¥12,345."""
    digits = minor_digits(currency)
    number = grouped(minor, digits, digits if fen else 0)
    symbol = _SYMBOLS.get(currency, currency + " ")
    return f"−{symbol}{number[1:]}" if number.startswith("−") else symbol + number
