"""Taking back single rows: former values restored, made rows removed, ledger rows reversed."""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import models
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils import timezone

from parure.access.actors import forget_actors
from parure.access.choices import AuditAction
from parure.access.models import AuditEntry, Store
from parure.catalog.models import Certificate, Piece, Stone, Style
from parure.core import resources
from parure.core.bulk import update_each
from parure.customize.bulk import forget_values
from parure.customize.models import Tag, TagAssignment
from parure.customize.pointing import pointed_to, staying_along
from parure.integrations.imports.rows import select_where
from parure.integrations.imports.undo_own import Fields, parts_of, restore_own
from parure.integrations.imports.writers.changes import reindex_customers, set_next_dates
from parure.loyalty.models import PointEntry, PointKind
from parure.people.choices import Why
from parure.people.consents.bulk import reverse_consents
from parure.people.facts import HOUSE
from parure.people.models import (
    ContactPoint,
    Customer,
    Identity,
    ImportantDate,
    NoteWord,
    Preference,
    Relation,
    Size,
    StageMove,
    TimelineEntry,
)
from parure.people.names import romanise
from parure.people.ownership.history import Turn, note_turns
from parure.people.rules import activity_rank
from parure.people.search import index_notes
from parure.people.search_marks import move_ranks
from parure.people.story import forget
from parure.sales.models import OpeningSpend, Order, OrderLine, Payment, Visit, VisitPiece

Undone = tuple[int, Counter[str]]
"""(rows removed, rows kept by reason)."""

MODELS: dict[str, type[models.Model]] = {
    "people.customer": Customer,
    "people.contact_point": ContactPoint,
    "people.identity": Identity,
    "people.important_date": ImportantDate,
    "people.size": Size,
    "people.preference": Preference,
    "people.relation": Relation,
    "people.stage_move": StageMove,
    "people.timeline_entry": TimelineEntry,
    "customize.tag_assignment": TagAssignment,
    "catalog.style": Style,
    "catalog.piece": Piece,
    "catalog.stone": Stone,
    "catalog.certificate": Certificate,
    "sales.order": Order,
    "sales.order_line": OrderLine,
    "sales.visit": Visit,
    "access.store": Store,
}
SEARCHED = {"name", "nickname", "home_store_id", "owner_id", "tag_names"}
BY_HAND = (AuditAction.CHANGE, AuditAction.DELETE, AuditAction.UNDO)
CHUNK = 2000


# ── former values ────────────────────────────────────────────────────────────


def restore_rows(resource: str, before: dict[str, dict[str, list[Any]]]) -> tuple[int, int]:
    """Set former values back where the row still holds what the import wrote: (rows restored, rows that changed)."""
    told = {int(pk): fields for pk, fields in before.items()}
    own = parts_of(told, own=True)
    wanted = parts_of(told, own=False)
    restored, kept = restore_own(resource, own) if own else (set(), set())
    if wanted:
        again, changed = _restore_columns(resource, wanted)
        restored, kept = restored | again, kept | changed
    return len(restored), len(kept)


def _restore_columns(resource: str, wanted: Fields) -> tuple[set[int], set[int]]:
    model = MODELS[resource]
    columns = sorted({name for fields in wanted.values() for name in fields})
    sql = f"SELECT id, {', '.join(columns)} FROM {model._meta.db_table} WHERE"  # noqa: S608 - names of ours
    changes: dict[int, dict[str, Any]] = {}
    kept: set[int] = set()
    lists = {name for name in columns if isinstance(_column(model, name), models.JSONField)}
    for pk, *values in select_where(sql, "id", wanted):
        present = dict(zip(columns, values, strict=True))
        back = {
            name: former
            for name, (former, written) in wanted[pk].items()
            if _plain(present[name]) == _plain(written) and former != written
        }
        if any(_plain(present[name]) != _plain(written) for name, (_former, written) in wanted[pk].items()):
            kept.add(pk)
        if back:
            changes[pk] = {
                name: json.dumps(value, ensure_ascii=False)
                if name in lists and not isinstance(value, str)
                else value
                for name, value in back.items()
            }
    if model is Customer:
        turns = [
            Turn(pk, wanted[pk]["owner_id"][1], back["owner_id"])
            for pk, back in changes.items()
            if "owner_id" in back
        ]
        note_turns(HOUSE, turns, Why.UNDONE)
        _restore_customers(changes)
    else:
        update_each(model, changes)
    return set(changes), kept


def _column(model: type[models.Model], name: str) -> Any:
    return next(field for field in model._meta.concrete_fields if field.column == name)


