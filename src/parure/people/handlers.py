"""What people does when others' facts concern customers."""

from parure.automation.operations import rename_in_rules
from parure.core.events import handles
from parure.customize.events import TagRenamed, TagsMoved
from parure.people.events import CustomersMerged
from parure.people.operations import gather_stragglers
from parure.people.operations.tagging import reindex_tagged


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
