"""Rules over events, and each time one fired."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.core.identifiers import new_uid
from parure.core.models import Event


class Rule(models.Model):
    """When `event` happens and its values meet `condition`, do `verb` with `params`. Data, edited by the shop."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(_("Name"), max_length=80)
    event = models.CharField(_("Event"), max_length=80, db_index=True)
    condition = models.JSONField(default=dict)
    verb = models.CharField(_("Action"), max_length=80)
    params = models.JSONField(default=dict)
    enabled = models.BooleanField(_("On"), default=True)


class RuleRun(models.Model):
    """One firing of a rule for one event: it has effect once."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="runs")
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule", "event"], name="rule_runs_once")]
