"""Imports: a run a file, its problems, what it made. Exports: who took what. Keys of other systems."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.core.models import Job


class ImportKind(models.TextChoices):
    CUSTOMERS = "customers", _("Customers")
    PRODUCTS = "products", _("Products")
    PIECES = "pieces", _("Pieces")
    ORDERS = "orders", _("Orders")
    ORDER_LINES = "order_lines", _("Order lines")
    VISITS = "visits", _("Visits")
    OPENING_BALANCES = "opening_balances", _("Opening points and spend")


class ImportStatus(models.TextChoices):
    MAPPING = "mapping", _("Columns")
    CHECKING = "checking", _("Checking")
    CHECKED = "checked", _("Checked")
    WRITING = "writing", _("Writing")
    DONE = "done", _("Done")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Failed")
    UNDOING = "undoing", _("Undoing")
    UNDONE = "undone", _("Undone")


class SavedMapping(models.Model):
    """How the columns of a certain kind of file are read; found again by the columns themselves."""

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=16, choices=ImportKind)
    columns_digest = models.CharField(max_length=64, db_index=True)
    mapping = models.JSONField(default=dict)
    source = models.CharField(max_length=20, blank=True)


class ImportRun(models.Model):
    """One file on its way in. `position` is the last line whose effect is committed; counts belong to it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=ImportKind)
    source = models.CharField(max_length=20, blank=True)
    file = models.CharField(
        max_length=64, blank=True, help_text="digest of the kept file; empty once it is gone"
    )
    file_removed_on = models.DateField(null=True)
    file_name = models.CharField(max_length=200)
    file_size = models.BigIntegerField(default=0)
    reading = models.JSONField(default=dict, help_text="encoding, delimiter, sheet, header_row, columns")
    mapping = models.JSONField(default=dict, help_text="column -> target field")
    options = models.JSONField(default=dict)
    status = models.CharField(max_length=9, choices=ImportStatus, default=ImportStatus.MAPPING)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, blank=True, help_text="acts as this role when no person does")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    is_dry_run = models.BooleanField(default=False)
    row_estimate = models.BigIntegerField(default=0)
    position = models.BigIntegerField(default=0)
    read = models.BigIntegerField(default=0)
    created = models.BigIntegerField(default=0)
    updated = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    failed = models.BigIntegerField(default=0)
    warned = models.BigIntegerField(default=0)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["staff", "-id"], name="imports_of_staff")]


class ImportProblem(models.Model):
    """One line's problem. The message never holds a whole personal value; the row itself stays in the file."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    line = models.BigIntegerField()
    column = models.CharField(max_length=120, blank=True)
    code = models.CharField(max_length=40)
    severity = models.CharField(
        max_length=7, help_text="error: not imported; warning: imported, look; skipped"
    )
    hint = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["run", "code", "line"], name="problems_of_run")]


class ImportTrace(models.Model):
    """What a batch of an import did, enough to take it back: ids made, and the former values of rows changed."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="traces")
    resource = models.CharField(max_length=40)
    created_ids = models.JSONField(default=list, help_text="[[first, last], …] ranges of primary keys")
    before = models.JSONField(default=dict, help_text="{id: {field: former value}} of rows that existed")


class ApiKey(models.Model):
    """With it another system acts as a person, as far as role and scopes let it. Of its secret a digest is kept."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    label = models.CharField(_("What for"), max_length=60)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="api_keys")
    role = models.CharField(max_length=40, blank=True, help_text="only this one of the person's roles")
    scopes = models.JSONField(default=dict, help_text='{collection or "*": "read" or "write"}')
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    per_minute = models.PositiveIntegerField(default=600)
    creator = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)


class ExportStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being written")
    DONE = "done", _("Ready")
    FAILED = "failed", _("Ended early")
    STOPPED = "stopped", _("Stopped")


class ExportRun(models.Model):
    """Rows of a list on their way out: who took which columns of which records, and the file while it is kept."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    resource = models.CharField(max_length=60)
    columns = models.JSONField(default=list)
    condition = models.JSONField(null=True)
    picked = models.JSONField(null=True, help_text="primary keys; null: everything that meets the condition")
    form = models.CharField(max_length=4, help_text="csv or xlsx")
    reason = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    status = models.CharField(max_length=8, choices=ExportStatus, default=ExportStatus.WAITING)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    total = models.BigIntegerField(default=0)
    written = models.BigIntegerField(default=0)
    file = models.CharField(
        max_length=64, blank=True, help_text="digest of the kept file; empty once it is gone"
    )
    file_size = models.BigIntegerField(default=0)
    expires_on = models.DateField(null=True)
    fault = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["staff", "-id"], name="exports_of_staff"),
            models.Index(fields=["file"], name="exports_by_file"),
        ]
