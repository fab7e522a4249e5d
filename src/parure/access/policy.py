"""The gate. Whatever is read or changed for somebody passes here, and nothing else decides.

`rows` says which records, `fields` which values and how; `records` reads them; `fetch` is the only way to an
instance that will change; `check_write` guards what may change and that the row stays in reach; `reveal` opens
one personal value, on record. A denied value is absent, not empty: asking a record for it raises.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from django.db.models import Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from parure.access import audit
from parure.access.actors import Actor
from parure.access.choices import AuditAction, Level, Scope
from parure.access.encryption import unseal
from parure.access.narrowing import narrowed, only_readable
from parure.access.reach import scope_condition
from parure.core import resources
from parure.core.resources import Field, Resource, Sensitivity


class Denied(Exception):
    """The actor may not do this. In a template it prints nothing."""

    silent_variable_failure = True


class ReadOnly(Denied):
    """The actor only looks around: nothing is written, whatever the role would grant."""

    def __init__(self) -> None:
        super().__init__(_("You are looking around as another role: nothing can be changed."))


class NotFound(Exception):
    """No such record, or none in this actor's reach: the two are not told apart."""


class NotWritable(Denied):
    """The actor may not change these fields."""

    def __init__(self, names: Iterable[str]) -> None:
        super().__init__(", ".join(sorted(names)))
        self.names = sorted(names)


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted value with the place it belongs to; opened here only."""

    envelope: bytes
    place: str


@dataclass(frozen=True, slots=True)
class Masked:
    """A personal value as it may be shown. `revealable` says whether the asker may open it, on record."""

    text: str
    revealable: bool
    ref: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as it leaves the gate: what it is called and how to reach it, never the instance."""

    label: str
    uid: UUID | None

    def __str__(self) -> str:
        return self.label


class Record:
    """One record holding only permitted values. `record.phone` raises `Denied` where the role has no right."""

    __slots__ = ("_values", "pk", "resource", "title", "uid")

    def __init__(self, resource: str, pk: int, uid: UUID | None, title: str, values: dict[str, Any]) -> None:
        self.resource, self.pk, self.uid, self.title, self._values = resource, pk, uid, title, values

    def __getattr__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise Denied(name) from None

    def __getitem__(self, name: str) -> Any:
        """Templates ask by key before they ask by attribute: what a record is called and its uid answer too."""
        if name not in self._values and name in ("uid", "title", "pk"):
            return getattr(self, name)
        return self.__getattr__(name)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def get(self, name: str, default: Any = None) -> Any:
        return self._values.get(name, default)

    def values(self) -> dict[str, Any]:
        return dict(self._values)


# ── which records ────────────────────────────────────────────────────────────


def may(actor: Actor, resource: str, action: str = "view") -> bool:
    """Whether the actor reaches any row at all with this action."""
    return actor.scope(resource, action) is not Scope.NONE


def require(actor: Actor, resource: str, action: str) -> None:
    """Raise `Denied` unless `may`, and `ReadOnly` where somebody who looks around would do more than see."""
    if action != "view":
        refuse_read_only(actor)
    if not may(actor, resource, action):
        raise Denied(f"{resource} {action}")


def refuse_read_only(actor: Actor) -> None:
    """Raise `ReadOnly` for who looks around as another role."""
    if actor.read_only:
        raise ReadOnly


def row_condition(actor: Actor, resource_name: str, action: str = "view") -> Q:
    """The rows in reach as a condition. A wider scope includes one's own rows."""
    resource = resources.get(resource_name)
    scope = actor.scope(resource_name, action)
    if scope is Scope.NONE:
        return Q(pk__in=[])
    if resource.parent is not None and not resource.scopes:
        parent, path = resource.parent
        if actor.scope(parent, "view") is Scope.ALL:
            return resource.restrict()
        return resource.restrict() & Q(**{f"{path}__in": rows(actor, parent, "view").values("pk")})
    return resource.restrict() & scope_condition(actor, resource, scope)


def rows(actor: Actor, resource_name: str, action: str = "view") -> QuerySet[Any]:
    """The records in the actor's reach, as a queryset that must not leave the operations and queries."""
    resource = resources.get(resource_name)
    return resource.model._default_manager.filter(row_condition(actor, resource_name, action))


