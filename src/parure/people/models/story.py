"""What happened between the shop and a customer."""

from django.db import models
from django.utils import timezone

from parure.access.models import Staff, Store
from parure.core.identifiers import new_uid
from parure.people.choices import Channel, Direction, EntryKind
from parure.people.models.customer import Customer


class Interaction(models.Model):
    """One call, message or talk: what was said, how it ended, what comes next."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="interactions")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    store = models.ForeignKey(Store, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    channel = models.CharField(max_length=10, choices=Channel)
    direction = models.CharField(max_length=3, choices=Direction, default=Direction.OUT)
    at = models.DateTimeField(default=timezone.now)
    content = models.TextField(blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    next_step = models.CharField(max_length=200, blank=True)
    files = models.JSONField(default=list, help_text="[{digest, name, type}]")
    custom = models.JSONField(default=dict, db_default={})


class TimelineEntry(models.Model):
    """One line of the customer's story, written with the record behind it, so that one query tells it all."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="timeline", db_index=False)
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=EntryKind)
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=400, blank=True)
    who = models.CharField(max_length=80, blank=True)
    amount_minor = models.BigIntegerField(null=True)
    pictures = models.JSONField(default=list, help_text="[drawing codes of pieces]")
    files = models.JSONField(null=True, help_text="[{talk: uid, number, name, type}]; null: none")
    resource = models.CharField(max_length=40, blank=True)
    record_id = models.BigIntegerField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-at", "-id"], name="timeline_of_customer"),
            models.Index(fields=["record_id", "resource"], name="timeline_of_record"),
        ]
