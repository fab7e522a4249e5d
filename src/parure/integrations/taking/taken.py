"""How much somebody has taken along today."""

from django.db.models import Sum

from parure.access.actors import Actor
from parure.core.moments import midnight
from parure.integrations.models import ExportRun, ExportStatus


def taken_today(actor: Actor, resource: str) -> int:
    """Rows of a record type that this person has asked for since midnight."""
    rows = ExportRun.objects.filter(resource=resource, created_at__gte=midnight(), staff=actor.staff_id)
    rows = rows.exclude(status__in=[ExportStatus.FAILED, ExportStatus.STOPPED])
    return rows.aggregate(sum=Sum("total"))["sum"] or 0
