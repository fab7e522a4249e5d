"""Every write to custom fields, their values, tags and saved views."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core import conditions, resources
from parure.customize.choices import CustomKind
from parure.customize.models import CustomValue, FieldDefinition, SavedView, Tag, TagAssignment
from parure.customize.queries import as_rule, definitions_for, forget_definitions
from parure.customize.rules import clean_values, index_columns, is_pattern


@transaction.atomic
def define_field(
    actor: Actor, resource: str, *, code: str, label: str, kind: str, **settings: Any
) -> FieldDefinition:
    """Add a custom field to a record type; at once everywhere that type's fields are."""
    policy.require(actor, "customize.field_definition", "add")
    if not hasattr(resources.get(resource).model, "custom"):
        raise ValidationError(_("This record type can't carry fields of your own."))
    if kind not in CustomKind.values:
        raise ValidationError(_("There is no such kind of field."))
    if not code or slugify(code).replace("-", "_") != code:
        raise ValidationError(_("A code is made of small letters, digits and underscores."))
    if FieldDefinition.objects.filter(resource=resource, code=code).exists():
        raise ValidationError(_("There is a field with this code already."))
    if not is_pattern(settings.get("rules", {}).get("pattern", "")):
        raise ValidationError(_("This doesn't have the expected form."))
    definition = FieldDefinition.objects.create(
        resource=resource, code=code, label=label, kind=kind, **settings
    )
    audit.record(
        actor,
        AuditAction.CREATE,
        "customize.field_definition",
        definition.pk,
        after={"resource": resource, "code": code, "kind": kind},
    )
    transaction.on_commit(forget_definitions)
    forget_definitions()
    return definition


@transaction.atomic
def set_custom_values(
    actor: Actor, resource: str, instance: Any, given: Mapping[str, Any], *, today: date | None = None
) -> None:
    """Validate and keep custom values of a record that the caller has fetched through the gate.

    Writes the record's JSON and the value index together. Raises ValidationError with a message per field.
    """
    with policy.writing(actor, resource, instance, [f"custom_{code}" for code in given]):
        definitions = definitions_for(resource)
        values, errors = clean_values(
            [as_rule(each) for each in definitions],
            given,
            instance.custom,
            today=today or timezone.localdate(),
        )
        if errors:
            raise ValidationError({f"custom_{code}": message for code, message in errors.items()})
        if values == instance.custom:
            return
        instance.custom = values
        instance.save(update_fields=["custom"])
        index_values(definitions, {instance.pk: values})


def index_values(definitions: Iterable[FieldDefinition], values: Mapping[int, Mapping[str, Any]]) -> None:
    """Rewrite the index of these records' custom values (one delete, one insert)."""
    definitions = [each for each in definitions if each.filterable]
    CustomValue.objects.filter(definition__in=definitions, record_id__in=list(values)).delete()
    CustomValue.objects.bulk_create(
        CustomValue(definition=each, record_id=pk, **index_columns(each.kind, kept[each.code]))
        for pk, kept in values.items()
        for each in definitions
        if kept.get(each.code) is not None
    )


def ensure_tags(resource: str, names: Iterable[str]) -> dict[str, Tag]:
    """The tags with these names, made where missing; for imports and demo shops."""
    wanted = sorted({name.strip()[:40] for name in names if name.strip()})
    Tag.objects.bulk_create((Tag(resource=resource, name=name) for name in wanted), ignore_conflicts=True)
    return {tag.name: tag for tag in Tag.objects.filter(resource=resource, name__in=wanted)}


@transaction.atomic
def set_tags(actor: Actor, resource: str, instance: Any, names: Iterable[str]) -> None:
    """Give a record exactly these tags (made where missing, if the actor may make tags)."""
    names = sorted({name.strip()[:40] for name in names if name.strip()})
    if len(names) > 40:
        raise ValidationError(_("At most 40 tags on one record."))
    known = set(Tag.objects.filter(resource=resource, name__in=names).values_list("name", flat=True))
    if set(names) - known:
        policy.require(actor, "customize.tag", "add")
    with policy.writing(actor, resource, instance, ["tags"]):
        tags = ensure_tags(resource, names)
        TagAssignment.objects.filter(record_id=instance.pk, tag__resource=resource).exclude(
            tag__name__in=names
        ).delete()
        TagAssignment.objects.bulk_create(
            (TagAssignment(tag=tag, record_id=instance.pk, staff_id=actor.staff_id) for tag in tags.values()),
            ignore_conflicts=True,
        )
        instance.tag_names = names
        instance.save(update_fields=["tag_names"])


@transaction.atomic
def save_view(
    actor: Actor, resource: str, *, name: str, condition: dict[str, Any], columns: list[str], sort: str
) -> SavedView:
    """Keep a list of one's own under a name; the name again replaces it."""
    policy.require(actor, "customize.saved_view", "add")
    permitted = policy.filterable(actor, resource)
    conditions.check(resource, condition or {"all": []}, permitted)
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
