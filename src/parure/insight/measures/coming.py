"""For what a customer will most likely buy next, and when: the days in their lives that come within half a year, and
the festivals before which they bought gifts.

A day weighs the more, the more they bought for its occasion (a purchase as `favourites` weighs it, and one for the day
itself) and the sooner it comes. Surprises are not spoken of. When a lunar day comes round the house's calendar says.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from parure.core.calendar import next_festivals
from parure.insight.engine import Lake
from parure.insight.measures.exact import added
from parure.insight.measures.favourites import HEAVIEST, OCCASIONS, YEAR, occasions
from parure.people.choices import DateKind, RelationKind

if TYPE_CHECKING:
    import ibis

NEAR = ((30, 4), (90, 3), (183, 2))
"""(within so many days, how much a coming day counts); what comes later isn't next."""
FESTIVAL = "FESTIVAL"
BEFORE_FESTIVAL = 30  # days within which a gift for a festival is bought before it
YEARS_OF_FESTIVALS = HEAVIEST + 3
OF_TWO = (DateKind.WEDDING, DateKind.ENGAGEMENT, DateKind.DATING)
PARENTS = (RelationKind.MOTHER, RelationKind.FATHER)
GIVEN_TO = (*PARENTS, RelationKind.SPOUSE, RelationKind.PARTNER, RelationKind.DAUGHTER, RelationKind.SON,
            RelationKind.SIBLING, RelationKind.FRIEND)  # fmt: skip


def next_occasion(lake: Lake, until: date) -> "ibis.Table":
    """One row a customer of whom such a day comes: customer_id, next_occasion (its code), next_occasion_on, and
    next_occasion_orders, how many purchases for it are known.
    """
    import ibis

    found = _days(lake, until).union(_festivals(lake, until))
    ahead = found.on.delta(ibis.date(until), unit="day")
    near = ibis.cases(*[(ahead <= days, weight) for days, weight in NEAR], else_=0)
    likely = found.mutate(likelihood=(found.weight + 1) * near).filter(ahead >= 0, near > 0)
    by_likelihood = ibis.window(
        group_by="customer_id",
        order_by=[likely.likelihood.desc(), likely.on, likely.occasion, likely.orders.desc()],
    )
    first = likely.mutate(place=ibis.row_number().over(by_likelihood))
    return first.filter(first.place == 0).select(
        "customer_id",
        next_occasion=first.occasion,
        next_occasion_on=first.on,
        next_occasion_orders=first.orders,
    )


def _days(lake: Lake, until: date) -> "ibis.Table":
    """The days of their own and of their family: customer_id, occasion, on, weight and orders of that occasion."""
    known, kin = lake.table("important_date"), lake.table("relation")
    dates = known.filter(~known.is_secret)
    joined = dates.left_join(kin, dates.relation_id == kin.id).select(
        dates.customer_id, dates.kind, dates.year, dates.relation_id, on=dates.next_on, whose=kin.kind
    )
    told = joined.mutate(occasion=_occasion(joined))
    told = told.filter(told.occasion != "")
    bought = _bought_for(lake, until)
    return told.left_join(
        bought, [told.customer_id == bought.customer_id, told.occasion == bought.occasion]
    ).select(
        told.customer_id,
        told.occasion,
        told.on,
        weight=bought.weight.fill_null(0),
        orders=bought.orders.fill_null(0),
    )


def _occasion(dated: Any) -> Any:
    """For which occasion a day asks, "" for one that asks for none."""
    import ibis

    is_own = dated.relation_id.isnull()
    is_birthday = dated.kind == DateKind.BIRTHDAY.value
    is_first = (dated.on.year() - dated.year == 1).fill_null(False)
    return ibis.cases(
        (is_own & is_birthday, "BIRTHDAY"),
        (is_own & dated.kind.isin([each.value for each in OF_TWO]), "ANNIVERSARY"),
        (is_own & (dated.kind == DateKind.CHILD_BIRTH.value), is_first.ifelse("BABY_YEAR", "BIRTHDAY")),
        (is_birthday & dated.whose.isin([each.value for each in PARENTS]), "PARENTS"),
        (is_birthday & dated.whose.isin([each.value for each in GIVEN_TO]), "BIRTHDAY"),
        else_="",
    )


def _bought_for(lake: Lake, until: date) -> "ibis.Table":
    """customer_id, occasion, weight, orders."""
    bought = occasions(lake, until)
    told = bought.filter(bought.occasion.isin(OCCASIONS))
    return told.group_by("customer_id", "occasion").agg(weight=added(told.weight), orders=told.count())


def _festivals(lake: Lake, until: date) -> "ibis.Table":
    """The next of each festival before which they bought a gift for it: as `_days`."""
    import ibis

    bought = occasions(lake, until)
    gifts = bought.filter(bought.occasion == FESTIVAL)
    past = next_festivals(
        until - timedelta(days=YEAR * YEARS_OF_FESTIVALS), YEAR * YEARS_OF_FESTIVALS + BEFORE_FESTIVAL + 1
    )
    coming: dict[str, date] = {}
    for on, code in next_festivals(until, YEAR + BEFORE_FESTIVAL):
        coming.setdefault(code, on)
    # the first that came after it, for they stand in order
    which = ibis.cases(
        *[
            (gifts.on.between(ibis.date(on - timedelta(days=BEFORE_FESTIVAL)), ibis.date(on)), code)
            for on, code in past
        ],
        else_="",
    )
    dated = gifts.mutate(festival=which)
    told = dated.filter(dated.festival.isin(list(coming)))
    sums = told.group_by("customer_id", "festival").agg(weight=added(told.weight), orders=told.count())
    days = ibis.cases(
        *[(sums.festival == code, ibis.date(on)) for code, on in coming.items()], else_=ibis.null("date")
    )
    return sums.select(
        "customer_id",
        occasion=ibis.literal(FESTIVAL),
        on=days,
        weight=sums.weight,
        orders=sums.orders,
    )
