"""What the pages of duplicates show, as records of the gate. A pair is seen by who may merge both of its customers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.core.models import Job
from parure.people import holdings
from parure.people.holdings import Fate
from parure.people.merging import choosing
from parure.people.merging.choosing import Side
from parure.people.models import Customer, DuplicatePair, DuplicateRun, Merge, PairStatus

PAGE = 30
ACTIVE = {Job.Status.WAITING.value, Job.Status.RUNNING.value}
RECENT = 50
SHOWN = (
    "name",
    "phones",
    "home_store",
    "owner",
    "order_count",
    "total_spent",
    "last_activity_on",
    "tier_label",
)
JOINED = (
    "phones",
    "emails",
    "wechats",
    "addresses",
    "birthday",
    "tags",
    "marketing_consent",
    "registered_on",
)
SIDES = (*SHOWN, *choosing.CHOSEN, *JOINED)


@dataclass(frozen=True)
class PairLine:
    """One likely pair."""

    uid: UUID
    score: int
    reasons: list[str]
    status: str
    first: Record
    second: Record


@dataclass(frozen=True)
class PairPage:
    lines: list[PairLine]
    after: str  # where the next page begins; "" at the end


@dataclass(frozen=True)
class Compared:
    """Two records side by side: `differing` are the names to choose, `suggested` which side."""

    survivor: Record
    other: Record
    differing: list[str]
    suggested: dict[str, Side]
    birthdays: bool  # both have one, and they differ
    moves: list[str]  # what comes over, counted in words
    pair: UUID | None
    score: int
    reasons: list[str]


@dataclass(frozen=True)
class MergeLine:
    """One merge that was made."""

    uid: UUID
    at: datetime
    by: str
    survivor: Record | None
    undone_at: datetime | None


@dataclass(frozen=True)
class RunState:
    """How far a search or a bulk merge is."""

    kind: str
    done: int
    total: int
    found: int
    failed: int
    is_running: bool
    finished_at: datetime | None


def may_merge(actor: Actor) -> bool:
    return policy.may(actor, "people.customer", "delete") and policy.may(actor, "people.customer", "change")


def require_merging(actor: Actor) -> None:
    policy.require(actor, "people.customer", "delete")
    policy.require(actor, "people.customer", "change")


def _reach(actor: Actor) -> QuerySet[Customer]:
    return policy.rows(actor, "people.customer", "delete")


def pairs_in_reach(actor: Actor, *, status: str = PairStatus.OPEN, store_id: int | None = None) -> Any:
    """Pairs both of whose customers the actor may merge."""
    reach = _reach(actor).values("pk")
    pairs = DuplicatePair.objects.filter(status=status, first__in=reach, second__in=reach)
    if store_id is not None:
        pairs = pairs.filter(Q(first__home_store_id=store_id) | Q(second__home_store_id=store_id))
    return pairs


def pairs_page(
    actor: Actor, *, status: str = PairStatus.OPEN, store_id: int | None = None, after: str = ""
) -> PairPage:
    """The likeliest pairs in reach, a page; `after` is where the page before ended."""
    require_merging(actor)
    pairs = pairs_in_reach(actor, status=status, store_id=store_id)
    score, _comma, pk = after.partition(",")
    if score.isdigit() and pk.isdigit():
        pairs = pairs.filter(Q(score__lt=int(score)) | Q(score=int(score), pk__lt=int(pk)))
    rows = list(pairs.order_by("-score", "-pk")[: PAGE + 1])
    shown = rows[:PAGE]
    last = f"{shown[-1].score},{shown[-1].pk}" if len(rows) > PAGE else ""
    return PairPage(_lines(actor, shown), last)


def _lines(actor: Actor, pairs: Sequence[DuplicatePair]) -> list[PairLine]:
    ids = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    rows = Customer.objects.filter(pk__in=ids)
    known = {each.pk: each for each in policy.records(actor, "people.customer", rows, SHOWN)}
    return [
        PairLine(
            pair.uid,
            pair.score,
            list(pair.reasons),
            pair.status,
            known[pair.first_id],
            known[pair.second_id],
        )
        for pair in pairs
    ]


def counts_in_reach(actor: Actor) -> dict[str, int]:
    """How many pairs in reach wait, are put off, and are told apart."""
    return {
        status: pairs_in_reach(actor, status=status).count()
        for status in (PairStatus.OPEN, PairStatus.LATER, PairStatus.DIFFERENT)
    }


def certain_in_reach(actor: Actor, threshold: int) -> tuple[int, list[PairLine]]:
    """How many open pairs are at least so sure, and the least sure of them, to look at."""
    require_merging(actor)
    pairs = pairs_in_reach(actor).filter(score__gte=threshold)
    return pairs.count(), _lines(actor, list(pairs.order_by("score", "pk")[:8]))


def twin_of(actor: Actor, customer_id: int) -> Record | None:
    """The likeliest double of a customer in reach, for the notice on their page; one query where there is none."""
    if not may_merge(actor):
        return None
    reach = _reach(actor).values("pk")
    pairs = DuplicatePair.objects.filter(
        Q(first_id=customer_id, second__in=reach) | Q(second_id=customer_id, first__in=reach),
        status=PairStatus.OPEN,
    )
    pair = pairs.order_by("-score", "-pk").values_list("first_id", "second_id").first()
    if pair is None:
        return None
    (twin,) = set(pair) - {customer_id}
    found = policy.records(actor, "people.customer", Customer.objects.filter(pk=twin), ["name"])
    return found[0]


def compare(actor: Actor, survivor_uid: UUID, other_uid: UUID) -> Compared:
    """Two customers whom the actor may merge, field by field. `NotFound` where one is out of reach."""
    require_merging(actor)
    survivor = policy.fetch(actor, "people.customer", survivor_uid, "delete")
    other = policy.fetch(actor, "people.customer", other_uid, "delete")
    names = [
        name
        for name in policy.fields(actor, "people.customer")
        if name in SIDES or name.startswith("custom_")
    ]
    left, right = policy.records(actor, "people.customer", [survivor, other], names)
    suggested = choosing.suggest(survivor, other)
    pair = DuplicatePair.objects.filter(
        first_id=min(survivor.pk, other.pk), second_id=max(survivor.pk, other.pk)
    ).first()
    waits = pair is not None and pair.status != PairStatus.MERGED
    return Compared(
        left,
        right,
        [name for name in choosing.names_to_choose(survivor, other) if name in left],
        suggested,
        bool(left.get("birthday") and right.get("birthday") and left["birthday"] != right["birthday"]),
        moves_of(actor, other.pk),
        pair.uid if pair and waits else None,
        pair.score if pair and waits else 0,
        list(pair.reasons) if pair and waits else [],
    )


def sides_of(actor: Actor, pair_uid: UUID) -> tuple[UUID, UUID]:
    """(who should stay, who should be taken up) of a pair in reach."""
    require_merging(actor)
    pair = DuplicatePair.objects.filter(uid=pair_uid).select_related("first", "second").first()
    if pair is None:
        raise policy.NotFound("duplicate")
    return by_weight(actor, pair.first.uid, pair.second.uid)


def by_weight(actor: Actor, one_uid: UUID, two_uid: UUID) -> tuple[UUID, UUID]:
    """(who should stay, who should be taken up) of two customers in reach."""
    found = [policy.fetch(actor, "people.customer", uid, "view") for uid in (one_uid, two_uid)]
    survivor, other = choosing.by_weight(found[0], found[1])
    return survivor.uid, other.uid


def moves_of(actor: Actor, customer_id: int) -> list[str]:
    """What hangs on a customer and would come over: "32 orders", "5 visits"."""
    words = []
    for each in holdings.every():
        if each.fate is Fate.MOVES and each.counted and _may_see(actor, each.name):
            count = each.rows([customer_id]).count()
            if count:
                words.append(str(each.counted % {"n": count}))
    return words


def _may_see(actor: Actor, name: str) -> bool:
    from parure.core.resources import UnknownResource

    try:
        return policy.may(actor, name)
    except UnknownResource:
        return True


def merges(actor: Actor) -> list[MergeLine]:
    """The latest merges into customers in reach."""
    require_merging(actor)
    rows = list(Merge.objects.filter(survivor__in=_reach(actor).values("pk")).order_by("-at", "-pk")[:RECENT])
    customers = Customer.objects.filter(pk__in={each.survivor_id for each in rows})
    known = {each.pk: each for each in policy.records(actor, "people.customer", customers, ["name"])}
    return [
        MergeLine(each.uid, each.at, each.by, known.get(each.survivor_id), each.undone_at) for each in rows
    ]


def last_run(actor: Actor, kind: str) -> RunState | None:
    """The latest search or bulk merge, for who may merge."""
    require_merging(actor)
    run = DuplicateRun.objects.filter(kind=kind).select_related("job").order_by("-pk").first()
    if run is None:
        return None
    active = run.finished_at is None and run.job is not None and run.job.status in ACTIVE
    return RunState(run.kind, run.done, run.total, run.found, run.failed, active, run.finished_at)
