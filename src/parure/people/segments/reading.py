"""What somebody sees of segments: how many of those they reach are in one, how that went, and why somebody is in.

Whoever may not read what a segment's condition asks about learns no figure of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, QuerySet, Value, When
from django.utils import timezone

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import check_condition
from parure.access.extents import reaches_all, some_keys
from parure.access.listing import list_page
from parure.access.policy import Record
from parure.access.reading import records_of
from parure.core import resources
from parure.core.activities import deeds
from parure.core.conditions import Tree, compile_tree
from parure.people.models import Customer, Segment, SegmentMember, SegmentMove, SegmentRun, SegmentSnapshot
from parure.people.segments.known import CUSTOMER, SEGMENT, Known, known_segments, may_read
from parure.people.segments.users import Use, Users, users_of, uses_of

CHANGE_DAYS = 30
HISTORY_DAYS = 90
SAMPLE = 10
MOST_REASONS = 12


@dataclass(frozen=True)
class Figures:
    """How many in reach are in a segment, and how many of them came and went within `CHANGE_DAYS`."""

    members: int = 0
    entered: int = 0
    left: int = 0


def readable(actor: Actor, ids: Iterable[int]) -> list[int]:
    """Those of these segments of which the actor may know who is in; one query."""
    segments, wanted = known_segments(), set(ids)
    return [
        each.pk
        for each in segments.values()
        if each.pk in wanted and may_read(actor, each.condition, segments)
    ]


def _members(actor: Actor, ids: Sequence[int]) -> dict[int, int]:
    """How many of each segment are in reach; of the whole shop as it was counted when it was looked through."""
    if reaches_all(actor, CUSTOMER):
        return dict(Segment.objects.filter(pk__in=ids).values_list("pk", "member_count"))
    rows = SegmentMember.objects.filter(segment_id__in=ids, customer__in=policy.rows(actor, CUSTOMER))
    return dict(rows.order_by().values_list("segment_id").annotate(n=Count("pk")))


def _moves(actor: Actor, ids: Sequence[int]) -> QuerySet[SegmentMove]:
    rows: QuerySet[SegmentMove] = SegmentMove.objects.filter(segment_id__in=ids).order_by()
    return rows if reaches_all(actor, CUSTOMER) else rows.filter(customer__in=policy.rows(actor, CUSTOMER))


def _change(actor: Actor, ids: Sequence[int]) -> dict[int, list[int]]:
    """[entered, left] within `CHANGE_DAYS`."""
    since = timezone.localdate() - timedelta(days=CHANGE_DAYS - 1)
    rows = _moves(actor, ids).filter(on__gte=since).values_list("segment_id", "entered")
    found = {pk: [0, 0] for pk in ids}
    for pk, entered, count in rows.annotate(n=Count("pk")):
        found[pk][0 if entered else 1] = count
    return found


# ── as fields of the record ──────────────────────────────────────────────────


def condition_seen(actor: Actor, segments: Sequence[Segment]) -> dict[int, Any]:
    """Conditions that the actor may ask: one on what they may not read could hold somebody's name."""
    ids = set(readable(actor, (each.pk for each in segments)))
    return {each.pk: each.condition for each in segments if each.pk in ids}


def members_seen(actor: Actor, segments: Sequence[Segment]) -> dict[int, Any]:
    """How many members the actor reaches, of segments that they may read."""
    ids = readable(actor, (each.pk for each in segments))
    found = _members(actor, ids) if ids else {}
    return {pk: found.get(pk, 0) for pk in ids}


def entered_seen(actor: Actor, segments: Sequence[Segment]) -> dict[int, Any]:
    return {pk: moved[0] for pk, moved in _change_seen(actor, segments).items()}


def left_seen(actor: Actor, segments: Sequence[Segment]) -> dict[int, Any]:
    return {pk: moved[1] for pk, moved in _change_seen(actor, segments).items()}


def _change_seen(actor: Actor, segments: Sequence[Segment]) -> dict[int, list[int]]:
    ids = readable(actor, (each.pk for each in segments))
    return _change(actor, ids) if ids else {}


def users_seen(actor: Actor, segments: Sequence[Segment]) -> dict[int, Any]:
    wanted = {each.pk for each in segments}
    known = [each for each in known_segments().values() if each.pk in wanted]
    uses = uses_of(actor, known)
    return {each.pk: [use.name for use in uses[each.uid]] for each in known}


# ── one segment ──────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Standing:
    """A segment as its page needs it. `is_readable`: this actor may know who is in it."""

    record: Record
    known: Known
    is_readable: bool
    is_whole_shop: bool
    figures: Figures
    progress: int | None  # percent of a look that is under way
    has_failed: bool
    took_ms: int


def standing_of(actor: Actor, uid: UUID | str) -> Standing:
    """Raises `policy.NotFound`."""
    segment: Segment = policy.fetch(actor, SEGMENT, uid, "view")
    segments = known_segments()
    known = segments[str(segment.uid)]
    is_readable = may_read(actor, known.condition, segments)
    progress, has_failed = _progress(segment)
    return Standing(
        policy.record(actor, SEGMENT, segment),
        known,
        is_readable,
        reaches_all(actor, CUSTOMER),
        _figures(actor, segment.pk) if is_readable else Figures(),
        progress,
        has_failed,
        segment.took_ms,
    )


def _figures(actor: Actor, pk: int) -> Figures:
    entered, left = _change(actor, [pk])[pk]
    return Figures(_members(actor, [pk]).get(pk, 0), entered, left)


