"""When a report goes out next: later than now, at its hour of its day, whatever clocks do in between."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from parure.insight.mailing.timing import next_time

ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kolkata")


@given(
    when=some.tuples(some.just("day"), some.just(0))
    | some.tuples(some.just("week"), some.integers(0, 6))
    | some.tuples(some.just("month"), some.integers(1, 31)),
    hour=some.integers(0, 23),
    begin=some.integers(1_767_225_600, 1_830_297_600),
    zone=some.sampled_from(ZONES),
)
def test_the_next_time_is_later_at_the_right_hour_of_the_right_day(when, hour, begin, zone):
    every, on = when
    place = ZoneInfo(zone)
    at, times = datetime.fromtimestamp(begin, UTC), []
    for _time in range(14):
        following = next_time(every, on, hour, after=at, zone=place)
        assert following > at
        local = following.astimezone(place)
        assert local.hour == hour or not _is_there(local, hour, place)
        assert (local.minute, local.second) == (0, 0)
        if every == "week":
            assert local.weekday() == on
        if every == "month":
            assert local.day == on or (local.day < on and (local + timedelta(days=1)).month != local.month)
        times.append(local.date())
        at = following
    steps = {"day": {1}, "week": {7}, "month": {28, 29, 30, 31}}[every]
    assert {(later - earlier).days for earlier, later in pairwise(times)} <= steps


def _is_there(local, hour, place):
    """Whether that day has that hour: one is left out when summer time begins."""
    asked = local.replace(hour=hour, minute=0, fold=0)
    return datetime.fromtimestamp(asked.timestamp(), place).hour == hour
