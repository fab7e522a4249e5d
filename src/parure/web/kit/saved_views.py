"""The views of a list: those of the house, and those that people keep under a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import Tree
from parure.customize.queries import saved_views
from parure.web.kit.addresses import ListState
from parure.web.kit.lists import ListOf, offered_views
from parure.web.kit.terms import terms_of


@dataclass(frozen=True)
class OpenView:
    """A view as it is opened: what it asks, in which order, with which columns. `uid` of a kept one."""

    key: str
    label: str
    terms: list[Tree] = field(default_factory=list)
    sort: str = ""
    columns: tuple[str, ...] = ()
    uid: str = ""
    address: str = ""


def views_of(actor: Actor, declared: ListOf) -> dict[str, OpenView]:
    """All views that this person may open, by key, the one of everything first; one query."""
    found = {"all": _opened(declared, "all", _("All"))}
    today = timezone.localdate()
    for view in offered_views(actor, declared):
        found[view.key] = _opened(
            declared, view.key, str(view.label), terms=view.terms(actor, today), sort=view.sort
        )
    for kept in saved_views(actor, declared.resource):
        uid = str(kept.uid)
        found[uid] = _opened(
            declared,
            uid,
            kept.name,
            terms=terms_of(kept.condition),
            sort=kept.sort or "",
            columns=tuple(kept.columns or ()),
            uid=uid,
        )
    return found


def _opened(declared: ListOf, key: str, label: str, **values: object) -> OpenView:
    state = ListState(declared.key, view="" if key == declared.opens else key)
    return OpenView(key, label, address=state.address(), **values)  # type: ignore[arg-type]


def open_view(declared: ListOf, views: Mapping[str, OpenView], state: ListState) -> OpenView:
    """The view that the address names, else the one that the list opens with; NotFound for somebody else's."""
    if not state.view:
        return views.get(declared.opens, views["all"])
    if state.view not in views:
        raise policy.NotFound("view")
    return views[state.view]
