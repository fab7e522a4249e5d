"""The record of who did what, read: filtered, a page at a time by key, and what is unusual in it.

An entry's values are as the audit keeps them, personal ones masked; a reader who may not read a field today sees
neither what it was nor what it became.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction, Level
from parure.access.models import AuditEntry, Staff
from parure.access.policy import Record
from parure.core import resources
from parure.core.moments import midnight

AUDIT = "access.audit_entry"
PAGE = 50
ID_SLACK = 2000  # entries of one moment are numbered by the order in which they began, within this many
HANGING = 500
NAMED = ("people.customer", "access.staff", "access.store", "access.role", "catalog.piece", "sales.order")
WATCHED = (AuditAction.REVEAL, AuditAction.EXPORT, AuditAction.SEARCH_PHONE)
USUAL_DAYS = 28
TIMES_USUAL = 3
AT_LEAST = {AuditAction.REVEAL: 15, AuditAction.EXPORT: 3, AuditAction.SEARCH_PHONE: 15}


@dataclass(frozen=True)
class Asked:
    """What of the record is asked for; `before` is the id of the last entry seen."""

    person: str = ""
    action: str = ""
    resource: str = ""
    since: date | None = None
    until: date | None = None
    before: int = 0


@dataclass(frozen=True)
class Deed:
    """One entry: who did what to which record, what was and what became of each field that the reader may read."""

    pk: int
    at: datetime
    who: str
    action: str
    resource: str
    record: Record | None
    record_id: int | None
    field: str
    changes: list[tuple[str, Any, Any]]
    detail: dict[str, Any]
    address: str


@dataclass(frozen=True)
class Deeds:
    """A page of entries, newest first; `next_before` leads on, 0 at the end."""

    lines: list[Deed]
    next_before: int = 0


def deeds(actor: Actor, asked: Asked) -> Deeds:
    """A page of what is asked for, within the actor's reach."""
    policy.require(actor, AUDIT, "view")
    return _page(actor, _rows(actor, asked), asked.before)


def deeds_on_customer(actor: Actor, uid: UUID | str, *, before: int = 0) -> tuple[Record, Deeds]:
    """Who saw, changed or revealed a customer, or what hangs on them, also while they were several records.

    Raises `NotFound` out of reach.
    """
    policy.require(actor, AUDIT, "view")
    customer = policy.fetch(actor, "people.customer", uid, "view")
    about = Q(resource="people.customer", record_id__in=[customer.pk, *_taken_up(customer)])
    for each in resources.every():
        if each.parent and each.parent[0] == "people.customer":
            hanging = each.model._default_manager.filter(**{each.parent[1]: customer.pk})
            ids = list(hanging.order_by("-pk").values_list("pk", flat=True)[:HANGING])
            if ids:
                about |= Q(resource=each.name, record_id__in=ids)
    rows = policy.rows(actor, AUDIT).filter(about)
    return policy.record(actor, "people.customer", customer, ["name"]), _page(actor, rows, before)


def _taken_up(customer: Any) -> list[int]:
    """Keys of the records that this one took up, and of those that they had taken up before."""
    path = resources.get("people.customer").became
    found: list[int] = []
    last = [customer.pk]
    while last and len(found) < HANGING:
        rows = type(customer)._base_manager.filter(**{f"{path}__in": last})
        last = list(rows.values_list("pk", flat=True)[:HANGING])
        found.extend(last)
    return found


def _rows(actor: Actor, asked: Asked) -> QuerySet[AuditEntry]:
    rows: QuerySet[AuditEntry] = policy.rows(actor, AUDIT)
    if asked.person:
        rows = rows.filter(staff_id=_staff_id(actor, asked.person))
    if asked.action:
        rows = rows.filter(action=asked.action)
    if asked.resource:
        rows = rows.filter(resource=asked.resource)
    if asked.since:
        since = midnight(asked.since)
        rows = rows.filter(at__gte=since, pk__gte=_first_id(since))
    if asked.until:
        until = midnight(asked.until + timedelta(days=1))
        rows = rows.filter(at__lt=until)
        if following := _first_id(until, nearest=True):
            rows = rows.filter(pk__lt=following + ID_SLACK)
    return rows


def _staff_id(actor: Actor, uid: str) -> int:
    """The person asked for; one's own entries one may always ask for within reach."""
    return int(policy.fetch(actor, "access.staff", uid, "view").pk)


def _first_id(at: datetime, *, nearest: bool = False) -> int:
    """An id that no entry since this moment is below, read off the index of moments; 0 for none."""
    found = AuditEntry.objects.filter(at__gte=at).order_by("at").values_list("pk", flat=True).first()
    if found is None:
        return 0
    return int(found) if nearest else max(0, int(found) - ID_SLACK)


def _page(actor: Actor, rows: QuerySet[AuditEntry], before: int) -> Deeds:
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    return Deeds(_told(actor, shown), shown[-1].pk if len(found) > PAGE else 0)


def every_deed(actor: Actor, asked: Asked, *, limit: int) -> Iterator[Deed]:
    """What is asked for, newest first, up to `limit`, a page in memory at a time."""
    left, following = limit, asked
    while left > 0:
        page = deeds(actor, following)
        yield from page.lines[:left]
        left -= len(page.lines)
        if not page.next_before:
            return
        following = replace(asked, before=page.next_before)


def _told(actor: Actor, entries: Sequence[AuditEntry]) -> list[Deed]:
    titles, linked = _titles(actor, entries), _linked(actor, entries)
    return [
        Deed(
            each.pk,
            each.at,
            each.actor_label,
            each.action,
            each.resource,
            titles.get((each.resource, each.record_id)),
            each.record_id,
            each.field,
            _changes(actor, each, linked),
            each.detail or {},
            each.address or "",
        )
        for each in entries
    ]


