"""Datasets that tell what came of what was done: messages and calls, tasks.

Visits and purchases that followed are counted within the reader's reach of these, for who reads their fields.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.insight.reports import labels
from parure.insight.reports.datasets import (
    BOUGHT,
    KEPT,
    ORDER,
    ORDERS,
    TALK,
    TASK,
    VISIT,
    VISITS,
    Dataset,
    Dimension,
    Needs,
    Unit,
    customer_dimensions,
    measures,
    places,
    split_of,
    times,
)

Figure = tuple[str, Any, Unit, Needs, bool]
FOLLOWING = ((VISIT, VISITS.columns), (ORDER, ORDERS.columns))


def _brought(needs: Needs) -> tuple[Figure, ...]:
    """What followed on an act: visits and purchases within `effect.EFFECT_DAYS`."""
    came: Needs = (*needs, (VISIT, "at"), (VISIT, "customer"))
    bought: Needs = (*needs, *BOUGHT)
    return (
        ("visited", _("Came within 30 days"), Unit.COUNT, came, True),
        ("visited_share", _("Share who came"), Unit.SHARE, came, False),
        ("bought", _("Bought within 30 days"), Unit.COUNT, bought, True),
        ("bought_share", _("Share who bought"), Unit.SHARE, bought, False),
        ("sales", _("Sales within 30 days"), Unit.MONEY, (*bought, *KEPT), True),
    )


CONTACTED: Needs = ((TALK, "at"), (TALK, "direction"), (TALK, "channel"), (TALK, "customer"))
PROMPTED: Needs = (
    *CONTACTED,
    *((TASK, name) for name in ("status", "kind", "done_at", "customer", "creator")),
)
TASK_COLUMNS = ("id", "customer_id", "assignee_id", "store_id")
TALKS = Dataset(
    "talks",
    pgettext_lazy("dataset", "Messages and calls"),
    TALK,
    (
        *times(TALK, "at"),
        split_of("channel", _("Channel"), TALK, labels=labels.channels),
        split_of("direction", _("Direction"), TALK, labels=labels.directions),
        split_of("advisor", _("Written by"), TALK, field="staff", relation="access.staff"),
        Dimension("prompt", _("What prompted it"), PROMPTED, labels.prompts),
        *customer_dimensions(beside=TALK),
    ),
    measures(
        ("talks", _("Messages and calls"), Unit.COUNT, ((TALK, "at"),), True),
        ("talked_to", _("Customers in touch"), Unit.COUNT, ((TALK, "customer"),), False),
        ("contacts", _("Times that we got in touch"), Unit.COUNT, CONTACTED, True),
        ("answered", _("Answered within 7 days"), Unit.COUNT, CONTACTED, True),
        ("answered_share", _("Share answered"), Unit.SHARE, CONTACTED, False),
        *_brought(CONTACTED),
    ),
    ("id", "customer_id"),
    beside=(*FOLLOWING, (TASK, TASK_COLUMNS)),
)

DONE: Needs = ((TASK, "status"), (TASK, "due_at"))
TASKS = Dataset(
    "tasks",
    pgettext_lazy("dataset", "Tasks"),
    TASK,
    (
        *times(TASK, "due_at"),
        *places(TASK, "assignee", _("Who does it")),
        split_of("kind", _("Kind"), TASK, labels=labels.task_kinds),
        split_of("status", _("Status"), TASK, labels=labels.task_statuses),
        split_of("origin", _("Who gave it"), TASK, field="creator", labels=labels.origins),
        *customer_dimensions(beside=TASK),
    ),
    measures(
        ("tasks", _("Tasks due"), Unit.COUNT, DONE, True),
        ("done", _("Done"), Unit.COUNT, DONE, True),
        ("in_time_share", _("Share done in time"), Unit.SHARE, (*DONE, (TASK, "done_at")), False),
        ("postponed", _("Put off"), Unit.COUNT, ((TASK, "postponed"),), True),
        *_brought(((TASK, "done_at"), (TASK, "customer"))),
    ),
    TASK_COLUMNS,
    beside=FOLLOWING,
)
