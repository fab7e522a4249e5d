"""Days as people write them into a form: 8-15, 1981-03-09, 八月十五, 闰六月初一."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.core.calendar import ImpossibleDate, LunarDate, SolarDay, UnreadableDate, parse_day
from parure.people.choices import CalendarKind

WEEKDAYS = (
    gettext_lazy("Mon"),
    gettext_lazy("Tue"),
    gettext_lazy("Wed"),
    gettext_lazy("Thu"),
    gettext_lazy("Fri"),
    gettext_lazy("Sat"),
    gettext_lazy("Sun"),
)


def weekday(day: date) -> str:
    """The short name of the day of the week: 周三."""
    return str(WEEKDAYS[day.weekday()])


def read_day(text: str, calendar: str, *, leap: bool = False) -> LunarDate | SolarDay:
    """The day that was written; numbers count in the chosen calendar, a lunar word in the text decides.

    Raises ValidationError with what to write instead.
    """
    try:
        day = parse_day(text, calendar_hint="lunar" if calendar == CalendarKind.LUNAR else "")
        if leap and isinstance(day, LunarDate) and not day.leap:
            day = LunarDate(day.month, day.day, leap=True, year=day.year)
    except ImpossibleDate as problem:
        raise ValidationError(_impossible(problem.code)) from None
    except UnreadableDate:
        raise ValidationError(_("Write the day as 8-15, 1981-03-09 or 八月十五.")) from None
    return day


def _impossible(code: str) -> str:
    return {
        "no_leap_month": _("There was no such leap month."),
        "no_thirtieth": _("That month had no thirtieth day."),
    }.get(code, _("There is no such day."))


def day_values(day: LunarDate | SolarDay) -> dict[str, Any]:
    """The day as `people.operations.add_date` takes it."""
    lunar = isinstance(day, LunarDate)
    return {
        "calendar": (CalendarKind.LUNAR if lunar else CalendarKind.SOLAR).value,
        "year": day.year,
        "month": day.month,
        "day": day.day,
        "leap": isinstance(day, LunarDate) and day.leap,
    }


class DayInput(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")
