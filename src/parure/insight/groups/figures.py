"""The groups with their customers and worth, as far as the reader's reach goes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level, Scope
from parure.access.policy import Record
from parure.insight.groups.cells import Cell, cells_of
from parure.insight.models import CustomerFacts
from parure.insight.refreshing import GROUP, newest_refresh

CUSTOMER = "people.customer"


@dataclass(frozen=True)
class Count:
    """Some customers and what the shop kept of their purchases, in fen."""

    customers: int = 0
    kept_minor: int = 0


@dataclass(frozen=True)
class Figures:
    """What the page shows: by place (recency, frequency), by group, all; ranges are (least, most) of a score."""

    until: date
    taken_at: datetime
    is_whole: bool
    total: Count
    places: dict[tuple[int, int], Count]
    groups: list[tuple[Record, Count]]
    days: dict[int, tuple[int, int]]
    purchases: dict[int, tuple[int, int]]


def sees_all(actor: Actor) -> bool:
    return actor.scope(CUSTOMER, "view") is Scope.ALL


def figures_of(actor: Actor) -> Figures | None:
    """The figures of the newest refresh, None before the first. Raises `policy.Denied` for who may not read what
    customers spent: groups tell of it.
    """
    policy.require(actor, GROUP, "view")
    if "total_spent" not in policy.fields(actor, CUSTOMER, Level.READ):
        raise policy.Denied(GROUP)
    newest = newest_refresh()
    if newest is None:
        return None
    is_whole = sees_all(actor)
    cells = [Cell(*row) for row in newest.cells] if is_whole else _cells_in_reach(actor)
    rows = policy.rows(actor, GROUP).order_by("position", "pk")
    by_group = {
        each: _count(cell for cell in cells if cell.group == each) for each in {c.group for c in cells}
    }
    return Figures(
        newest.until,
        newest.taken_at,
        is_whole,
        _count(cells),
        {(r, f): _count(c for c in cells if (c.r, c.f) == (r, f)) for r, f in {(c.r, c.f) for c in cells}},
        [(each, by_group.get(each["code"], Count())) for each in policy.records(actor, GROUP, rows)],
        _ranges(cells, lambda c: c.r, lambda c: (c.days_from, c.days_to)),
        _ranges(cells, lambda c: c.f, lambda c: (c.purchases_from, c.purchases_to)),
    )


def _cells_in_reach(actor: Actor) -> list[Cell]:
    mine = policy.rows(actor, CUSTOMER).values("pk")
    return cells_of(CustomerFacts.objects.filter(pk__in=mine))


def _count(cells: Iterable[Cell]) -> Count:
    found = list(cells)
    return Count(sum(each.customers for each in found), sum(each.kept_minor for each in found))


def _ranges(
    cells: list[Cell], score: Callable[[Cell], int], ends: Callable[[Cell], tuple[int, int]]
) -> dict[int, tuple[int, int]]:
    found: dict[int, tuple[int, int]] = {}
    for each in cells:
        low, high = ends(each)
        known = found.get(score(each), (low, high))
        found[score(each)] = (min(known[0], low), max(known[1], high))
    return found
