"""Making one record of two that are one person, and taking that back."""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.core.events import emit
from parure.people import holdings
from parure.people.choices import Why
from parure.people.events import CustomersMerged, MergeUndone
from parure.people.facts import set_next_date, tell_tags
from parure.people.holdings import Merging
from parure.people.merging import choosing, journal, moving, pointers
from parure.people.models import Customer, DuplicatePair, Merge, MergeStep, PairStatus, Relation
from parure.people.names import romanise
from parure.people.ownership.history import Turn, note_turns
from parure.people.search import forget, reindex, reindex_note

FIELD_OF = {"home_store_id": "home_store", "owner_id": "owner"}
UNNAMED = {"custom", "tag_names", "last_contact_on", "last_visit_on", "last_activity_on"}


@transaction.atomic
def merge_customers(
    actor: Actor,
    survivor_uid: UUID | str,
    other_uid: UUID | str,
    choices: Mapping[str, str] | None = None,
) -> Merge:
    """Take one record up into another: all that hangs on `other` becomes the survivor's, and `other` leads there.

    `choices` are field -> survivor, other or both; the rest follows the suggestion (merging.choosing). Needs the
    right to remove customers and to change both. Every step is kept for `undo_merge`. Emits CustomersMerged.
    """
    survivor, other = _lock_both(actor, survivor_uid, other_uid)
    _refuse_relatives(survivor, other)
    outcome = choosing.outcome(survivor, other, choices or {})
    changed = {key: value for key, value in outcome.values.items() if getattr(survivor, key) != value}
    merging = Merging(survivor.pk, other.pk, outcome.taken, {})
    before = journal.snapshot([survivor.pk, other.pk])
    with policy.writing(actor, "people.customer", survivor, _audited(changed)):
        forget([survivor.pk, other.pk])
        _set_aside(survivor, other, taken=outcome.taken)
        moving.move_everything(merging)
        had = survivor.owner_id
        _write(survivor, changed)
        note_turns(actor, [Turn(survivor.pk, had, survivor.owner_id)], Why.MERGED)
        settle([survivor.pk])
        survivor.refresh_from_db()
        reindex([survivor])
        moving.follow_notes(survivor.pk, other.pk)
        if "remark" in changed:
            reindex_note("c", survivor.pk, survivor.pk, survivor.remark)
    merge = Merge.objects.create(
        survivor=survivor, other=other, staff_id=actor.staff_id, by=actor.label[:80], stayed=merging.stayed
    )
    after = journal.snapshot([survivor.pk, other.pk])
    MergeStep.objects.bulk_create(journal.steps_between(merge, before, after), batch_size=500)
    pointers.follow(merge)
    _record(actor, merge, AuditAction.CHANGE, AuditAction.DELETE)
    _close_pair(actor, survivor.pk, other.pk)
    emit(CustomersMerged(merge.pk, survivor.pk, other.pk), actor=actor)
    return merge


def _lock_both(actor: Actor, survivor_uid: UUID | str, other_uid: UUID | str) -> tuple[Customer, Customer]:
    """Both records, locked in the order of their ids: of two who merge them at once, the second is told."""
    policy.require(actor, "people.customer", "delete")
    policy.require(actor, "people.customer", "change")
    given = [UUID(str(survivor_uid)), UUID(str(other_uid))]
    if given[0] == given[1]:
        raise ValidationError(_("These are the same record."))
    in_reach = policy.row_condition(actor, "people.customer", "delete") & policy.row_condition(
        actor, "people.customer", "change"
    )
    rows = Customer.objects.filter(in_reach, uid__in=given).order_by("pk")
    found = {each.uid: each for each in rows.select_for_update(of=("self",))}
    if len(found) == 2:
        return found[given[0]], found[given[1]]
    gone = Customer.objects.filter(
        uid__in=given, merged_into__in=policy.rows(actor, "people.customer", "delete")
    )
    if gone.exists():
        raise ValidationError(_("Somebody has merged one of these records already."), code="merged")
    raise policy.NotFound("people.customer")


def _refuse_relatives(survivor: Customer, other: Customer) -> None:
    both = [survivor.pk, other.pk]
    if Relation.objects.filter(customer_id__in=both, other_id__in=both).exists():
        raise ValidationError(
            _(
                "These two are noted as related to each other. If they are one person, remove that from the family first."
            ),
            code="related",
        )


def _audited(changed: Mapping[str, Any]) -> list[str]:
    names = [FIELD_OF.get(key, key) for key in changed if key not in UNNAMED]
    return [*names, "tags"] if "tag_names" in changed else names


def _set_aside(survivor: Customer, other: Customer, *, taken: frozenset[str]) -> None:
    """Put the other record out of every list. Whose member number isn't kept holds the one that isn't."""
    swapped = "member_no" in taken
    if swapped:
        Customer.objects.filter(pk__in=[survivor.pk, other.pk]).update(member_no=None)
    Customer.objects.filter(pk=other.pk).update(
        is_archived=True,
        merged_into=survivor,
        **({"member_no": survivor.member_no} if swapped else {}),
    )


def _write(survivor: Customer, changed: Mapping[str, Any]) -> None:
    for key, value in changed.items():
        setattr(survivor, key, value)
    columns = list(changed)
    if "name" in changed:
        survivor.pinyin = romanise(survivor.name).full[:120]
        columns.append("pinyin")
    if columns:
        survivor.save(update_fields=columns)


