"""Whose clients customers are besides their advisor's: colleagues who share them, colleagues who cover an absence."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff, Store
from parure.core.identifiers import new_uid
from parure.core.ledger import AppendOnly
from parure.people.choices import CameBy, Way, Why
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


class AdvisorChange(AppendOnly):
    """Who a customer's advisor was and who became it, when, by whom and why.

    The history begins with the first change: whoever `before` names there had them since they were a customer. The
    rows outlive a customer whom a taken-back import removes, so nothing in the database ties them.
    """

    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    before = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    after = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    why = models.CharField(max_length=10, choices=Why)
    way = models.CharField(max_length=10, choices=Way, blank=True, help_text="of the rule, where one chose")
    by = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["customer", "-id"], name="advisor_changes_of"),
            models.Index(fields=["at", "id"], name="advisor_changes_at"),
            models.Index(fields=["by", "at"], name="advisor_claims", condition=models.Q(why="claimed")),
        ]


class HandoverShare(models.Model):
    """Who is to get a customer by a handover that was looked at: what was shown is what happens."""

    plan = models.UUIDField()
    customer = models.ForeignKey(
        Customer, on_delete=models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False
    )
    to = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "customer"], name="handover_share_once")]


class AssignmentRule(models.Model):
    """Who becomes the advisor of new customers; the first rule in order that finds somebody decides."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    store = models.ForeignKey(
        Store, null=True, on_delete=models.PROTECT, related_name="+", help_text="empty: of every store"
    )
    came_by = models.CharField(_("Came by"), max_length=8, choices=CameBy, blank=True)
    way = models.CharField(_("Goes to"), max_length=10, choices=Way)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    last = models.ForeignKey(
        Staff,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
        help_text="who had the last turn",
    )
    position = models.PositiveIntegerField(default=0)


class ClientCare(models.Model):
    """What the shop has decided on the care of customers; one row."""

    claims_a_day = models.PositiveSmallIntegerField(default=5, help_text="that one advisor may take")
    asked_again_after = models.PositiveSmallIntegerField(
        default=548, help_text="days after which what is known is asked again"
    )
