"""Events, and the jobs that follow from them."""

from django.db import models
from django.utils import timezone


class Event(models.Model):
    """One fact, written in the transaction that made it true. `payload` holds ids and plain values only."""

    name = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["name", "-id"], name="event_by_name")]


class Job(models.Model):
    """A piece of work that must happen: the delivery of an event to one handler, an import, a refresh.

    A worker claims it with a lease. An atomic job commits its effect together with its own completion, so that
    it has effect once however often workers die.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        STOPPED = "stopped"

    task = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    event = models.ForeignKey(Event, null=True, on_delete=models.CASCADE, related_name="deliveries")
    unique_key = models.CharField(max_length=160, unique=True, null=True)
    status = models.CharField(max_length=8, choices=Status, default=Status.WAITING)
    priority = models.SmallIntegerField(default=0, help_text="lower runs first")
    due_at = models.DateTimeField(default=timezone.now)
    lease_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=120, blank=True)
    claims = models.PositiveIntegerField(default=0, help_text="how often a worker took it")
    failures = models.PositiveIntegerField(default=0, help_text="how often it ended in an error")
    error = models.TextField(blank=True, help_text="class and place of the last error, never its values")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["status", "priority", "due_at", "id"],
                name="job_claim",
                condition=models.Q(status__in=["waiting", "running"]),
            ),
            models.Index(fields=["task", "-id"], name="job_by_task"),
            models.Index(fields=["id"], name="job_failed", condition=models.Q(status="failed")),
        ]


class RequestKey(models.Model):
    """A form or call that has had its effect: sent again, it answers with the same record."""

    key = models.CharField(max_length=80, unique=True)
    resource = models.CharField(max_length=60)
    record_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)


class KeptAnswer(models.Model):
    """What a call from outside was answered, so that the same call sent again has its effect once.

    `owner` is who called, `digest` what they sent; without a status the call is still under way.
    """

    owner = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.BinaryField(default=bytes, help_text="sealed by whoever kept it")
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_kept_answer")]


class Bucket(models.Model):
    """Tokens of a name that asks often: thousandths of a token that were there at that moment."""

    name = models.CharField(max_length=120, unique=True)
    level = models.BigIntegerField()
    at = models.DateTimeField()
