"""Tags as fields of the catalogue, and saved views."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.core.resources import Field, Kind
from parure.customize.models import Tag, TagAssignment

_TAGS: dict[str, tuple[float, dict[str, "TagMark"]]] = {}
CACHE_SECONDS = 5.0


@dataclass(frozen=True)
class TagMark:
    """How a tag looks: its colour's name, its group, and whether it was ever given until a day."""

    colour: str
    group: str
    has_last_days: bool


def forget_tags() -> None:
    """Read the tags again at the next question."""
    _TAGS.clear()


def tag_marks(resource: str) -> dict[str, TagMark]:
    """The tags of a record type by name; read again every few seconds, and at once after a change here."""
    read_at, known = _TAGS.get(resource, (float("-inf"), {}))
    if time.monotonic() - read_at > CACHE_SECONDS:
        passing = TagAssignment.objects.filter(tag=OuterRef("pk"), expires_on__isnull=False)
        tags = Tag.objects.filter(resource=resource).annotate(passing=Exists(passing))
        known = {tag.name: TagMark(tag.colour, tag.group, tag.passing) for tag in tags}
        _TAGS[resource] = (time.monotonic(), known)
    return known


def last_days(resource: str, record_id: int, names: Iterable[str]) -> dict[str, date]:
    """Until when a record has those of its tags that pass; no query where none of them was ever given so."""
    marks = tag_marks(resource)
    if not any(name in marks and marks[name].has_last_days for name in names):
        return {}
    rows = TagAssignment.objects.filter(
        record_id=record_id, tag__resource=resource, tag__removed_on=None, expires_on__isnull=False
    )
    return {name: day for name, day in rows.values_list("tag__name", "expires_on") if day is not None}


def live_assignments(resource: str) -> QuerySet[TagAssignment]:
    """Tags on records of this type that hold today."""
    today = timezone.localdate()
    return TagAssignment.objects.filter(
        Q(expires_on=None) | Q(expires_on__gte=today), tag__resource=resource, tag__removed_on=None
    )


def tag_field(resource: str, *, value: Callable[[Any], Any] | None = None, column: bool = False) -> Field:
    """The field `tags` for a record type: filter by tag name, value from the record's own list of names."""

    def lookup(op: str, wanted: Any) -> Q:
        live = live_assignments(resource)
        if op in ("empty", "filled"):
            found = Q(pk__in=live.values("record_id"))
            return ~found if op == "empty" else found
        names = wanted if isinstance(wanted, list) else [wanted]
        found = Q(pk__in=live.filter(tag__name__in=names).values("record_id"))
        return ~found if op == "is_not" else found

    return Field(
        "tags",
        _("Tags"),
        Kind.TAGS,
        value=value or (lambda instance: instance.tag_names),
        lookup=lookup,
        choices=lambda: [
            (tag.name, tag.name) for tag in Tag.objects.filter(resource=resource).order_by("name")
        ],
        column=column,
    )


def tag_ids_matching(resource: str, text: str) -> list[int]:
    """Tags whose name begins with what was typed; for the search."""
    return list(
        Tag.objects.filter(resource=resource, name__istartswith=text)
        .order_by("name")
        .values_list("pk", flat=True)[:5]
    )
