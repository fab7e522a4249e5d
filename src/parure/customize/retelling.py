"""Records carry the names of their tags; what happens to a tag is told to them here, a chunk at a time."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from parure.access.actors import Actor
from parure.core import resources
from parure.core.events import emit
from parure.customize.definitions import forget_definitions
from parure.customize.events import TagsMoved
from parure.customize.models import Tag, TagAssignment
from parure.customize.queries import live_assignments

CHUNK = 500
KEPT_DAYS = 7
HOUSE = Actor(None, "parure", {})
Checkpoint = Callable[[], AbstractContextManager[None]]


def retell(resource: str, record_ids: Sequence[int], stripped: set[str]) -> None:
    """Make the names that these records show agree with the tags they have, and take the stripped names away.

    Runs in the caller's transaction; the area that knows the records hears which of them changed (TagsMoved).
    """
    found: dict[int, set[str]] = {pk: set() for pk in record_ids}
    live = live_assignments(resource).filter(record_id__in=record_ids)
    for record_id, name in live.values_list("record_id", "tag__name"):
        found[record_id].add(name)
    model: Any = resources.get(resource).model
    changed = []
    for row in model._default_manager.filter(pk__in=record_ids).select_for_update().order_by("pk"):
        names = sorted((set(row.tag_names) - stripped) | found[row.pk])
        if names != sorted(row.tag_names):
            model._default_manager.filter(pk=row.pk).update(tag_names=names)
            changed.append(row.pk)
    if changed:
        emit(TagsMoved(resource, changed), actor=HOUSE)


def tell_carriers(tag_id: int, former: Sequence[str], checkpoint: Checkpoint) -> None:
    """Tell every record that has this tag; safe to repeat, and told from the tag as it is at each step."""
    last = 0
    while True:
        with checkpoint():
            rows = TagAssignment.objects.filter(tag_id=tag_id, pk__gt=last).order_by("pk")[:CHUNK]
            found = list(rows.values_list("pk", "record_id"))
            tag = Tag.with_removed.filter(pk=tag_id).first()
            if not found or tag is None:
                return
            stripped = set(former) | ({tag.name} if tag.removed_on else set())
            retell(tag.resource, [record_id for _pk, record_id in found], stripped)
            last = found[-1][0]


def expire(checkpoint: Checkpoint, today: date | None = None) -> None:
    """Take away tags whose last day has passed, and forget for good those removed a week ago."""
    today = today or timezone.localdate()
    while True:
        with checkpoint():
            rows = TagAssignment.objects.filter(expires_on__lt=today, tag__removed_on=None).order_by("pk")
            found = list(rows.values_list("pk", "record_id", "tag__resource", "tag__name")[:CHUNK])
            if not found:
                break
            TagAssignment.objects.filter(pk__in=[pk for pk, *_rest in found]).delete()
            by_tag: dict[tuple[str, str], list[int]] = {}
            for _pk, record_id, resource, name in found:
                by_tag.setdefault((resource, name), []).append(record_id)
            for (resource, name), record_ids in by_tag.items():
                retell(resource, record_ids, {name})
    with transaction.atomic():
        Tag.with_removed.filter(removed_on__lt=today - timedelta(days=KEPT_DAYS)).delete()
    forget_definitions()
