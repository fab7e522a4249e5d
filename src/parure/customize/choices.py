"""Kinds of custom fields, what carries them, colours of tags."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CustomKind(models.TextChoices):
    TEXT = "text", _("Text")
    LONG_TEXT = "long_text", _("Long text")
    NUMBER = "number", _("Whole number")
    MONEY = "money", _("Money")
    WEIGHT = "weight", _("Weight")
    DATE = "date", _("Date")
    YES_NO = "yes_no", _("Yes or no")
    CHOICE = "choice", _("Choice")
    CHOICES = "choices", _("Several choices")
    RELATION = "relation", pgettext_lazy("kind of field", "Relation")
    LINK = "link", _("Web address")


# What a formula or a roll-up may give.
COMPUTED_KINDS = (
    CustomKind.TEXT,
    CustomKind.NUMBER,
    CustomKind.MONEY,
    CustomKind.WEIGHT,
    CustomKind.DATE,
    CustomKind.YES_NO,
)
CARRIERS = (
    "people.customer",
    "catalog.piece",
    "catalog.style",
    "sales.order",
    "sales.visit",
    "engagement.task",
    "people.interaction",
    "people.feedback",
)


class TagColour(models.TextChoices):
    """The marks a tag may have beside its word; names of the style sheet's colours."""

    NONE = "", _("No colour")
    ROSE = "rose", _("Rose")
    RUST = "rust", _("Rust")
    GOLD = "gold", _("Gold")
    SAGE = "sage", _("Sage")
    SLATE = "slate", _("Slate")
