"""When jewellery is bought: festivals, weddings, weekends, growth over four years."""

from bisect import bisect_left
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from typing import NamedTuple

from django.utils import timezone

from parure.core.lunar import LunarDate, solar_of

DAYS = 1461
GROWTH = 0.6  # by how much the last day outsells the first
WEEKDAYS = (0.85, 0.8, 0.85, 0.9, 1.15, 1.7, 1.6)
OPENING_HOURS = (10, 21)


class Season(NamedTuple):
    """Days before and after a feast on which it sells, how much more, and in whose words."""

    before: int
    after: int
    factor: float
    occasion: str
    motive: str


SOLAR = {
    (2, 14): Season(6, 0, 2.0, "FESTIVAL", "情人节礼物"),
    (3, 8): Season(4, 0, 1.3, "SELF", "女神节犒劳自己"),
    (5, 1): Season(3, 4, 1.8, "WEDDING", "五一办婚礼"),
    (5, 20): Season(6, 1, 2.2, "ANNIVERSARY", "520 礼物"),
    (10, 1): Season(3, 6, 2.2, "WEDDING", "国庆婚期"),
    (11, 11): Season(8, 1, 1.8, "SELF", "双十一"),
    (12, 25): Season(5, 0, 1.5, "FESTIVAL", "圣诞礼物"),
}
LUNAR = {
    (1, 1): Season(22, 0, 2.1, "FESTIVAL", "过年添喜"),
    (7, 7): Season(7, 1, 2.1, "FESTIVAL", "七夕礼物"),
    (8, 15): Season(5, 0, 1.3, "PARENTS", "中秋孝敬长辈"),
}


class Seasons:
    """Weights of the four years up to `today`, so that a day in any span is drawn at once."""

    def __init__(self, today: date) -> None:
        self.first, self.today = today - timedelta(days=DAYS - 1), today
        self.feasts = self._feasts()
        self._sums = list(accumulate(self._weight(self.first + timedelta(days=i), i) for i in range(DAYS)))

    def _feasts(self) -> dict[date, Season]:
        found: dict[date, Season] = {}
        for year in range(self.first.year, self.today.year + 2):
            days = [(date(year, *day), season) for day, season in SOLAR.items()]
            days += [(solar_of(LunarDate(*day, year=year)), season) for day, season in LUNAR.items()]
            for feast, season in days:
                for offset in range(-season.before, season.after + 1):
                    found[feast + timedelta(days=offset)] = season
        return found

    def _weight(self, day: date, number: int) -> float:
        weight = WEEKDAYS[day.weekday()] * (1 + GROWTH * number / DAYS)
        if day in self.feasts:
            weight *= self.feasts[day].factor
        if day.month in (4, 5, 9, 10):
            weight *= 1.2
        return weight

    def draw(self, luck: Random, oldest: int, newest: int = 0) -> date:
        """A day between `oldest` and `newest` days ago, both included."""
        low = max(DAYS - 1 - oldest, 0)
        high = min(DAYS - 1 - newest, DAYS - 1)
        floor = self._sums[low - 1] if low else 0.0
        return self.first + timedelta(
            days=bisect_left(self._sums, luck.uniform(floor, self._sums[high]), low, high)
        )

    def season(self, day: date) -> Season | None:
        return self.feasts.get(day)


def moment(luck: Random, day: date) -> datetime:
    """A moment of that day while stores are open."""
    hour = luck.choices(range(*OPENING_HOURS), weights=(2, 3, 2, 3, 5, 6, 5, 4, 4, 5, 3))[0]
    return timezone.make_aware(datetime.combine(day, time(hour, luck.randrange(60), luck.randrange(60))))


def at(day: date, clock: str) -> datetime:
    """A local moment of that day, the clock written 14:30."""
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(clock)))
