"""How far a scope of a role reaches: one's own records, those of a store, of a region."""

from django.db.models import Q

from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.core import resources
from parure.core.resources import Resource


def scope_condition(actor: Actor, resource: Resource, scope: Scope) -> Q:
    """What lies in a scope, whether it is shown or not. A wider scope includes one's own rows."""
    if scope is Scope.ALL or not resource.scopes:
        return Q()
    reach = Q(pk__in=[])
    own = resource.scopes.get("own")
    if own and actor.staff_id is not None:
        reach |= Q(**{own: actor.staff_id})
        if resource.shared is not None and resource.name in actor.shares:
            reach |= resource.shared.reach(actor.staff_id)
    store = resource.scopes.get("store")
    if store and scope is Scope.STORE:
        reach |= _in(store, actor.store_ids)
    if store and scope is Scope.REGION:
        reach |= _in(store, actor.region_store_ids)
    return reach


def reach_parts(actor: Actor, resource_name: str) -> list[Q] | None:
    """Conditions of which a record in view meets at least one, each of them answered by an index of its own; None
    where there are none to tell apart from looking at every record. Records that aren't shown may meet them, too.
    """
    resource = resources.get(resource_name)
    scope = actor.scope(resource_name, "view")
    if scope is Scope.ALL or not resource.scopes:
        return None
    reach = scope_condition(actor, resource, scope)
    parts = reach.children if reach.connector == Q.OR else [reach]
    return [each if isinstance(each, Q) else Q(each) for each in parts]


def _in(path: str, ids: frozenset[int]) -> Q:
    return Q(**{path: next(iter(ids))}) if len(ids) == 1 else Q(**{f"{path}__in": sorted(ids)})
