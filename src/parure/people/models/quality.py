"""How complete records are, reckoned now and then by store and advisor."""

from django.db import models
from django.utils import timezone

from parure.access.models import Staff, Store


class QualityFigure(models.Model):
    """The customers of one advisor in one store (either may be nobody's): how many, how complete, how many to mend."""

    store = models.ForeignKey(Store, null=True, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(Staff, null=True, on_delete=models.CASCADE, related_name="+")
    customers = models.BigIntegerField(default=0)
    completeness_sum = models.BigIntegerField(default=0, help_text="of percents")
    short = models.BigIntegerField(default=0, help_text="below people.quality.SHORT_OF")
    stale = models.BigIntegerField(default=0, help_text="to be asked again")
    at = models.DateTimeField(default=timezone.now)
