"""Every write to customers and what hangs on them, one function a verb."""

from parure.people.operations.assignment import (
    add_assignment_rule,
    change_assignment_rule,
    move_assignment_rule,
    remove_assignment_rule,
    set_client_care,
)
from parure.people.operations.consents import give_consent, withdraw_consent
from parure.people.operations.covering import add_cover, end_cover
from parure.people.operations.customers import (
    add_contact,
    archive_customer,
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
from parure.people.operations.joining import (
    end_join_link,
    forget_old_requests,
    make_join_link,
    register_request,
    reopen_join_link,
    reopen_request,
    set_request_aside,
    settle_request,
    take_in,
    take_over_request,
)
from parure.people.operations.joining_undo import forget_taken_over, undo_take_over
from parure.people.operations.merging import gather_stragglers, merge_customers, undo_merge
from parure.people.operations.ownership import (
    add_secondary_advisor,
    assign_owner,
    remove_secondary_advisor,
)
from parure.people.operations.pool import claim_customer, release_customer
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
from parure.people.operations.wishes import add_wish, change_wish, remove_wish, restore_wish, settle_wish

__all__ = [
    "add_assignment_rule",
    "add_contact",
    "add_cover",
    "add_date",
    "add_relation",
    "add_secondary_advisor",
    "add_wish",
    "archive_customer",
    "assign_owner",
    "carry_out_merges",
    "change_assignment_rule",
    "change_customer",
    "change_wish",
    "claim_customer",
    "confirm_customer",
    "end_cover",
    "end_join_link",
    "forget_old_requests",
    "forget_taken_over",
    "gather_stragglers",
    "give_consent",
    "make_join_link",
    "merge_certain",
    "merge_customers",
    "move_assignment_rule",
    "put_off_pair",
    "record_interaction",
    "register_customer",
    "register_request",
    "release_customer",
    "remove_assignment_rule",
    "remove_contact",
    "remove_date",
    "remove_preference",
    "remove_relation",
    "remove_secondary_advisor",
    "remove_size",
    "remove_wish",
    "reopen_join_link",
    "reopen_pair",
    "reopen_request",
    "restore_customer",
    "restore_wish",
    "reveal_contact",
    "score_records",
    "search_around_changed",
    "search_duplicates",
    "search_here",
    "set_client_care",
    "set_photo",
    "set_request_aside",
    "set_size",
    "settle_request",
    "settle_wish",
    "start_duplicate_search",
    "state_preference",
    "tag_customer",
    "take_in",
    "take_over_request",
    "tell_apart",
    "undo_merge",
    "undo_take_over",
    "withdraw_consent",
]
