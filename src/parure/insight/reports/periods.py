"""The stretches of time that reports are about, and the one before that each is compared with."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

PERIODS: Mapping[str, Any] = {
    "all": _("Always"),
    "this_week": _("This week"),
    "this_month": _("This month"),
    "last_month": _("Last month"),
    "this_quarter": _("This quarter"),
    "this_year": _("This year"),
    "last_year": _("Last year"),
    "last_30_days": _("The last 30 days"),
    "last_90_days": _("The last 90 days"),
    "last_12_months": _("The last 12 months"),
}


@dataclass(frozen=True)
class Span:
    """Days from `since` to `until`, both within; None is open."""

    since: date | None
    until: date | None

    def year_before(self) -> "Span":
        """The same days of the year before; 29 February is then the 28th."""
        return Span(_years_back(self.since), _years_back(self.until))


def span_of(period: str, today: date, since: str = "", until: str = "") -> Span:
    """The days of a period as of today: a period that has begun ends today; months of "last 12" are whole but this one."""
    month = today.replace(day=1)
    begins = {
        "this_week": today - timedelta(days=today.weekday()),
        "this_month": month,
        "this_quarter": month.replace(month=month.month - (month.month - 1) % 3),
        "this_year": month.replace(month=1),
        "last_30_days": today - timedelta(days=29),
        "last_90_days": today - timedelta(days=89),
        "last_12_months": _months_back(month, 11),
    }
    if period in begins:
        return Span(begins[period], today)
    if period == "last_month":
        return Span(_months_back(month, 1), month - timedelta(days=1))
    if period == "last_year":
        return Span(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
    if period == "days":
        return Span(
            date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None
        )
    return Span(None, None)


def end_of(start: date, period: str) -> date:
    """The last day of the day, week, month, quarter or year that begins on this day."""
    if period == "day":
        return start
    if period == "week":
        return start + timedelta(days=6)
    months = {"month": 1, "quarter": 3, "year": 12}[period]
    return _months_back(start, -months) - timedelta(days=1)


def _months_back(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _years_back(day: date | None) -> date | None:
    if day is None:
        return None
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))
