"""What customers think of us: recorded, put right, settled, taken back."""

from collections.abc import Mapping
from datetime import datetime
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
from parure.core.once import done_before, keep_done
from parure.people.choices import EntryKind, FeedbackKind, FeedbackStatus
from parure.people.events import FeedbackAmended, FeedbackRecorded, FeedbackRemoved, FeedbackSettled
from parure.people.facts import touch
from parure.people.feedback.facts import keep_feedback_facts
from parure.people.feedback.rules import LONGEST_DONE, check, stars, wants_settling
from parure.people.models import Customer, Feedback
from parure.people.search import reindex_note
from parure.people.story import forget, remember

FEEDBACK = "people.feedback"
ABOUT = {"order": "sales.order", "visit": "sales.visit"}
NAMES = ("kind", "score", "recommend", "words", "order", "visit", "at", "done")


@transaction.atomic
def record_feedback(
    actor: Actor,
    customer_uid: UUID | str,
    *,
    kind: str,
    score: int | None = None,
    recommend: int | None = None,
    words: str = "",
    order: UUID | str | None = None,
    visit: UUID | str | None = None,
    at: datetime | None = None,
    request_key: str = "",
) -> Feedback:
    """Record what a customer said: stars (1 to 5), how likely they recommend us (0 to 10), words; one of these at least.
    `order` or `visit`, by uid, is what it is about. Complaints and suggestions are open until they are settled.

    Emits FeedbackRecorded. The same `request_key` again gives what was recorded the first time.
    """
    if (known := done_before(request_key, FEEDBACK)) is not None:
        made: Feedback = policy.fetch(actor, FEEDBACK, known, "view")
        return made
    customer: Customer = policy.fetch(actor, "people.customer", customer_uid, "view")
    feedback = Feedback(customer=customer, staff_id=actor.staff_id)
    said = {"score": score, "recommend": recommend, "words": words, "order": order, "visit": visit, "at": at}
    values = {"kind": kind} | {name: each for name, each in said.items() if each not in (None, "")}
    store_id = _set(actor, feedback, values)
    feedback.store_id = store_id or actor.home_store_id or customer.home_store_id
    with policy.writing(actor, FEEDBACK, feedback, list(values), action="add"):
        feedback.save()
        _tell(feedback, actor.label)
        touch(customer.pk, timezone.localdate(feedback.at))
        keep_done(request_key, FEEDBACK, feedback.pk)
        emit(FeedbackRecorded(*_said(feedback)), actor=actor)
    return feedback


@transaction.atomic
def amend_feedback(actor: Actor, uid: UUID | str, **values: Any) -> Feedback:
    """Put right what is said of it (`values` by NAMES); nothing is written when nothing differs. What becomes a complaint
    or a suggestion is open; what is none any more has nothing to settle. Emits FeedbackAmended.
    """
    feedback: Feedback = policy.fetch(actor, FEEDBACK, uid, "change", lock=True)
    before = _columns(feedback)
    with policy.writing(actor, FEEDBACK, feedback, list(values)):
        feedback.store_id = _set(actor, feedback, values) or feedback.store_id
        if _columns(feedback) != before:
            feedback.save()
            _tell(feedback)
            emit(FeedbackAmended(*_said(feedback)), actor=actor)
    return feedback


@transaction.atomic
def settle_feedback(actor: Actor, uid: UUID | str, *, done: str) -> Feedback:
    """Say what was done about it; settled twice is once. Emits FeedbackSettled."""
    feedback = _to_settle(actor, uid, ["status", "done"])
    done = str(done or "").strip()
    if feedback.status == FeedbackStatus.SETTLED:
        return feedback
    if not done or len(done) > LONGEST_DONE:
        problem = _("At most %s characters.") % LONGEST_DONE if done else _("Please say what was done.")
        raise ValidationError({"done": problem})
    with policy.writing(actor, FEEDBACK, feedback, ["status", "done"]):
        feedback.status, feedback.done = FeedbackStatus.SETTLED, done
        feedback.settled_at, feedback.settled_by_id = timezone.now(), actor.staff_id
        _keep_status(actor, feedback)
    return feedback


@transaction.atomic
def reopen_feedback(actor: Actor, uid: UUID | str) -> Feedback:
    """Not settled after all; what was done so far stays. Emits FeedbackSettled."""
    feedback = _to_settle(actor, uid, ["status"])
    if feedback.status == FeedbackStatus.OPEN:
        return feedback
    with policy.writing(actor, FEEDBACK, feedback, ["status"]):
        _open(feedback)
        _keep_status(actor, feedback)
    return feedback