def _plain(value: Any) -> Any:
    """A value in one form, whichever database or JSON it comes from."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str) and value[:1] == "[":
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _restore_customers(changes: dict[int, dict[str, Any]]) -> None:
    for values in changes.values():
        if "name" in values:
            values["pinyin"] = romanise(values["name"]).full[:120]
    ranked = {
        pk: values["last_activity_on"] for pk, values in changes.items() if values.get("last_activity_on")
    }
    update_each(Customer, changes)
    move_ranks({pk: activity_rank(_day(former)) for pk, former in ranked.items()})
    reindex_customers(pk for pk, values in changes.items() if SEARCHED & values.keys())
    noted = [(pk, pk, values["remark"] or "") for pk, values in changes.items() if "remark" in values]
    if noted:
        NoteWord.objects.filter(source="c", source_id__in=[pk for pk, _id, _text in noted]).delete()
        index_notes("c", noted)


def _day(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


# ── rows that were made ──────────────────────────────────────────────────────


def changed_by_hand(resource: str, ids: Sequence[int]) -> set[int]:
    """Those of these records that somebody has changed, as the audit tells."""
    found: set[int] = set()
    for chunk in chunks(ids):
        entries = AuditEntry.objects.filter(resource=resource, record_id__in=chunk, action__in=BY_HAND)
        found.update(pk for pk in entries.values_list("record_id", flat=True) if pk is not None)
    return found


def users_of(
    model: type[models.Model], ids: Sequence[int], beside: set[type[models.Model]]
) -> dict[int, str]:
    """Which of these rows other records speak of, by foreign key or in a field of the shop's own: {id: name of the
    model}. `beside` don't count.
    """
    found: dict[int, str] = {}
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        other: Any = relation.related_model
        if other in beside:
            continue
        column = relation.field.attname
        for chunk in chunks(ids):
            users = other._base_manager.filter(**{f"{column}__in": chunk}).values_list(column, flat=True)
            for pk in users.distinct():
                found.setdefault(pk, other._meta.model_name)
    declared = resources.for_model(model)
    pointed = pointed_to(declared.name, ids) if declared is not None else set()
    return dict.fromkeys(pointed, "own") | found


def chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def wipe(model: type[models.Model], column: str, ids: Sequence[int]) -> int:
    """Delete rows by a column, without looking for what hangs on them: that has been seen to."""
    manager: Any = model._default_manager
    return sum(
        manager.filter(**{f"{column}__in": chunk})._raw_delete(manager.db) or 0 for chunk in chunks(ids)
    )


def _owned(
    model: type[models.Model], then: Callable[[set[int]], None] | None = None
) -> Callable[[list[int]], Undone]:
    """Rows that hang on a customer; `then` is called with the customers that lost one."""

    def remove(ids: list[int]) -> Undone:
        owners: set[int] = set()
        if then is not None:
            sql = f"SELECT customer_id FROM {model._meta.db_table} WHERE"  # noqa: S608 - names of ours
            owners = {pk for (pk,) in select_where(sql, "id", ids)}
        count = wipe(model, "pk", ids)
        if then is not None:
            then(owners)
        return count, Counter()

    return remove


def _goods(
    model: type[models.Model], resource: str, parts: tuple[type[models.Model], ...]
) -> Callable[[list[int]], Undone]:
    """Styles or pieces; one that is used or was changed stays."""

    def remove(ids: list[int]) -> Undone:
        reasons = users_of(model, ids, set(parts))
        reasons |= dict.fromkeys(changed_by_hand(resource, ids), "changed")
        reasons |= dict.fromkeys(staying_along(resource, ids, reasons), "own")
        gone = [pk for pk in ids if pk not in reasons]
        for part in parts:
            wipe(part, "piece_id", gone)
        forget_values(resource, gone)
        return wipe(model, "pk", gone), Counter(reasons.values())

    return remove


def _remove_orders(ids: list[int]) -> Undone:
    """Orders with their lines and stories; their payments are reversed. An order that was changed stays."""
    kept = changed_by_hand("sales.order", ids)
    gone = [pk for pk in ids if pk not in kept]
    reasons = users_of(Order, gone, {OrderLine, Payment})
    gone = [pk for pk in gone if pk not in reasons]
    for chunk in chunks(gone):
        reverse_payments(Payment.objects.filter(order_id__in=chunk))
        forget("sales.order", list(chunk))
    wipe(OrderLine, "order_id", gone)
    forget_values("sales.order", gone)
    counted = Counter(reasons.values())
    counted["changed"] += len(kept)
    return wipe(Order, "pk", gone), +counted


def reverse_payments(payments: Iterable[Payment]) -> None:
    """Book the opposite of each payment that isn't reversed yet."""
    opposite = {"PAYMENT": "REFUND", "REFUND": "PAYMENT"}
    found = [each for each in payments if not each.source_key.startswith("undo:")]
    keys = {f"undo:{each.pk}" for each in found}
    done = {key for (key,) in select_where("SELECT source_key FROM sales_payment WHERE", "source_key", keys)}
    Payment.objects.bulk_create(
        (
            Payment(
                order_id=each.order_id,
                kind=opposite[each.kind],
                method=each.method,
                amount_minor=each.amount_minor,
                at=each.at,
                source_key=f"undo:{each.pk}",
            )
            for each in found
            if f"undo:{each.pk}" not in done
        ),
        batch_size=500,
    )


