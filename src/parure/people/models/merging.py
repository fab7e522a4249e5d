"""Two records that were one person: what was put together, step by step, and what may be."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.core.ledger import AppendOnly
from parure.core.models import Job
from parure.people.models.customer import Customer


class DuplicateRun(models.Model):
    """The whole base looked through for duplicates, or the certain ones merged: a job, and how far it is."""

    class Kind(models.TextChoices):
        SEARCH = "search"
        MERGE = "merge"

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    threshold = models.SmallIntegerField(default=0, help_text="merge: pairs at least as sure, in thousandths")
    total = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    found = models.BigIntegerField(default=0, help_text="search: likely pairs; merge: records merged")
    failed = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0, help_text="merge: the last pair seen to")
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kind", "-id"], name="duplicate_runs")]


class Merge(models.Model):
    """One record taken up into another. `stayed` names rows left behind because the survivor had the same."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    survivor = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    by = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    run = models.ForeignKey(DuplicateRun, null=True, on_delete=models.SET_NULL, related_name="merges")
    stayed = models.JSONField(default=dict, help_text="{table: [primary keys]}")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="merge_recent")]


class MergeStep(AppendOnly):
    """One row that a merge changed: the columns that differ, before and after.

    `before` is null for a row that the merge made, `after` for one that it took away.
    """

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="steps")
    table = models.CharField(max_length=60, help_text="label of the model")
    row_id = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)


class PairStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("duplicates", "Open")
    LATER = "later", pgettext_lazy("duplicates", "Later")
    DIFFERENT = "different", _("Different people")
    MERGED = "merged", _("Merged")


class DuplicatePair(models.Model):
    """Two customers who are likely one person; `first` is the older record. Holds ids and codes only.

    That they are different people is remembered for good.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.SmallIntegerField(help_text="how sure, in thousandths")
    reasons = models.JSONField(default=list, help_text="codes of what agrees and what doesn't")
    status = models.CharField(max_length=9, choices=PairStatus, default=PairStatus.OPEN)
    found_on = models.DateField(default=timezone.localdate)
    decided_by = models.ForeignKey(
        Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="pair_in_order"),
        ]
        indexes = [models.Index(fields=["status", "-score", "-id"], name="pair_by_score")]
