"""The customer, how to reach them, and how channels know them."""

from datetime import date

from django.db import models
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff, Store
from parure.core.identifiers import new_uid
from parure.people.choices import ContactKind, Gender, IdentityKind, Stage

NO_DATE_AHEAD = date(9999, 12, 31)  # sorts last on every database; read as "none"


class Customer(models.Model):
    """One person who buys, or may buy. Totals, stage and next date are kept current from events.

    Sort columns are never null, so that paging by key has one order on every database.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    member_no = models.CharField(_("Member number"), max_length=40, null=True, unique=True)
    name = models.CharField(_("Name"), max_length=80)
    pinyin = models.CharField(max_length=120, default="", help_text="full reading without tones; sort key")
    nickname = models.CharField(_("WeChat name"), max_length=80, blank=True)
    gender = models.CharField(_("Gender"), max_length=1, choices=Gender, default="", blank=True)
    occupation = models.CharField(_("Occupation"), max_length=80, blank=True)
    education = models.CharField(_("Education"), max_length=40, blank=True)
    social_circle = models.CharField(_("Social circle"), max_length=120, blank=True)
    source_channel = models.CharField(_("Source"), max_length=40, blank=True)
    campaign = models.CharField(_("Campaign"), max_length=80, blank=True)
    tier_label = models.CharField(_("Tier"), max_length=30, blank=True)
    home_store = models.ForeignKey(
        Store, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    owner = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    remark = models.TextField(_("Remark"), blank=True)
    caution = models.CharField(_("Do not mention"), max_length=200, blank=True)
    photo = models.CharField(max_length=64, blank=True, help_text="digest of a kept file")
    tag_names = models.JSONField(default=list)
    custom = models.JSONField(default=dict)
    marketing_consent = models.BooleanField(_("Agrees to marketing"), null=True)
    is_archived = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="the record that this one was taken up into, at the end of the line",
    )
    registered_on = models.DateField(_("Customer since"), default=timezone.localdate)
    created_at = models.DateTimeField(default=timezone.now)

    stage = models.CharField(_("Stage"), max_length=8, choices=Stage, default=Stage.LEAD)
    stage_since = models.DateField(default=timezone.localdate)
    total_spent_minor = models.BigIntegerField(_("Total spent"), default=0)
    year_spent_minor = models.BigIntegerField(_("Last 12 months"), default=0)
    order_count = models.IntegerField(_("Orders"), default=0)
    highest_order_minor = models.BigIntegerField(_("Highest purchase"), default=0)
    first_purchase_on = models.DateField(_("First purchase"), null=True)
    last_purchase_on = models.DateField(_("Last purchase"), null=True)
    last_visit_on = models.DateField(_("Last visit"), null=True)
    last_contact_on = models.DateField(_("Last contact"), null=True)
    last_activity_on = models.DateField(_("Last activity"), default=timezone.localdate)
    next_date_on = models.DateField(_("Next date"), default=NO_DATE_AHEAD)
    next_date_label = models.CharField(max_length=60, blank=True)

    last_score = models.SmallIntegerField(_("Last score"), null=True, help_text="stars of 5; people.feedback")
    complaint_since = models.DateTimeField(
        _("Open complaint since"), null=True, help_text="of the oldest one that isn't settled"
    )

    completeness = models.SmallIntegerField(
        _("Completeness"), default=0, db_default=0, help_text="percent; people.quality"
    )
    confirmed_on = models.DateField(
        _("Confirmed"), null=True, help_text="when all of it was found still right"
    )
    known_on = models.GeneratedField(
        expression=Coalesce("confirmed_on", "registered_on"),
        output_field=models.DateField(),
        db_persist=True,
        help_text="the day that what is known of them was last found right",
    )

    class Meta:
        indexes = [
            models.Index(fields=["completeness", "id"], name="customer_complete"),
            models.Index(fields=["home_store", "completeness", "id"], name="customer_store_complete"),
            models.Index(fields=["owner", "-last_activity_on", "-id"], name="customer_owner"),
            models.Index(fields=["home_store", "-last_activity_on", "-id"], name="customer_store"),
            models.Index(fields=["-last_activity_on", "-id"], name="customer_activity"),
            models.Index(fields=["-total_spent_minor", "-id"], name="customer_spent"),
            models.Index(fields=["next_date_on", "id"], name="customer_next_date"),
            models.Index(fields=["pinyin", "id"], name="customer_pinyin"),
            models.Index(fields=["registered_on", "id"], name="customer_registered"),
            models.Index(fields=["known_on", "id"], name="customer_known"),
            models.Index(fields=["home_store", "known_on", "id"], name="customer_store_known"),
            models.Index(fields=["stage", "-last_activity_on", "-id"], name="customer_stage"),
            # a store of fifty thousand opens its views as quickly as the whole house
            models.Index(fields=["home_store", "next_date_on", "id"], name="customer_store_dates"),
            models.Index(fields=["home_store", "registered_on", "id"], name="customer_store_new"),
            models.Index(
                fields=["home_store", "stage", "-last_activity_on", "-id"], name="customer_store_stage"
            ),
            models.Index(
                fields=["complaint_since"],
                name="customer_complaint",
                condition=models.Q(complaint_since__isnull=False),
            ),
            models.Index(
                fields=["merged_into"],
                name="customer_merged",
                condition=models.Q(merged_into__isnull=False),
            ),
        ]


class ContactPoint(models.Model):
    """A phone, email, WeChat id or address: sealed; found again by digest. Families may share one."""

    uid = models.UUIDField(default=new_uid, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contact_points")
    kind = models.CharField(max_length=8, choices=ContactKind)
    sealed = models.BinaryField()
    digest = models.BinaryField(max_length=16)
    label = models.CharField(max_length=30, blank=True, help_text="work, home, wife's …")
    is_primary = models.BooleanField(default=False)
    is_verified = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["digest", "kind"], name="contact_digest")]


class Identity(models.Model):
    """What a channel calls this person: exactly one customer per (kind, issuer, value)."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=16, choices=IdentityKind)
    issuer = models.CharField(max_length=40, help_text="shopify, taobao, wecom …")
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["value", "kind", "issuer"], name="one_customer_per_identity")
        ]


class StageMove(models.Model):
    """One move in the lifecycle; reported as a flow."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    before = models.CharField(max_length=8, choices=Stage)
    after = models.CharField(max_length=8, choices=Stage)
    on = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["on", "after"], name="stage_flow")]
