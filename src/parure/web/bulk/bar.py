"""What the bar below a list offers for the records that are selected."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.automation.bulk import acts
from parure.core.resources import Kind
from parure.web.kit.forms import OFFERED_RELATIONS

RESOURCE = "automation.bulk_run"


@dataclass(frozen=True)
class BulkAct:
    """A button of the bar; `act` is what its form is asked for by."""

    act: str
    label: Any
    icon: str


def bulk_acts(actor: Actor, resource: str) -> list[BulkAct]:
    """What this person may do with many records of the type: edit, hand over, tag, and what areas offer."""
    if not policy.may(actor, RESOURCE, "add"):
        return []
    found = []
    fields = acts.editable(actor, resource)
    verbs = acts.verbs_for(actor, resource)
    by_verbs = {name for verb in verbs for name in verb.writes}
    if fields:
        found.append(BulkAct(acts.SET, _("Edit a field"), "pencil"))
    for name, each in fields.items():
        if (
            name not in by_verbs
            and not each.custom
            and each.kind is Kind.RELATION
            and each.relation in OFFERED_RELATIONS
        ):
            found.append(BulkAct(f"set:{name}", each.label, "user-share"))
    if acts.may_tag(actor, resource):
        found.append(BulkAct(acts.TAGS, _("Tags"), "tag"))
    found += [BulkAct(f"do:{verb.offered.name}", verb.offered.label, verb.icon) for verb in verbs]
    return found
