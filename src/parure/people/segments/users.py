"""Who uses a segment: other segments, shared views, and whatever higher areas register."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import leaves
from parure.customize.models import SavedView
from parure.customize.views import open_to
from parure.people.segments.known import CUSTOMER, FIELD, SEGMENT, Known, known_segments, named_in


@dataclass(frozen=True)
class Use:
    """Something that names a segment: what it is, what it is called, and the record that it is."""

    what: str
    name: str
    resource: str = ""
    uid: str = ""


Users = Callable[[Actor, Sequence[Known]], Iterable[tuple[str, Use]]]
_USERS: list[Users] = []


def used_by(function: Users) -> Users:
    """Decorator: tells (uid of a segment, use) of those of these segments that something else names."""
    if function not in _USERS:
        _USERS.append(function)
    return function


def uses_of(actor: Actor, segments: Sequence[Known]) -> dict[str, list[Use]]:
    """By uid who uses these segments, as far as this actor may know."""
    wanted = {each.uid for each in segments}
    found: dict[str, list[Use]] = {uid: [] for uid in wanted}
    for tell in _USERS:
        for uid, use in tell(actor, segments):
            if uid in wanted:
                found[uid].append(use)
    return found


@used_by
def _other_segments(actor: Actor, segments: Sequence[Known]) -> Iterable[tuple[str, Use]]:
    if not policy.may(actor, SEGMENT):
        return
    for each in known_segments().values():
        for uid in sorted(named_in(each.condition)):
            yield uid, Use(_("Segment"), each.name, SEGMENT, each.uid)


@used_by
def _shared_views(actor: Actor, segments: Sequence[Known]) -> Iterable[tuple[str, Use]]:
    if not policy.may(actor, "customize.saved_view"):
        return
    for view in SavedView.objects.filter(open_to(actor), resource=CUSTOMER).order_by("name", "pk"):
        for uid in sorted(_named(view.condition)):
            yield uid, Use(_("List"), view.name, "customize.saved_view", str(view.uid))


def _named(condition: Any) -> set[str]:
    """The segments that a kept condition names; it may be older than today's fields."""
    terms = [term for term in leaves(condition or {}) if term.get("field") == FIELD]
    return named_in({"all": terms})
