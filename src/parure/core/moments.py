"""Where a day begins."""

from datetime import date, datetime, time

from django.utils import timezone


def midnight(day: date | None = None) -> datetime:
    """The moment at which a day, today unless said, begins in the present time zone."""
    return timezone.make_aware(datetime.combine(day or timezone.localdate(), time.min))
