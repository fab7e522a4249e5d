"""Every write to customers and what hangs on them, one function a verb."""

from parure.people.operations.customers import (
    add_contact,
    archive_customer,
    assign_owner,
    change_customer,
    register_customer,
    remove_contact,
    restore_customer,
    reveal_contact,
    set_photo,
)
from parure.people.operations.merging import gather_stragglers, merge_customers, undo_merge
from parure.people.operations.stories import record_interaction
from parure.people.operations.tagging import tag_customer
from parure.people.operations.traits import (
    add_date,
    add_relation,
    remove_date,
    remove_preference,
    remove_relation,
    remove_size,
    set_size,
    state_preference,
)

__all__ = [
    "add_contact",
    "add_date",
    "add_relation",
    "archive_customer",
    "assign_owner",
    "change_customer",
    "gather_stragglers",
    "merge_customers",
    "record_interaction",
    "register_customer",
    "remove_contact",
    "remove_date",
    "remove_preference",
    "remove_relation",
    "remove_size",
    "restore_customer",
    "reveal_contact",
    "set_photo",
    "set_size",
    "state_preference",
    "tag_customer",
    "undo_merge",
]
