"""Orders with lines and payments from every channel; visits; spend from before Parure."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff, Store
from parure.catalog.models import Piece, Style
from parure.core.identifiers import new_uid
from parure.core.ledger import AppendOnly
from parure.people.models import Customer
from parure.sales.choices import OrderStatus, PaymentKind, PaymentMethod, VisitOutcome


class Order(models.Model):
    """A sale from POS, web shop, marketplace or hand: one kind of thing. Money in fen of `currency`.

    `total_minor` is what was to be paid, `paid_minor` less `refunded_minor` what the shop kept.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    order_no = models.CharField(_("Order number"), max_length=60)
    source = models.CharField(
        _("Source"), max_length=20, default="pos", help_text="pos, shopify, taobao, youzan …"
    )
    customer = models.ForeignKey(
        Customer, null=True, on_delete=models.PROTECT, related_name="orders", db_index=False
    )
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    advisor = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    status = models.CharField(_("Status"), max_length=16, choices=OrderStatus, default=OrderStatus.PAID)
    ordered_at = models.DateTimeField(_("Ordered"))
    currency = models.CharField(max_length=3, default="CNY")
    subtotal_minor = models.BigIntegerField(_("Subtotal"), default=0)
    discount_minor = models.BigIntegerField(_("Discount"), default=0)
    shipping_minor = models.BigIntegerField(_("Shipping"), default=0)
    tax_minor = models.BigIntegerField(_("Tax"), default=0)
    total_minor = models.BigIntegerField(_("Total"), default=0)
    paid_minor = models.BigIntegerField(_("Paid"), default=0)
    refunded_minor = models.BigIntegerField(_("Refunded"), default=0)
    motive = models.CharField(_("Motive"), max_length=80, blank=True)
    occasion = models.CharField(_("Occasion"), max_length=20, blank=True)
    recipient = models.CharField(_("For whom"), max_length=80, blank=True)
    remark = models.TextField(_("Remark"), blank=True)
    custom = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order_no", "source"], name="one_order_no")]
        indexes = [
            models.Index(fields=["customer", "-ordered_at"], name="order_of_customer"),
            models.Index(fields=["store", "-ordered_at", "-id"], name="order_of_store"),
            models.Index(fields=["-ordered_at", "-id"], name="order_recent"),
            models.Index(fields=["-total_minor", "-id"], name="order_total"),
        ]


class OrderLine(models.Model):
    """One thing sold. `piece` where it is known by its code; the title is kept as it was."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    line_no = models.PositiveSmallIntegerField()
    piece = models.ForeignKey(Piece, null=True, on_delete=models.PROTECT, related_name="lines")
    style = models.ForeignKey(Style, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(_("Item"), max_length=240)
    sku = models.CharField(_("SKU"), max_length=80, blank=True)
    category = models.CharField(max_length=16, blank=True)
    fineness = models.CharField(max_length=8, blank=True)
    gem = models.CharField(max_length=12, blank=True)
    drawing = models.CharField(max_length=20, blank=True, help_text="code of a drawn picture, kept as it was")
    quantity = models.IntegerField(_("Quantity"), default=1)
    unit_price_minor = models.BigIntegerField(_("Unit price"), default=0)
    discount_minor = models.BigIntegerField(_("Discount"), default=0)
    total_minor = models.BigIntegerField(_("Line total"), default=0)
    is_returned = models.BooleanField(_("Returned"), default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["order", "line_no"], name="one_line_no")]


class Payment(AppendOnly):
    """Money that came in or went back, as a fact. Refunds are rows of their own kind; amounts are positive.

    Rows outlive an order that is taken back with its import; they are then reversed and name an id that is gone.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, db_constraint=False, related_name="payments")
    kind = models.CharField(max_length=8, choices=PaymentKind, default=PaymentKind.PAYMENT)
    method = models.CharField(max_length=12, choices=PaymentMethod, default=PaymentMethod.OTHER)
    amount_minor = models.BigIntegerField()
    at = models.DateTimeField()
    source_key = models.CharField(max_length=120, unique=True)


class OpeningSpend(AppendOnly):
    """What a customer had spent before Parure, without the orders. A correction is a further row."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, db_constraint=False, related_name="opening_spend"
    )
    amount_minor = models.BigIntegerField()
    order_count = models.IntegerField(default=0)
    as_of = models.DateField()
    last_purchase_on = models.DateField(null=True)
    source_key = models.CharField(max_length=120, unique=True)


class Visit(models.Model):
    """Somebody came to the store: with whom, what they saw and tried, how it ended, what comes next."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="visits")
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    staff = models.ForeignKey(Staff, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    minutes = models.PositiveSmallIntegerField(null=True)
    companions = models.CharField(max_length=120, blank=True)
    looked_at = models.CharField(max_length=300, blank=True, help_text="in words, where no piece is named")
    outcome = models.CharField(max_length=10, choices=VisitOutcome, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="left without buying because …")
    next_step = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    source_key = models.CharField(max_length=120, unique=True, null=True)
    custom = models.JSONField(default=dict, db_default={})

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="visit_recent")]


class VisitPiece(models.Model):
    """A piece looked at or tried during a visit."""

    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="pieces")
    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="+")
    tried = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["visit", "piece"], name="one_piece_per_visit")]
