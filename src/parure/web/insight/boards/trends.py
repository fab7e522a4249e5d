"""Months beside those of the year before: the places of a chart, and the sentence that its figures bear out."""

from collections.abc import Sequence
from datetime import date

from django.utils.dates import MONTHS_3
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parure.insight.reports.answers import Answer

SAME = 2  # per cent by which two years are the same
RUN = 2  # months in a row that are worth a word


def months_of(until: date, count: int = 12) -> list[date]:
    """The first days of so many months, the last of them that of `until`."""
    number = until.year * 12 + until.month - 1
    return [date(each // 12, each % 12 + 1, 1) for each in range(number - count + 1, number + 1)]


def month_name(month: date) -> str:
    """9月, Sep."""
    return (
        f"{month.month}月" if (get_language() or "").startswith("zh") else str(MONTHS_3[month.month]).title()
    )


def by_month(answer: Answer | None, months: Sequence[date], years_back: int = 0) -> list[int]:
    """The first figure of an answer by month, 0 where nothing was; of the months so many years before."""
    told: dict[str, int] = {}
    for row in answer.rows if answer else []:
        told[row.codes[0]] = told.get(row.codes[0], 0) + (row.figures[0] or 0)
    return [told.get(each.replace(year=each.year - years_back).isoformat(), 0) for each in months]


def better_than_before(now: Sequence[int], before: Sequence[int], months: Sequence[date]) -> str:
    """Is it more than a year before? Only what the figures bear out: since when it is, if for some months; how much."""
    whole, earlier = sum(now), sum(before)
    if not whole and not earlier:
        return _("Nothing in the last 12 months")
    if earlier <= 0:
        return _("the year before there is nothing to compare with")
    change = 100 * (whole - earlier) / earlier
    said = f"{abs(change):.1f}%"
    if abs(change) < SAME:
        return _("about the same")
    more = change > 0
    run = _run([(a > b) if more else (a < b) for a, b in zip(now, before, strict=True)])
    if run == len(months):
        return (_("yes, every month, %s more") if more else _("no, less in every month, %s in all")) % said
    if run >= RUN:
        words = (
            _("yes, %(change)s more; every month since %(month)s")
            if more
            else _("no, %(change)s less; every month since %(month)s")
        )
        return words % {"change": said, "month": month_name(months[-run])}
    return (_("yes, %s more") if more else _("no, %s less")) % said


def _run(flags: Sequence[bool]) -> int:
    """How many at the end are true."""
    count = 0
    for each in reversed(flags):
        if not each:
            break
        count += 1
    return count