def _remove_payments(ids: list[int]) -> Undone:
    for chunk in chunks(ids):
        reverse_payments(Payment.objects.filter(pk__in=chunk))
    return len(ids), Counter()


def _remove_visits(ids: list[int]) -> Undone:
    kept = changed_by_hand("sales.visit", ids)
    gone = [pk for pk in ids if pk not in kept]
    reasons = users_of(Visit, gone, {VisitPiece})
    gone = [pk for pk in gone if pk not in reasons]
    for chunk in chunks(gone):
        forget("sales.visit", list(chunk))
        NoteWord.objects.filter(source="v", source_id__in=chunk).delete()
    wipe(VisitPiece, "visit_id", gone)
    forget_values("sales.visit", gone)
    counted = Counter(reasons.values())
    counted["changed"] += len(kept)
    return wipe(Visit, "pk", gone), +counted


def _reverse_points(ids: list[int]) -> Undone:
    today = timezone.localdate()
    entries = [each for chunk in chunks(ids) for each in PointEntry.objects.filter(pk__in=chunk)]
    PointEntry.objects.bulk_create(
        (
            PointEntry(
                customer_id=each.customer_id,
                kind=PointKind.REVERSE,
                points=-each.points,
                on=today,
                source_key=f"{each.source_key}:undo:{each.pk}",
                reverses_id=each.pk,
            )
            for each in entries
        ),
        batch_size=500,
    )
    return len(entries), Counter()


def _reverse_spend(ids: list[int]) -> Undone:
    entries = [each for chunk in chunks(ids) for each in OpeningSpend.objects.filter(pk__in=chunk)]
    OpeningSpend.objects.bulk_create(
        (
            OpeningSpend(
                customer_id=each.customer_id,
                amount_minor=-each.amount_minor,
                order_count=-each.order_count,
                as_of=each.as_of,
                last_purchase_on=each.last_purchase_on,
                source_key=f"{each.source_key}:undo:{each.pk}",
            )
            for each in entries
        ),
        batch_size=500,
    )
    return len(entries), Counter()


def _close_stores(ids: list[int]) -> Undone:
    count, kept = _unused(Store)(ids)
    forget_actors()
    return count, kept


def _unused(model: type[models.Model]) -> Callable[[list[int]], Undone]:
    """Rows that others share: removed where nothing speaks of them any more."""

    def remove(ids: list[int]) -> Undone:
        reasons = users_of(model, ids, set())
        return wipe(model, "pk", [pk for pk in ids if pk not in reasons]), Counter(reasons.values())

    return remove


def _reverse_consents(ids: list[int]) -> Undone:
    return sum(reverse_consents(chunk) for chunk in chunks(ids)), Counter()


HANDLERS: dict[str, Callable[[list[int]], Undone]] = {
    "people.contact_point": _owned(ContactPoint, reindex_customers),
    "people.identity": _owned(Identity),
    "people.important_date": _owned(ImportantDate, set_next_dates),
    "people.size": _owned(Size),
    "people.preference": _owned(Preference),
    "people.relation": _owned(Relation),
    "people.consent": _reverse_consents,
    "people.stage_move": _owned(StageMove),
    "customize.tag_assignment": _owned(TagAssignment),
    "catalog.style": _goods(Style, "catalog.style", ()),
    "catalog.piece": _goods(Piece, "catalog.piece", (Stone, Certificate)),
    "catalog.stone": _owned(Stone),
    "catalog.certificate": _owned(Certificate),
    "sales.order": _remove_orders,
    "sales.order_line": _owned(OrderLine),
    "sales.payment": _remove_payments,
    "sales.visit": _remove_visits,
    "sales.opening_spend": _reverse_spend,
    "loyalty.point_entry": _reverse_points,
    "access.store": _close_stores,
    "customize.tag": _unused(Tag),
}
