"""What the figures say of one customer, as far as somebody may read it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.insight.facts import FACTS, Fact
from parure.insight.models import CustomerFacts, Refreshed
from parure.insight.words import Told

CUSTOMER = "people.customer"


@dataclass(frozen=True)
class Line:
    """One fact with its value, and in words how it came about ("" where nothing more is to be said)."""

    fact: Fact
    value: Any
    why: str

    @property
    def text(self) -> str:
        """The value as people read it."""
        return self.fact.text(self.value)


@dataclass(frozen=True)
class Figures:
    """What is known about one customer, as of the day `until`; None before the first refresh."""

    lines: list[Line]
    until: date | None
    taken_at: datetime | None


def sees_figures(actor: Actor) -> bool:
    """Whether the actor may read any of the facts."""
    return bool(_readable(actor))


def figures_of(actor: Actor, uid: UUID | str) -> Figures:
    """The facts about a customer in reach that say how they came about, less those that aren't known. Three queries."""
    readable = _readable(actor)
    if not readable:
        raise policy.Denied(CUSTOMER)
    customer = policy.fetch(actor, CUSTOMER, uid, "view")
    newest = Refreshed.objects.order_by("-pk").values_list("until", "taken_at").first()
    told: Told = (
        CustomerFacts.objects.filter(pk=customer.pk).values(*(each.name for each in readable)).first() or {}
    )
    lines = [
        Line(each, told[each.name], each.explain(told))
        for each in readable
        if each.explain is not None and told.get(each.name) not in (None, "")
    ]
    until, taken_at = newest or (None, None)
    return Figures(lines, until, taken_at)


def _readable(actor: Actor) -> list[Fact]:
    fields = policy.fields(actor, CUSTOMER, Level.READ)
    return [each for each in FACTS if each.field in fields]
