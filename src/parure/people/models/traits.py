"""Family, dates, sizes and preferences."""

from django.db import models
from django.utils import timezone

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.people.choices import (
    Aspect,
    Basis,
    CalendarKind,
    DateKind,
    Finger,
    RelationKind,
    SizeKind,
    Stance,
)
from parure.people.models.customer import Customer


class Relation(models.Model):
    """Somebody in a customer's life, linked to a customer record where that person is one.

    `kind` says what that person is to the customer: SPOUSE, MOTHER …
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="relations")
    other = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="+")
    kind = models.CharField(max_length=10, choices=RelationKind)
    name = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=200, blank=True)


class ImportantDate(models.Model):
    """A day to remember, of the customer or of a relation: solar or lunar, year optional.

    `next_on` is the next occurrence (core.calendar's policies for leap months and missing days), moved on daily.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="dates")
    relation = models.ForeignKey(Relation, null=True, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=12, choices=DateKind)
    label = models.CharField(max_length=40, blank=True)
    calendar = models.CharField(max_length=5, choices=CalendarKind, default=CalendarKind.SOLAR)
    year = models.SmallIntegerField(null=True)
    month = models.SmallIntegerField()
    day = models.SmallIntegerField()
    leap = models.BooleanField(default=False)
    is_secret = models.BooleanField(default=False, help_text="a surprise: not to be mentioned")
    note = models.CharField(max_length=200, blank=True)
    next_on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["next_on", "customer"], name="date_next")]


class Size(models.Model):
    """A measure of the customer or of a relation.

    Rings: inner circumference in micrometres; wrist, bangle (inner diameter) and necklace likewise in
    micrometres; null where only the label is known ("12号" without a gauge).
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="sizes")
    relation = models.ForeignKey(Relation, null=True, on_delete=models.CASCADE, related_name="sizes")
    kind = models.CharField(max_length=8, choices=SizeKind)
    finger = models.CharField(max_length=12, choices=Finger, default="", blank=True)
    measure_um = models.IntegerField(null=True)
    label = models.CharField(max_length=30, blank=True)
    gauge = models.CharField(max_length=2, blank=True)
    measured_on = models.DateField(default=timezone.localdate)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")


class Preference(models.Model):
    """What a customer likes or avoids: said (by whom heard, when) or inferred (from what, how sure)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="preferences")
    aspect = models.CharField(max_length=10, choices=Aspect)
    value = models.CharField(max_length=80)
    stance = models.CharField(max_length=6, choices=Stance, default=Stance.LIKES)
    basis = models.CharField(max_length=8, choices=Basis, default=Basis.STATED)
    confidence = models.SmallIntegerField(null=True, help_text="percent, inferred only")
    evidence = models.CharField(max_length=200, blank=True)
    heard_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    heard_on = models.DateField(default=timezone.localdate)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["customer", "aspect", "value", "basis"], name="one_preference")
        ]
