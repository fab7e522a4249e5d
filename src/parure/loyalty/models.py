"""The points ledger."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parure.core.ledger import AppendOnly
from parure.people.models import Customer


class PointKind(models.TextChoices):
    OPENING_BALANCE = "OPENING_BALANCE", _("Brought in")
    REVERSE = "REVERSE", _("Reversal")


class PointEntry(AppendOnly):
    """Points gained (+) or given up (−). The balance is the sum. A correction reverses an entry by name."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, related_name="point_entries"
    )
    kind = models.CharField(max_length=16, choices=PointKind)
    points = models.BigIntegerField()
    on = models.DateField()
    source_key = models.CharField(max_length=120, unique=True)
    reverses = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
