"""Weight of metal in milligrams, of stones in thousandths of a carat. 1 ct = 0.2 g = 100 分."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Self

from parure.core.decimals import UnreadableNumber, grouped, round_half_up, scaled

__all__ = [
    "Carat",
    "UnreadableWeight",
    "Weight",
    "format_carat",
    "format_weight",
    "parse_carat",
    "parse_weight",
]

_GRAM_UNITS = {
    "": 3,
    "G": 3,
    "克": 3,
    "GRAM": 3,
    "GRAMS": 3,
    "公克": 3,
    "KG": 6,
    "千克": 6,
    "公斤": 6,
    "MG": 0,
    "毫克": 0,
}
_CARAT_UNITS = {"": 3, "CT": 3, "CTS": 3, "克拉": 3, "CARAT": 3, "CARATS": 3, "卡": 3, "分": 1, "PT": 1}
_PARTS = re.compile(r"([\d., ]*\d)\s*([^\d]*)", re.ASCII)


class UnreadableWeight(UnreadableNumber):
    """Text that is no weight; "other_unit" names a unit that isn't understood (钱, 两 differ by region)."""


@dataclass(frozen=True, slots=True, order=True)
class _Quantity:
    amount: int

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError("A weight is a whole number of its smallest unit.")

    def _same(self, other: "_Quantity") -> int:
        if type(other) is not type(self):
            raise TypeError(f"{type(self).__name__} and {type(other).__name__} don't mix.")
        return other.amount

    def __add__(self, other: Self) -> Self:
        return type(self)(self.amount + self._same(other))

    def __sub__(self, other: Self) -> Self:
        return type(self)(self.amount - self._same(other))

    def __mul__(self, count: int) -> Self:
        if type(count) is not int:
            raise TypeError("A weight is multiplied by whole numbers.")
        return type(self)(self.amount * count)


class Weight(_Quantity):
    """A weight of metal in milligrams."""

    __slots__ = ()

    @property
    def mg(self) -> int:
        """Milligrams."""
        return self.amount

    def __str__(self) -> str:
        return format_weight(self.amount)


class Carat(_Quantity):
    """A weight of stones in thousandths of a carat."""

    __slots__ = ()

    @property
    def millicarat(self) -> int:
        """Thousandths of a carat."""
        return self.amount

    def to_weight(self) -> Weight:
        """The same in milligrams: 1 ct is 200 mg."""
        return Weight(round_half_up(self.amount, 5))

    def __str__(self) -> str:
        return format_carat(self.amount)


def parse_weight(text: str) -> Weight:
    """Read grams: "3.25g", "3.250 克", "3.25"; also kg and mg. UnreadableWeight for the rest."""
    return Weight(_parse(text, _GRAM_UNITS))


def parse_carat(text: str) -> Carat:
    """Read carats: "0.52ct", "0.52克拉", "52分", "0.52". UnreadableWeight for the rest."""
    return Carat(_parse(text, _CARAT_UNITS))


def _parse(text: str, units: dict[str, int]) -> int:
    clean = unicodedata.normalize("NFKC", text).strip(" \t\r\n'\"").upper()
    if not clean:
        raise UnreadableWeight("empty", text)
    found = _PARTS.fullmatch(clean)
    if not found:
        raise UnreadableWeight("unreadable", text)
    unit = found[2].strip().removesuffix(".")
    if unit not in units:
        raise UnreadableWeight("other_unit", text)
    try:
        return scaled(found[1].strip(), units[unit])
    except UnreadableNumber as error:
        raise UnreadableWeight(error.code, text) from None


def format_weight(mg: int) -> str:
    """Grams with three decimals: 3.250 g."""
    return f"{grouped(mg, 3)} g"


def format_carat(millicarat: int) -> str:
    """Carats with two decimals, where the third rounds up only at 9 (GB/T 16554): 0.329 -> 0.33 ct, 0.328 -> 0.32 ct."""
    return f"{grouped((millicarat + 1) // 10, 2)} ct"
