"""How much somebody may take along, and when they have to say why."""

from parure.access import grants as granting
from parure.access import policy
from parure.access.actors import Actor
from parure.core import resources
from parure.core.resources import Sensitivity

AT_ONCE = 2000  # rows that are written while the asker waits
REASON_FROM = 500  # rows that tell who somebody is
PERSON_GROUPS = {"person_name", "contact"}


def rows_a_day(actor: Actor, resource: str) -> int | None:
    """How many rows of a record type this actor may take along in a day; None for as many as they like.

    The widest of their roles counts; a role's grants name it beside its right to export.
    """
    return granting.rows_a_day(actor.grants.values(), resource).limit


def tells_who(actor: Actor, resource: str, names: list[str]) -> bool:
    """Whether these columns say who somebody is, to this actor."""
    fields = policy.fields(actor, resource)
    return any(
        fields[name].sensitivity is Sensitivity.PERSONAL
        or fields[name].group in PERSON_GROUPS
        or resources.get(resource).title_field == name
        for name in names
        if name in fields
    )
