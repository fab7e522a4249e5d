"""A list as somebody has opened it: its address, judged by what they may ask."""

from dataclasses import dataclass

from django.http import HttpRequest, QueryDict

from parure.access import policy
from parure.core.conditions import Tree
from parure.web.kit.addresses import ListState, read_state
from parure.web.kit.lists import ListOf, chosen_columns
from parure.web.kit.saved_views import OpenView, open_view, views_of
from parure.web.kit.terms import check_terms, read_terms, write_term


@dataclass(frozen=True)
class Opened:
    """A list as this person has opened it: the state of its address, judged."""

    declared: ListOf
    state: ListState
    views: dict[str, OpenView]
    view: OpenView
    terms: list[Tree]
    sort: str
    columns: list[str]

    @property
    def is_changed(self) -> bool:
        """Whether it asks, orders or shows otherwise than its view."""
        return (
            [write_term(term) for term in self.terms] != [write_term(term) for term in self.view.terms]
            or bool(self.state.sort and self.state.sort != self.view.sort)
            or bool(self.state.columns and self.state.columns != self.view.columns)
        )


def opened(request: HttpRequest, declared: ListOf, given: QueryDict | None = None) -> Opened:
    """What the address asks for. Raises Denied, NotFound or ValidationError where this person may not ask it."""
    actor, resource = request.actor, declared.resource
    policy.require(actor, resource, "view")
    state = read_state(declared.key, request.GET if given is None else given)
    views = views_of(actor, declared)
    view = open_view(declared, views, state)
    if state.terms is None:
        terms = view.terms
        check_terms(actor, resource, terms)
    else:
        terms = read_terms(state.terms, actor, resource)
    columns = chosen_columns(actor, declared, state.columns or view.columns)
    return Opened(declared, state, views, view, terms, state.sort or view.sort, columns)
