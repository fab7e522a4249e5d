"""Opening points by the thousand, for imports and the demo shop."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from parure.core.bulk import insert_rows
from parure.loyalty.models import PointEntry, PointKind


@dataclass(slots=True, kw_only=True)
class OpeningPointsRow:
    """The points a customer had when Parure began; `source_key` is unique in the house."""

    customer_id: int
    points: int
    on: date
    source_key: str


COLUMNS = ("customer_id", "points", "on", "source_key")


def write_opening_points(batch: Sequence[OpeningPointsRow]) -> None:
    """Book opening points; a key that is booked already raises IntegrityError and books nothing."""
    values, kind = attrgetter(*COLUMNS), PointKind.OPENING_BALANCE.value
    insert_rows(PointEntry, ("kind", *COLUMNS), [(kind, *values(row)) for row in batch])
