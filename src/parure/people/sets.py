"""Plain values and tags of many customers at once, for bulk changes: the rows, the audit, the search and one fact
for the batch, as one change after another would leave them. Runs inside the caller's transaction.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.audit_batch import record_changes
from parure.automation.bulk.writers import Change, Outcome, SetWriter, changed_since, tags_sets, writes_sets
from parure.core.among import among
from parure.core.bulk import allocate_ids, insert_rows, update_rows
from parure.core.events import emit
from parure.customize.definitions import forget_definitions
from parure.customize.models import Tag, TagAssignment
from parure.customize.operations import MOST_TAGS
from parure.people.events import CustomersChanged
from parure.people.models import Customer
from parure.people.operations.customers import PLAIN, clean_values
from parure.people.search_marks import mark, unmark

RESOURCE = "people.customer"
# unique, read by the search, or with evidence of its own
ONE_BY_ONE = {"name", "nickname", "member_no", "remark", "marketing_consent"}
DAYS = {"registered_on"}

# ── plain values ─────────────────────────────────────────────────────────────


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _written(name: str, kept: Any) -> Any:
    return date.fromisoformat(kept) if name in DAYS and kept else kept


def _write_plain(name: str) -> Callable[[Actor, Sequence[int], Any], Outcome]:
    def write(actor: Actor, ids: Sequence[int], value: Any) -> Outcome:
        policy.check_write(actor, RESOURCE, [name])
        wanted = clean_values({name: _written(name, value)})[name]
        rows = Customer.objects.filter(pk__among=among(ids)).select_for_update().order_by("pk")
        held = list(rows.values_list("pk", name))
        changes = [Change(pk, name, _kept(was), _kept(wanted)) for pk, was in held if was != wanted]
        Customer.objects.filter(pk__among=among(each.record_id for each in changes)).update(**{name: wanted})
        _tell(actor, [name], [(each.record_id, {name: each.before}, {name: each.after}) for each in changes])
        return Outcome(changes, unchanged=len(held) - len(changes))

    return write


def _restore_plain(name: str) -> Callable[[Actor, Sequence[Change]], Outcome]:
    def restore(actor: Actor, made: Sequence[Change]) -> Outcome:
        policy.check_write(actor, RESOURCE, [name])
        rows = Customer.objects.filter(pk__among=among(each.record_id for each in made)).select_for_update()
        held = dict(rows.order_by("pk").values_list("pk", name))
        outcome = Outcome()
        for each in made:
            if each.record_id in held and _kept(held[each.record_id]) == each.after:
                outcome.changes.append(each)
            else:
                outcome.problems.append((each.record_id, changed_since()))
        update_rows(
            Customer, [name], [(each.record_id, _written(name, each.before)) for each in outcome.changes]
        )
        told = [(each.record_id, {name: each.after}, {name: each.before}) for each in outcome.changes]
        _tell(actor, [name], told)
        return outcome

    return restore


def _tell(
    actor: Actor, names: Sequence[str], told: Sequence[tuple[int, dict[str, Any], dict[str, Any]]]
) -> None:
    """The audit of each record, and one fact for all of them."""
    if told:
        record_changes(actor, RESOURCE, told)
        emit(CustomersChanged([pk for pk, _before, _after in told], list(names)), actor=actor)


# ── tags ─────────────────────────────────────────────────────────────────────

Given = list[Any]  # [tag id, assignment id, last day as text or None, by rule, staff id]


@dataclass(frozen=True, slots=True)
class Carrier:
    """A customer with the tags that a batch is about; `given` by tag id."""

    pk: int
    names: list[str]
    given: dict[int, Given]


def _carriers(ids: Sequence[int], tag_ids: Iterable[int]) -> list[Carrier]:
    rows = Customer.objects.filter(pk__among=among(ids)).select_for_update().order_by("pk")
    held = list(rows.values_list("pk", "tag_names"))
    given: dict[int, dict[int, Given]] = {}
    # the tag as an expression: by its index the database would go through all who have it
    assigned = TagAssignment.objects.alias(given=Coalesce("tag_id", "tag_id")).filter(
        record_id__among=among(ids), given__in=list(tag_ids)
    )
    columns = ("record_id", "tag_id", "pk", "expires_on", "by_rule", "staff_id")
    for record_id, tag_id, pk, last_day, by_rule, staff_id in assigned.values_list(*columns):
        given.setdefault(record_id, {})[tag_id] = [tag_id, pk, _kept(last_day), by_rule, staff_id]
    return [Carrier(pk, list(names), given.get(pk, {})) for pk, names in held]


class _Moves:
    """What a batch writes, collected record by record and written at once."""

    def __init__(self) -> None:
        self.names: list[tuple[int, str]] = []
        self.fresh: list[tuple[int, Given]] = []
        self.gone: list[int] = []
        self.days: list[tuple[int, date | None]] = []
        self.marks: dict[int, list[int]] = {}
        self.unmarks: dict[int, list[int]] = {}
        self.told: list[tuple[int, dict[str, Any], dict[str, Any]]] = []

    def rename(self, carrier: Carrier, names: list[str]) -> None:
        self.names.append((carrier.pk, json.dumps(names, ensure_ascii=False)))
        self.told.append((carrier.pk, {"tags": carrier.names}, {"tags": names}))

    def write(self, actor: Actor) -> None:
        TagAssignment.objects.filter(pk__among=among(self.gone)).delete()
        insert_rows(
            TagAssignment,
            ("id", "tag_id", "record_id", "expires_on", "by_rule", "staff_id"),
            [
                (pk, tag_id, record_id, _day(last_day), by_rule, staff_id)
                for record_id, (tag_id, pk, last_day, by_rule, staff_id) in self.fresh
            ],
        )
        update_rows(TagAssignment, ["expires_on"], self.days)
        update_rows(Customer, ["tag_names"], self.names)
        for tag_id, ids in self.unmarks.items():
            unmark(ids, tag_id)
        for tag_id, ids in self.marks.items():
            mark(ids, tag_id)
        if self.days or any(given[2] for _record_id, given in self.fresh):
            forget_definitions()
        _tell(actor, ["tags"], self.told)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _tags_of(params: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, int]]:
    """(tags to give, tags to take) by name; those removed meanwhile are left out."""
    wanted = {*params.get("add", []), *params.get("remove", [])}
    known = dict(Tag.objects.filter(resource=RESOURCE, name__in=wanted).values_list("name", "pk"))
    give = {name: known[name] for name in params.get("add", []) if name in known}
    return give, {name: known[name] for name in params.get("remove", []) if name in known}


def write_tags(actor: Actor, ids: Sequence[int], params: Mapping[str, Any]) -> Outcome:
    """Give and take tags as `tag_customer` does; `until` is the last day of those given."""
    policy.check_write(actor, RESOURCE, ["tags"])
    give, take = _tags_of(params)
    until, today = params.get("until") or None, timezone.localdate().isoformat()
    if until and until < today:
        raise ValidationError(_("This day has passed."))
    outcome, moves = Outcome(), _Moves()
    carriers = _carriers(ids, {*give.values(), *take.values()})
    numbers = iter(allocate_ids(TagAssignment, len(carriers) * len(give)))
    for carrier in carriers:
        names = sorted((set(carrier.names) | give.keys()) - take.keys())
        if len(names) > MOST_TAGS:
            outcome.problems.append((carrier.pk, _("At most %s tags on one record.") % MOST_TAGS))
            continue
        before = [carrier.given[tag_id] for tag_id in sorted(carrier.given)]
        after = dict(carrier.given)
        for tag_id in give.values():
            known = after.get(tag_id)
            if known is None:
                after[tag_id] = [tag_id, next(numbers), until, False, actor.staff_id]
                moves.fresh.append((carrier.pk, after[tag_id]))
                moves.marks.setdefault(tag_id, []).append(carrier.pk)
            elif known[2] != until and (until or known[2] < today):
                after[tag_id] = [tag_id, known[1], until, *known[3:]]
                moves.days.append((known[1], _day(until)))
        for tag_id in take.values():
            if (known := after.pop(tag_id, None)) is not None:
                moves.gone.append(known[1])
                moves.unmarks.setdefault(tag_id, []).append(carrier.pk)
        kept = [after[tag_id] for tag_id in sorted(after)]
        if kept == before and names == carrier.names:
            outcome.unchanged += 1
            continue
        outcome.changes.append(Change(carrier.pk, "tags", before, kept))
        if names != carrier.names:
            moves.rename(carrier, names)
    moves.write(actor)
    return outcome


def restore_tags(actor: Actor, made: Sequence[Change]) -> Outcome:
    """Give back and take back, to the row, what still is as the run left it."""
    policy.check_write(actor, RESOURCE, ["tags"])
    tag_ids = {given[0] for each in made for given in (*each.before, *each.after)}
    called = dict(Tag.objects.filter(pk__in=tag_ids).values_list("pk", "name"))
    carriers = {each.pk: each for each in _carriers([change.record_id for change in made], tag_ids)}
    outcome, moves = Outcome(), _Moves()
    for change in made:
        carrier = carriers.get(change.record_id)
        about = {given[0] for given in (*change.before, *change.after)}
        now = [carrier.given[tag_id] for tag_id in sorted(about & carrier.given.keys())] if carrier else None
        if carrier is None or now != change.after or not about <= called.keys():
            outcome.problems.append((change.record_id, changed_since()))
            continue
        _set_back(change, carrier, called, moves)
        outcome.changes.append(change)
    moves.write(actor)
    return outcome


def _set_back(change: Change, carrier: Carrier, called: Mapping[int, str], moves: _Moves) -> None:
    before = {given[0]: given for given in change.before}
    after = {given[0]: given for given in change.after}
    for tag_id in after.keys() - before.keys():
        moves.gone.append(after[tag_id][1])
        moves.unmarks.setdefault(tag_id, []).append(carrier.pk)
    for tag_id in before.keys() - after.keys():
        moves.fresh.append((carrier.pk, before[tag_id]))
        moves.marks.setdefault(tag_id, []).append(carrier.pk)
    for tag_id in before.keys() & after.keys():
        if before[tag_id][2] != after[tag_id][2]:
            moves.days.append((before[tag_id][1], _day(before[tag_id][2])))
    today = timezone.localdate().isoformat()
    live = {called[tag_id] for tag_id, given in before.items() if not given[2] or given[2] >= today}
    names = sorted((set(carrier.names) - {called[tag_id] for tag_id in after}) | live)
    if names != carrier.names:
        moves.rename(carrier, names)


for _name in PLAIN:
    if _name not in ONE_BY_ONE:
        writes_sets(RESOURCE, _name, SetWriter(_write_plain(_name), _restore_plain(_name)))
tags_sets(RESOURCE, SetWriter(write_tags, restore_tags))
