"""What customers wish for 心愿单."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff
from parure.core.identifiers import new_uid
from parure.people.choices import WishState
from parure.people.models.customer import Customer
from parure.people.models.traits import Relation


class Wish(models.Model):
    """One thing that a customer would like to have, in words or as a style or piece of the catalogue.

    `style_ref` and `piece_ref` are primary keys of the sibling area's records; budgets are in minor units. A removed
    wish stays for as long as its removal may be undone.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="wishes")
    what = models.CharField(_("Wish"), max_length=200)
    style_ref = models.BigIntegerField(null=True)
    piece_ref = models.BigIntegerField(null=True)
    budget_from_minor = models.BigIntegerField(null=True)
    budget_to_minor = models.BigIntegerField(null=True)
    relation = models.ForeignKey(
        Relation,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="for whom; null: themselves",
    )
    occasion = models.CharField(_("Occasion"), max_length=40, blank=True)
    wanted_by = models.DateField(null=True)
    may_tell_since = models.DateField(null=True, help_text="since when the spouse may be told; null: may not")
    state = models.CharField(max_length=9, choices=WishState, default=WishState.OPEN)
    state_since = models.DateField(default=timezone.localdate)
    photo = models.CharField(max_length=64, blank=True, help_text="digest of a kept file")
    heard_by = models.ForeignKey(
        Staff, null=True, on_delete=models.SET_NULL, related_name="+", db_index=False
    )
    noted_at = models.DateTimeField(default=timezone.now)
    is_removed = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["style_ref"], name="wish_style", condition=models.Q(style_ref__isnull=False)
            ),
            models.Index(
                fields=["piece_ref"], name="wish_piece", condition=models.Q(piece_ref__isnull=False)
            ),
        ]
