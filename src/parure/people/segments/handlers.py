"""Segments that follow at once hear of every change of customers."""

from parure.core.events import handles
from parure.customize.events import CustomValuesChanged, TagRenamed, TagsMoved
from parure.people.events import (
    CustomerChanged,
    CustomerRegistered,
    CustomersChanged,
    CustomersImported,
    CustomersMerged,
    CustomerStageMoved,
    FeedbackAmended,
    FeedbackRecorded,
    FeedbackRemoved,
    FeedbackSettled,
    InteractionRecorded,
    MergeUndone,
)
from parure.people.segments import runs


@handles(
    CustomerRegistered,
    CustomerChanged,
    CustomerStageMoved,
    InteractionRecorded,
    inline=False,
    when=runs.watches_changes,
)
def follow_customer(
    happened: CustomerRegistered | CustomerChanged | CustomerStageMoved | InteractionRecorded,
) -> None:
    runs.follow_customers([happened.customer_id])


@handles(
    FeedbackRecorded,
    FeedbackAmended,
    FeedbackSettled,
    FeedbackRemoved,
    inline=False,
    when=runs.watches_changes,
)
def follow_feedback(
    happened: FeedbackRecorded | FeedbackAmended | FeedbackSettled | FeedbackRemoved,
) -> None:
    runs.follow_customers([happened.customer_id])


@handles(CustomersChanged, inline=False, when=runs.watches_changes)
def follow_customers(happened: CustomersChanged) -> None:
    runs.follow_customers(happened.customer_ids)


@handles(TagsMoved, CustomValuesChanged, inline=False, when=runs.watches_changes)
def follow_own_values(happened: TagsMoved | CustomValuesChanged) -> None:
    runs.follow_customers(runs.of_customers(happened.resource, happened.record_ids))


@handles(CustomersImported, inline=False, when=runs.watches_changes)
def follow_import(happened: CustomersImported) -> None:
    runs.follow_customers(range(happened.first_id, happened.last_id + 1))


@handles(CustomersMerged, inline=False)
def follow_merge(happened: CustomersMerged) -> None:
    runs.follow_merge(happened.merge_id, happened.survivor_id, happened.other_id)


@handles(MergeUndone, inline=False)
def follow_undone_merge(happened: MergeUndone) -> None:
    runs.follow_undone_merge(happened.merge_id, happened.survivor_id, happened.other_id)


@handles(TagRenamed)
def follow_tag(happened: TagRenamed) -> None:
    if happened.resource == "people.customer":
        runs.rename_tag_in_segments(happened.before, happened.after)
