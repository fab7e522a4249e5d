"""Facts about work on many records."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class BulkRunEnded(Fact):
    """A bulk change came to its end by itself; `status` says how: done, failed or undone.

    `staff_id` is whoever asked for it (for its taking back), None where no person did.
    """

    name: ClassVar[str] = "automation.bulk_run_ended"
    run_id: int
    staff_id: int | None
    resource: str
    act: str
    status: str
    counts: dict[str, int]
    at: str
