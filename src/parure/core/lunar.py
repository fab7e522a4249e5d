"""Days that come back: a lunar date or a solar day, with or without the year.

Month lengths come from borax (1900 to 2100), which agrees with the published calendar on every day that matters;
they are laid out here once as ordinals, since a million birthdays are turned into dates at a time.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1900, 2100
_FIRST_DAY = date(1900, 1, 31).toordinal()
_LEAPABLE = range(2, 12)  # between 1900 and 2100 no first or twelfth month is doubled
_MONTH_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS = ("", "正月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "冬月", "腊月")
_DIGITS = "十一二三四五六七八九"


class UnreadableDate(ValueError):
    """Text that is no date. `code`: empty, unreadable, ambiguous, no_year, not_solar, out_of_range."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class ImpossibleDate(ValueError):
    """A date that does not exist. `code`: no_such_month, no_such_day, no_leap_month, no_thirtieth, out_of_range."""

    def __init__(self, code: str, text: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.text = text


class LunarMonth(NamedTuple):
    """One month of a lunar year: its first day as an ordinal, and its length (29 or 30)."""

    month: int
    leap: bool
    first: int
    days: int


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar; `leap` marks a doubled month (闰). With a year, the day must have existed."""

    month: int
    day: int
    leap: bool = False
    year: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ImpossibleDate("no_such_month")
        if not 1 <= self.day <= 30:
            raise ImpossibleDate("no_such_day")
        if self.leap and self.month not in _LEAPABLE:
            raise ImpossibleDate("no_leap_month")
        if self.year is not None:
            self._check_year(self.year)

    def _check_year(self, year: int) -> None:
        month = find_month(year, self.month, leap=self.leap)
        if month is None:
            raise ImpossibleDate("no_leap_month")
        if self.day > month.days:
            raise ImpossibleDate("no_thirtieth")


@dataclass(frozen=True, slots=True)
class SolarDay:
    """A day of the solar calendar, with the year when it is known."""

    month: int
    day: int
    year: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.month <= 12:
            raise ImpossibleDate("no_such_month")
        if not 1 <= self.day <= _MONTH_LENGTHS[self.month - 1]:
            raise ImpossibleDate("no_such_day")
        if self.year is not None:
            self._check_year(self.year)

    def _check_year(self, year: int) -> None:
        if not 1 <= year <= 9999:
            raise ImpossibleDate("out_of_range")
        try:
            date(year, self.month, self.day)
        except ValueError:
            raise ImpossibleDate("no_such_day") from None


@lru_cache(maxsize=1)
def _years() -> tuple[tuple[LunarMonth, ...], ...]:
    from borax.calendars.lunardate import LCalendars

    first = _FIRST_DAY
    years = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        months = []
        for month, days, leap in LCalendars.iter_year_month(year):
            months.append(LunarMonth(month, bool(leap), first, days))
            first += days
        years.append(tuple(months))
    return tuple(years)


@lru_cache(maxsize=1)
def _month_starts() -> tuple[tuple[int, ...], tuple[tuple[int, LunarMonth], ...]]:
    """(first ordinals of all months in order, the (year, month) of each)."""
    months = [(FIRST_YEAR + i, month) for i, year in enumerate(_years()) for month in year]
    return tuple(month.first for _, month in months), tuple(months)


def lunar_year(year: int) -> tuple[LunarMonth, ...]:
    """The 12 or 13 months of a lunar year; ImpossibleDate outside 1900 to 2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise ImpossibleDate("out_of_range")
    return _years()[year - FIRST_YEAR]


def find_month(year: int, month: int, *, leap: bool = False) -> LunarMonth | None:
    """The month of a lunar year, None when the year has no such leap month."""
    return next((m for m in lunar_year(year) if m.month == month and m.leap == leap), None)


def lunar_of(day: date) -> LunarDate:
    """The lunar date of a solar day, with its lunar year."""
    starts, months = _month_starts()
    ordinal = day.toordinal()
    year, month = months[bisect_right(starts, ordinal) - 1]
    offset = ordinal - month.first
    if ordinal < starts[0] or offset >= month.days:
        raise ImpossibleDate("out_of_range")
    return LunarDate(month.month, offset + 1, month.leap, year)


def solar_of(lunar: LunarDate) -> date:
    """The solar day of a lunar date that has its year."""
    if lunar.year is None:
        raise UnreadableDate("no_year")
    month = find_month(lunar.year, lunar.month, leap=lunar.leap)
    if month is None:
        raise ImpossibleDate("no_leap_month")
    return date.fromordinal(month.first + lunar.day - 1)


def lunar_years_around(start: date, end: date) -> Iterator[int]:
    """Lunar years that may have days between two solar days."""
    yield from range(max(start.year - 1, FIRST_YEAR), min(end.year, LAST_YEAR) + 1)


def format_lunar(lunar: LunarDate) -> str:
    """八月十五, 闰六月初一, 腊月三十; the year is left out."""
    return f"{'闰' if lunar.leap else ''}{_MONTHS[lunar.month]}{_day_name(lunar.day)}"


def _day_name(day: int) -> str:
    if day in {10, 20, 30}:
        return {10: "初十", 20: "二十", 30: "三十"}[day]
    return ("初", "十", "廿")[day // 10] + _DIGITS[day % 10]
