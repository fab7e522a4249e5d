"""Custom fields and tags as fields of the catalogue."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core import resources
from parure.core.conditions import YES, leaf_query
from parure.core.resources import Field, Kind
from parure.customize.models import CustomValue, FieldDefinition, Tag, TagAssignment
from parure.customize.rules import Definition

_CACHE: dict[str, tuple[float, list[FieldDefinition]]] = {}
_TAGS: dict[str, tuple[float, dict[str, "TagMark"]]] = {}
CACHE_SECONDS = 5.0
COLUMN = {"number": "number", "money": "number", "weight": "number", "yes_no": "number", "date": "date"}


def definitions_for(resource: str) -> list[FieldDefinition]:
    """The custom fields in use on a record type; read again every few seconds, and at once after a change here."""
    read_at, known = _CACHE.get(resource, (float("-inf"), []))
    if time.monotonic() - read_at > CACHE_SECONDS:
        known = list(
            FieldDefinition.objects.filter(resource=resource, retired_at=None).order_by("position", "pk")
        )
        _CACHE[resource] = (time.monotonic(), known)
    return known


def forget_definitions() -> None:
    """Read custom fields and tags again at the next question."""
    _CACHE.clear()
    _TAGS.clear()


def as_rule(definition: FieldDefinition) -> Definition:
    return Definition(
        definition.code,
        definition.kind,
        definition.required,
        definition.required_if,
        definition.choices,
        definition.rules,
    )


def custom_fields(resource: str) -> Iterable[Field]:
    """The custom fields of a record type, as catalogue fields named `custom_<code>`."""
    if not hasattr(resources.get(resource).model, "custom"):
        return
    for definition in definitions_for(resource):
        yield _as_field(definition)


def _as_field(definition: FieldDefinition) -> Field:
    code = definition.code
    pairs = [(str(value), label) for value, label in definition.choices]
    return Field(
        f"custom_{code}",
        definition.label,
        Kind(definition.kind),
        group=definition.group,
        value=lambda instance: instance.custom.get(code),
        lookup=_lookup(definition) if definition.filterable else None,
        choices=(lambda: pairs) if definition.kind == "choice" else None,
        required=definition.required,
        custom=True,
    )


def _lookup(definition: FieldDefinition) -> Callable[[str, Any], Q]:
    column = COLUMN.get(definition.kind, "text")
    plain = Field(definition.code, "", Kind(definition.kind), path=column)

    def query(op: str, value: Any) -> Q:
        indexed = CustomValue.objects.filter(definition=definition)
        if op in ("empty", "filled"):
            found = Q(pk__in=indexed.values("record_id"))
            return ~found if op == "empty" else found
        if definition.kind == "yes_no":
            value = [each in YES for each in value] if isinstance(value, list) else value in YES
        if op == "is_not":
            same = indexed.filter(leaf_query(plain, "is", value, timezone.localdate()))
            return ~Q(pk__in=same.values("record_id"))
        return Q(
            pk__in=indexed.filter(leaf_query(plain, op, value, timezone.localdate())).values("record_id")
        )

    return query


@dataclass(frozen=True)
class TagMark:
    """How a tag looks: its colour's name, its group, and whether it was ever given until a day."""

    colour: str
    group: str
    has_last_days: bool


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


def saved_views(actor: Actor, resource: str) -> list[policy.Record]:
    """The lists of a record type that this person keeps under a name, and those kept for everybody."""
    if not policy.may(actor, "customize.saved_view"):
        return []
    rows = policy.rows(actor, "customize.saved_view").filter(resource=resource)
    mine = rows.filter(Q(owner_id=actor.staff_id) | Q(owner=None)).order_by("position", "pk")
    return policy.records(actor, "customize.saved_view", mine, ("name", "condition", "columns", "sort"))


def tag_ids_matching(resource: str, text: str) -> list[int]:
    """Tags whose name begins with what was typed; for the search."""
    return list(
        Tag.objects.filter(resource=resource, name__istartswith=text)
        .order_by("name")
        .values_list("pk", flat=True)[:5]
    )
