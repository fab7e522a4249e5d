"""Members who register themselves: the links that shops show as QR codes, and the forms that come in by them."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff, Store
from parure.core.identifiers import new_uid
from parure.people.choices import JoinState
from parure.people.models.customer import Customer


class JoinLink(models.Model):
    """One address under which people register with a store. Its token is all that opens it."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    token = models.CharField(max_length=32, unique=True)
    label = models.CharField(_("Name"), max_length=60, help_text="where it hangs: counter, event, window")
    store = models.ForeignKey(Store, on_delete=models.PROTECT, related_name="+")
    advisor = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    made_by = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False)
    made_at = models.DateTimeField(default=timezone.now)
    ends_on = models.DateField(null=True, help_text="last day; empty: until it is ended")
    ended_at = models.DateTimeField(null=True)
    used = models.PositiveIntegerField(default=0, help_text="forms that came in")


class JoinRequest(models.Model):
    """What somebody sent. Held only as long as somebody has to look at it: once registered, it says nothing more,
    and a week after it was taken over into a record.

    `said` is {gender, birthday: {calendar, year, month, day, leap} or null, purposes: agreed to, wording}; `wrote` is
    what taking it over added to a record: {gender, birthday: key, consents: keys, marketing: the answer before}.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    link = models.ForeignKey(JoinLink, on_delete=models.PROTECT, related_name="requests")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    name = models.CharField(max_length=80, blank=True)
    sealed = models.BinaryField(default=bytes, help_text="the phone")
    digest = models.BinaryField(max_length=16, default=bytes)
    said = models.JSONField(default=dict)
    wrote = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JoinState, default=JoinState.NEW)
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.CASCADE, related_name="+", help_text="who came of it"
    )
    decided_by = models.ForeignKey(
        Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["state", "-id"], name="join_request_waiting")]
