"""Styles and pieces, their stones and certificates; what metal costs."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parure.access.models import Staff, Store
from parure.catalog.choices import PieceStatus, PriceKind, PricingMode
from parure.core.identifiers import new_uid
from parure.core.ledger import AppendOnly


class Style(models.Model):
    """A design that pieces are made to (款). Money in fen, labour per gram in fen per gram."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    style_no = models.CharField(_("Style number"), max_length=60, unique=True)
    name = models.CharField(_("Name"), max_length=160)
    category = models.CharField(_("Category"), max_length=16, blank=True)
    fineness = models.CharField(_("Fineness"), max_length=8, blank=True)
    alloy_colour = models.CharField(_("Colour of metal"), max_length=6, blank=True)
    main_gem = models.CharField(_("Main stone"), max_length=12, blank=True)
    crafts = models.JSONField(_("Crafts"), default=list)
    occasions = models.JSONField(_("Occasions"), default=list)
    tag_names = models.JSONField(_("Tags"), default=list)
    pricing_mode = models.CharField(
        _("Pricing"), max_length=10, choices=PricingMode, default=PricingMode.FIXED
    )
    price_minor = models.BigIntegerField(_("Price"), null=True)
    labour_per_gram_minor = models.BigIntegerField(_("Labour per gram"), null=True)
    labour_per_piece_minor = models.BigIntegerField(_("Labour per piece"), null=True)
    description = models.TextField(_("Description"), blank=True)
    image_url = models.CharField(_("Picture address"), max_length=500, blank=True)
    image = models.CharField(max_length=64, blank=True, help_text="digest of a kept file")
    drawing = models.CharField(max_length=20, blank=True, help_text="code of a drawn picture")
    collection = models.CharField(_("Collection"), max_length=80, blank=True)
    vendor = models.CharField(_("Maker"), max_length=80, blank=True)
    matching_set = models.CharField(_("Matching set"), max_length=60, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    custom = models.JSONField(default=dict)
    is_archived = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["name", "id"], name="style_name"),
            models.Index(fields=["category", "id"], name="style_category"),
        ]


class Piece(models.Model):
    """One thing with its own code (一物一码). Weights in milligrams, money in fen."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    code = models.CharField(_("Piece code"), max_length=60, unique=True)
    style = models.ForeignKey(Style, null=True, on_delete=models.PROTECT, related_name="pieces")
    name = models.CharField(_("Name"), max_length=160, blank=True)
    category = models.CharField(_("Category"), max_length=16, blank=True)
    fineness = models.CharField(_("Fineness"), max_length=8, blank=True)
    alloy_colour = models.CharField(_("Colour of metal"), max_length=6, blank=True)
    main_gem = models.CharField(_("Main stone"), max_length=12, blank=True)
    drawing = models.CharField(max_length=20, blank=True)
    gross_weight_mg = models.BigIntegerField(_("Gross weight"), null=True)
    net_weight_mg = models.BigIntegerField(_("Metal weight"), null=True)
    labour_per_gram_minor = models.BigIntegerField(_("Labour per gram"), null=True)
    labour_per_piece_minor = models.BigIntegerField(_("Labour per piece"), null=True)
    setting_fee_minor = models.BigIntegerField(_("Setting fee"), null=True)
    cost_minor = models.BigIntegerField(_("Cost"), null=True)
    label_price_minor = models.BigIntegerField(_("Label price"), null=True)
    ring_size_label = models.CharField(_("Ring size"), max_length=20, blank=True)
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    location = models.CharField(_("Place"), max_length=60, blank=True)
    status = models.CharField(_("Status"), max_length=10, choices=PieceStatus, default=PieceStatus.IN_STOCK)
    received_on = models.DateField(_("Received"), null=True)
    remark = models.CharField(_("Remark"), max_length=400, blank=True)
    custom = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["status", "-id"], name="piece_status"),
            models.Index(fields=["-label_price_minor", "-id"], name="piece_price"),
        ]


class Stone(models.Model):
    """A stone, or a group of alike stones, in a piece. Weight in thousandths of a carat, for the group."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="stones")
    is_main = models.BooleanField(default=True)
    gem = models.CharField(_("Stone"), max_length=12, blank=True)
    origin = models.CharField(_("Origin"), max_length=14, default="NATURAL", blank=True)
    treatment = models.CharField(_("Treatment"), max_length=10, blank=True)
    count = models.PositiveIntegerField(_("Count"), default=1)
    weight_millicarat = models.BigIntegerField(_("Weight"), null=True)
    colour = models.CharField(_("Colour"), max_length=20, blank=True)
    clarity = models.CharField(_("Clarity"), max_length=10, blank=True)
    cut = models.CharField(_("Cut"), max_length=10, blank=True)


class Certificate(models.Model):
    """A laboratory's word on a piece. One piece may carry several, one certificate cover several stones."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="certificates")
    lab = models.CharField(_("Laboratory"), max_length=20, blank=True)
    number = models.CharField(_("Certificate number"), max_length=40)
    number_normalised = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number_normalised", "lab", "piece"], name="one_certificate")
        ]


class MetalPrice(AppendOnly):
    """What a gram of metal costs (金价) from a moment on, in fen, until the next price of its fineness, kind and store.

    Written once: a wrong price is followed by the right one, from the same moment or a later one, and both stay to be
    seen; of one moment the price that was entered last counts. A store's own price goes before the general one (no
    store) until the store's own is ended by a row without a price.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    fineness = models.CharField(_("Fineness"), max_length=8)
    kind = models.CharField(_("Kind"), max_length=8, choices=PriceKind)
    price_minor = models.BigIntegerField(_("Price per gram"), null=True)
    store = models.ForeignKey(Store, null=True, on_delete=models.PROTECT, related_name="+")
    effective_from = models.DateTimeField(_("Holds from"), default=timezone.now)
    staff = models.ForeignKey(Staff, null=True, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("Entered"), default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["fineness", "kind", "store", "effective_from"], name="metalprice_held"),
            models.Index(fields=["-effective_from", "-id"], name="metalprice_newest"),
        ]
