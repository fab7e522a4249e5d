"""Keeping the list of likely duplicates: over the whole base, or around the customers that changed."""

import time
from collections.abc import Callable, Collection, Iterable
from contextlib import AbstractContextManager
from datetime import timedelta

from django.db.models import Count, Q
from django.utils import timezone

from parure.core.events import Event
from parure.people.duplicates.blocking import Beat, Pair, pairs_of, pairs_of_base, read_base
from parure.people.duplicates.scoring import LIKELY, Verdict, compare, frequency
from parure.people.duplicates.traits import related, traits_of
from parure.people.events import CustomerChanged, CustomerRegistered, CustomersImported
from parure.people.models import Customer, DuplicatePair, PairStatus

CHUNK = 1000
BEAT_SECONDS = 5.0
MANY = 20_000  # customers changed since yesterday: more, and the whole base is looked through
COMPARED = {"name", "gender", "phones", "emails", "wechats", "addresses"}
UNDECIDED = (PairStatus.OPEN, PairStatus.LATER)
Frequency = Callable[[int, str], float]
Checkpoint = Callable[[], AbstractContextManager[None]]
Progress = Callable[[int, int, int], None]


def find_in_base(checkpoint: Checkpoint, tell: Progress) -> int:
    """Look the whole base through; returns how many pairs are likely. Open pairs that are likely no more go.

    Writes a thousand pairs in one `checkpoint`, in which `tell(done, total, found)` is called.
    """
    beat = _now_and_then(checkpoint)
    base = read_base(beat)
    total = len(base.name_of)
    pairs = sorted(pairs_of_base(base, beat))
    kept: set[Pair] = set()
    for start in range(0, len(pairs), CHUNK):
        chunk = pairs[start : start + CHUNK]
        verdicts = judge(chunk, lambda pk, _reading: frequency(base.counts[base.name_of[pk]], total))
        kept.update(verdicts)
        with checkpoint():
            keep(verdicts)
            tell(start + len(chunk), len(pairs), len(kept))
    with checkpoint():
        _forget_unlikely(kept)
    return len(kept)


def _now_and_then(checkpoint: Checkpoint) -> Beat:
    """While reading, let the job's lease be renewed every few seconds."""
    last = time.monotonic()

    def beat() -> None:
        nonlocal last
        if time.monotonic() - last > BEAT_SECONDS:
            last = time.monotonic()
            with checkpoint():
                pass

    return beat


def find_around(ids: Collection[int]) -> int:
    """Look for duplicates of these customers; returns how many likely pairs they are in."""
    found = 0
    everybody = Customer.objects.count()
    ordered = sorted(ids)
    for start in range(0, len(ordered), 100):
        chunk = ordered[start : start + 100]
        pairs, counts = pairs_of(chunk)
        verdicts = judge(sorted(pairs), lambda _pk, reading: frequency(counts[reading], everybody))  # noqa: B023 - used at once
        DuplicatePair.objects.filter(
            Q(first_id__in=chunk) | Q(second_id__in=chunk), status=PairStatus.OPEN
        ).exclude(pk__in=_ids_of(verdicts)).delete()
        keep(verdicts)
        found += len(verdicts)
    return found


def judge(pairs: Collection[Pair], frequency_of: Frequency) -> dict[Pair, Verdict]:
    """Those of these pairs that are likely one person, and why."""
    ids = {pk for pair in pairs for pk in pair}
    known = traits_of(ids)
    kin = related(ids)
    likely = {}
    for one, two in pairs:
        if one not in known or two not in known or (one, two) in kin:
            continue
        verdict = compare(known[one], known[two], frequency_of(one, known[one].pinyin))
        if verdict.score >= LIKELY:
            likely[one, two] = verdict
    return likely


def _kept(pairs: Iterable[Pair]) -> dict[Pair, DuplicatePair]:
    wanted = set(pairs)
    rows = DuplicatePair.objects.filter(first_id__in={first for first, _second in wanted})
    return {(row.first_id, row.second_id): row for row in rows if (row.first_id, row.second_id) in wanted}


def _ids_of(pairs: Iterable[Pair]) -> list[int]:
    return [row.pk for row in _kept(pairs).values()]


def keep(verdicts: dict[Pair, Verdict]) -> None:
    """Write these pairs. What somebody has decided about a pair, or about records merged into it, stands."""
    known = _kept(verdicts)
    apart = _told_apart()
    fresh, changed = [], []
    for pair, verdict in verdicts.items():
        row = known.get(pair)
        if row is None:
            status = PairStatus.DIFFERENT if pair in apart else PairStatus.OPEN
            fresh.append(
                DuplicatePair(
                    first_id=pair[0],
                    second_id=pair[1],
                    score=verdict.score,
                    reasons=verdict.reasons,
                    status=status,
                )
            )
        elif row.status == PairStatus.MERGED:  # two again: the merge was undone, or the records came back
            row.status = PairStatus.OPEN
            changed.append(row)
        elif row.status in UNDECIDED and (row.score, row.reasons) != (verdict.score, verdict.reasons):
            row.score, row.reasons = verdict.score, verdict.reasons
            changed.append(row)
    DuplicatePair.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=500)
    DuplicatePair.objects.bulk_update(changed, ["score", "reasons", "status"], batch_size=200)


def _told_apart() -> set[Pair]:
    """Pairs of present customers of whom somebody said, before one was merged, that they are different people."""
    rows = DuplicatePair.objects.filter(status=PairStatus.DIFFERENT).filter(
        Q(first__merged_into__isnull=False) | Q(second__merged_into__isnull=False)
    )
    found = rows.values_list("first_id", "first__merged_into_id", "second_id", "second__merged_into_id")
    ends = ((into or first, other_into or second) for first, into, second, other_into in found)
    return {(min(pair), max(pair)) for pair in ends}


def _forget_unlikely(kept: set[Pair]) -> None:
    open_pairs = DuplicatePair.objects.filter(status=PairStatus.OPEN)
    gone = [
        pk
        for pk, first, second in open_pairs.values_list("pk", "first_id", "second_id").iterator(5000)
        if (first, second) not in kept
    ]
    for start in range(0, len(gone), CHUNK):
        DuplicatePair.objects.filter(pk__in=gone[start : start + CHUNK], status=PairStatus.OPEN).delete()


def changed_lately(hours: int = 26) -> set[int]:
    """Customers who came, or of whom something that is compared changed, in the last day and a bit."""
    events = Event.objects.filter(
        at__gte=timezone.now() - timedelta(hours=hours),
        name__in=[CustomerRegistered.name, CustomerChanged.name, CustomersImported.name],
    )
    found: set[int] = set()
    for name, payload in events.values_list("name", "payload").iterator(2000):
        if name == CustomersImported.name:
            found.update(range(payload["first_id"], payload["last_id"] + 1))
        elif name == CustomerRegistered.name or COMPARED & set(payload["fields"]):
            found.add(payload["customer_id"])
        if len(found) > MANY:
            break
    return found


def counts() -> dict[str, int]:
    """How many pairs there are by status."""
    rows = DuplicatePair.objects.values_list("status").annotate(n=Count("pk")).order_by("status")
    return dict(rows)
