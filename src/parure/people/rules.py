"""Decisions about customers: pure, tested without a database."""

from dataclasses import dataclass
from datetime import date

from parure.people.choices import Stage

DORMANT_DAYS = 365
LOST_DAYS = 730
LOYAL_ORDERS = 4


@dataclass(frozen=True, slots=True)
class PurchaseFacts:
    """What a customer has bought, summed: money in fen, days as dates."""

    total_spent_minor: int = 0
    year_spent_minor: int = 0
    order_count: int = 0
    highest_order_minor: int = 0
    first_purchase_on: date | None = None
    last_purchase_on: date | None = None
    previous_purchase_on: date | None = None  # the purchase before the last, to notice who came back


def stage_of(facts: PurchaseFacts, today: date) -> Stage:
    """Where a customer stands in the lifecycle (CUS-19), from purchases and today's date alone.

    Two years without a purchase: lost. One year: dormant. A purchase that ended a year or more of silence, while
    it is itself not a year old: won back. Else by number of purchases: 1 first, 2–3 repeat, 4 and more loyal.
    """
    if not facts.order_count or facts.last_purchase_on is None:
        return Stage.LEAD
    silent = (today - facts.last_purchase_on).days
    if silent >= LOST_DAYS:
        return Stage.LOST
    if silent >= DORMANT_DAYS:
        return Stage.DORMANT
    previous = facts.previous_purchase_on
    if previous is not None and (facts.last_purchase_on - previous).days >= DORMANT_DAYS:
        return Stage.WON_BACK
    if facts.order_count >= LOYAL_ORDERS:
        return Stage.LOYAL
    return Stage.REPEAT if facts.order_count > 1 else Stage.FIRST


def activity_rank(last_activity_on: date) -> int:
    """The search order: minus the months since year 0, so that the most recent month sorts first."""
    return -(last_activity_on.year * 12 + last_activity_on.month)


def same_person(known_name: str, given_name: str) -> bool:
    """Whether two names under one phone number may be one person: equal, one missing, or one inside the other
    (曾太太 and 曾丽 are not; 小鱼 and A小鱼 are). Families share numbers, so a different name is asked about.
    """
    known, given = known_name.strip().casefold(), given_name.strip().casefold()
    return not known or not given or known == given or known in given or given in known
