"""A task as it is read in a list: whom, why, until when, what to do first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parure.access.policy import Link, Masked, Record
from parure.engagement.rules import is_late
from parure.web.kit.formats import money_text
from parure.web.kit.words import day_words

ICONS = {
    "promise": "flag",
    "follow_up": "repeat",
    "call": "phone",
    "message": "message-circle",
    "prepare": "package",
    "other": "list-check",
}
SPOKEN = ("call", "follow_up")


@dataclass(frozen=True)
class TaskLine:
    """`due` says when in words; `act` is the first thing to do: call, message or done."""

    uid: Any
    title: str
    customer: Link | None
    icon: str
    kind: str
    due: str
    is_late: bool
    is_open: bool
    worth: str
    note: str
    words: str
    assignee: str
    act: str
    outcome: str
    postponed: int


def task_lines(records: Iterable[Record], now: datetime | None = None) -> list[TaskLine]:
    """The records as lines."""
    now = now or timezone.now()
    return [task_line(each, now) for each in records]


def task_line(record: Record, now: datetime) -> TaskLine:
    kind = str(record.get("kind") or "other")
    due_at = record.get("due_at")
    is_open = record.get("status") == "open"
    late = bool(
        is_open
        and due_at is not None
        and is_late(
            timezone.localtime(due_at), timezone.localtime(now), has_time=bool(record.get("has_time"))
        )
    )
    customer = record.get("customer")
    return TaskLine(
        uid=record.uid,
        title=str(record.get("title") or record.title),
        customer=customer if isinstance(customer, Link) and customer.uid else None,
        icon=ICONS.get(kind, "list-check"),
        kind=kind,
        due=due_words(due_at, now, has_time=bool(record.get("has_time"))) if due_at else "",
        is_late=late,
        is_open=is_open,
        worth=_worth(record.get("worth")),
        note=str(record.get("note") or ""),
        words=str(record.get("words") or ""),
        assignee=str(record.get("assignee") or ""),
        act=_act(kind, has_customer=isinstance(customer, Link) and customer.uid is not None),
        outcome=str(record.get("outcome") or ""),
        postponed=int(record.get("postponed") or 0),
    )


def due_words(due_at: datetime, now: datetime, *, has_time: bool) -> str:
    """2 days late, before 18:00, in 3 days."""
    local, today = timezone.localtime(due_at), timezone.localdate(now)
    late = (today - local.date()).days
    if late > 0:
        return ngettext("%s day late", "%s days late", late) % late
    if due_at < now and has_time:
        return _("since %s") % f"{local:%H:%M}"
    if has_time:
        before = _("before %s") % f"{local:%H:%M}"
        return before if not late else f"{day_words(local.date(), today)} {before}"
    return day_words(local.date(), today)


def _worth(value: Any) -> str:
    """What it may bring; masked amounts are left out of a list that is read for deciding."""
    return "" if value is None or isinstance(value, Masked) else _("about %s") % money_text(value, fen=False)


def _act(kind: str, *, has_customer: bool) -> str:
    if not has_customer:
        return "done"
    return "message" if kind == "message" else "call" if kind in SPOKEN else "done"