# ── which values ─────────────────────────────────────────────────────────────


def fields(actor: Actor, resource_name: str, at_least: Level = Level.MASKED) -> dict[str, Field]:
    """The fields of a record type on which the actor has this level or more."""
    if not may(actor, resource_name):
        return {}
    return {
        name: narrowed(actor, each)
        for name, each in resources.fields_of(resource_name).items()
        if actor.level(resource_name, each) >= at_least
    }


def filterable(actor: Actor, resource_name: str) -> dict[str, Field]:
    """What the actor may filter, sort, group and search by: each reveals the value, so it takes the right to read."""
    return {
        name: each
        for name, each in fields(actor, resource_name, Level.READ).items()
        if each.is_filterable or each.is_sortable
    }


def records(
    actor: Actor,
    resource_name: str,
    source: QuerySet[Any] | Sequence[Any],
    names: Iterable[str] | None = None,
) -> list[Record]:
    """The instances as records with the permitted ones of `names` (default: all permitted fields)."""
    resource = resources.get(resource_name)
    permitted = fields(actor, resource_name)
    chosen = [permitted[name] for name in (names if names is not None else permitted) if name in permitted]
    if isinstance(source, QuerySet):
        source = source.select_related(*resource.related)
    instances = list(source)
    batches = {each.name: each.batch(instances) for each in chosen if each.batch and instances}
    batches |= {
        each.name: each.for_asker(actor, instances) for each in chosen if each.for_asker and instances
    }
    for each in chosen:
        if each.choice_inputs is not None and batches.get(each.name):
            batches[each.name] = only_readable(each, batches[each.name])
        if each.guarded and batches.get(each.name):
            batches[each.name] = links(actor, each.relation, batches[each.name])
    levels = {each.name: actor.level(resource_name, each) for each in chosen}
    return [
        Record(
            resource_name,
            instance.pk,
            getattr(instance, "uid", None),
            _title(actor, resource, instance),
            {
                each.name: _shown(actor, each, levels[each.name], _raw(each, instance, batches))
                for each in chosen
            },
        )
        for instance in instances
    ]


def _title(actor: Actor, resource: Resource, instance: Any) -> str:
    """What the record is called, or `***` for who may not read the field that it is called by."""
    if resource.title_field:
        named = resources.field_of(resource.name, resource.title_field)
        if actor.level(resource.name, named) < Level.READ:
            return "***"
    return resource.title(instance)


def record(actor: Actor, resource_name: str, instance: Any, names: Iterable[str] | None = None) -> Record:
    """One instance as a record."""
    return records(actor, resource_name, [instance], names)[0]


def _raw(asked: Field, instance: Any, batches: dict[str, dict[int, Any]]) -> Any:
    if asked.batch or asked.name in batches:
        return batches[asked.name].get(instance.pk)
    return asked.value(instance) if asked.value else getattr(instance, asked.name)


def _shown(actor: Actor, asked: Field, level: Level, value: Any) -> Any:
    if value is None or value == "":
        return value
    if asked.sensitivity is Sensitivity.PERSONAL:
        return mask(asked, value, revealable=level >= Level.READ)
    if level is Level.MASKED:
        return Masked("***", revealable=False)
    if isinstance(value, models.Model):
        target = resources.for_model(type(value))
        return Link(_title(actor, target, value) if target else "", getattr(value, "uid", None))
    return value


def links(actor: Actor, resource_name: str, found: dict[Any, Any]) -> dict[Any, Any]:
    """Related records by whatever points to them, as this actor may see them: by name within reach, else by a mark.
    One that was put away since keeps its name, and no longer leads anywhere. One query.
    """
    resource = resources.get(resource_name)
    scope, stands = actor.scope(resource_name, "view"), resource.restrict()
    reach = Q(pk__in=[]) if scope is Scope.NONE else scope_condition(actor, resource, scope)
    rows = resource.model._base_manager.filter(reach, pk__in={each.pk for each in found.values()})
    stand = Case(When(stands, then=True), default=False) if stands else Value(value=True)
    standing = dict(rows.values_list("pk", stand))

    def link(instance: Any) -> Link:
        if instance.pk not in standing:
            return Link(_("out of your reach"), None)
        title = _title(actor, resource, instance)
        return Link(title, instance.uid) if standing[instance.pk] else Link(_("%s (put away)") % title, None)

    return {key: link(each) for key, each in found.items()}


