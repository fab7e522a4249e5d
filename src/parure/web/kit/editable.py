"""Which columns of a list can be edited where they stand."""

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.core import changes
from parure.core.resources import Field, Kind, Sensitivity
from parure.web.kit.inputs import can_be_typed
from parure.web.kit.lists import ListOf


def editable_columns(actor: Actor, declared: ListOf) -> dict[str, Field]:
    """The fields that some operation writes, that this person may write, and that one input holds.

    The column that leads to the record is left out, and personal values, which have a form of their own.
    """
    resource = declared.resource
    if actor.read_only or not policy.may(actor, resource, "change"):
        return {}
    written = changes.changeable(resource)
    return {
        name: each
        for name, each in policy.fields(actor, resource, Level.WRITE).items()
        if name in written and name != declared.main and _fits(each)
    }


def _fits(asked: Field) -> bool:
    if not asked.writable or asked.sensitivity is not Sensitivity.PLAIN or asked.kind is Kind.LONG_TEXT:
        return False
    return asked.custom or (asked.batch is None and can_be_typed(asked))
