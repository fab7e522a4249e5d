"""Writes of insight: taking the copy, keeping what was found out about customers."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import blake2b
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from parure.core.bulk import insert_rows, update_rows
from parure.insight.ahead.foreseeing import foresee
from parure.insight.ahead.sums import sums_of
from parure.insight.copy.refresh import Taken, take
from parure.insight.engine import opened
from parure.insight.facts import COLUMNS, RECKONED
from parure.insight.following import asked_facts, follow_now, note_moved
from parure.insight.forecast.each import Each
from parure.insight.groups.cells import cells_of
from parure.insight.groups.past import tell_past
from parure.insight.groups.scheme import Scheme, scheme_now
from parure.insight.matching.keeping import keep_ties
from parure.insight.measures.together import customer_facts
from parure.insight.models import Change, CustomerFacts, GroupMove, GroupSize, Refreshed
from parure.insight.preparing import prepare_soon

FORGOTTEN_AT_ONCE = 50_000
WRITTEN_AT_ONCE = 20_000  # customers in one transaction
GROUP = 1 + COLUMNS.index("rfm_group")  # places in a row, which begins with the customer's key
MONEY = 1 + COLUMNS.index("kept_minor")


@dataclass(frozen=True)
class Kept:
    """What a writing back of facts did."""

    customers: int
    written: int
    removed: int


def refresh(
    *, whole: bool = False, until: date | None = None, tell: Callable[[int, int], None] | None = None
) -> Refreshed:
    """Take the copy and write the facts of every customer back. Raises `lake.Busy`, `RefreshFailed`."""
    began = time.monotonic()
    taken = refresh_copy(whole=whole, tell=tell)
    until = until or timezone.localdate()
    is_first = not GroupSize.objects.exists()
    settled = scheme_now()
    kept = write_facts(until, foresee(until, anew=whole), settled)
    if is_first:
        tell_past(until)
    with opened() as lake:
        keep_ties(lake, until)
    prepare_soon()
    return Refreshed.objects.create(
        version=taken.version,
        taken_at=taken.taken_at,
        until=until,
        is_whole=taken.is_whole,
        rows=taken.rows,
        changed=taken.changed,
        customers=kept.customers,
        written=kept.written + kept.removed,
        seconds=round(time.monotonic() - began, 3),
        settled=settled.as_plain(),
        cells=cells_of(CustomerFacts.objects.all()),
        foreseen=sums_of(CustomerFacts.objects.all()),
    )


def refresh_copy(*, whole: bool = False, tell: Callable[[int, int], None] | None = None) -> Taken:
    """Bring the copy to the database's present state and forget the changes that it has taken in.

    Dies it in between, they are taken in once more, without effect. PostgreSQL, where nobody waits for who writes,
    forgets them while the copy is made; they are gone once it is whole.
    """
    if connection.vendor == "postgresql" and not whole:
        with transaction.atomic():
            return take(tell=tell, noted=_forget)
    taken = take(whole=whole, tell=tell)
    _forget(taken.notes)
    return taken


def _forget(notes: Sequence[Sequence[int]]) -> None:
    for first, last in notes:
        for start in range(first, last + 1, FORGOTTEN_AT_ONCE):
            Change.objects.filter(pk__range=(start, min(start + FORGOTTEN_AT_ONCE - 1, last))).delete()


def write_facts(until: date, ahead: Each, settled: Scheme | None = None) -> Kept:
    """Keep the facts of every customer as the copy says, with what is foreseen; rows as they were are not written.
    Scores and groups follow `settled`, else what the shop has settled now.

    A stretch of keys is one transaction; the groups' sizes and moves of the day are told at the end.
    """
    customers = written = removed = 0
    before: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    money: Counter[str] = Counter()
    last = 0
    for rows in _computed(until, ahead, settled or scheme_now()):
        customers += len(rows)
        wrote, gone, moved = _keep_stretch(last, rows)
        written, removed, last = written + wrote, removed + gone, rows[-1][0]
        before.update(moved)
        for row in rows:
            sizes[row[GROUP]] += 1
            money[row[GROUP]] += row[MONEY]
    with transaction.atomic():
        beyond, asked = CustomerFacts.objects.filter(pk__gt=last), asked_facts()
        found = list(beyond.values_list("pk", "rfm_group", *asked))
        before.update((group, "") for _pk, group, *_facts in found)
        note_moved(asked, {pk: tuple(facts) for pk, _group, *facts in found}, ())
        removed += beyond.delete()[0]
    _tell_groups(until, sizes, money, before)
    follow_now()
    return Kept(customers, written, removed)


def _computed(until: date, ahead: Each, settled: Scheme) -> Iterator[list[tuple[Any, ...]]]:
    """The facts in the order of the customers' keys, some thousands at a time."""
    with opened() as lake:
        facts = lake.keep_facts(customer_facts(lake, until, settled.bounds, settled.groups))
        found = facts.select("customer_id", *RECKONED).order_by("customer_id")
        for batch in found.to_pyarrow_batches(chunk_size=WRITTEN_AT_ONCE):
            columns = [column.to_pylist() for column in batch.columns]
            if columns[0]:
                yield list(zip(*columns, *ahead.of(columns[0]), strict=True))


