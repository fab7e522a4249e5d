"""The assignment rules as pages show them."""

from django.db.models import F

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Scope
from parure.access.policy import Record

RESOURCE = "people.assignment_rule"


def rules_in_reach(actor: Actor) -> list[Record]:
    """The rules by store, those of every store last, each in their order; one query."""
    policy.require(actor, RESOURCE, "view")
    rows = policy.rows(actor, RESOURCE)
    order = (F("store__name").asc(nulls_last=True), "store_id", "position", "pk")
    return policy.records(actor, RESOURCE, rows.order_by(*order))


def governs_all(actor: Actor) -> bool:
    """Whether the actor makes rules of every store."""
    return actor.scope(RESOURCE, "change") is Scope.ALL
