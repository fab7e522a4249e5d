"""Codes used on styles and pieces; gems, fineness and categories have modules of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PricingMode(models.TextChoices):
    BY_WEIGHT = "BY_WEIGHT", _("by weight")
    FIXED = "FIXED", _("fixed price")


class PieceStatus(models.TextChoices):
    IN_STOCK = "IN_STOCK", _("In stock")
    RESERVED = "RESERVED", _("Reserved")
    ON_LOAN = "ON_LOAN", _("On loan")
    IN_TRANSIT = "IN_TRANSIT", _("In transit")
    IN_REPAIR = "IN_REPAIR", _("In repair")
    SOLD = "SOLD", _("Sold")
    RETURNED = "RETURNED", _("Returned")
    SCRAPPED = "SCRAPPED", _("Scrapped")


class PriceKind(models.TextChoices):
    """What a price per gram is for: selling, taking old metal against new, buying back for money."""

    RETAIL = "RETAIL", pgettext_lazy("metal price", "Retail")
    EXCHANGE = "EXCHANGE", pgettext_lazy("metal price", "Trade-in")
    BUYBACK = "BUYBACK", pgettext_lazy("metal price", "Buy-back")
