"""What a customer allowed and what they took back, as a ledger: evidence is added to, never changed."""

from django.db import models
from django.utils import timezone

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.core.ledger import AppendOnly
from parure.people.choices import How, Purpose
from parure.people.models.customer import Customer


class Consent(AppendOnly):
    """One yes or no of a customer to one purpose. What holds is the newest of a purpose (people.consents.standing).

    `at` is when the customer said it; `wording` the version of the text that they were shown, "" where another system
    asked. A row that `reverses` another takes it back as if it had never been said (undo of an import).
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, related_name="consents"
    )
    purpose = models.CharField(max_length=16, choices=Purpose)
    given = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)
    how = models.CharField(max_length=8, choices=How)
    wording = models.CharField(max_length=10)
    evidence = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(
        Staff, null=True, on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    recorded_at = models.DateTimeField(default=timezone.now)
    source_key = models.CharField(max_length=120, unique=True)
    reverses = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        db_constraint=False,
        related_name="reversed_by",
        db_index=False,
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["reverses"], name="consent_reversed", condition=models.Q(reverses__isnull=False)
            )
        ]
