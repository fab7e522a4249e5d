"""Writes of insight: taking the copy, keeping what was found out."""

from collections.abc import Callable

from parure.core.among import among
from parure.insight.copy.refresh import Taken, take
from parure.insight.models import Change

FORGOTTEN_AT_ONCE = 50_000


def refresh_copy(*, whole: bool = False, tell: Callable[[int, int], None] | None = None) -> Taken:
    """Bring the copy to the database's present state and forget the changes that it has taken in.

    Dies it in between, they are taken in once more, without effect.
    """
    taken = take(whole=whole, tell=tell)
    for start in range(0, len(taken.notes), FORGOTTEN_AT_ONCE):
        Change.objects.filter(pk__among=among(taken.notes[start : start + FORGOTTEN_AT_ONCE])).delete()
    return taken
