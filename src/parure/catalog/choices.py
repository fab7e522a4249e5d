"""Codes used on styles and pieces; gems, fineness and categories have modules of their own."""

from django.db import models
from django.utils.translation import gettext_lazy as _


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