def _titles(actor: Actor, entries: Sequence[AuditEntry]) -> dict[tuple[str, int | None], Record]:
    """What the records are called that have a page and are in reach; one query a record type."""
    found: dict[tuple[str, int | None], Record] = {}
    for name in NAMED:
        ids = {each.record_id for each in entries if each.resource == name and each.record_id}
        if ids and policy.may(actor, name):
            rows = policy.rows(actor, name).filter(pk__in=ids)
            found |= {(name, each.pk): each for each in policy.records(actor, name, rows, [])}
    return found


Linked = dict[tuple[str, str], policy.Link]


def _linked(actor: Actor, entries: Sequence[AuditEntry]) -> Linked:
    """The records that guarded relations pointed to, by (record type, uid), as the reader may see them."""
    asked: dict[str, set[str]] = {}
    for entry in entries:
        for name, value in [*(entry.before or {}).items(), *(entry.after or {}).items()]:
            if target := _target(entry.resource, name, value):
                asked.setdefault(target, set()).add(value["uid"])
    found: Linked = {}
    for target, uids in asked.items():
        model: Any = resources.get(target).model
        rows = model._base_manager.filter(uid__in=uids)
        found |= policy.links(actor, target, {(target, str(each.uid)): each for each in rows})
    return found


def _target(resource: str, name: str, value: Any) -> str:
    """The record type of a guarded relation's kept value; "" for any other value."""
    if not isinstance(value, dict) or set(value) != {"uid"} or not resource:
        return ""
    asked = resources.fields_of(resource).get(name)
    return asked.relation if asked is not None and asked.guarded else ""


def _named(linked: Linked, resource: str, name: str, value: Any) -> Any:
    """A kept value as it is told: a guarded relation by what the reader may call it."""
    if target := _target(resource, name, value):
        return str(linked.get((target, value["uid"]), "–"))
    return value


def _changes(actor: Actor, entry: AuditEntry, linked: Linked) -> list[tuple[str, Any, Any]]:
    """(field, before, after); `***` on both sides for a field that the reader may not read."""
    before, after = entry.before or {}, entry.after or {}
    found = []
    for name in [*after, *(each for each in before if each not in after)]:
        if _may_read(actor, entry.resource, name):
            was, now = (_named(linked, entry.resource, name, each.get(name)) for each in (before, after))
            found.append((name, was, now))
        else:
            found.append((name, "***", "***"))
    return found


def _may_read(actor: Actor, resource: str, name: str) -> bool:
    if not resource or not policy.may(actor, resource):
        return False
    try:
        asked = resources.field_of(resource, name)
    except LookupError:
        return True  # what the operation itself notes: no field of the catalogue
    return actor.level(resource, asked) >= Level.READ


# ── what is unusual ──────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Unusual:
    """Somebody did something today far more often than on their usual day."""

    staff: Record
    action: str
    today: int
    usual: int


def unusual(actor: Actor, today: date | None = None) -> list[Unusual]:
    """Who in reach opened, exported or looked up far more today than usual.

    The rule: at least `AT_LEAST` times today, and more than three times the average of the days in the last 28 on
    which they did it at all. Somebody without such days counts from `AT_LEAST` on.
    """
    if not policy.may(actor, AUDIT):
        return []
    today = today or timezone.localdate()
    since = midnight(today - timedelta(days=USUAL_DAYS))
    rows = policy.rows(actor, AUDIT).filter(
        action__in=WATCHED, at__gte=since, pk__gte=_first_id(since), staff__isnull=False
    )
    days = rows.annotate(day=TruncDate("at")).order_by().values("staff_id", "action", "day")
    counted: dict[tuple[int, str], dict[date, int]] = {}
    for each in days.annotate(times=Count("pk")):
        counted.setdefault((each["staff_id"], each["action"]), {})[each["day"]] = each["times"]
    found = []
    for (staff_id, action), by_day in counted.items():
        now = by_day.pop(today, 0)
        usual = sum(by_day.values()) / len(by_day) if by_day else 0
        if now >= AT_LEAST[AuditAction(action)] and now > TIMES_USUAL * usual:
            found.append((staff_id, action, now, round(usual)))
    people = policy.rows(actor, "access.staff").filter(pk__in=[each[0] for each in found])
    named = (
        {each.pk: each for each in policy.records(actor, "access.staff", people, ["name"])} if found else {}
    )
    return [
        Unusual(named[staff_id], action, now, usual)
        for staff_id, action, now, usual in found
        if staff_id in named
    ]


def month_of(actor: Actor, uid: UUID | str) -> dict[str, int]:
    """How often somebody did what in the last 30 days, by action."""
    staff: Staff = policy.fetch(actor, "access.staff", uid, "view")
    since = timezone.now() - timedelta(days=30)
    rows = policy.rows(actor, AUDIT).filter(staff_id=staff.pk, at__gte=since)
    return dict(rows.order_by().values("action").annotate(times=Count("pk")).values_list("action", "times"))


def record_taken(actor: Actor, asked: Asked) -> None:
    """Put on record that entries of the record itself are taken out as a file. Raises `Denied` without the right."""
    policy.require(actor, AUDIT, "export")
    told = {"action": asked.action, "resource": asked.resource}
    told |= {"since": str(asked.since or ""), "until": str(asked.until or "")}
    audit.record(actor, AuditAction.EXPORT, AUDIT, detail={key: each for key, each in told.items() if each})
