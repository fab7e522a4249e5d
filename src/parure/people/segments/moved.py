"""Who entered or left a segment: what rules read when they are told of a run (`SegmentChanged`)."""

from collections.abc import Iterator

from parure.people.models import SegmentMove

STEP = 1000


def who_entered(run_id: int, *, step: int = STEP) -> Iterator[list[int]]:
    """The customers whom a run let in, some at a time, by key."""
    return _moved(run_id, step, entered=True)


def who_left(run_id: int, *, step: int = STEP) -> Iterator[list[int]]:
    """The customers whom a run let go, some at a time, by key."""
    return _moved(run_id, step, entered=False)


def _moved(run_id: int, step: int, *, entered: bool) -> Iterator[list[int]]:
    last = 0
    while True:
        rows = SegmentMove.objects.filter(run_id=run_id, entered=entered, customer_id__gt=last)
        found = list(rows.order_by("customer_id").values_list("customer_id", flat=True)[:step])
        if not found:
            return
        yield found
        last = found[-1]
