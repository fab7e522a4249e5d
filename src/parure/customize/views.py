"""Which kept views somebody may open, and with which one a list opens."""

import time

from django.db.models import Q

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.access.policy import Record
from parure.customize.definitions import CACHE_SECONDS
from parure.customize.models import SavedView, Sharing, ViewDefault

RESOURCE = "customize.saved_view"
NAMES = ("name", "condition", "columns", "sort", "size", "sharing", "position")
_DEFAULTS: dict[str, tuple[float, dict[tuple[int | None, str], str]]] = {}


def open_to(actor: Actor) -> Q:
    """The kept views that this person may open: their own, and what others share with them."""
    shared = Q(sharing=Sharing.EVERYBODY) | Q(owner=None)
    shared |= Q(sharing=Sharing.ROLE, role__in=actor.roles)
    shared |= Q(sharing=Sharing.STORE, store_id__in=actor.store_ids)
    return Q(owner_id=actor.staff_id or 0) | shared


def saved_views(actor: Actor, resource: str) -> list[tuple[Record, bool]]:
    """(view, whether it is one's own) of the kept lists of a record type that this person may open; one query."""
    if not policy.may(actor, RESOURCE):
        return []
    rows = SavedView.objects.filter(open_to(actor), resource=resource).order_by("position", "pk")
    kept = list(rows)
    mine = {row.pk for row in kept if row.owner_id is not None and row.owner_id == actor.staff_id}
    return [(record, record.pk in mine) for record in policy.records(actor, RESOURCE, kept, NAMES)]


def may_share(actor: Actor) -> list[str]:
    """With whom this person may share a view: with a store of theirs, or with everybody and each role."""
    scope = actor.scope(RESOURCE, "change")
    if scope is Scope.ALL:
        return [Sharing.NOBODY, Sharing.EVERYBODY, Sharing.ROLE, Sharing.STORE]
    if scope in (Scope.STORE, Scope.REGION):
        return [Sharing.NOBODY, Sharing.STORE]
    return [Sharing.NOBODY]


def default_view(actor: Actor, resource: str) -> str:
    """The key of the view with which this person opens a list; their own choice before their roles', "" for none."""
    read_at, known = _DEFAULTS.get(resource, (float("-inf"), {}))
    if time.monotonic() - read_at > CACHE_SECONDS:
        rows = ViewDefault.objects.filter(resource=resource).values_list("staff_id", "role", "view")
        known = {(staff_id, role): view for staff_id, role, view in rows}
        _DEFAULTS[resource] = (time.monotonic(), known)
    keys: list[tuple[int | None, str]] = [(actor.staff_id, ""), *((None, role) for role in actor.roles)]
    return next((known[key] for key in keys if key in known), "")


def forget_defaults() -> None:
    """Read the defaults again at the next question."""
    _DEFAULTS.clear()
