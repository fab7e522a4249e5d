"""What a way of giving scores would make of the customers, told beforehand from the newest facts."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Case, Count, F, IntegerField, Max, Min, Value, When

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.insight.groups.figures import CUSTOMER, sees_all
from parure.insight.groups.scheme import STEPS, scheme_now
from parure.insight.measures.rfm import SCORES, Bounds, group_with
from parure.insight.models import CustomerFacts
from parure.insight.refreshing import GROUP, newest_refresh


class Held(NamedTuple):
    """The customers with a score, and the least and most of what it is given for; None where there is nobody."""

    customers: int = 0
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True)
class Preview:
    """Customers with a purchase in the reader's reach: in all, by what bounds are of and score from 1 to 5, by group."""

    customers: int
    scores: dict[str, list[Held]]
    groups: dict[str, int]


def preview_of(actor: Actor, bounds: Bounds | None) -> Preview | None:
    """What these bounds would make, or fifths for None; of fifths None is known while bounds are in force.

    Three queries, counted in the database. Raises `policy.Denied` for who may not change groups or read what
    customers spent.
    """
    policy.require(actor, GROUP, "change")
    if "total_spent" not in policy.fields(actor, CUSTOMER, Level.READ):
        raise policy.Denied(GROUP)
    if bounds is None and not _are_fifths():
        return None
    facts = CustomerFacts.objects.filter(r__isnull=False).order_by()
    if not sees_all(actor):
        facts = facts.filter(pk__in=policy.rows(actor, CUSTOMER).values("pk"))
    r, f, m = (F("r"), F("f"), F("m")) if bounds is None else _given(bounds)
    told = facts.annotate(to_r=r, to_f=f, to_m=m)
    counted = told.values_list("to_r", "to_f", "to_m").annotate(
        Count("pk"), *(end(name) for name in STEPS for end in (Min, Max))
    )
    return _told(counted)


def _are_fifths() -> bool:
    newest = newest_refresh()
    return newest is None or (newest.settled or scheme_now().as_plain())["bounds"] is None


def _given(bounds: Bounds) -> tuple[Case, Case, Case]:
    def score(name: str, steps: Sequence[int], comparison: str) -> Case:
        met = [
            When(**{f"{name}__{comparison}": step}, then=Value(place))
            for place, step in reversed([*enumerate(steps, 2)])
        ]
        return Case(*met, default=Value(1), output_field=IntegerField())

    return (
        score("recency_days", bounds.recency_days, "lte"),
        score("purchases", bounds.purchases, "gte"),
        score("kept_minor", bounds.kept_minor, "gte"),
    )


def _told(rows: Iterable[tuple[Any, ...]]) -> Preview:
    rules = scheme_now().groups
    found: dict[str, dict[int, list[tuple[int, int, int]]]] = {name: defaultdict(list) for name in STEPS}
    groups: Counter[str] = Counter()
    for *scores, count, days, most_days, orders, most_orders, money, most_money in rows:
        groups[group_with((scores[0], scores[1], scores[2]), rules)] += count
        ends = ((days, most_days), (orders, most_orders), (money, most_money))
        for name, score, (least, most) in zip(STEPS, scores, ends, strict=True):
            found[name][score].append((count, least, most))
    return Preview(
        sum(groups.values()),
        {
            name: [_held(by_score.get(each, [])) for each in range(1, SCORES + 1)]
            for name, by_score in found.items()
        },
        dict(groups),
    )


def _held(parts: list[tuple[int, int, int]]) -> Held:
    if not parts:
        return Held()
    counts, leasts, mosts = zip(*parts, strict=True)
    return Held(sum(counts), min(leasts), max(mosts))
