"""Which of the shop's own fields whoever imports may fill."""

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.customize.definitions import as_rule, definitions_for
from parure.integrations.imports.columns import Target
from parure.integrations.imports.own_fields import CARRIERS, PREFIX, OwnField, targets_with


def own_fields_of(actor: Actor, kind: str) -> list[OwnField]:
    """The own fields of the record type that this kind of file brings, as far as the actor may write them."""
    resource = CARRIERS.get(kind)
    if resource is None:
        return []
    permitted = policy.fields(actor, resource, Level.WRITE)
    return [
        OwnField(each.label, as_rule(each))
        for each in definitions_for(resource)
        if not each.is_computed and f"{PREFIX}{each.code}" in permitted
    ]


def targets_of(actor: Actor, kind: str) -> dict[str, Target]:
    """Where the actor can send a column of this kind of file."""
    return targets_with(kind, own_fields_of(actor, kind))
