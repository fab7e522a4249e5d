"""What somebody who leaves leaves behind."""

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level

RESOURCE = "people.customer"


def clients_of(actor: Actor, staff_id: int) -> int:
    """How many customers in the actor's reach are somebody's."""
    return int(policy.rows(actor, RESOURCE).filter(owner_id=staff_id).count())


def may_assign(actor: Actor) -> bool:
    """Whether the actor may give customers to others."""
    return policy.may(actor, RESOURCE, "change") and "owner" in policy.fields(actor, RESOURCE, Level.WRITE)
