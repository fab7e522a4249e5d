"""Rows of reports with what came of them: messages and calls, tasks, the first year of customers.

What may have followed is read within the reader's own reach of visits and orders.
"""

from collections.abc import Callable
from collections.abc import Set as AbstractSet
from datetime import date
from typing import TYPE_CHECKING, Any

from parure.engagement.choices import TaskKind, TaskStatus
from parure.insight.engine import Lake
from parure.insight.measures.effect import BOUGHT, first_years, followed
from parure.insight.measures.purchases import sold
from parure.people.choices import Channel, Direction

if TYPE_CHECKING:
    import ibis

Within = Callable[[str, Any], Any]
ASKS = {
    "answered": {"answered", "answered_share"},
    "visited": {"visited", "visited_share"},
    BOUGHT: {"bought", "bought_share", "sales"},
}
"""Which measures ask for what may have followed."""
TO_TALK = tuple(each.value for each in (TaskKind.CALL, TaskKind.MESSAGE, TaskKind.FOLLOW_UP))
FIRST_YEARS = {"first_year", "average_first_year"}


def is_contact(talk: "ibis.Table") -> Any:
    """Whether the shop got in touch by it; who stood face to face was there."""
    return (talk.direction == Direction.OUT.value) & (talk.channel != Channel.IN_PERSON.value)


def with_following(
    lake: Lake, found: "ibis.Table", asked: AbstractSet[str], within: Within, acts: "ibis.Table"
) -> "ibis.Table":
    """Rows with a `key`, each with what followed on the act of that key, as far as it is asked for. The day on which a
    question ends doesn't end what follows.
    """
    deeds = {name: _deed(lake, name, within) for name, measures in ASKS.items() if asked & measures}
    if not deeds:
        return found
    told = followed(acts, deeds)
    names = [*deeds, *(["sales"] if BOUGHT in deeds else [])]
    return found.left_join(told, found.key == told.key).select(
        found, **{name: told[name].fill_null(0 if name == "sales" else False) for name in names}
    )


def _deed(lake: Lake, name: str, within: Within) -> "ibis.Table":
    if name == "answered":
        talk = lake.table("interaction")
        return talk.filter(talk.direction == Direction.IN.value).select("customer_id", "at")
    if name == "visited":
        return within("visit", lake.table("visit")).select("customer_id", "at")
    return sold(within("order", lake.table("order"))).select("customer_id", "at", "kept_minor")


def with_first_year(lake: Lake, known: "ibis.Table", asked: AbstractSet[str], within: Within) -> "ibis.Table":
    """Customers, each with what was kept of their first year, where it is asked for."""
    if not asked & FIRST_YEARS:
        return known
    bought = sold(within("order", lake.table("order")))
    spent = first_years(known.select("customer_id", "on"), bought)
    return known.left_join(spent, "customer_id").select(known, first_year=spent.first_year.fill_null(0))


def with_prompt(lake: Lake, found: "ibis.Table", within: Within) -> "ibis.Table":
    """Talks, each with the origin of the task to talk that was done for the customer on the same day: `prompt`, "none"
    where there was none, "" where it wasn't the shop that got in touch.
    """
    task = within("task", lake.table("task"))
    done = task.filter(task.status == TaskStatus.DONE.value, task.kind.isin(TO_TALK)).select(
        "customer_id", "origin", on=task.done_at.date()
    )
    by_day = done.group_by("customer_id", "on").agg(origin=done.origin.min())
    joined = found.left_join(by_day, [found.customer_id == by_day.customer_id, found.on == by_day.on]).select(
        found, by_day.origin
    )
    return joined.mutate(prompt=joined.is_contact.ifelse(joined.origin.fill_null("none"), ""))


def tasks(lake: Lake, asked: AbstractSet[str], within: Within, until: date) -> "ibis.Table":
    """One row a task that was due; `on` is the day until which it was put off at last. What it brought is counted from
    the moment on at which it was done.
    """
    task = within("task", lake.table("task"))
    done = task.status == TaskStatus.DONE.value
    done_in_time = task.has_time.ifelse(
        task.done_at <= task.due_at, task.done_at.date() <= task.due_at.date()
    )
    found = task.filter(task.due_at.date() <= until).select(
        "customer_id",
        "kind",
        "status",
        "origin",
        key=task.id,
        on=task.due_at.date(),
        store=task.store_id,
        advisor=task.assignee_id,
        is_done=done,
        is_in_time=(done & done_in_time).fill_null(False),
        is_postponed=task.postponed > 0,
        is_for_customer=done & task.customer_id.notnull(),
    )
    acts = task.filter(done).select("customer_id", key=task.id, at=task.done_at)
    return with_following(lake, found, asked, within, acts)
