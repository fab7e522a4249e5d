"""Who uses a segment: other segments, shared views, and whatever higher areas register."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import leaves
from parure.core.wording import listed
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


@dataclass(frozen=True)
class Users:
    """What would find nobody without a segment: as far as somebody may know, and how many more there are."""

    known: list[Use]
    hidden: int

    def __bool__(self) -> bool:
        return bool(self.known or self.hidden)

    def words(self) -> str:
        """Who would find nobody."""
        told = [f"{each.what} “{each.name}”" for each in self.known]
        if self.hidden:
            hidden = ngettext(
                "%(n)s list or report of colleagues", "%(n)s lists and reports of colleagues", self.hidden
            )
            told.append(hidden % {"n": self.hidden})
        return _("It is used by %s, which would find nobody without it.") % listed(told)


Tell = Callable[[Actor | None, Sequence[Known]], Iterable[tuple[str, Use]]]
_USERS: list[Tell] = []


def used_by(function: Tell) -> Tell:
    """Decorator: tells (uid of a segment, use) of those of these segments that something else names: what an actor may
    know, or without one all, which is only counted.
    """
    if function not in _USERS:
        _USERS.append(function)
    return function


def uses_of(actor: Actor | None, segments: Sequence[Known]) -> dict[str, list[Use]]:
    """By uid who uses these segments, as far as this actor may know; without one, all there is."""
    wanted = {each.uid for each in segments}
    found: dict[str, list[Use]] = {uid: [] for uid in wanted}
    for tell in _USERS:
        for uid, use in tell(actor, segments):
            if uid in wanted:
                found[uid].append(use)
    return found


def users_of(actor: Actor, segment: Known) -> Users:
    """The lists, reports and so on that name a segment. Other segments that do stand for themselves: it can't go."""
    known, every = (
        [each for each in uses_of(who, [segment])[segment.uid] if each.resource != SEGMENT]
        for who in (actor, None)
    )
    return Users(known, len(every) - len(known))


@used_by
def _other_segments(actor: Actor | None, segments: Sequence[Known]) -> Iterable[tuple[str, Use]]:
    if actor is not None and not policy.may(actor, SEGMENT):
        return
    for each in known_segments().values():
        for uid in sorted(named_in(each.condition)):
            yield uid, Use(_("Segment"), each.name, SEGMENT, each.uid)


@used_by
def _kept_lists(actor: Actor | None, segments: Sequence[Known]) -> Iterable[tuple[str, Use]]:
    if actor is not None and not policy.may(actor, "customize.saved_view"):
        return
    views = SavedView.objects.filter(resource=CUSTOMER).order_by("name", "pk")
    for view in views if actor is None else views.filter(open_to(actor)):
        for uid in sorted(named_by(view.condition)):
            yield uid, Use(_("List"), view.name, "customize.saved_view", str(view.uid))


def named_by(condition: Any) -> set[str]:
    """The segments that a kept condition names; it may be older than today's fields."""
    terms = [term for term in leaves(condition or {}) if term.get("field") == FIELD]
    return named_in({"all": terms})
