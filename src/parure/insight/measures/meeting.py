"""When and how a customer meets the shop: visits, and the ways and hours by which they get in touch themselves.

Only what came from them tells a way that suits them: that we wrote doesn't say that they like to read.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from parure.insight.engine import Lake
from parure.insight.measures.favourites import favourite, weight_of
from parure.people.choices import Channel, Direction

if TYPE_CHECKING:
    import ibis

CHANNELS = tuple(sorted(each.value for each in Channel))
HOURS = tuple(f"{hour:02}" for hour in range(24))
VISITED_WITHIN = 365


def visiting(lake: Lake, until: date) -> "ibis.Table":
    """One row a customer who came within a year: customer_id, visits_365."""
    import ibis

    visit = lake.table("visit")
    on = visit.at.date()
    seen = visit.filter(on <= until, on > ibis.date(until - timedelta(days=VISITED_WITHIN)))
    return seen.group_by("customer_id").agg(visits_365=seen.count())


def getting_in_touch(lake: Lake, until: date) -> "dict[str, ibis.Table]":
    """By aspect (channel, hour) a table customer_id, code, share in thousandths, of talks that the customer began.
    Hours are two digits of the shop's own time.
    """
    import ibis

    talk = lake.table("interaction")
    came = talk.filter(
        talk.direction == Direction.IN.value, talk.customer_id.notnull(), talk.at.date() <= until
    )
    rows = came.select(
        "customer_id",
        "channel",
        hour=came.at.hour().cast("string").lpad(2, "0"),
        weight=weight_of(ibis.date(until).delta(came.at.date(), unit="day")),
    )
    return {"channel": favourite(rows, "channel", CHANNELS), "hour": favourite(rows, "hour", HOURS)}
