"""What customers think of us 评价, and what was done about it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff, Store
from parure.core.identifiers import new_uid
from parure.people.choices import FeedbackKind, FeedbackSource, FeedbackStatus
from parure.people.models.customer import Customer


class Feedback(models.Model):
    """One thing that a customer had to say of us: stars of 5, how likely they recommend us (0 to 10), or words.

    `order_ref` and `visit_ref` are primary keys of the records of a higher area that it is about. One that was taken
    back stays for as long as that may be undone.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="feedback")
    kind = models.CharField(max_length=12, choices=FeedbackKind)
    score = models.PositiveSmallIntegerField(_("Stars"), null=True, help_text="1 to 5")
    recommend = models.PositiveSmallIntegerField(
        _("Would recommend us"), null=True, help_text="0 to 10, the question behind NPS"
    )
    words = models.TextField(_("In their words"), blank=True)
    order_ref = models.BigIntegerField(null=True)
    visit_ref = models.BigIntegerField(null=True)
    store = models.ForeignKey(Store, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    staff = models.ForeignKey(
        Staff,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="who heard it",
    )
    source = models.CharField(max_length=8, choices=FeedbackSource, default=FeedbackSource.STAFF)
    at = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=7, choices=FeedbackStatus, blank=True, default=FeedbackStatus.NONE)
    done = models.TextField(_("What was done"), blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    custom = models.JSONField(default=dict, db_default={})
    is_removed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["-at", "-id"], name="feedback_recent"),
            models.Index(
                fields=["status", "-at", "-id"],
                name="feedback_open",
                condition=models.Q(status="open", is_removed=False),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__range=(1, 5)), name="feedback_stars"
            ),
            models.CheckConstraint(
                condition=models.Q(recommend__isnull=True) | models.Q(recommend__range=(0, 10)),
                name="feedback_recommend",
            ),
        ]
