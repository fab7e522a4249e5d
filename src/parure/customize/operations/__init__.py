"""Every write to tags and saved views; custom fields and their values stand beside."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.asking import check_condition
from parure.access.choices import AuditAction
from parure.core.events import emit
from parure.core.jobs import enqueue
from parure.customize.choices import TagColour
from parure.customize.definitions import forget_definitions
from parure.customize.events import TagRenamed
from parure.customize.models import SavedView, Tag, TagAssignment
from parure.customize.operations.fields import (
    change_field,
    define_field,
    move_field,
    restore_field,
    retire_field,
)
from parure.customize.operations.values import set_custom_values, write_custom
from parure.customize.retelling import CHUNK, tell_carriers
from parure.customize.rules import rename_value

__all__ = [
    "change_field",
    "define_field",
    "move_field",
    "restore_field",
    "retire_field",
    "set_custom_values",
    "write_custom",
]

MOST_TAGS = 40


def ensure_tags(resource: str, names: Iterable[str]) -> dict[str, Tag]:
    """The tags with these names, made where missing; for imports and demo shops."""
    wanted = sorted({name.strip()[:40] for name in names if name.strip()})
    Tag.objects.bulk_create((Tag(resource=resource, name=name) for name in wanted), ignore_conflicts=True)
    return {tag.name: tag for tag in Tag.objects.filter(resource=resource, name__in=wanted)}


@transaction.atomic
def set_tags(
    actor: Actor,
    resource: str,
    instance: Any,
    names: Iterable[str],
    *,
    until: Mapping[str, date | None] | None = None,
    by_rule: bool = False,
) -> None:
    """Give a record exactly these tags (made where missing, if the actor may make tags).

    `until` holds the last day of those that are given just now, None for good. A rule never shortens what a
    person gave: a tag that was given by hand for good stays so.
    """
    names = sorted({name.strip()[:40] for name in names if name.strip()})
    if len(names) > MOST_TAGS:
        raise ValidationError(_("At most %s tags on one record.") % MOST_TAGS)
    known = set(Tag.objects.filter(resource=resource, name__in=names).values_list("name", flat=True))
    if set(names) - known:
        policy.require(actor, "customize.tag", "add")
    with policy.writing(actor, resource, instance, ["tags"]):
        tags = ensure_tags(resource, names)
        mine = TagAssignment.objects.filter(record_id=instance.pk, tag__resource=resource)
        mine.filter(tag__removed_on=None).exclude(tag__name__in=names).delete()
        given = {name: until[name] for name in names if name in until} if until else {}
        _renew(mine.filter(tag__removed_on=None), given, by_rule=by_rule)
        TagAssignment.objects.bulk_create(
            (
                TagAssignment(
                    tag=tag,
                    record_id=instance.pk,
                    staff_id=actor.staff_id,
                    expires_on=given.get(name),
                    by_rule=by_rule,
                )
                for name, tag in tags.items()
            ),
            ignore_conflicts=True,
        )
        instance.tag_names = names
        instance.save(update_fields=["tag_names"])
    if any(given.values()):
        forget_definitions()


def _renew(kept: QuerySet[TagAssignment], given: Mapping[str, date | None], *, by_rule: bool) -> None:
    """Give tags that the record has already their new last day."""
    for name, last_day in given.items():
        rows = kept.filter(tag__name=name)
        if by_rule:
            rows = rows.exclude(expires_on=None, by_rule=False)
        rows.update(expires_on=last_day)


@transaction.atomic
def change_tag(
    actor: Actor,
    uid: UUID | str,
    *,
    name: str | None = None,
    group: str | None = None,
    colour: str | None = None,
) -> Tag:
    """Rename, group or colour a tag. Records and saved views that name it follow; many records by a job.

    Emits TagRenamed. Raises ValidationError for a name that another tag has.
    """
    tag: Tag = policy.fetch(actor, "customize.tag", uid, "change", lock=True)
    given = {
        "name": tag.name if name is None else name.strip(),
        "group": tag.group if group is None else group.strip(),
        "colour": tag.colour if colour is None else colour,
    }
    _check_tag(tag, given)
    changed = [key for key, value in given.items() if getattr(tag, key) != value]
    if not changed:
        policy.check_write(actor, "customize.tag", ["name"])
        return tag
    former = tag.name
    with policy.writing(actor, "customize.tag", tag, changed):
        for key in changed:
            setattr(tag, key, given[key])
        tag.save(update_fields=changed)
        if "name" in changed:
            _rename_in_views(tag.resource, former, tag.name)
            _tell_carriers(tag, [former])
            emit(TagRenamed(tag.resource, former, tag.name), actor=actor)
    _forget_after_commit()
    return tag


def _check_tag(tag: Tag, given: Mapping[str, str]) -> None:
    errors = {}
    if not given["name"]:
        errors["name"] = _("Please give a name.")
    errors |= {key: _("At most %s characters.") % 40 for key in ("name", "group") if len(given[key]) > 40}
    if Tag.objects.filter(resource=tag.resource, name=given["name"]).exclude(pk=tag.pk).exists():
        errors["name"] = _("There is a tag with this name already.")
    if given["colour"] not in TagColour.values:
        errors["colour"] = _("This isn't one of the choices.")
    if errors:
        raise ValidationError(errors)


@transaction.atomic
def remove_tag(actor: Actor, uid: UUID | str) -> None:
    """Take a tag from every record; it can be brought back for a week (`restore_tag`). Again does nothing."""
    policy.require(actor, "customize.tag", "delete")
    try:
        tag: Tag = policy.fetch(actor, "customize.tag", uid, "delete", lock=True)
    except policy.NotFound:
        if Tag.with_removed.filter(uid=uid).exists():
            return
        raise
    tag.removed_on = timezone.localdate()
    tag.save(update_fields=["removed_on"])
    audit.record(actor, AuditAction.DELETE, "customize.tag", tag.pk, before={"name": tag.name})
    _tell_carriers(tag, [tag.name])
    _forget_after_commit()


@transaction.atomic
def restore_tag(actor: Actor, uid: UUID | str) -> Tag:
    """Undo `remove_tag`: every record that had the tag has it again."""
    policy.require(actor, "customize.tag", "delete")
    tag = Tag.with_removed.select_for_update().filter(uid=uid).first()
    if tag is None:
        raise policy.NotFound("customize.tag")
    if tag.removed_on is None:
        return tag
    if Tag.objects.filter(resource=tag.resource, name=tag.name).exists():
        raise ValidationError(_("There is a tag with this name already."))
    tag.removed_on = None
    tag.save(update_fields=["removed_on"])
    audit.record(actor, AuditAction.UNDO, "customize.tag", tag.pk, after={"name": tag.name})
    _tell_carriers(tag, [])
    _forget_after_commit()
    return tag


def _tell_carriers(tag: Tag, former: list[str]) -> None:
    """At once where few records have the tag, else by a job."""
    if tag.assignments.count() <= CHUNK:
        tell_carriers(tag.pk, former, transaction.atomic)
    else:
        enqueue("customize.tell_carriers", {"tag_id": tag.pk, "former": former})


def _forget_after_commit() -> None:
    forget_definitions()
    transaction.on_commit(forget_definitions)


def _rename_in_views(resource: str, before: str, after: str) -> None:
    """Lists kept under a name go on to find the same records."""
    for view in SavedView.objects.filter(resource=resource):
        renamed = rename_value(view.condition, "tags", before, after)
        if renamed != view.condition:
            SavedView.objects.filter(pk=view.pk).update(condition=renamed)


@transaction.atomic
def save_view(
    actor: Actor, resource: str, *, name: str, condition: dict[str, Any], columns: list[str], sort: str
) -> SavedView:
    """Keep a list of one's own under a name; the name again replaces it."""
    policy.require(actor, "customize.saved_view", "add")
    permitted = policy.filterable(actor, resource)
    check_condition(actor, resource, condition or {"all": []})
    if not name.strip():
        raise ValidationError(_("Give the view a name."))
    values = {
        "condition": condition,
        "columns": [column for column in columns if column in policy.fields(actor, resource)],
        "sort": sort if sort.lstrip("-") in permitted else "",
    }
    mine = SavedView.objects.filter(owner_id=actor.staff_id, resource=resource, name=name.strip()[:40])
    if view := mine.first():
        mine.filter(pk=view.pk).update(**values)
        view.refresh_from_db()
        return view
    return SavedView.objects.create(
        resource=resource, name=name.strip()[:40], owner_id=actor.staff_id, **values
    )


@transaction.atomic
def delete_view(actor: Actor, uid: str) -> None:
    """Remove a view of one's own."""
    view = policy.fetch(actor, "customize.saved_view", uid, "delete")
    if view.owner_id != actor.staff_id:
        raise policy.Denied("saved view")
    view.delete()