def mask(asked: Field, value: Any, *, revealable: bool) -> Any:
    """A personal value, or a list of them, as it may be shown before anybody asks for it by hand."""
    if isinstance(value, list):
        return [mask(asked, each, revealable=revealable) for each in value]
    ref = str(value.place.partition(":")[2]) if isinstance(value, Sealed) else ""
    clear = unseal(value.envelope, value.place) if isinstance(value, Sealed) else str(value)
    return Masked(asked.mask(clear) if asked.mask else "***", revealable=revealable, ref=ref)


# ── one record ───────────────────────────────────────────────────────────────


def fetch(
    actor: Actor, resource_name: str, uid: UUID | str | int, action: str = "change", *, lock: bool = False
) -> Any:
    """The instance with this uid (or primary key, inside the house) in the actor's reach; `NotFound` otherwise."""
    if action != "view":
        refuse_read_only(actor)
    query = rows(actor, resource_name, action)
    resource = resources.get(resource_name)
    query = query.select_for_update(of=("self",)) if lock else query.select_related(*resource.related)
    try:
        return query.get(pk=uid) if isinstance(uid, int) else query.get(uid=UUID(str(uid)))
    except (ObjectDoesNotExist, ValueError):
        raise NotFound(resource_name) from None


def reveal(actor: Actor, resource_name: str, record_id: int, field_name: str, value: Sealed) -> str:
    """Open one personal value, on record. The caller has fetched the row; the field's level is checked here."""
    refuse_read_only(actor)
    asked = resources.field_of(resource_name, field_name)
    if actor.level(resource_name, asked) < Level.READ:
        raise Denied(field_name)
    with transaction.atomic():
        audit.record(actor, AuditAction.REVEAL, resource_name, record_id, field=field_name)
        return unseal(value.envelope, value.place)


# ── writing ──────────────────────────────────────────────────────────────────


def check_write(actor: Actor, resource_name: str, names: Iterable[str], *, action: str = "change") -> None:
    """Raise unless the actor may do `action` on the record type and write every named field."""
    require(actor, resource_name, action)
    known = resources.fields_of(resource_name)
    refused = [
        name
        for name in names
        if name not in known
        or not known[name].writable
        or actor.level(resource_name, known[name]) < Level.WRITE
    ]
    if refused:
        raise NotWritable(refused)


@contextmanager
def writing(
    actor: Actor, resource_name: str, instance: Any, names: Iterable[str], *, action: str = "change"
) -> Iterator[None]:
    """Guard a change of one row: what may be written before, that it is still in reach after, and the audit.

    Runs in one transaction, which ends without effect when the row has left the actor's reach.
    """
    names = list(names)
    check_write(actor, resource_name, names, action=action)
    before = audited_values(resource_name, instance, names) if action == "change" else None
    with transaction.atomic():
        yield
        if not rows(actor, resource_name, "view").filter(pk=instance.pk).exists():
            raise Denied(_("This would put the record out of your reach."))
        after = audited_values(resource_name, instance, names)
        changed = [name for name in names if before is None or before.get(name) != after.get(name)]
        if changed or before is None:
            audit.record(
                actor,
                AuditAction.CREATE if action == "add" else AuditAction.CHANGE,
                resource_name,
                instance.pk,
                before=None if before is None else {name: before.get(name) for name in changed},
                after={name: after.get(name) for name in changed},
            )


def audited_values(resource_name: str, instance: Any, names: Iterable[str]) -> dict[str, Any]:
    """The named values as the audit keeps them: plain, personal ones masked."""
    found = {}
    for name in names:
        asked = resources.field_of(resource_name, name)
        value = _raw(asked, instance, {name: asked.batch([instance])} if asked.batch else {})
        if asked.guarded and value is not None:
            value = {"uid": str(value.uid)}  # who reads the audit sees the name that they may see then
        if asked.sensitivity is Sensitivity.PERSONAL and value not in (None, ""):
            shown = mask(asked, value, revealable=False)
            value = [str(each) for each in shown] if isinstance(shown, list) else str(shown)
        found[name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, models.Model):
        target = resources.for_model(type(value))
        return target.title(value) if target else value.pk
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    return str(value)
