"""When a day comes round: birthdays and anniversaries of either calendar, festivals, solar terms, ages.

Dates of people's lives are the most frequent reason to contact them, so a lunar date is kept as a lunar date
(`LunarDate`), never as the solar day it once fell on.
"""

from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parure.core.lunar import (
    ImpossibleDate,
    LunarDate,
    SolarDay,
    UnreadableDate,
    find_month,
    format_lunar,
    lunar_of,
    lunar_years_around,
    solar_of,
)
from parure.core.reading_dates import parse_date, parse_day, parse_moment

__all__ = [
    "FESTIVALS",
    "ImpossibleDate",
    "LunarDate",
    "SolarDay",
    "UnreadableDate",
    "age",
    "festival_of",
    "format_lunar",
    "lunar_of",
    "next_festivals",
    "next_occurrence",
    "nominal_age",
    "occurrences",
    "parse_date",
    "parse_day",
    "parse_moment",
    "solar_of",
    "solar_term",
]

LeapDay = Literal["feb28", "mar1"]
LeapMonth = Literal["own", "plain"]

#: Code of a festival -> its name. Those that sell jewellery; in the order of a year.
FESTIVALS: dict[str, str | Promise] = {
    "VALENTINE": _("Valentine's Day"),
    "WOMEN": _("Women's Day"),
    "LABOUR_DAY": _("Labour Day"),
    "DAY_520": _("520 Love Day"),
    "MOTHERS_DAY": _("Mother's Day"),
    "FATHERS_DAY": _("Father's Day"),
    "QIXI": _("Qixi Festival"),
    "MID_AUTUMN": _("Mid-Autumn Festival"),
    "NATIONAL_DAY": _("National Day"),
    "DOUBLE_11": _("Double 11"),
    "DOUBLE_12": _("Double 12"),
    "CHRISTMAS": _("Christmas"),
    "NEW_YEARS_EVE": _("Lunar New Year's Eve"),
    "SPRING_FESTIVAL": _("Spring Festival"),
}

# Where two fall on one day, the earlier entry of the later table wins: lunar ones move, so they are the rarer sight.
_SOLAR_FESTIVALS = {
    (2, 14): "VALENTINE", (3, 8): "WOMEN", (5, 1): "LABOUR_DAY", (5, 20): "DAY_520", (10, 1): "NATIONAL_DAY",
    (11, 11): "DOUBLE_11", (12, 12): "DOUBLE_12", (12, 25): "CHRISTMAS",
}  # fmt: skip
_LUNAR_FESTIVALS = {(1, 1): "SPRING_FESTIVAL", (7, 7): "QIXI", (8, 15): "MID_AUTUMN"}


def occurrences(
    day: LunarDate | SolarDay,
    start: date,
    end: date,
    *,
    leap_day: LeapDay = "feb28",
    leap_month: LeapMonth = "own",
) -> list[date]:
    """The days from `start` to `end`, both included, on which the day comes round.

    A lunar date may come twice in a solar year, or not at all. The policies are those of `next_occurrence`.
    """
    if isinstance(day, LunarDate):
        found = [_lunar_in(day, year, leap_month) for year in lunar_years_around(start, end)]
    else:
        found = [_solar_in(day, year, leap_day) for year in range(start.year, end.year + 1)]
    return [when for when in found if start <= when <= end]


def next_occurrence(
    day: LunarDate | SolarDay, on: date, leap_day: LeapDay = "feb28", leap_month: LeapMonth = "own"
) -> date:
    """The first day, `on` included, on which the day comes round.

    29 February falls on `leap_day` in other years. A leap month (闰六月) is kept in years that have it when
    `leap_month` is "own"; in other years, and always with "plain", the plain month counts. Where a month has no
    30th, its 29th counts. ImpossibleDate "out_of_range" after the calendar's end in 2101.
    """
    if isinstance(day, LunarDate):
        return _next_lunar(day.month, day.day, day.leap and leap_month == "own", on)
    return _next_solar(day.month, day.day, on, leap_day)


@lru_cache(maxsize=4096)
def _next_lunar(month: int, day: int, leap: bool, on: date) -> date:
    lunar = LunarDate(month, day, leap)
    for year in (on.year - 1, on.year, on.year + 1):
        when = _lunar_in(lunar, year, "own")
        if when >= on:
            return when
    raise ImpossibleDate("out_of_range")


@lru_cache(maxsize=4096)
def _next_solar(month: int, day: int, on: date, leap_day: LeapDay) -> date:
    solar = SolarDay(month, day)
    this_year = _solar_in(solar, on.year, leap_day)
    return this_year if this_year >= on else _solar_in(solar, on.year + 1, leap_day)


def _lunar_in(lunar: LunarDate, year: int, leap_month: LeapMonth) -> date:
    month = find_month(year, lunar.month, leap=True) if lunar.leap and leap_month == "own" else None
    month = month or find_month(year, lunar.month)
    if month is None:  # pragma: no cover - every lunar year has its twelve plain months
        raise ImpossibleDate("no_such_month")
    return date.fromordinal(month.first + min(lunar.day, month.days) - 1)


def _solar_in(solar: SolarDay, year: int, leap_day: LeapDay) -> date:
    try:
        return date(year, solar.month, solar.day)
    except ValueError:
        return date(year, 2, 28) if leap_day == "feb28" else date(year, 3, 1)


def solar_term(day: date) -> str:
    """The solar term (节气) that begins on this day, in Chinese; "" on other days."""
    from borax.calendars.lunardate import LunarDate as BoraxDate

    return BoraxDate.from_solar_date(day.year, day.month, day.day).term or ""


def festival_of(day: date) -> str:
    """The code of the festival on this day (see FESTIVALS), "" on other days; lunar ones before solar ones."""
    lunar = lunar_of(day)
    if not lunar.leap and (lunar.month, lunar.day) in _LUNAR_FESTIVALS:
        return _LUNAR_FESTIVALS[lunar.month, lunar.day]
    tomorrow = lunar_of(day + timedelta(days=1))
    if (tomorrow.month, tomorrow.day, tomorrow.leap) == (1, 1, False):
        return "NEW_YEARS_EVE"
    if day.weekday() == 6 and (code := _festival_of_sunday(day)):
        return code
    return _SOLAR_FESTIVALS.get((day.month, day.day), "")


def _festival_of_sunday(day: date) -> str:
    if day.month == 5 and 8 <= day.day <= 14:
        return "MOTHERS_DAY"
    return "FATHERS_DAY" if day.month == 6 and 15 <= day.day <= 21 else ""


def next_festivals(on: date, days: int) -> list[tuple[date, str]]:
    """The festivals of the next `days` days, `on` being the first, as (day, code)."""
    coming = (on + timedelta(days=i) for i in range(days))
    return [(day, code) for day in coming if (code := festival_of(day))]


def age(born: date, on: date) -> int:
    """Full years of age (周岁); those born on 29 February grow older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def nominal_age(born: date, on: date) -> int:
    """Age as elders count it (虚岁): one at birth, one more at every lunar new year."""
    return (lunar_of(on).year or on.year) - (lunar_of(born).year or born.year) + 1
