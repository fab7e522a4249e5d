"""Decisions about tasks: pure, tested without a database."""

from datetime import date, datetime, time, tzinfo

WORKING_DAY_ENDS = time(18, 0)


def due_moment(day: date, zone: tzinfo) -> datetime:
    """When a task that is due on a day, at no stated time, is due: at the end of the working day."""
    return datetime.combine(day, WORKING_DAY_ENDS, tzinfo=zone)


def group_of(due: date, today: date) -> str:
    """overdue, today or later, by the day."""
    if due < today:
        return "overdue"
    return "today" if due == today else "later"


def is_late(due_at: datetime, now: datetime, *, has_time: bool) -> bool:
    """Due at a minute that has passed, or on a day that has: until midnight a day's task is on time.

    Both moments in the reader's zone.
    """
    return due_at < now if has_time else due_at.date() < now.date()
