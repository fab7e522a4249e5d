"""Segments that ask about facts follow a refresh: whose facts changed is noted with the facts themselves, a job looks.

Of every customer something changes each day (the days since they bought); noted is only who changed in what segments
ask about. What was noted outlives whoever dies in between.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from parure.core import jobs
from parure.core.conditions import leaves
from parure.insight.facts import COLUMNS, FACTS
from parure.insight.models import FactsMoved
from parure.people.segments import runs
from parure.people.segments.known import asking, known_segments

TASK = "insight.follow_facts"
WHILE_WRITING = timedelta(minutes=2)  # by which a refresh that was noted in must have died, or is long

Row = Sequence[Any]  # key, then COLUMNS


def asked_facts() -> list[str]:
    """The facts that segments ask about, in the order of `COLUMNS`."""
    fields = {each.field: each.name for each in FACTS if not each.same_as}
    terms = (term for each in asking(fields, known_segments()) for term in leaves(each.condition))
    named = {fields[term["field"]] for term in terms if term.get("field") in fields}
    return [each for each in COLUMNS if each in named]


def note_moved(names: Sequence[str], before: Mapping[int, Row], after: Iterable[Row]) -> None:
    """Note who of a stretch of customers differs in the facts `names`: `before` by key these facts alone, `after` whole
    rows. In the transaction that writes them.
    """
    places = [1 + COLUMNS.index(name) for name in names]
    now = {row[0]: tuple(row[place] for place in places) for row in after}
    moved = sorted(pk for pk in before.keys() | now.keys() if before.get(pk) != now.get(pk))
    if not names or not moved:
        return
    kept = moved if len(moved) <= runs.FEW else []
    FactsMoved.objects.create(customers=len(moved), customer_ids=kept, names=list(names))
    jobs.enqueue_one(TASK, after=WHILE_WRITING)


def follow_now() -> None:
    """All is written: let segments look at whom there are notes of."""
    if FactsMoved.objects.exists():
        jobs.enqueue_one(TASK)


def carry_out_following(run: jobs.Run) -> None:
    """Let customers enter and leave by the notes there are: few by their keys, a note in one transaction; of many all are
    looked through.
    """
    notes = list(FactsMoved.objects.order_by("pk").values_list("pk", "customers", "names"))
    if sum(customers for _pk, customers, _names in notes) > runs.FEW:
        with run.checkpoint():
            runs.follow_many(asked={name for _pk, _customers, names in notes for name in names})
            FactsMoved.objects.filter(pk__in=[pk for pk, _customers, _names in notes]).delete()
        return
    for pk, _customers, names in notes:
        with run.checkpoint():
            note = FactsMoved.objects.filter(pk=pk).first()
            if note is not None:
                runs.follow_customers(note.customer_ids, asked=names)
                note.delete()