def settle(customer_ids: list[int]) -> None:
    """Make every figure kept on these customers right for the rows that they have now."""
    for customer_id in customer_ids:
        set_next_date(customer_id)
    for each in holdings.settlers():
        each(customer_ids)


def _record(actor: Actor, merge: Merge, on_survivor: AuditAction, on_other: AuditAction) -> None:
    for action, record_id in ((on_survivor, merge.survivor_id), (on_other, merge.other_id)):
        detail = {"merge": str(merge.uid), "survivor": merge.survivor_id, "other": merge.other_id}
        audit.record(actor, action, "people.customer", record_id, field="merged_into", detail=detail)


def _close_pair(actor: Actor, *customer_ids: int) -> None:
    first, second = sorted(customer_ids)
    DuplicatePair.objects.filter(first_id=first, second_id=second).update(
        status=PairStatus.MERGED, decided_by=actor.staff_id, decided_at=timezone.now()
    )


@transaction.atomic
def undo_merge(actor: Actor, merge_uid: UUID | str) -> dict[str, int]:
    """Put both records back as they were before the merge; what came to the survivor since stays with them.

    Returns how many rows of each table had changed since and were left as they are. Undone twice is undone once.
    Raises ValidationError with the reason where it can't be undone. Emits MergeUndone.
    """
    merge = _reachable(actor, merge_uid)
    if merge.undone_at is not None:
        return {}
    both = [merge.survivor_id, merge.other_id]
    survivor, other = _lock_for_undo(merge)
    forget(both)
    steps = list(merge.steps.order_by("pk"))
    left = pointers.lead_back(merge, filter(pointers.is_pointer, steps))
    kept = journal.put_back(step for step in steps if not pointers.is_pointer(step))
    kept += Counter({pointers.TABLE: left})
    moving.follow_notes(*both)
    settle(both)
    if Customer._meta.label_lower in kept:
        tell_tags(both)
    for customer in (survivor, other):
        remark, had = customer.remark, customer.owner_id
        customer.refresh_from_db()
        note_turns(actor, [Turn(customer.pk, had, customer.owner_id)], Why.UNDONE)
        if customer.remark != remark:
            reindex_note("c", customer.pk, customer.pk, customer.remark)
    reindex([survivor, other])
    merge.undone_at = timezone.now()
    merge.save(update_fields=["undone_at"])
    DuplicatePair.objects.filter(first_id=min(both), second_id=max(both), status=PairStatus.MERGED).update(
        status=PairStatus.OPEN, decided_by=None, decided_at=None
    )
    _record(actor, merge, AuditAction.UNDO, AuditAction.UNDO)
    if policy.rows(actor, "people.customer", "delete").filter(pk__in=both).count() < len(both):
        raise policy.Denied(_("This would put the record out of your reach."))
    emit(MergeUndone(merge.pk, *both), actor=actor)
    return dict(kept)


def _reachable(actor: Actor, merge_uid: UUID | str) -> Merge:
    """The merge, where the actor may remove its survivor; the row is locked."""
    policy.require(actor, "people.customer", "delete")
    policy.require(actor, "people.customer", "change")
    merge = Merge.objects.select_for_update(of=("self",)).filter(uid=merge_uid).first()
    if merge is None:
        raise policy.NotFound("merge")
    whose = Customer.objects.filter(pk=merge.survivor_id).values_list("merged_into_id", flat=True).first()
    reached = policy.rows(actor, "people.customer", "delete")
    if not reached.filter(pk__in=[merge.survivor_id, whose]).exists():
        raise policy.NotFound("merge")
    return merge


def _lock_for_undo(merge: Merge) -> tuple[Customer, Customer]:
    both = [merge.survivor_id, merge.other_id]
    found = {
        each.pk: each for each in Customer.objects.select_for_update().filter(pk__in=both).order_by("pk")
    }
    survivor, other = found[merge.survivor_id], found[merge.other_id]
    if survivor.merged_into_id is not None or other.merged_into_id != survivor.pk:
        raise ValidationError(_("The record was merged again later: undo that first."))
    if survivor.is_archived:
        raise ValidationError(_("The record was removed since: bring it back first."))
    return survivor, other


@transaction.atomic
def gather_stragglers(merge_id: int) -> int:
    """Bring over what came to the merged record while it was being merged; returns from how many tables.

    Somebody who had begun to record an order when the merge was made finishes after it.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge_id)
    other = Customer.objects.select_for_update().get(pk=merge.other_id)
    if merge.undone_at is not None or other.merged_into_id is None:
        return 0
    moved = 0
    pointers.follow(merge)
    for holding in holdings.every():
        if holding.fate is not holdings.Fate.MOVES:
            continue
        stayed = merge.stayed.get(holding.table, [])
        if holding.rows([other.pk]).exclude(pk__in=stayed).exists():
            merging = Merging(other.merged_into_id, other.pk, frozenset(), {})
            moving.move_holding(holding, merging)
            moved += 1
    if moved:
        settle([other.merged_into_id])
        moving.follow_notes(other.merged_into_id, other.pk)
        reindex(list(Customer.objects.filter(pk=other.merged_into_id, is_archived=False)))
    return moved
