"""The views of a list: those of the house, and those that people keep under a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.core.conditions import Tree
from parure.customize.views import default_view, saved_views
from parure.web.kit.addresses import ListState
from parure.web.kit.lists import ListOf, offered_views
from parure.web.kit.terms import check_terms, terms_of


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
    size: int = 0
    is_mine: bool = False
    sharing: str = ""
    opens: bool = False


def views_of(actor: Actor, declared: ListOf) -> dict[str, OpenView]:
    """All views that this person may open, by key, the one of everything first; one query."""
    opens = default_view(actor, declared.resource) or declared.opens
    found = {"all": OpenView("all", _("All"))}
    today = timezone.localdate()
    for view in offered_views(actor, declared):
        found[view.key] = OpenView(view.key, str(view.label), view.terms(actor, today), view.sort)
    for kept, is_mine in saved_views(actor, declared.resource):
        terms = terms_of(kept.condition)
        if not is_mine and not _may_ask(actor, declared.resource, terms):
            continue
        uid = str(kept.uid)
        found[uid] = OpenView(
            uid,
            kept.name,
            terms,
            kept.sort or "",
            tuple(kept.columns or ()),
            uid=uid,
            size=kept.size or 0,
            is_mine=is_mine,
            sharing=kept.sharing or "",
        )
    opens = opens if opens in found else declared.opens if declared.opens in found else "all"
    return {key: _addressed(declared, view, opens) for key, view in found.items()}


def _may_ask(actor: Actor, resource: str, terms: list[Tree]) -> bool:
    """Whether what somebody shares can be asked by this reader, too."""
    try:
        check_terms(actor, resource, terms)
    except ValidationError:
        return False
    return True


def _addressed(declared: ListOf, view: OpenView, opens: str) -> OpenView:
    """The bare address opens the reader's own beginning; every other view is named."""
    state = ListState(declared.key, view="" if view.key == opens else view.key)
    house = declared.view(view.key)
    columns = view.columns or (house.columns if house else ())
    return replace(view, address=state.address(), opens=view.key == opens, columns=columns)


def open_view(declared: ListOf, views: Mapping[str, OpenView], state: ListState) -> OpenView:
    """The view that the address names, else the one that the list opens with; NotFound for somebody else's."""
    if not state.view:
        return next(view for view in views.values() if view.opens)
    if state.view not in views:
        raise policy.NotFound("view")
    return views[state.view]
