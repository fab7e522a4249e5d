"""When segments are looked through: at once after a change of customers, by the clock, when somebody asks."""

import time
from collections.abc import Collection, Iterable, Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from parure.core import jobs
from parure.core.models import Job
from parure.customize.rules import rename_value
from parure.people.choices import SegmentKind, SegmentWhen
from parure.people.models import Segment, SegmentMember, SegmentMove, SegmentRun
from parure.people.segments.evaluating import Checkpoint, keep_snapshot, look_at, look_through, move_few
from parure.people.segments.known import Known, asking, in_order, known_segments, resting_on

TASK = "people.evaluate_segment"
FEW = 5000  # customers changed at once; after more of them everybody is looked through
STEP = 500
KEPT_DAYS = 60  # runs in which nobody moved
WATCH_SECONDS = 60.0
_WATCHING: list[tuple[float, bool]] = []


def start_run(segment: Segment) -> SegmentRun:
    """Have a segment looked through; a run that still waits is the one. The segment is locked."""
    waiting = SegmentRun.objects.filter(
        segment=segment, is_whole=True, began_at=None, finished_at=None, job__status=Job.Status.WAITING
    )
    if (known := waiting.first()) is not None:
        return known
    run = SegmentRun.objects.create(segment=segment)
    run.job = jobs.enqueue(TASK, {"run_id": run.pk}, unique_key=f"segment-run:{run.pk}")
    run.save(update_fields=["job"])
    return run


def carry_out_run(checkpoint: Checkpoint, run_id: int) -> None:
    """Look one segment through, then those that rest on it and follow at once."""
    if look_through(checkpoint, run_id):
        pk = SegmentRun.objects.values_list("segment_id", flat=True).get(pk=run_id)
        with checkpoint():
            _start_above(pk, but=frozenset())


def _start_above(segment_id: int, but: frozenset[int]) -> None:
    segments = known_segments()
    moved = next((each for each in segments.values() if each.pk == segment_id), None)
    for above in resting_on(moved.uid, segments) if moved else []:
        if _follows(above) and above.pk not in but:
            start_run(Segment.objects.select_for_update().get(pk=above.pk))


def _follows(segment: Known) -> bool:
    return segment.kind == SegmentKind.DYNAMIC and segment.when == SegmentWhen.ON_CHANGE


# ── by the clock ─────────────────────────────────────────────────────────────


def carry_out_round(checkpoint: Checkpoint, *, every: str) -> None:
    """Look through all segments of a turn of the clock ("day" or "hour"), each after those that it rests on.

    Begun again after a crash it goes on with what isn't finished.
    """
    now = timezone.localtime()
    name = f"{now:%Y-%m-%dT%H}" if every == "hour" else f"{now:%Y-%m-%d}"
    turns = {SegmentWhen.HOURLY} if every == "hour" else {*SegmentWhen} - {SegmentWhen.BY_HAND}
    due = [
        each for each in in_order(known_segments()) if each.kind == SegmentKind.DYNAMIC and each.when in turns
    ]
    for place, each in enumerate(due):
        with checkpoint():
            run, _is_new = SegmentRun.objects.get_or_create(segment_id=each.pk, round=name)
        if look_through(checkpoint, run.pk):
            with checkpoint():
                _start_above(each.pk, but=frozenset(later.pk for later in due[place:]))
    if every == "day":
        _keep_the_others(checkpoint)


def _keep_the_others(checkpoint: Checkpoint) -> None:
    """Today's snapshot of the segments that the clock doesn't look through; old runs without moves go."""
    others = Q(kind=SegmentKind.STATIC) | Q(when=SegmentWhen.BY_HAND)
    for segment in Segment.objects.filter(others, is_archived=False, evaluated_at__isnull=False):
        with checkpoint():
            keep_snapshot(segment)
    with checkpoint():
        before = timezone.now() - timedelta(days=KEPT_DAYS)
        SegmentRun.objects.filter(finished_at__lt=before, entered=0, left=0).delete()


