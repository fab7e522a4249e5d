"""Fields of the shop's own that point to customers, when two customers become one, and when that is taken back.

Each value is a step of the merge of its own: an undo sets it back whatever else has been written on its record since.
"""

from collections.abc import Iterable

from parure.customize.pointing import point, pointing_to
from parure.people.models import Merge, MergeStep

CUSTOMER = "people.customer"
TABLE = "own:"  # and the definition's key: in place of a table's name


def follow(merge: Merge) -> None:
    """Let what points to the record taken up point to the survivor."""
    moved = point(pointing_to(CUSTOMER, merge.other_id), merge.other_id, merge.survivor_id)
    MergeStep.objects.bulk_create(
        (
            MergeStep(
                merge=merge,
                table=f"{TABLE}{definition_id}",
                row_id=record_id,
                before=merge.other_id,
                after=merge.survivor_id,
            )
            for definition_id, record_id in moved
        ),
        batch_size=500,
    )


def is_pointer(step: MergeStep) -> bool:
    return step.table.startswith(TABLE)


def lead_back(merge: Merge, steps: Iterable[MergeStep]) -> int:
    """Point to the record that was taken up again; returns how many values somebody has changed since."""
    wanted = [(int(step.table.removeprefix(TABLE)), step.row_id) for step in steps]
    return len(wanted) - len(point(wanted, merge.survivor_id, merge.other_id))
