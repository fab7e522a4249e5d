"""Kinds of custom fields, colours of tags."""

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


class TagColour(models.TextChoices):
    """The marks a tag may have beside its word; names of the style sheet's colours."""

    NONE = "", _("No colour")
    ROSE = "rose", _("Rose")
    RUST = "rust", _("Rust")
    GOLD = "gold", _("Gold")
    SAGE = "sage", _("Sage")
    SLATE = "slate", _("Slate")