def _progress(segment: Segment) -> tuple[int | None, bool]:
    """(percent of a look that waits or is under way, whether the last one was given up)."""
    run = (
        SegmentRun.objects.filter(segment=segment, is_whole=True)
        .select_related("job")
        .order_by("-pk")
        .first()
    )
    if run is None or run.finished_at is not None:
        return None, False
    if run.job is not None and run.job.status in ("failed", "stopped"):
        return None, True
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 1
    return min(99, run.last_id * 100 // last), False


@dataclass(frozen=True)
class Day:
    """A segment on a day, of those in reach; money (minor units) only where the whole shop is reached and may be read."""

    on: date
    members: int
    entered: int
    left: int
    spent: int | None = None


def history_of(actor: Actor, standing: Standing) -> list[Day]:
    """Day by day since the segment was first looked through, at most `HISTORY_DAYS`; from its moves, back from now."""
    if not standing.is_readable:
        return []
    today = timezone.localdate()
    pk = standing.known.pk
    moves = _moves(actor, [pk]).filter(on__gt=today - timedelta(days=HISTORY_DAYS))
    by_day: dict[tuple[date, bool], int] = {
        (on, entered): n for on, entered, n in moves.values_list("on", "entered").annotate(n=Count("pk"))
    }
    spent = _spent(actor, pk, standing)
    first = min([*(on for on, _entered in by_day), *spent, today])
    found: list[Day] = []
    members, on = standing.figures.members, today
    while on >= first:
        entered, left = by_day.get((on, True), 0), by_day.get((on, False), 0)
        found.append(Day(on, members, entered, left, spent.get(on)))
        members -= entered - left
        on -= timedelta(days=1)
    return found[::-1]


def _spent(actor: Actor, pk: int, standing: Standing) -> dict[date, int]:
    if not standing.is_whole_shop or "total_spent" not in policy.filterable(actor, CUSTOMER):
        return {}
    rows = SegmentSnapshot.objects.filter(
        segment_id=pk, on__gt=timezone.localdate() - timedelta(days=HISTORY_DAYS)
    )
    return dict(rows.values_list("on", "total_spent_minor"))


def uses_seen(actor: Actor, standing: Standing) -> list[Use]:
    """What uses a segment, as far as this actor may know."""
    return uses_of(actor, [standing.known])[standing.known.uid]


def would_find_nobody(actor: Actor, standing: Standing) -> Users:
    """The lists and reports that would find nobody without a segment."""
    return users_of(actor, standing.known)


def put_away(actor: Actor, uid: UUID | str) -> str:
    """The name of a segment that was put away, for who may bring it back; raises `policy.NotFound`."""
    name = Segment.objects.filter(uid=uid, is_archived=True).values_list("name", flat=True).first()
    if name is None or not policy.may(actor, SEGMENT, "delete"):
        raise policy.NotFound(SEGMENT)
    return name


# ── why somebody is in ───────────────────────────────────────────────────────


@dataclass(frozen=True)
class Reason:
    """A customer who meets a condition, and the terms that they meet; `counts` by the place of a term that counts."""

    customer: Record
    terms: list[tuple[int, Tree]]
    counts: Mapping[int, int] = field(default_factory=dict)


def asserted(tree: Tree) -> Iterator[Tree]:
    """The terms of a condition that speak for somebody: those that don't stand under a `not`, and what they never did."""
    if "all" in tree or "any" in tree:
        for each in tree.get("all", tree.get("any")) or []:
            yield from asserted(each)
    elif "not" in tree:
        inner = tree["not"]
        for each in inner.get("any", [inner]):
            if "did" in each and int(each.get("times", 1)) == 1:
                yield each | {"times": 0}
    elif tree:
        yield tree


def sample_of(
    actor: Actor, condition: Tree, *, among: Tree | None = None, size: int = SAMPLE
) -> list[Reason]:
    """Some of those in reach who meet the condition, each with the terms that they meet, and the values of these.
    With `among` some of those who meet that, whichever terms they meet of the condition.
    """
    check_condition(actor, CUSTOMER, condition)
    terms = list(asserted(condition))[:MOST_REASONS]
    names = {str(each["field"]) for each in terms if "field" in each}
    found = _some(actor, among or condition, sorted(names | {"name"}), size)
    keys = [each.pk for each in found]
    met = _terms_met(keys, terms) if keys and terms else {}
    counts = {place: _counted(keys, term) for place, term in enumerate(terms) if "did" in term and keys}
    return [
        Reason(
            each,
            [(place, term) for place, term in enumerate(terms) if place in met.get(each.pk, ())],
            {place: by_key.get(each.pk, 0) for place, by_key in counts.items()},
        )
        for each in found
    ]


def _some(actor: Actor, condition: Tree, names: Sequence[str], size: int) -> list[Record]:
    keys = some_keys(actor, CUSTOMER, condition, size)
    if keys is not None:
        return records_of(actor, CUSTOMER, keys, names)
    return list_page(actor, CUSTOMER, condition=condition, size=size, names=names).records


def _terms_met(keys: Sequence[int], terms: Sequence[Tree]) -> dict[int, set[int]]:
    """By customer the places of the terms that they meet; one query. The terms were checked."""
    fields, activities = resources.fields_of(CUSTOMER), resources.activities_of(CUSTOMER)
    flags = {
        f"met{place}": Case(
            When(compile_tree(CUSTOMER, term, fields, activities, within=keys), then=Value(value=True)),
            default=Value(value=False),
        )
        for place, term in enumerate(terms)
    }
    rows = Customer.objects.filter(pk__in=keys).order_by().annotate(**flags).values_list("pk", *flags)
    return {pk: {place for place, is_met in enumerate(met) if is_met} for pk, *met in rows}


def _counted(keys: Sequence[int], term: Tree) -> dict[int, int]:
    activity = resources.activity_of(CUSTOMER, term["did"])
    rows = deeds(activity, term, within=keys).order_by().values_list(activity.owner)
    return dict(rows.annotate(n=Count("pk")))
