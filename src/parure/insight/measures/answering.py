"""How a customer answers when the shop gets in touch: by writing back, coming, or buying.

A contact is answered by what comes of them after it and no later than `ANSWERED_WITHIN` days on. One that may still
be answered tells nothing yet. Talks face to face are no contacts: they were there.
"""

from datetime import date, timedelta
from typing import TYPE_CHECKING

from parure.insight.engine import Lake
from parure.insight.measures.exact import added, thousandths
from parure.people.choices import Channel, Direction
from parure.sales.choices import COUNTING

if TYPE_CHECKING:
    import ibis

ANSWERED_WITHIN = 14
LOOKED_BACK = 730
"""Days of contacts that tell how somebody answers."""


def answering(lake: Lake, until: date) -> "ibis.Table":
    """One row a customer who was ever contacted: customer_id; contacts_730, how many of two years had their time to be
    answered; answered_share of these in thousandths; days_since_answer, since something last answered one.
    """
    import ibis

    beside = _with_neighbours(lake, until)
    had_time = beside.on.between(
        ibis.date(until - timedelta(days=LOOKED_BACK - 1)), ibis.date(until - timedelta(days=ANSWERED_WITHIN))
    )
    counts = beside.is_contact & had_time
    is_answered = beside.next_answer.delta(beside.on, unit="day") <= ANSWERED_WITHIN
    is_answer = ~beside.is_contact & (beside.on.delta(beside.last_contact, unit="day") <= ANSWERED_WITHIN)
    sums = beside.group_by("customer_id").agg(
        contacts_730=added(counts.cast("int64")),
        answered=added((counts & is_answered.fill_null(False)).cast("int64")),
        last_answer=beside.on.max(where=is_answer.fill_null(False)),
    )
    return sums.select(
        "customer_id",
        "contacts_730",
        answered_share=thousandths(sums.answered, sums.contacts_730),
        days_since_answer=ibis.date(until).delta(sums.last_answer, unit="day"),
    )


def _with_neighbours(lake: Lake, until: date) -> "ibis.Table":
    """Contacts and what customers did: customer_id, on, is_contact, next_answer (the day of what they next did) and
    last_contact (the day of the contact before). What they did at the very moment of a contact came before it.
    """
    import ibis

    told = _contacts(lake).union(_deeds(lake))
    told = told.filter(told.customer_id.notnull(), told["at"].date() <= until)
    told = told.mutate(on=told["at"].date())
    later = ibis.window(group_by="customer_id", order_by=[told["at"], told.is_contact], rows=(1, None))
    earlier = ibis.window(group_by="customer_id", order_by=[told["at"], told.is_contact], rows=(None, -1))
    none = ibis.null("date")
    return told.select(
        "customer_id",
        "on",
        "is_contact",
        next_answer=told.is_contact.ifelse(none, told.on).min().over(later),
        last_contact=told.is_contact.ifelse(told.on, none).max().over(earlier),
    )


def _contacts(lake: Lake) -> "ibis.Table":
    import ibis

    talk = lake.table("interaction")
    ours = talk.filter(talk.direction == Direction.OUT.value, talk.channel != Channel.IN_PERSON.value)
    return ours.select("customer_id", "at", is_contact=ibis.literal(True))


def _deeds(lake: Lake) -> "ibis.Table":
    """That they got in touch, came, or bought."""
    import ibis

    talk, visit, order = lake.table("interaction"), lake.table("visit"), lake.table("order")
    bought = order.filter(order.status.isin([each.value for each in COUNTING]))
    theirs = (
        talk.filter(talk.direction == Direction.IN.value).select("customer_id", "at"),
        visit.select("customer_id", "at"),
        bought.select("customer_id", at=bought.ordered_at),
    )
    return ibis.union(*theirs).mutate(is_contact=ibis.literal(False))