@transaction.atomic
def _keep_stretch(after: int, rows: Sequence[tuple[Any, ...]]) -> tuple[int, int, Counter[tuple[str, str]]]:
    """Keep the facts of customers with keys beyond `after` up to the last of `rows`; (written, removed, moves)."""
    stretch = CustomerFacts.objects.filter(pk__gt=after, pk__lte=rows[-1][0])
    asked = asked_facts()
    found = stretch.values_list("pk", "fingerprint", "rfm_group", *asked)
    known = {pk: (print_, group) for pk, print_, group, *_facts in found}
    note_moved(asked, {pk: tuple(facts) for pk, _print, _group, *facts in found}, rows)
    prints = [fingerprint(row) for row in rows]
    fresh = [(*row, mark) for row, mark in zip(rows, prints, strict=True) if row[0] not in known]
    changed = [
        (*row, mark)
        for row, mark in zip(rows, prints, strict=True)
        if row[0] in known and known[row[0]][0] != mark
    ]
    columns = (*COLUMNS, "fingerprint")
    insert_rows(CustomerFacts, ("id", *columns), fresh)
    update_rows(CustomerFacts, columns, changed)
    gone = known.keys() - {row[0] for row in rows}
    stretch.filter(pk__in=gone).delete()
    moves = Counter((known[row[0]][1], row[GROUP]) for row in changed if known[row[0]][1] != row[GROUP])
    moves.update(("", row[GROUP]) for row in fresh)
    moves.update((known[pk][1], "") for pk in gone)
    return len(fresh) + len(changed), len(gone), moves


def fingerprint(row: Sequence[Any]) -> int:
    """64 bits that tell whether two rows of facts are the same, whatever engine computed them."""
    return int.from_bytes(blake2b(repr(row).encode(), digest_size=8).digest(), "big", signed=True)


@transaction.atomic
def _tell_groups(
    until: date, sizes: Counter[str], money: Counter[str], moves: Counter[tuple[str, str]]
) -> None:
    """The day's snapshot of the groups; moves of several refreshes of a day add up."""
    GroupSize.objects.filter(on=until).delete()
    GroupSize.objects.bulk_create(
        GroupSize(on=until, rfm_group=group, customers=count, kept_minor=money[group])
        for group, count in sorted(sizes.items())
    )
    for (group, after), count in sorted(moves.items()):
        row, is_new = GroupMove.objects.get_or_create(
            on=until, before=group, after=after, defaults={"customers": count}
        )
        if not is_new:
            row.customers += count
            row.save(update_fields=["customers"])
