"""Tasks: what somebody promised or should do, for whom, until when."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff, Store
from parure.core.identifiers import new_uid
from parure.engagement.choices import TaskKind, TaskStatus
from parure.people.models import Customer


class Task(models.Model):
    """One thing to do. `worth_minor` is what it may bring, to sort by; postponing keeps the first due time."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.CASCADE, related_name="tasks")
    assignee = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, related_name="tasks", db_index=False
    )
    creator = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10, choices=TaskKind, default=TaskKind.OTHER)
    title = models.CharField(_("What"), max_length=160)
    note = models.TextField(_("Note"), blank=True)
    words = models.CharField(_("Words to say"), max_length=300, blank=True)
    due_at = models.DateTimeField(_("Due"))
    first_due_at = models.DateTimeField()
    has_time = models.BooleanField(default=False, help_text="due at that minute, not just on that day")
    priority = models.SmallIntegerField(_("Priority"), default=0, help_text="higher first")
    worth_minor = models.BigIntegerField(_("Worth"), null=True)
    status = models.CharField(max_length=9, choices=TaskStatus, default=TaskStatus.OPEN)
    outcome = models.CharField(_("Outcome"), max_length=200, blank=True)
    postponed = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    source_key = models.CharField(max_length=120, unique=True, null=True)
    custom = models.JSONField(default=dict, db_default={})
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["assignee", "status", "due_at"], name="task_of_assignee"),
            models.Index(fields=["store", "status", "due_at"], name="task_of_store"),
            models.Index(fields=["status", "due_at", "id"], name="task_due"),
        ]


class NoticeKind(models.TextChoices):
    TASK_GIVEN = "task_given", _("A task was given to you")
    IMPORT_DONE = "import_done", _("An import is finished")
    IMPORT_UNDONE = "import_undone", _("An import was taken back")
    BULK_DONE = "bulk_done", _("Work on many records is finished")
    BULK_FAILED = "bulk_failed", _("Work on many records ended early")
    BULK_UNDONE = "bulk_undone", _("Work on many records was taken back")
    EXPORT_READY = "export_ready", _("An export is ready")
    EXPORT_FAILED = "export_failed", _("An export ended early")
    CLIENTS_CAME = "clients_came", _("Customers were handed to you")
    JOINED = "joined", _("A customer registered themselves")
    JOIN_WAITS = "join_waits", _("A self-registration is to be looked at")


class Notice(models.Model):
    """Something that one person should know of: which record, by whom, with which counts; no names, no values.

    What the record is called is read when the notice is, as far as its reader may see it.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=20, choices=NoticeKind)
    who = models.CharField(max_length=80, blank=True, help_text="the colleague who did it")
    resource = models.CharField(max_length=60, blank=True)
    record_id = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    source_key = models.CharField(max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-id"], name="notice_of_staff"),
            models.Index(fields=["staff"], name="notice_unread", condition=models.Q(read_at=None)),
        ]
