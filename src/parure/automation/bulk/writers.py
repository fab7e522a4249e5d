"""How a batch of records is written: set by set where an area knows how, else one by one through `core.changes`.

An area that can write many records at once registers it (`writes_sets`, `tags_sets`); the rows, the audit, what
the search finds and one fact for the batch must come out as if each record had been written alone.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.automation.bulk.values import kept_value, written_value
from parure.core import changes, resources
from parure.core.resources import Field


@dataclass(frozen=True, slots=True)
class Change:
    """What was done to a field of a record, in the form of `bulk.values`."""

    record_id: int
    field: str
    before: Any
    after: Any


@dataclass(slots=True)
class Outcome:
    """What came of a batch. `problems` are (record id, words)."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[tuple[int, str]] = field(default_factory=list)


@dataclass(frozen=True)
class SetWriter:
    """Writes many records at once, inside the caller's transaction.

    `write(actor, ids, value)` leaves alone what has the value already; `restore(actor, changes)` writes `before`
    where `after` still stands. Both check the right to write the field; the ids are in the actor's reach.
    """

    write: Callable[[Actor, Sequence[int], Any], Outcome]
    restore: Callable[[Actor, Sequence[Change]], Outcome]


_SETS: dict[tuple[str, str], SetWriter] = {}
_TAGS: dict[str, SetWriter] = {}


def writes_sets(resource: str, name: str, writer: SetWriter) -> None:
    """A field of a record type can be written for many records at once."""
    _SETS[resource, name] = writer


def tags_sets(resource: str, writer: SetWriter) -> None:
    """Tags can be given and taken for many records at once; the value is {"add", "remove", "until"}."""
    _TAGS[resource] = writer


def set_writer(resource: str, name: str) -> SetWriter | None:
    return _SETS.get((resource, name))


def tag_writer(resource: str) -> SetWriter | None:
    return _TAGS.get(resource)


def changed_since() -> str:
    return _("Somebody has changed this since.")


def refusal(error: Exception) -> str:
    """Why a record wasn't written, for whoever asked."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)[:200]
    if isinstance(error, policy.NotFound):
        return _("This record is out of your reach.")
    return (
        str(error)[:200] if str(error) and not isinstance(error, policy.NotWritable) else _("Not permitted.")
    )


REFUSALS = (ValidationError, policy.Denied, policy.NotFound)


def write_each(
    actor: Actor, resource: str, ids: Sequence[int], asked: Field, wanted: Callable[[Any], Any]
) -> Outcome:
    """Write a field of each record alone; `wanted` makes the new value of what is there."""
    outcome = Outcome()
    before: dict[int, Any] = {}
    for instance in _instances(resource, ids):
        was = kept_value(asked, instance)
        after = wanted(was)
        if _same(was, after):
            outcome.unchanged += 1
            continue
        try:
            with transaction.atomic():
                changes.change(actor, resource, instance.uid, {asked.name: written_value(asked, after)})
        except REFUSALS as error:
            outcome.problems.append((instance.pk, refusal(error)))
        else:
            before[instance.pk] = was
    for instance in _instances(resource, list(before)):  # as the operation has kept it
        now, was = kept_value(asked, instance), before[instance.pk]
        if _same(was, now):
            outcome.unchanged += 1
        else:
            outcome.changes.append(Change(instance.pk, asked.name, was, now))
    return outcome


def restore_each(actor: Actor, resource: str, made: Sequence[Change], asked: Field) -> Outcome:
    """Set a field of each record back, where it still holds what the run wrote."""
    outcome = Outcome()
    instances = {each.pk: each for each in _instances(resource, [each.record_id for each in made])}
    for change in made:
        instance = instances.get(change.record_id)
        if instance is None or kept_value(asked, instance) != change.after:
            outcome.problems.append((change.record_id, changed_since()))
            continue
        try:
            with transaction.atomic():
                value = changes.Former(change.before) if asked.custom else written_value(asked, change.before)
                changes.change(actor, resource, instance.uid, {asked.name: value})
        except REFUSALS as error:
            outcome.problems.append((change.record_id, refusal(error)))
        else:
            outcome.changes.append(change)
    return outcome


def do_each(
    actor: Actor, resource: str, ids: Sequence[int], verb: changes.Offered, inputs: Mapping[str, Any]
) -> Outcome:
    """Do what an area offers with each record; what it made is kept by its uid."""
    outcome = Outcome()
    for instance in _instances(resource, ids):
        try:
            with transaction.atomic():
                made = verb.function(actor, instance.uid, **inputs)
        except REFUSALS as error:
            outcome.problems.append((instance.pk, refusal(error)))
        else:
            uid = getattr(made, "uid", None)
            outcome.changes.append(
                Change(instance.pk, f"do:{verb.name}"[:60], None, str(uid) if uid else None)
            )
    return outcome


def undo_each(
    actor: Actor, resource: str, made: Sequence[Change], undo: Callable[[Actor, Any, str | None], Any]
) -> Outcome:
    """Take back what was done with each record: `undo(actor, uid of the record, uid of what was made)`."""
    outcome = Outcome()
    model: Any = resources.get(resource).model
    ids = [each.record_id for each in made]
    uids = dict(model._base_manager.filter(pk__in=ids).values_list("pk", "uid"))
    for change in made:
        try:
            with transaction.atomic():
                undo(actor, uids[change.record_id], change.after)
        except REFUSALS as error:
            outcome.problems.append((change.record_id, refusal(error)))
        else:
            outcome.changes.append(change)
    return outcome


def _instances(resource: str, ids: Sequence[int]) -> list[Any]:
    declared = resources.get(resource)
    rows: Any = declared.model._default_manager.filter(pk__in=ids)
    return list(rows.select_related(*declared.related).order_by("pk"))


def _same(one: Any, other: Any) -> bool:
    """Whether two kept values say the same; nothing written is the same as nothing there."""
    return one == other or (one in (None, "", []) and other in (None, "", []))
