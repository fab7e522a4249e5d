"""Segments: named conditions on customers, who meets them, and how that moved."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.core.ledger import AppendOnly
from parure.core.models import Job
from parure.people.choices import SegmentKind, SegmentWhen
from parure.people.models.customer import Customer


class Segment(models.Model):
    """Customers who meet a condition. A static one keeps who met it when it was last taken by hand."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    name = models.CharField(pgettext_lazy("segment", "Name"), max_length=60)
    description = models.CharField(_("Description"), max_length=300, blank=True)
    kind = models.CharField(_("Kind"), max_length=7, choices=SegmentKind, default=SegmentKind.DYNAMIC)
    when = models.CharField(
        _("Looked through"), max_length=9, choices=SegmentWhen, default=SegmentWhen.ON_CHANGE
    )
    condition = models.JSONField(default=dict)
    created_by = models.ForeignKey(
        Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    created_at = models.DateTimeField(default=timezone.now)
    is_archived = models.BooleanField(default=False)
    evaluated_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(default=0)
    member_count = models.BigIntegerField(
        default=0, help_text="in the whole shop, when it was last looked through"
    )
    problem = models.CharField(
        max_length=10, blank=True, help_text="why its condition can't be asked any more"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], condition=models.Q(is_archived=False), name="one_segment_name"
            )
        ]


class SegmentMember(models.Model):
    """A customer in a segment. A customer that is gone leaves at the next look: nothing in the database ties them."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="members", db_index=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    since = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "customer"], name="member_once")]
        indexes = [models.Index(fields=["customer", "segment"], name="segments_of_customer")]


class SegmentRun(models.Model):
    """A look through customers for one segment: all of them (`is_whole`), or a few that changed.

    `last_id` is how far it has come, `round` the turn of the clock that it belongs to.
    """

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="runs", db_index=False)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    round = models.CharField(max_length=20, null=True)
    is_whole = models.BooleanField(default=True)
    last_id = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    entered = models.BigIntegerField(default=0)
    left = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "round"], name="segment_round_once")]
        indexes = [models.Index(fields=["segment", "-id"], name="segment_runs")]


class SegmentMove(AppendOnly):
    """A customer entered a segment or left it. What a customer's moves come to says whether they are in it."""

    segment = models.ForeignKey(
        Segment, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    run = models.ForeignKey(
        SegmentRun, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    entered = models.BooleanField(help_text="else left")
    on = models.DateField(default=timezone.localdate)
    merge_id = models.BigIntegerField(null=True, help_text="the merge of records that it came of")

    class Meta:
        indexes = [
            models.Index(fields=["segment", "on", "entered"], name="segment_moves"),
            models.Index(fields=["run", "entered", "customer"], name="moves_of_run"),
            models.Index(fields=["customer", "segment"], name="moves_of_customer"),
            models.Index(
                fields=["merge_id"], name="moves_of_merge", condition=models.Q(merge_id__isnull=False)
            ),
        ]


class SegmentSnapshot(models.Model):
    """A segment as it stood on a day, in the whole shop: how many, and what they have spent."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="snapshots", db_index=False)
    on = models.DateField(default=timezone.localdate)
    count = models.BigIntegerField()
    total_spent_minor = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "on"], name="one_snapshot_a_day")]
