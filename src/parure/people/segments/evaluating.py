"""Who is in a segment, found out anew: all customers a stretch of keys at a time, or the few that changed.

In one transaction a stretch is asked who of it meets the condition, compared with who of it is a member, and the
difference written as members and moves. The segment's row is locked meanwhile, so that what is asked is asked after
every other look at the segment. Looked through twice nothing moves; killed in the middle the run goes on where it was.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone

from parure.access.actors import Actor
from parure.core import resources
from parure.core.activities import Keys, among
from parure.core.bulk import insert_rows
from parure.core.conditions import BadCondition, compile_tree
from parure.core.events import emit
from parure.people.events import SegmentChanged
from parure.people.models import (
    Customer,
    Segment,
    SegmentMember,
    SegmentMove,
    SegmentRun,
    SegmentSnapshot,
)
from parure.people.segments.known import CUSTOMER

CHUNK = 50_000
GONE = "gone"  # the condition asks about something that is there no more
CLOCK = Actor(None, "parure", {})
Checkpoint = Callable[[], AbstractContextManager[None]]


def look_through(checkpoint: Checkpoint, run_id: int) -> bool:
    """Carry a whole run to its end; whether anybody moved. `checkpoint` opens each stretch's transaction."""
    while True:
        with checkpoint():
            run = SegmentRun.objects.get(pk=run_id)
            segment = Segment.objects.select_for_update().get(pk=run.segment_id)
            if run.finished_at is not None:
                return bool(run.entered or run.left)
            if not _next_stretch(segment, run):
                return bool(run.entered or run.left)


def _next_stretch(segment: Segment, run: SegmentRun) -> bool:
    """Look through the next stretch, or finish; whether there is more to do."""
    now = timezone.now()
    run.began_at = run.began_at or now
    if timezone.localdate(run.began_at) != timezone.localdate(now):
        run.last_id = 0  # the condition may speak of today
    first = None if segment.is_archived else _next_key(segment, run.last_id)
    if first is None:
        _finish(segment, run)
        return False
    stretch = range(first, first + CHUNK)
    try:
        _move(segment, run, stretch)
    except BadCondition:
        Segment.objects.filter(pk=segment.pk).update(problem=GONE)
        run.finished_at = now
        run.save(update_fields=["began_at", "finished_at"])
        return False
    run.last_id = stretch.stop - 1
    run.save(update_fields=["began_at", "last_id", "entered", "left"])
    return True


def _next_key(segment: Segment, after: int) -> int | None:
    """The next customer, or the next member if the customer is gone; keys that nobody has are passed over at once."""
    customers = Customer.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    members = SegmentMember.objects.filter(segment=segment, customer_id__gt=after).order_by("customer_id")
    found = [customers.first(), members.values_list("customer_id", flat=True).first()]
    return min((each for each in found if each is not None), default=None)


def meeting(segment: Segment, keys: Keys) -> set[int]:
    """Which of these customers meet the condition, whoever asks. Raises BadCondition."""
    query = compile_tree(
        CUSTOMER,
        segment.condition,
        resources.fields_of(CUSTOMER),
        resources.activities_of(CUSTOMER),
        within=keys,
    )
    rows = Customer.objects.filter(resources.get(CUSTOMER).restrict(), among("pk", keys), query)
    return set(rows.order_by().values_list("pk", flat=True))


def _move(segment: Segment, run: SegmentRun, keys: Keys) -> None:
    """Let those of these customers enter and leave who must. The segment is locked, the run not saved."""
    met = meeting(segment, keys)
    members = SegmentMember.objects.filter(among("customer_id", keys), segment=segment)
    held = set(members.order_by().values_list("customer_id", flat=True))
    entered, left = sorted(met - held), sorted(held - met)
    run.entered += len(entered)
    run.left += len(left)
    write_moves(segment, run, entered, left)


def write_moves(
    segment: Segment,
    run: SegmentRun,
    entered: Sequence[int],
    left: Sequence[int],
    merge_id: int | None = None,
) -> None:
    """Make these customers members and those none, and keep that they moved."""
    today = timezone.localdate()
    insert_rows(
        SegmentMember, ("segment_id", "customer_id", "since"), [(segment.pk, pk, today) for pk in entered]
    )
    for start in range(0, len(left), 500):
        SegmentMember.objects.filter(segment=segment, customer_id__in=left[start : start + 500]).delete()
    moved = [(pk, True) for pk in entered] + [(pk, False) for pk in left]
    insert_rows(
        SegmentMove,
        ("segment_id", "customer_id", "run_id", "entered", "on", "merge_id"),
        [(segment.pk, pk, run.pk, came, today, merge_id) for pk, came in moved],
    )


def _finish(segment: Segment, run: SegmentRun) -> None:
    """The figures of the segment as it stands now, today's snapshot, and one fact for all who moved."""
    now = timezone.now()
    run.finished_at = now
    run.save(update_fields=["began_at", "finished_at", "entered", "left"])
    if segment.is_archived:
        return
    is_first = segment.evaluated_at is None
    segment.evaluated_at, segment.problem = now, ""
    segment.took_ms = int((now - (run.began_at or now)).total_seconds() * 1000)
    segment.member_count = keep_snapshot(segment)
    segment.save(update_fields=["evaluated_at", "problem", "took_ms", "member_count"])
    if run.entered or run.left:
        emit(SegmentChanged(segment.pk, run.pk, run.entered, run.left, is_first), actor=CLOCK)


def keep_snapshot(segment: Segment) -> int:
    """Keep how many are in the segment today and what they have spent; returns how many."""
    standing = resources.get(CUSTOMER).restrict()
    rows = Customer.objects.filter(standing, pk__in=segment.members.values("customer_id"))
    figures = rows.aggregate(count=Count("pk"), spent=Sum("total_spent_minor"))
    SegmentSnapshot.objects.update_or_create(
        segment=segment,
        on=timezone.localdate(),
        defaults={"count": figures["count"], "total_spent_minor": figures["spent"] or 0},
    )
    return int(figures["count"])


def look_at(segment_id: int, customer_ids: Iterable[int]) -> bool:
    """Let these customers enter or leave one segment at once; whether any did."""
    keys = sorted(set(customer_ids))
    with transaction.atomic():
        segment = Segment.objects.select_for_update().get(pk=segment_id)
        if segment.is_archived:
            return False
        try:
            met = meeting(segment, keys)
        except BadCondition:
            return False
        held = set(segment.members.filter(customer_id__in=keys).values_list("customer_id", flat=True))
        entered, left = sorted(met - held), sorted(held - met)
        if not entered and not left:
            return False
        move_few(segment, entered, left)
    return True


def move_few(
    segment: Segment, entered: Sequence[int], left: Sequence[int], merge_id: int | None = None
) -> None:
    """Let a few customers enter and leave, in a run of their own, and tell it. The segment is locked."""
    now = timezone.now()
    run = SegmentRun.objects.create(
        segment=segment,
        is_whole=False,
        began_at=now,
        finished_at=now,
        entered=len(entered),
        left=len(left),
    )
    write_moves(segment, run, entered, left, merge_id)
    segment.member_count += len(entered) - len(left)
    segment.save(update_fields=["member_count"])
    emit(SegmentChanged(segment.pk, run.pk, len(entered), len(left), is_first=False), actor=CLOCK)
