"""When a report goes out next, by the clock of the shop."""

from calendar import monthrange
from datetime import date, datetime, time, timedelta, tzinfo

DAY, WEEK, MONTH = "day", "week", "month"
LAST = 31  # of a month: its last day, however many it has


def next_time(every: str, on: int, hour: int, *, after: datetime, zone: tzinfo) -> datetime:
    """The first such hour later than `after`. An hour that a day doesn't have (summer time begins) is the one after it."""
    day = after.astimezone(zone).date()
    while True:
        day = _this_or_next(every, on, day)
        found = datetime.combine(day, time(hour), zone)
        # by way of UTC, which knows what an hour that isn't there means
        if found.timestamp() > after.timestamp():
            return datetime.fromtimestamp(found.timestamp(), zone)
        day += timedelta(days=1)


def _this_or_next(every: str, on: int, day: date) -> date:
    """The day itself if it is one on which something is sent, else the next one that is."""
    if every == WEEK:
        return day + timedelta(days=(on - day.weekday()) % 7)
    if every == MONTH:
        found = _in_month(day, on)
        return found if found >= day else _in_month(_next_month(day), on)
    return day


def _in_month(day: date, on: int) -> date:
    return day.replace(day=min(on, monthrange(day.year, day.month)[1]))


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
