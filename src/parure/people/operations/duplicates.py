"""Looking for duplicates, and what people say of the pairs that were found."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import audit, policy
from parure.access.actors import Actor, actor_for
from parure.access.choices import AuditAction
from parure.core import jobs
from parure.core.models import Job
from parure.people.duplicates import finding
from parure.people.duplicates.finding import Checkpoint
from parure.people.merging import choosing
from parure.people.models import Customer, DuplicatePair, DuplicateRun, Merge, PairStatus
from parure.people.operations.merging import merge_customers

SURE = 900  # thousandths below which pairs are looked at one by one
ACTIVE = (Job.Status.WAITING, Job.Status.RUNNING)


# ── looking ──────────────────────────────────────────────────────────────────


@transaction.atomic
def start_duplicate_search(actor: Actor) -> DuplicateRun:
    """Look the whole base through in the background; one search at a time. Who may remove customers may."""
    _require(actor)
    return _begun(actor, DuplicateRun.Kind.SEARCH, "people.search_duplicates")


def _require(actor: Actor) -> None:
    policy.require(actor, "people.customer", "delete")
    policy.require(actor, "people.customer", "change")


def _begun(actor: Actor, kind: str, task: str, threshold: int = 0) -> DuplicateRun:
    running = DuplicateRun.objects.filter(kind=kind, finished_at=None, job__status__in=ACTIVE).first()
    if running is not None:
        return running
    run = DuplicateRun.objects.create(kind=kind, staff_id=actor.staff_id, threshold=threshold)
    run.job = jobs.enqueue(task, {"uid": str(run.uid)}, priority=5)
    run.save(update_fields=["job"])
    return run


def search_duplicates(checkpoint: Checkpoint, uid: str) -> None:
    """Carry a search out, from its start: what was kept before is found again."""
    runs = DuplicateRun.objects.filter(uid=uid)

    def tell(done: int, total: int, found: int) -> None:
        runs.update(done=done, total=total, found=found)

    found = finding.find_in_base(checkpoint, tell)
    with checkpoint():
        runs.update(found=found, finished_at=timezone.now())


def search_here() -> DuplicateRun:
    """The same at once, in this process: for the command line."""
    run = DuplicateRun.objects.create(kind=DuplicateRun.Kind.SEARCH)
    search_duplicates(transaction.atomic, str(run.uid))
    run.refresh_from_db()
    return run


def search_around_changed(checkpoint: Checkpoint) -> None:
    """Daily work: look around the customers that came or changed; around very many, through the whole base."""
    ids = finding.changed_lately()
    if len(ids) > finding.MANY:
        finding.find_in_base(checkpoint, lambda *_told: None)
        return
    ordered = sorted(ids)
    for start in range(0, len(ordered), 500):
        with checkpoint():
            finding.find_around(ordered[start : start + 500])


# ── deciding ─────────────────────────────────────────────────────────────────


@transaction.atomic
def tell_apart(actor: Actor, pair_uid: UUID | str) -> DuplicatePair:
    """Note that two customers are different people: they are never proposed again."""
    return _decide(actor, pair_uid, PairStatus.DIFFERENT)


@transaction.atomic
def put_off_pair(actor: Actor, pair_uid: UUID | str) -> DuplicatePair:
    """Leave a pair for later."""
    return _decide(actor, pair_uid, PairStatus.LATER)


@transaction.atomic
def reopen_pair(actor: Actor, pair_uid: UUID | str) -> DuplicatePair:
    """Take back what was said of a pair."""
    return _decide(actor, pair_uid, PairStatus.OPEN)


def _decide(actor: Actor, pair_uid: UUID | str, status: PairStatus) -> DuplicatePair:
    pair = _pair_in_reach(actor, pair_uid)
    if pair.status == status:
        return pair
    if pair.status == PairStatus.MERGED:
        raise ValidationError(_("Somebody has merged one of these records already."), code="merged")
    before, pair.status = pair.status, status
    decided = status != PairStatus.OPEN
    pair.decided_by_id = actor.staff_id if decided else None
    pair.decided_at = timezone.now() if decided else None
    pair.save(update_fields=["status", "decided_by", "decided_at"])
    for record_id in (pair.first_id, pair.second_id):
        audit.record(
            actor,
            AuditAction.CHANGE,
            "people.customer",
            record_id,
            field="duplicate",
            before={"duplicate": before},
            after={"duplicate": pair.status},
            detail={"first": pair.first_id, "second": pair.second_id},
        )
    return pair


def _pair_in_reach(actor: Actor, pair_uid: UUID | str) -> DuplicatePair:
    _require(actor)
    pair = DuplicatePair.objects.select_for_update(of=("self",)).filter(uid=pair_uid).first()
    both = [pair.first_id, pair.second_id] if pair else []
    if pair is None or policy.rows(actor, "people.customer", "delete").filter(pk__in=both).count() < len(
        both
    ):
        raise policy.NotFound("duplicate")
    return pair


# ── merging many ─────────────────────────────────────────────────────────────


@transaction.atomic
def merge_certain(actor: Actor, *, threshold: int) -> DuplicateRun:
    """Merge every open pair in reach that is at least so sure (thousandths), in the background, one by one.

    Each merge can be undone by itself. Raises ValidationError below SURE.
    """
    _require(actor)
    if not SURE <= threshold <= 1000:
        raise ValidationError({"threshold": _("Pairs that are less sure are looked at one by one.")})
    return _begun(actor, DuplicateRun.Kind.MERGE, "people.merge_certain", threshold)


def carry_out_merges(checkpoint: Checkpoint, uid: str) -> None:
    """Merge the pairs of a run one by one, each in a transaction of its own; goes on where it was after a crash.

    Acts as whoever began it, with the rights that they have now.
    """
    run = DuplicateRun.objects.select_related("staff").get(uid=uid)
    while True:
        with checkpoint():
            pair = certain_pairs(run).order_by("pk").first()
            if pair is None:
                DuplicateRun.objects.filter(pk=run.pk).update(finished_at=timezone.now())
                return
            run.last_id = pair.pk
            run.done += 1
            merged = _merge_pair(run, pair)
            run.found += merged
            run.failed += not merged
            run.save(update_fields=["last_id", "done", "found", "failed"])


def certain_pairs(run: DuplicateRun) -> QuerySet[DuplicatePair]:
    """The open pairs that a run has not seen to."""
    return DuplicatePair.objects.filter(status=PairStatus.OPEN, score__gte=run.threshold, pk__gt=run.last_id)


def _merge_pair(run: DuplicateRun, pair: DuplicatePair) -> bool:
    if run.staff is None or not run.staff.is_active:
        return False
    actor = actor_for(run.staff)
    first, second = Customer.objects.get(pk=pair.first_id), Customer.objects.get(pk=pair.second_id)
    survivor, other = choosing.by_weight(first, second)
    try:
        with transaction.atomic():
            merge = merge_customers(actor, survivor.uid, other.uid)
            Merge.objects.filter(pk=merge.pk).update(run=run)
    except (ValidationError, policy.Denied, policy.NotFound):
        return False
    return True
