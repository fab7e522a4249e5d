"""Reads of a customer's family: who there is, and what hangs on one of them."""

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.people.models import ImportantDate, Relation, Size


def family(actor: Actor, customer_id: int) -> list[Record]:
    """The family of a customer whom the caller has fetched through the gate."""
    rows = Relation.objects.filter(customer_id=customer_id).order_by("pk")
    return (
        policy.records(actor, "people.relation", rows, ["name", "kind"])
        if policy.may(actor, "people.relation")
        else []
    )


def hanging_on(actor: Actor, relation_id: int) -> tuple[list[Record], list[Record]]:
    """Days and sizes of one of the family, which the caller has fetched through the gate."""
    return (
        policy.records(actor, "people.important_date", ImportantDate.objects.filter(relation_id=relation_id)),
        policy.records(actor, "people.size", Size.objects.filter(relation_id=relation_id)),
    )
