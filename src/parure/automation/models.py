"""Rules over events and each time one fired; acts on many records and what each changed."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.core.ledger import AppendOnly
from parure.core.models import Event, Job


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


class BulkStatus(models.TextChoices):
    DRAFT = "draft", _("Not begun")
    RUNNING = "running", _("Under way")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Ended early")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")


class BulkRun(models.Model):
    """One act on many records: those of a condition, or those picked one by one.

    Records are gone through in the order of `bulk.strides` up to `last_id`; `position` is the last one whose effect
    is committed, and the counts belong to it. `undo_position` is the change from which on everything is taken back.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    resource = models.CharField(max_length=60)
    act = models.CharField(max_length=60, help_text="set, tags, or do:<name of what an area offers>")
    params = models.JSONField(default=dict)
    condition = models.JSONField(null=True)
    picked = models.JSONField(null=True, help_text="primary keys; null: everything that meets the condition")
    status = models.CharField(max_length=8, choices=BulkStatus, default=BulkStatus.DRAFT)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, blank=True, help_text="acts as this role when no person does")
    undone_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    strides = models.SmallIntegerField(
        default=1, help_text="records of a page are written in so many batches"
    )
    seen = models.BigIntegerField(default=0)
    changed = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    undo_position = models.BigIntegerField(null=True)
    restored = models.BigIntegerField(default=0)
    kept = models.BigIntegerField(default=0, help_text="changed by somebody since, and so left as they are")
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["staff", "-id"], name="bulk_runs_of_staff")]


class BulkChange(AppendOnly):
    """What a run changed of one record: enough to set it back, and to see whether somebody changed it since."""

    run = models.ForeignKey(BulkRun, on_delete=models.PROTECT, related_name="changes")
    record_id = models.BigIntegerField()
    field = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "-id"], name="bulk_changes_of_run")]


class BulkProblem(models.Model):
    """Why one record wasn't changed, or wasn't set back; in words without anybody's values."""

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="problems")
    record_id = models.BigIntegerField()
    words = models.CharField(max_length=200)
    while_undoing = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["run", "id"], name="bulk_problems_of_run")]
