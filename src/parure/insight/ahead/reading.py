"""The forecast as far as the reader's reach goes: sums ahead, whether to believe them, who is about to be lost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import hypot, sqrt
from typing import Any

from django.utils.dateparse import parse_date

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.access.policy import Record
from parure.insight.ahead.sums import Sums, sums_of
from parure.insight.forecast.outlook import MONTHS
from parure.insight.groups.figures import sees_all
from parure.insight.models import CustomerFacts, Forecast
from parure.insight.refreshing import GROUP, newest_refresh
from parure.people.models import Customer

CUSTOMER = "people.customer"
NEEDED = {"total_spent", "churn_risk", "value_12", "lost_12"}  # to read what the page tells of
SHOWN = ("owner", "rfm_group", "recency_days", "total_spent", "value_12", "lost_12", "outlook_share")
MOST_AT_RISK = 10
EIGHT_IN_TEN = 1.2816  # standard deviations to either side


@dataclass(frozen=True)
class Amount:
    """A sum ahead and its bounds, which eight of ten such sums keep."""

    expected: float
    low: float
    high: float


@dataclass(frozen=True)
class Ahead:
    """The coming `months`: purchases, and their value in fen (None where values aren't believed)."""

    months: int
    purchases: Amount
    value: Amount | None


@dataclass(frozen=True)
class Trial:
    """What was expected after `split` and what then happened, in shares `off` of what happened.

    `weeks` are (last day, expected, actual) in sum; `before` are (purchases after the first, customers, expected of
    each, actual of each). None is what couldn't be expected. Values are in fen.
    """

    split: date
    customers: int
    expected: float | None
    actual: float
    off: float | None
    within: float | None
    value_expected: float | None
    value_actual: float
    value_off: float | None
    weeks: list[tuple[date, float | None, float]]
    before: list[tuple[int, int, float | None, float | None]]


@dataclass(frozen=True)
class Outlook:
    """What the page shows. Reasons are (code, figure, limit); `ahead` is empty where purchases aren't believed, `trial`
    None for who sees only some customers: it is one of the whole base.
    """

    until: date
    taken_at: datetime
    is_whole: bool
    customers: int
    is_trusted: bool
    is_value_trusted: bool
    reasons: list[tuple[str, float | None, float | None]]
    value_reasons: list[tuple[str, float | None, float | None]]
    ahead: list[Ahead]
    groups: list[tuple[Record, Sums]]
    at_risk: list[Record]
    trial: Trial | None


def outlook_of(actor: Actor) -> Outlook | None:
    """The forecast of the newest refresh, None before the first. Raises `policy.Denied` for who may not read what
    customers spend.
    """
    policy.require(actor, GROUP, "view")
    if not policy.fields(actor, CUSTOMER, Level.READ).keys() >= NEEDED:
        raise policy.Denied(GROUP)
    newest = newest_refresh()
    kept = Forecast.objects.filter(until=newest.until).order_by("-pk").first() if newest else None
    if newest is None or kept is None:
        return None
    is_whole = sees_all(actor)
    sums = [Sums(*each) for each in newest.foreseen] if is_whole else _sums_in_reach(actor)
    return Outlook(
        until=newest.until,
        taken_at=newest.taken_at,
        is_whole=is_whole,
        customers=sum(each.customers for each in sums),
        is_trusted=kept.is_trusted,
        is_value_trusted=kept.is_value_trusted,
        reasons=[(code, figure, limit) for code, figure, limit in kept.reasons],
        value_reasons=[(code, figure, limit) for code, figure, limit in kept.value_reasons],
        ahead=[_ahead(sums, months, kept) for months in MONTHS] if kept.is_trusted else [],
        groups=_groups(actor, sums),
        at_risk=_at_risk(actor) if kept.is_trusted else [],
        trial=_trial(kept) if is_whole else None,
    )


def _sums_in_reach(actor: Actor) -> list[Sums]:
    return sums_of(CustomerFacts.objects.filter(pk__in=policy.rows(actor, CUSTOMER).values("pk")))


def _ahead(sums: Sequence[Sums], months: int, kept: Forecast) -> Ahead:
    """Customers are independent of each other, so that their spreads add up in squares: of purchases as a geometric
    number has it, of values with each purchase varying about its mean as Gamma-Gamma says (1/p). That the model itself
    is off, as it was in its trial, is no matter of many customers: it is added as it is.
    """

    def total(name: str) -> float:
        return float(sum(getattr(each, name.format(months)) for each in sums))

    purchases = total("purchases_{}") / 1000
    spread = sqrt(purchases + total("purchases_{}_squares") / 1e6)
    value = None
    if kept.is_value_trusted and kept.p:
        varied = (1 + 1 / kept.p) * total("value_{}_over") * 1000 + total("value_{}_squares")
        value = _amount(total("value_{}"), sqrt(varied), kept.trial["value_off"])
    return Ahead(months, _amount(purchases, spread, kept.trial["off"]), value)


def _amount(expected: float, spread: float, off: float | None) -> Amount:
    half = hypot(EIGHT_IN_TEN * spread, (off or 0.0) * expected)
    return Amount(expected, max(expected - half, 0.0), expected + half)


def _groups(actor: Actor, sums: Iterable[Sums]) -> list[tuple[Record, Sums]]:
    by_group = {each.group: each for each in sums}
    rows = policy.rows(actor, GROUP).order_by("position", "pk")
    groups = policy.records(actor, GROUP, rows)
    return [(each, by_group[each["code"]]) for each in groups if each["code"] in by_group]


def _at_risk(actor: Actor) -> list[Record]:
    """The customers in reach at high risk whose silence takes most: who spent much in the last two years."""
    reached = policy.rows(actor, CUSTOMER).values("pk")
    facts = CustomerFacts.objects.filter(churn_risk="high", lost_12__gt=0, pk__in=reached)
    keys = list(facts.order_by("-lost_12", "-pk").values_list("pk", flat=True)[:MOST_AT_RISK])
    people = Customer.objects.filter(pk__in=keys)
    records = policy.records(actor, CUSTOMER, people, _shown(actor))
    return sorted(records, key=lambda each: keys.index(each.pk))


def _shown(actor: Actor) -> list[str]:
    return [name for name in SHOWN if name in policy.fields(actor, CUSTOMER, Level.READ)]


def _trial(kept: Forecast) -> Trial:
    found: dict[str, Any] = kept.trial
    return Trial(
        split=kept.split,
        weeks=[(parse_date(day) or kept.until, expected, actual) for day, expected, actual in found["weeks"]],
        before=[tuple(each) for each in found["before"]],
        **{
            name: found[name]
            for name in (
                "customers",
                "expected",
                "actual",
                "off",
                "within",
                "value_expected",
                "value_actual",
                "value_off",
            )
        },
    )
