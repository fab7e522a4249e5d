"""What there is at the bell for somebody."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core import resources
from parure.engagement.models import Notice, NoticeKind

MOST = 99


@dataclass(frozen=True)
class NoticeLine:
    """One notice in words. `resource` and `record_uid` say where it leads; the uid is None where nothing is left."""

    text: str
    at: datetime
    is_new: bool
    resource: str
    record_uid: UUID | None


def unread(actor: Actor) -> int:
    """How many notices are new, counted no further than a badge can show."""
    if not policy.may(actor, "engagement.notice"):
        return 0
    return _mine(actor).filter(read_at=None).values("pk")[: MOST + 1].count()


def notices(
    actor: Actor, *, before: int | None = None, limit: int = 50
) -> tuple[list[NoticeLine], int | None]:
    """The newest notices (before the one with this key), and the key to go on from, None at the end.

    Costs one query and one for each record type that they tell of.
    """
    policy.require(actor, "engagement.notice", "view")
    rows = _mine(actor)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: limit + 1])
    following = found[limit - 1].pk if len(found) > limit else None
    found = found[:limit]
    known = _records(actor, found)
    return [_line(each, known.get((each.resource, each.record_id))) for each in found], following


def _mine(actor: Actor) -> QuerySet[Notice]:
    """A notice is for one person, however wide their reach."""
    mine: QuerySet[Notice] = policy.rows(actor, "engagement.notice").filter(staff_id=actor.staff_id)
    return mine


def _records(actor: Actor, found: Sequence[Notice]) -> dict[tuple[str, int | None], policy.Record]:
    """The records that are told of, as far as the reader may see them."""
    wanted: dict[str, set[int]] = {}
    for each in found:
        if each.resource and each.record_id is not None:
            wanted.setdefault(each.resource, set()).add(each.record_id)
    records: Iterable[tuple[str, policy.Record]] = (
        (resource, record)
        for resource, ids in wanted.items()
        if policy.may(actor, resource)
        for record in policy.records(
            actor, resource, policy.rows(actor, resource).filter(pk__in=ids), _named(resource)
        )
    )
    return {(resource, record.pk): record for resource, record in records}


def _named(resource: str) -> list[str]:
    named = resources.get(resource).title_field
    return [named] if named else []


def _line(notice: Notice, record: policy.Record | None) -> NoticeLine:
    told: dict[str, Any] = {"who": notice.who or "Parure", "title": record.title if record else _("(gone)")}
    told |= {name: int(value) for name, value in notice.counts.items()}
    words = _WORDS.get(notice.kind) if notice.counts or notice.kind in _NAMING else None
    count, shorter = _SHORTER.get(notice.kind, ("", None))
    if words and told.get(count) == 0:
        words = shorter
    return NoticeLine(
        text=words() % told if words else str(NoticeKind(notice.kind).label),
        at=notice.created_at,
        is_new=notice.read_at is None,
        resource=notice.resource,
        record_uid=record.uid if record else None,
    )


_NAMING = {NoticeKind.TASK_GIVEN, NoticeKind.JOINED, NoticeKind.JOIN_WAITS}  # told by a title, without counts
_WORDS: dict[str, Any] = {
    NoticeKind.TASK_GIVEN: lambda: _("%(who)s gave you a task: %(title)s"),
    NoticeKind.IMPORT_DONE: lambda: _(
        "Import finished: %(created)s new, %(updated)s changed, %(failed)s failed"
    ),
    NoticeKind.JOINED: lambda: _("%(title)s registered by QR code"),
    NoticeKind.JOIN_WAITS: lambda: _("%(title)s sent a QR form with a number that is known: please look"),
    NoticeKind.IMPORT_UNDONE: lambda: _("Import taken back; %(kept)s records in use were kept"),
    NoticeKind.BULK_DONE: lambda: _("Bulk change finished: %(changed)s changed, %(refused)s not changed"),
    NoticeKind.BULK_FAILED: lambda: _("Bulk change ended early: %(changed)s changed until then"),
    NoticeKind.BULK_UNDONE: lambda: _("Bulk change taken back: %(restored)s set back, %(kept)s kept"),
    NoticeKind.CLIENTS_CAME: lambda: _("%(who)s handed you customers: %(customers)s, with tasks: %(tasks)s"),
    NoticeKind.EXPORT_READY: lambda: _("Export ready: %(rows)s rows"),
}
_SHORTER: dict[str, tuple[str, Any]] = {  # where that count is none
    NoticeKind.BULK_DONE: ("refused", lambda: _("Bulk change finished: %(changed)s changed")),
    NoticeKind.CLIENTS_CAME: ("tasks", lambda: _("%(who)s handed you customers: %(customers)s")),
}
