"""What people does when others' facts concern customers."""

from parure.automation.operations import rename_in_rules
from parure.core.events import handles
from parure.customize.computing import computes, recompute
from parure.customize.definitions import searches
from parure.customize.events import CustomValuesChanged, TagRenamed, TagsMoved
from parure.people.events import (
    CustomerChanged,
    CustomerRegistered,
    CustomersChanged,
    CustomersImported,
    CustomersMerged,
    FeedbackAmended,
    FeedbackRecorded,
    FeedbackRemoved,
    FeedbackSettled,
    InteractionRecorded,
    JoinRequested,
)
from parure.people.operations import gather_stragglers, settle_request
from parure.people.operations.tagging import reindex_tagged
from parure.people.quality import OWN_FIELDS, refresh_completeness


@handles(TagsMoved)
def find_under_tags(happened: TagsMoved) -> None:
    if happened.resource == "people.customer":
        reindex_tagged(happened.record_ids)


@handles(TagRenamed)
def rename_tag_in_rules(happened: TagRenamed) -> None:
    if happened.resource == "people.customer":
        for verb in ("people.tag", "people.untag"):
            rename_in_rules(verb, "tag", happened.before, happened.after)


@handles(CustomersMerged, inline=False)
def bring_stragglers(happened: CustomersMerged) -> None:
    gather_stragglers(happened.merge_id)


@handles(CustomerRegistered, CustomerChanged, InteractionRecorded, when=computes("people.customer"))
def compute_customer(happened: CustomerRegistered | CustomerChanged | InteractionRecorded) -> None:
    recompute("people.customer", [happened.customer_id])


@handles(InteractionRecorded, when=computes("people.interaction"))
def compute_interaction(happened: InteractionRecorded) -> None:
    recompute("people.interaction", [happened.interaction_id])


@handles(
    FeedbackRecorded,
    FeedbackAmended,
    FeedbackSettled,
    FeedbackRemoved,
    when=computes("people.feedback", "people.customer"),
)
def compute_feedback(
    happened: FeedbackRecorded | FeedbackAmended | FeedbackSettled | FeedbackRemoved,
) -> None:
    recompute("people.feedback", [happened.feedback_id])
    recompute("people.customer", [happened.customer_id])


@handles(CustomValuesChanged, when=searches("people.customer"))
def find_under_own_values(happened: CustomValuesChanged) -> None:
    if happened.resource == "people.customer":
        reindex_tagged(happened.record_ids)


@handles(CustomerRegistered, CustomerChanged)
def score_the_record(happened: CustomerRegistered | CustomerChanged) -> None:
    refresh_completeness([happened.customer_id])


@handles(CustomersChanged)
def score_the_records(happened: CustomersChanged) -> None:
    if OWN_FIELDS.intersection(happened.fields):
        refresh_completeness(happened.customer_ids)


@handles(CustomersImported, inline=False)
def score_the_imported(happened: CustomersImported) -> None:
    refresh_completeness(range(happened.first_id, happened.last_id + 1))


@handles(JoinRequested, inline=False)
def settle_join_request(happened: JoinRequested) -> None:
    settle_request(happened.request_id)