# ── after a change of customers ──────────────────────────────────────────────


def watches_changes() -> bool:
    """Whether any segment follows changes at once; asked with every fact, so remembered for a while."""
    if not _WATCHING or time.monotonic() - _WATCHING[0][0] > WATCH_SECONDS:
        following = Segment.objects.filter(
            is_archived=False, kind=SegmentKind.DYNAMIC, when=SegmentWhen.ON_CHANGE
        )
        _WATCHING[:] = [(time.monotonic(), following.exists())]
    return _WATCHING[0][1]


def forget_watching() -> None:
    """Look again whether any segment follows changes."""
    _WATCHING.clear()


def follow_customers(customer_ids: Iterable[int], *, asked: Collection[str] = ()) -> None:
    """Let customers that changed enter and leave the segments that follow at once; where only these fields of theirs
    were `asked` and changed, the segments that ask about them, whenever else they are looked through.
    """
    ids = sorted(set(customer_ids))
    if len(ids) > FEW:
        follow_many(asked=asked)
        return
    following = _following(asked)
    for start in range(0, len(ids), STEP):
        for each in following:
            look_at(each.pk, ids[start : start + STEP])


@transaction.atomic
def follow_many(*, asked: Collection[str] = ()) -> None:
    """So many customers changed: have every segment that `follow_customers` would ask looked through."""
    for each in _following(asked):
        start_run(Segment.objects.select_for_update().get(pk=each.pk))


def _following(asked: Collection[str]) -> list[Known]:
    segments = known_segments()
    return asking(asked, segments) if asked else [each for each in in_order(segments) if _follows(each)]


# ── merges and names ─────────────────────────────────────────────────────────


@transaction.atomic
def follow_merge(merge_id: int, survivor_id: int, other_id: int) -> None:
    """The record that was taken up leaves fixed lists, and the survivor stands there for it."""
    static = SegmentMember.objects.filter(customer_id=other_id, segment__kind=SegmentKind.STATIC)
    for pk in sorted(static.values_list("segment_id", flat=True)):
        segment = Segment.objects.select_for_update().get(pk=pk)
        held = _held(segment, survivor_id, other_id)
        if other_id in held:
            move_few(segment, sorted({survivor_id} - held), [other_id], merge_id)
    follow_customers([survivor_id, other_id])


@transaction.atomic
def follow_undone_merge(merge_id: int, survivor_id: int, other_id: int) -> None:
    """Both stand in fixed lists again as before the merge; done twice it is done once."""
    moved = SegmentMove.objects.filter(merge_id=merge_id).order_by("segment_id")
    by_segment: dict[int, dict[int, bool]] = {}
    for segment_id, customer_id, entered in moved.values_list("segment_id", "customer_id", "entered"):
        by_segment.setdefault(segment_id, {})[customer_id] = entered
    for pk, moves in by_segment.items():
        segment = Segment.objects.select_for_update().get(pk=pk)
        held = _held(segment, survivor_id, other_id)
        back = [each for each, entered in moves.items() if not entered and each not in held]
        out = [each for each, entered in moves.items() if entered and each in held]
        if back:
            move_few(segment, back, out)
    follow_customers([survivor_id, other_id])


def _held(segment: Segment, *customer_ids: int) -> set[int]:
    return set(segment.members.filter(customer_id__in=customer_ids).values_list("customer_id", flat=True))


def rename_tag_in_segments(before: str, after: str) -> None:
    """Segments that ask about a tag go on to find the same customers."""
    for segment in Segment.objects.select_for_update().order_by("pk"):
        renamed = rename_value(segment.condition, "tags", before, after)
        if renamed != segment.condition:
            Segment.objects.filter(pk=segment.pk).update(condition=renamed)


def of_customers(resource: str, record_ids: Sequence[int]) -> Sequence[int]:
    """The records of a fact, if they are customers."""
    return record_ids if resource == "people.customer" else ()
