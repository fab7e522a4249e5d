"""Every write to customers and what hangs on them, one function a verb."""

from parure.people.operations.consents import give_consent, withdraw_consent
from parure.people.operations.covering import add_cover, end_cover
from parure.people.operations.customers import (
    add_contact,
    archive_customer,
    assign_owner,
    change_customer,
    confirm_customer,
    register_customer,
    remove_contact,
    restore_customer,
    reveal_contact,
    set_photo,
)
from parure.people.operations.duplicates import (
    carry_out_merges,
    merge_certain,
    put_off_pair,
    reopen_pair,
    search_around_changed,
    search_duplicates,
    search_here,
    start_duplicate_search,
    tell_apart,
)
from parure.people.operations.merging import gather_stragglers, merge_customers, undo_merge
from parure.people.operations.ownership import add_secondary_advisor, remove_secondary_advisor
from parure.people.operations.scoring import score_records
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
    "add_cover",
    "add_date",
    "add_relation",
    "add_secondary_advisor",
    "archive_customer",
    "assign_owner",
    "carry_out_merges",
    "change_customer",
    "confirm_customer",
    "end_cover",
    "gather_stragglers",
    "give_consent",
    "merge_certain",
    "merge_customers",
    "put_off_pair",
    "record_interaction",
    "register_customer",
    "remove_contact",
    "remove_date",
    "remove_preference",
    "remove_relation",
    "remove_secondary_advisor",
    "remove_size",
    "reopen_pair",
    "restore_customer",
    "reveal_contact",
    "score_records",
    "search_around_changed",
    "search_duplicates",
    "search_here",
    "set_photo",
    "set_size",
    "start_duplicate_search",
    "state_preference",
    "tag_customer",
    "tell_apart",
    "undo_merge",
    "withdraw_consent",
]
