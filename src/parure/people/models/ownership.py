"""Whose clients customers are besides their advisor's: colleagues who share them, colleagues who cover an absence."""

from django.db import models
from django.utils import timezone

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.people.models.customer import Customer


class SecondaryAdvisor(models.Model):
    """One colleague who looks after a customer beside their advisor and reaches them as their own."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="secondary_advisors")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", db_index=False)
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(null=True, help_text="last day; empty: for good")
    given_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "customer"], name="secondary_advisor_once"),
        ]


class Cover(models.Model):
    """While somebody is away, a colleague reaches all their customers: one row, however many those are."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", help_text="who is away")
    by = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", help_text="who covers")
    since = models.DateField(default=timezone.localdate)
    until = models.DateField(help_text="last day")
    given_by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["by", "staff"], name="cover_once"),
            models.CheckConstraint(condition=models.Q(until__gte=models.F("since")), name="cover_ends_later"),
        ]
