"""Facts about points."""

from dataclasses import dataclass
from typing import ClassVar

from parure.core.events import Fact, fact


@fact
@dataclass(frozen=True)
class PointsReversed(Fact):
    """An entry was taken back by a reversing one."""

    name: ClassVar[str] = "loyalty.points_reversed"
    entry_id: int
    customer_id: int
    points: int
