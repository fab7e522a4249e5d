"""Tags of a customer, found by the search like names."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from parure.access import policy
from parure.access.actors import Actor
from parure.customize.operations import set_tags
from parure.people.models import Customer
from parure.people.search import reindex


@transaction.atomic
def tag_customer(
    actor: Actor, uid: UUID | str, *, add: Iterable[str] = (), remove: Iterable[str] = ()
) -> list[str]:
    """Give and take tags; returns those the customer has now. Nothing is written when nothing differs."""
    customer: Customer = policy.fetch(actor, "people.customer", uid, "change", lock=True)
    given = {name.strip()[:40] for name in add if name.strip()}
    wanted = (set(customer.tag_names) | given) - set(remove)
    if wanted == set(customer.tag_names):
        policy.check_write(actor, "people.customer", ["tags"])
        return list(customer.tag_names)
    set_tags(actor, "people.customer", customer, wanted)
    reindex([customer])
    return list(customer.tag_names)
