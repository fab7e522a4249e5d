"""The tags of customers, as their page lists them."""

from dataclasses import dataclass

from django.db.models import Count

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.customize.queries import live_assignments


@dataclass(frozen=True)
class TagLine:
    """A tag and how many customers in the reader's reach have it; None where they may not read tags."""

    tag: Record
    customers: int | None


def tag_lines(actor: Actor) -> list[TagLine]:
    """Every tag of customers, by group and name; two queries."""
    rows = policy.rows(actor, "customize.tag").filter(resource="people.customer").order_by("group", "name")
    tags = policy.records(actor, "customize.tag", rows, ("name", "group", "colour"))
    if "tags" not in policy.filterable(actor, "people.customer"):
        return [TagLine(tag, None) for tag in tags]
    reach = policy.rows(actor, "people.customer")
    carried = live_assignments("people.customer").filter(record_id__in=reach.values("pk"))
    counted = carried.values("tag_id").annotate(n=Count("pk")).order_by()
    counts = dict(counted.values_list("tag_id", "n"))
    return [TagLine(tag, counts.get(tag.pk, 0)) for tag in tags]
