"""Who a join link acts as: somebody who may register in one store, and nothing else."""

from parure.access.actors import Actor
from parure.people.models import JoinLink

REACH = {"view": "store", "add": "store", "change": "store"}
# nothing but what the form asks; the right to change serves the birthday, which is added to the fresh record
MAY = {
    "people.customer": REACH
    | {"fields": {"name": "write", "phones": "write", "gender": "write", "source_channel": "write"}},
    "people.important_date": REACH | {"fields": {"*": "write"}},
    "people.consent": REACH | {"fields": {"*": "write"}},
    "people.join_request": REACH | {"fields": {"*": "write"}},
}


def acting_for(link: JoinLink) -> Actor:
    """The actor of a link; known in the audit by the link's name."""
    stores = frozenset({link.store_id})
    return Actor(
        staff_id=None,
        label=f"QR · {link.label}",
        grants={"join": MAY},
        store_ids=stores,
        region_store_ids=stores,
        home_store_id=link.store_id,
        roles=("join",),
    )
