"""Days and moments as people say them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

NEAR_DAYS = 30  # farther away, the date itself says more
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def day_words(day: date, on: date | None = None) -> str:
    """`day` seen from `on` (today): "today", "in 3 days", "2 days ago", else 2026-11-22."""
    away = (day - (on or timezone.localdate())).days
    near = {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}
    if away in near:
        return near[away]
    if abs(away) > NEAR_DAYS:
        return day.isoformat()
    if away > 0:
        return ngettext("in %(days)s day", "in %(days)s days", away) % {"days": away}
    return ngettext("%(days)s day ago", "%(days)s days ago", -away) % {"days": -away}


def ago_words(moment: datetime, now: datetime | None = None) -> str:
    """How long ago an aware moment was; from yesterday on the day, in the current time zone."""
    now = now or timezone.now()
    passed = now - moment
    day, today = timezone.localtime(moment).date(), timezone.localtime(now).date()
    if day != today:
        return day_words(day, today)
    if passed < MINUTE:
        return _("just now")
    if passed < HOUR:
        minutes = passed // MINUTE
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    hours = passed // HOUR
    return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
