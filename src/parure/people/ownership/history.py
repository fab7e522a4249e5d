"""The history of who looked after a customer: written beside every change of the advisor, never changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.models import Staff
from parure.core.bulk import insert_rows
from parure.people.choices import Way, Why
from parure.people.models import AdvisorChange, Customer

RESOURCE = "people.advisor_change"
SHOWN = 50
COLUMNS = ("customer_id", "before_id", "after_id", "why", "way", "by_id", "at")


@dataclass(frozen=True, slots=True)
class Turn:
    """One change of a customer's advisor, by primary keys; `way` is that of the rule that chose, if one did."""

    customer_id: int
    before: int | None
    after: int | None
    way: str = ""


def note_turns(actor: Actor, turns: Iterable[Turn], why: Why) -> None:
    """Write down these changes; of a rule's choice the reason is the rule. Costs one statement, none without turns."""
    now = timezone.now()
    rows = [
        (
            each.customer_id,
            each.before,
            each.after,
            Why.RULE.value if each.way else why.value,
            each.way,
            actor.staff_id,
            now,
        )
        for each in turns
        if each.before != each.after or each.way
    ]
    insert_rows(AdvisorChange, COLUMNS, rows)


def had_last(staff: Staff, customer: Customer) -> bool:
    """Whether the customer's last change of advisor took them from this person."""
    changes = AdvisorChange.objects.filter(customer=customer).order_by("-pk")
    return changes.values_list("before_id", flat=True).first() == staff.pk


@dataclass(frozen=True)
class Term:
    """How long somebody looked after a customer, and how they came to. `name` is empty for nobody."""

    name: str
    since: date | datetime
    until: datetime | None
    why: str
    by: str


def terms_of(actor: Actor, uid: UUID | str) -> list[Term]:
    """Who looked after a customer in reach, the present advisor first. Raises `Denied` without the right to know."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "view")
    policy.require(actor, RESOURCE, "view")
    if "owner" not in policy.fields(actor, "people.customer"):
        raise policy.Denied("owner")
    rows = AdvisorChange.objects.filter(customer=customer).select_related("before", "after", "by")
    found = list(rows.order_by("-pk")[:SHOWN])
    terms = [_term(each, following) for each, following in zip(found, [None, *found], strict=False)]
    first = found[-1] if found else None
    if first is None or first.before is not None:
        began = customer.owner if first is None else first.before
        if began is not None:
            terms.append(Term(began.name, customer.registered_on, first.at if first else None, "", ""))
    return terms


def _term(row: AdvisorChange, following: AdvisorChange | None) -> Term:
    return Term(
        name=row.after.name if row.after else "",
        since=row.at,
        until=following.at if following else None,
        why=why_words(row),
        by=row.by.name if row.by and row.by_id != row.after_id else "",
    )


def why_words(row: AdvisorChange) -> str:
    """Why, for the reader: 按规则：轮流分配."""
    said = str(Why(row.why).label)
    return f"{said}: {Way(row.way).label}" if row.way else said


def whys_of(rows: Sequence[Any]) -> dict[int, Any]:
    """The same for many rows."""
    return {each.pk: why_words(each) for each in rows}
