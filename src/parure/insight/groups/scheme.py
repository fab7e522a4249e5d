"""How this shop scores its customers, and the groups that follow: what a refresh reckons by."""

from dataclasses import dataclass

from parure.insight.measures.rfm import GROUPS, Bounds, Group
from parure.insight.models import RfmGroup, RfmScheme


@dataclass(frozen=True)
class Scheme:
    """`bounds` is None where scores are quintiles."""

    bounds: Bounds | None
    groups: tuple[Group, ...]


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


def group_names() -> list[tuple[str, str]]:
    """(code, name) of every group, in the order in which they are shown."""
    return list(RfmGroup.objects.order_by("position", "pk").values_list("code", "name"))
