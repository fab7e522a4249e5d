"""Recording visits."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.catalog.models import Piece
from parure.core.events import emit
from parure.people.choices import EntryKind
from parure.people.facts import touch
from parure.people.models import Customer
from parure.people.search import index_notes
from parure.people.story import remember
from parure.sales.choices import VisitOutcome
from parure.sales.events import VisitRecorded
from parure.sales.models import Visit, VisitPiece

NAMES = (
    "at",
    "customer",
    "minutes",
    "companions",
    "looked_at",
    "outcome",
    "reason",
    "next_step",
    "note",
)
TEXTS = ("companions", "looked_at", "reason", "next_step", "note")


@transaction.atomic
def record_visit(
    actor: Actor,
    customer_uid: UUID | str,
    *,
    at: datetime | None = None,
    minutes: int | None = None,
    companions: str = "",
    pieces: Sequence[tuple[UUID | str, bool]] = (),
    looked_at: str = "",
    outcome: str = "",
    reason: str = "",
    next_step: str = "",
    next_due: date | None = None,
    note: str = "",
    request_key: str = "",
) -> Visit:
    """Record that a customer came: with whom, which pieces (uid, tried on), how it ended, what comes next.

    A next step with a day becomes a task (VisitRecorded). `request_key` is the form's own key: the same form sent
    twice is one visit.
    """
    customer: Customer = policy.fetch(actor, "people.customer", customer_uid, "view")
    key = f"form:{actor.staff_id}:{request_key}"[:120] if request_key else None
    if key and (known := Visit.objects.filter(source_key=key, customer=customer).first()):
        policy.check_write(actor, "sales.visit", NAMES, action="add")
        return known
    texts = {
        "companions": companions.strip(),
        "looked_at": looked_at.strip(),
        "reason": reason.strip(),
        "next_step": next_step.strip(),
        "note": note.strip(),
    }
    _check(texts, outcome, minutes)
    visit = Visit(
        customer=customer,
        store_id=actor.home_store_id or customer.home_store_id,
        staff_id=actor.staff_id,
        at=at or timezone.now(),
        minutes=minutes,
        outcome=outcome,
        source_key=key,
        **texts,
    )
    with policy.writing(actor, "sales.visit", visit, NAMES, action="add"):
        visit.save()
        seen = _keep_pieces(actor, visit, pieces)
        _tell(actor, visit, seen)
        index_notes("v", [(customer.pk, visit.pk, words_of(visit))])
        touch(customer.pk, timezone.localdate(visit.at), visit=True)
        due = next_due.isoformat() if next_due else ""
        emit(
            VisitRecorded(visit.pk, customer.pk, visit.staff_id, visit.outcome, visit.next_step, due),
            actor=actor,
        )
    return visit


def _check(texts: dict[str, str], outcome: str, minutes: int | None) -> None:
    errors = {}
    for name in TEXTS:
        limit = getattr(Visit._meta.get_field(name), "max_length", None) or 20_000
        if len(texts[name]) > limit:
            errors[name] = _("At most %s characters.") % limit
    if outcome and outcome not in VisitOutcome.values:
        errors["outcome"] = _("This isn't one of the choices.")
    if minutes is not None and not 0 <= minutes <= 24 * 60:
        errors["minutes"] = _("Please give the minutes of one visit.")
    if errors:
        raise ValidationError(errors)


def _keep_pieces(actor: Actor, visit: Visit, pieces: Sequence[tuple[UUID | str, bool]]) -> list[Piece]:
    """Each piece once; tried on if any mention of it says so."""
    tried: dict[int, bool] = {}
    seen: dict[int, Piece] = {}
    for uid, was_tried in pieces:
        piece: Piece = policy.fetch(actor, "catalog.piece", uid, "view")
        seen[piece.pk] = piece
        tried[piece.pk] = tried.get(piece.pk, False) or was_tried
    VisitPiece.objects.bulk_create(VisitPiece(visit=visit, piece_id=pk, tried=tried[pk]) for pk in seen)
    return list(seen.values())


def _tell(actor: Actor, visit: Visit, seen: list[Piece]) -> None:
    outcome = str(visit.get_outcome_display()) if visit.outcome else ""
    names = "、".join(piece.name or piece.code for piece in seen)
    remember(
        visit.customer_id,
        at=visit.at,
        kind=EntryKind.VISIT,
        title=outcome or _("Came to the store"),
        body="；".join(
            filter(
                None, [visit.companions, names, visit.looked_at, visit.reason, visit.note, visit.next_step]
            )
        ),
        who=actor.label,
        pictures=[piece.drawing for piece in seen if piece.drawing],
        resource="sales.visit",
        record_id=visit.pk,
    )


def words_of(visit: Visit) -> str:
    """What can be searched of a visit."""
    return " ".join(
        filter(None, [visit.note, visit.reason, visit.looked_at, visit.companions, visit.next_step])
    )
