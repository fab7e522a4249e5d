"""Kinds of custom fields."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CustomKind(models.TextChoices):
    TEXT = "text", _("Text")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", _("Whole number")
    MONEY = "money", _("Money")
    WEIGHT = "weight", _("Weight")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("Choice")
