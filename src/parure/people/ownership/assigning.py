"""Who becomes the advisor of new customers, by the shop's rules: one function for the counter, imports and join pages.

The rules of a customer's store come first, then those of every store, each in their order; the first that finds
somebody decides. Many customers cost as many queries as one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count

from parure.access.actors import Actor
from parure.access.models import Role, Staff
from parure.people.choices import CameBy, Way
from parure.people.models import AssignmentRule, Customer
from parure.people.ownership.shared import live_covers

SERVES = "people.advisor_change"  # whose role names this takes turns
ADVISOR = "advisor"


@dataclass(frozen=True, slots=True)
class Choice:
    """The advisor of a new customer, None for nobody; `way` is that of the rule that chose, "" where none did."""

    owner_id: int | None
    way: str = ""


def choose_advisors(actor: Actor, stores: Sequence[int | None], came_by: CameBy) -> list[Choice]:
    """An advisor for each new customer, who are given by their stores. Without a rule: whoever registers at the counter.

    Runs in the caller's transaction, which holds the rules of turns until its end, so that of many at once each
    has the turn after the other's.
    """
    usual = Choice(actor.staff_id if came_by == CameBy.COUNTER else None)
    rules = list(AssignmentRule.objects.filter(came_by__in=["", came_by]).order_by("position", "pk"))
    if not rules:
        return [usual] * len(stores)
    table = _Table(actor, came_by, _locked(rules, set(stores)), set(stores))
    found = [table.choose(store) or usual for store in stores]
    table.keep_turns()
    return found


def _locked(rules: list[AssignmentRule], stores: set[int | None]) -> list[AssignmentRule]:
    """The rules that concern these stores; those of turns as they are once nobody else is choosing."""
    concerned = [each for each in rules if each.store_id is None or each.store_id in stores]
    turns = [each.pk for each in concerned if each.way == Way.TURN]
    fresh = {
        each.pk: each
        for each in AssignmentRule.objects.select_for_update().filter(pk__in=turns).order_by("pk")
    } if turns else {}  # fmt: skip
    return [fresh.get(each.pk, each) for each in concerned]


@dataclass
class _Table:
    """What the rules need to know, read once for all."""

    actor: Actor
    came_by: CameBy
    rules: list[AssignmentRule]
    stores: set[int | None]
    at_work: dict[int | None, list[int]] = field(default_factory=dict)
    active: set[int] = field(default_factory=set)
    loads: dict[int, int] = field(default_factory=dict)
    moved: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        ways = {each.way for each in self.rules}
        if ways & {Way.TURN, Way.FEWEST}:
            self.at_work = advisors_at_work(self.stores)
        if Way.FIXED in ways:
            named = [each.staff_id for each in self.rules if each.staff_id]
            self.active = set(Staff.objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True))
        if Way.FEWEST in ways:
            self.loads = customers_of({pk for people in self.at_work.values() for pk in people})

    def choose(self, store: int | None) -> Choice | None:
        own = [each for each in self.rules if each.store_id == store and store is not None]
        for rule in (*own, *(each for each in self.rules if each.store_id is None)):
            if rule.way == Way.POOL:
                return Choice(None, rule.way)
            if (found := self._by(rule, store)) is not None:
                return Choice(found, rule.way)
        return None

    def _by(self, rule: AssignmentRule, store: int | None) -> int | None:
        people = self.at_work.get(store, [])
        if rule.way == Way.REGISTRANT:
            return self.actor.staff_id if self.came_by == CameBy.COUNTER else None
        if rule.way == Way.FIXED:
            return rule.staff_id if rule.staff_id in self.active else None
        if not people:
            return None
        if rule.way == Way.FEWEST:
            least = min(people, key=lambda pk: (self.loads.get(pk, 0), pk))
            self.loads[least] = self.loads.get(least, 0) + 1
            return least
        rule.last_id = next_in_turn(people, rule.last_id)
        self.moved.add(rule.pk)
        return rule.last_id

    def keep_turns(self) -> None:
        for rule in self.rules:
            if rule.pk in self.moved:
                rule.save(update_fields=["last"])


def next_in_turn(people: Sequence[int], last: int | None) -> int:
    """Who follows in this ascending order, the first after the last; also where `last` is no more among them."""
    return people[bisect_right(people, last if last is not None else -1) % len(people)]


def advisors_at_work(stores: Iterable[int | None]) -> dict[int | None, list[int]]:
    """The advisors of each store who work here and aren't covered by somebody today, ascending; those of all stores
    for customers without one.
    """
    away = live_covers().values("staff_id")
    serving = [role.pk for role in Role.objects.all() if _serves(role)]
    people = Staff.objects.filter(is_active=True, roles__in=serving, home_store__isnull=False)
    rows = people.exclude(pk__in=away).distinct().order_by("pk").values_list("pk", "home_store_id")
    found: dict[int | None, list[int]] = {}
    for pk, store in rows:
        found.setdefault(store, []).append(pk)
        found.setdefault(None, []).append(pk)
    return {store: found.get(store, []) for store in stores}


def _serves(role: Role) -> bool:
    granted = role.grants.get(SERVES, {}).get("add", "none")
    return role.code == ADVISOR or granted != "none"


def customers_of(staff_ids: Iterable[int]) -> dict[int, int]:
    """How many customers each of these people has; one query."""
    rows = Customer.objects.filter(owner_id__in=list(staff_ids), is_archived=False)
    return dict(
        rows.order_by().values("owner_id").annotate(count=Count("pk")).values_list("owner_id", "count")
    )
