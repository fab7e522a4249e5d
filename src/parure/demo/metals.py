"""What metal cost in the demo's four years: a climb in waves, the same on every machine, set every morning."""

from datetime import date, timedelta
from functools import cache
from math import pi, sin
from typing import NamedTuple

from parure.catalog.models import MetalPrice
from parure.core.bulk import insert_rows
from parure.core.identifiers import new_uid
from parure.demo.seasons import DAYS, at

GOLD_NOW_MINOR = 132_600  # fen per gram of 999 gold today
PRICED = ("AU999", "AU750", "PT950", "AG925")
KINDS = {"RETAIL": 1000, "EXCHANGE": 970, "BUYBACK": 800}
"""What the house asks and gives, in thousandths of the retail price."""
WAVES = ((233, 0.030), (61, 0.015), (17, 0.006), (5, 0.003))
"""Days from crest to crest, and how high above what lies between."""


class Metal(NamedTuple):
    """Fen per gram today, the share of it four years ago, the days by which its waves come later, and its step."""

    now_minor: int
    then: float
    late: int
    step: int


METALS = {
    "AU": Metal(GOLD_NOW_MINOR, 0.36, 0, 100),
    "PT": Metal(39_800, 0.64, 47, 100),
    "AG": Metal(1_590, 0.42, 19, 10),
}
PERMILLE = {"AU9999": 1000, "AU999": 1000, "AU990": 990, "AU750": 750, "PT950": 1000, "AG925": 1000}


@cache
def metal_minor(fineness: str, day: date, today: date) -> int:
    """The retail price of a gram on a day, in fen."""
    metal = METALS[fineness[:2]]
    age = min((today - day).days, DAYS)
    climb = 1 - (1 - metal.then) * age / DAYS
    place = day.toordinal() - metal.late
    # none today, so that what is told of today's price stays so
    wave = sum(height * sin(2 * pi * place / length) for length, height in WAVES) * min(age / 60, 1)
    price = metal.now_minor * climb * (1 + wave) * PERMILLE[fineness] / 1000
    return round(price / metal.step) * metal.step


def write_metal_prices(today: date, staff_id: int) -> None:
    """A price of each kind every morning of the four years, everywhere the same."""
    rows: list[tuple[object, ...]] = []
    for number in range(DAYS):
        day = today - timedelta(days=DAYS - 1 - number)
        moment = at(day, "09:00")
        for fineness in PRICED:
            retail, step = metal_minor(fineness, day, today), METALS[fineness[:2]].step
            rows += [
                (
                    new_uid(),
                    fineness,
                    kind,
                    round(retail * share / 1000 / step) * step,
                    moment,
                    staff_id,
                    moment,
                )
                for kind, share in KINDS.items()
            ]
    columns = ("uid", "fineness", "kind", "price_minor", "effective_from", "staff_id", "entered_at")
    insert_rows(MetalPrice, columns, rows)
