"""On record: who took the table of a report along."""

from django.db import transaction

from parure.access import audit, policy
from parure.access.actors import Actor
from parure.access.choices import AuditAction
from parure.insight.reports.datasets import datasets
from parure.insight.reports.question import Question


@transaction.atomic
def note_taken(actor: Actor, question: Question, rows: int) -> None:
    """Keep that the actor took so many rows of figures. Raises `policy.Denied` for who may not export."""
    resource = datasets()[question.dataset].resource
    policy.require(actor, resource, "export")
    asked = {
        "report": question.dataset,
        "by": list(question.splits),
        "figures": list(question.measures),
        "rows": rows,
    }
    audit.record(actor, AuditAction.EXPORT, resource, detail=asked)