@transaction.atomic
def remove_feedback(actor: Actor, uid: UUID | str) -> None:
    """Take back what was recorded; a second call finds nothing. `restore_feedback` brings it back."""
    policy.check_write(actor, FEEDBACK, ["kind"])
    feedback: Feedback = policy.fetch(actor, FEEDBACK, uid, "change", lock=True)
    Feedback.objects.filter(pk=feedback.pk).update(is_removed=True)
    forget(FEEDBACK, [feedback.pk])
    reindex_note("f", feedback.customer_id, feedback.pk, "")
    keep_feedback_facts([feedback.customer_id])
    audit.record(actor, AuditAction.DELETE, FEEDBACK, feedback.pk)
    emit(FeedbackRemoved(feedback.customer_id, feedback.pk, is_back=False), actor=actor)


@transaction.atomic
def restore_feedback(actor: Actor, uid: UUID | str) -> Feedback:
    """Undo `remove_feedback`, for who may change the customer's feedback."""
    policy.check_write(actor, FEEDBACK, ["kind"])
    feedback = Feedback.objects.select_for_update(of=("self",)).filter(uid=uid, is_removed=True).first()
    if feedback is None:
        found: Feedback = policy.fetch(actor, FEEDBACK, uid, "change")
        return found
    policy.fetch(actor, "people.customer", feedback.customer_id, "change")
    feedback.is_removed = False
    feedback.save(update_fields=["is_removed"])
    _tell(feedback)
    audit.record(actor, AuditAction.UNDO, FEEDBACK, feedback.pk)
    emit(FeedbackRemoved(feedback.customer_id, feedback.pk, is_back=True), actor=actor)
    return feedback


# ── parts ────────────────────────────────────────────────────────────────────


def _set(actor: Actor, feedback: Feedback, values: Mapping[str, Any]) -> int | None:
    """Put values on the instance; the store of what it is about, where that is named. Raises ValidationError by field,
    NotWritable for what feedback doesn't have.
    """
    if unknown := set(values) - set(NAMES):
        raise policy.NotWritable(unknown)
    stores = [_set_about(actor, feedback, name, values[name]) for name in ABOUT if name in values]
    for name in ("kind", "score", "recommend"):
        if name in values:
            setattr(feedback, name, values[name])
    for name in ("words", "done"):
        if name in values:
            setattr(feedback, name, str(values[name] or "").strip())
    if values.get("at") is not None:
        feedback.at = values["at"]
    check(feedback, timezone.now())
    if not wants_settling(feedback.kind):
        feedback.status, feedback.settled_at, feedback.settled_by_id = FeedbackStatus.NONE, None, None
    elif not feedback.status:
        _open(feedback)
    return next(filter(None, stores), None)


def _set_about(actor: Actor, feedback: Feedback, name: str, uid: UUID | str | None) -> int | None:
    """Point it to an order or a visit of this customer, or to none; the store where that was."""
    found: Any = policy.fetch(actor, ABOUT[name], uid, "view") if uid else None
    if found is not None and found.customer_id != feedback.customer_id:
        raise ValidationError({name: _("This isn't one of the choices.")})
    setattr(feedback, f"{name}_ref", found.pk if found else None)
    return found.store_id if found else None


def _open(feedback: Feedback) -> None:
    feedback.status, feedback.settled_at, feedback.settled_by_id = FeedbackStatus.OPEN, None, None


def _to_settle(actor: Actor, uid: UUID | str, names: list[str]) -> Feedback:
    """A complaint or suggestion that the actor may settle."""
    policy.check_write(actor, FEEDBACK, names)
    feedback: Feedback = policy.fetch(actor, FEEDBACK, uid, "change", lock=True)
    if not wants_settling(feedback.kind):
        raise ValidationError(_("Only complaints and suggestions are settled."))
    return feedback


def _keep_status(actor: Actor, feedback: Feedback) -> None:
    feedback.save(update_fields=["status", "done", "settled_at", "settled_by"])
    _tell(feedback)
    emit(FeedbackSettled(feedback.customer_id, feedback.pk, feedback.status), actor=actor)


def _columns(feedback: Feedback) -> tuple[Any, ...]:
    return tuple(getattr(feedback, field.attname) for field in Feedback._meta.concrete_fields)


def _said(feedback: Feedback) -> tuple[int, int, str, int | None, int | None]:
    return feedback.customer_id, feedback.pk, feedback.kind, feedback.score, feedback.recommend


def _tell(feedback: Feedback, who: str = "") -> None:
    """Keep the line of the timeline, the words that it is found by, and what the customer's record says of it."""
    label = str(FeedbackKind(feedback.kind).label)
    done = _("Done: %s") % feedback.done if feedback.done else ""
    remember(
        feedback.customer_id,
        at=feedback.at,
        kind=EntryKind.FEEDBACK,
        title=" ".join(filter(None, [label, stars(feedback.score)])),
        body="；".join(filter(None, [feedback.words, done])),
        who=who or (feedback.staff.name if feedback.staff else ""),
        resource=FEEDBACK,
        record_id=feedback.pk,
    )
    reindex_note("f", feedback.customer_id, feedback.pk, f"{feedback.words} {feedback.done}")
    keep_feedback_facts([feedback.customer_id])
