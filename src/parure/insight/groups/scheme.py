"""How this shop scores its customers, and the groups that follow: what a refresh reckons by."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.insight.measures.rfm import GROUPS, SCORES, Bounds, Group
from parure.insight.models import RfmGroup, RfmScheme

STEPS = ("recency_days", "purchases", "kept_minor")
"""What bounds are of, as `Bounds` names it."""
MOST = {"recency_days": 36_500, "purchases": 100_000, "kept_minor": 10**14}


@dataclass(frozen=True)
class Scheme:
    """`bounds` is None where scores are quintiles."""

    bounds: Bounds | None
    groups: tuple[Group, ...]

    def as_plain(self) -> dict[str, Any]:
        """As a refresh keeps what it reckoned by."""
        bounds = self.bounds and [list(getattr(self.bounds, name)) for name in STEPS]
        ranges = [[each.code, *map(list, (each.recency, each.frequency, each.money))] for each in self.groups]
        return {"bounds": bounds, "groups": ranges}


def scheme_now() -> Scheme:
    """What the shop has settled; where it has settled nothing, quintiles and the groups that Parure knows."""
    kept = RfmScheme.objects.first()
    rows = RfmGroup.objects.order_by("position", "pk")
    groups = tuple(each.as_rule() for each in rows if not each.takes_the_rest)
    return Scheme(kept.bounds() if kept and kept.is_fixed else None, groups or GROUPS)


def settled_bounds() -> tuple[bool, Bounds]:
    """Whether fixed bounds hold, and those that are kept, also while they don't hold."""
    kept = RfmScheme.objects.first()
    return (kept.is_fixed, kept.bounds()) if kept else (False, Bounds())


def in_order(name: str, steps: Sequence[int]) -> tuple[int, int, int, int]:
    """Four bounds, of the scores 2 to 5: falling days, rising counts and sums. Raises ValidationError at `name`."""
    wrong = _wrong_steps(name, list(steps))
    if wrong:
        raise ValidationError({name: wrong})
    second, third, fourth, fifth = steps
    return second, third, fourth, fifth


def _wrong_steps(name: str, steps: list[int]) -> str:
    if len(steps) != SCORES - 1:
        return _("Four numbers, please: one for each score from 2 to 5.")
    if min(steps) < 0 or max(steps) > MOST[name]:
        return _("Between 0 and %s, please.") % f"{MOST[name] // (100 if name == 'kept_minor' else 1):,}"
    for low, (before, after) in enumerate(pairwise(steps), 2):
        if name == "recency_days" and after >= before:
            return _("Score %(high)d needs fewer days than score %(low)d.") % {"high": low + 1, "low": low}
        if name != "recency_days" and after <= before:
            return _("Score %(high)d must begin higher than score %(low)d.") % {"high": low + 1, "low": low}
    return ""
