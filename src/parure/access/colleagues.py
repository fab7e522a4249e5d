"""Who can be chosen for work that is still to come: colleagues who work here. The past keeps its leavers."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.models import Staff
from parure.access.options import OFFERED, has_left

STAFF = "access.staff"


def colleagues(actor: Actor) -> list[tuple[str, str]]:
    """(uid, name) of those in reach who work here, the asker first, at most `OFFERED`; one query."""
    if "name" not in policy.fields(actor, STAFF):
        return []
    rows = policy.rows(actor, STAFF).filter(is_active=True).order_by("name", "pk")[:OFFERED]
    found = policy.records(actor, STAFF, rows, ())
    return [(str(each.uid), each.title) for each in sorted(found, key=lambda each: each.pk != actor.staff_id)]


def with_kept(offered: list[tuple[str, str]], kept: Staff | None, key: Any) -> list[tuple[str, str]]:
    """The choices of a form with whom the record has already, marked as somebody who left: it stays until changed.

    `key` is what the form sends for them: the uid, or the primary key.
    """
    if kept is None or kept.is_active or any(value == str(key) for value, _name in offered):
        return offered
    return [*offered, (str(key), has_left(kept.name))]


def colleague(actor: Actor, uid: UUID | str, field: str) -> Staff:
    """The colleague in reach whom somebody chose for this field. Raises ValidationError for a leaver, by field."""
    found: Staff = policy.fetch(actor, STAFF, uid, "view")
    refuse_leaver(found, field)
    return found


def refuse_leaver(staff: Staff, field: str) -> None:
    if not staff.is_active:
        raise ValidationError({field: _told(staff.name)})


def leavers(keys: Collection[int]) -> dict[int, str]:
    """Why nobody chooses these any more, by the key of those who left; one query."""
    rows = Staff.objects.filter(pk__in=keys, is_active=False).values_list("pk", "name")
    return {pk: _told(name) for pk, name in rows}


def _told(name: str) -> str:
    return _("%s doesn't work here any more.") % name
