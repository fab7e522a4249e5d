"""Amounts, weights and lunar days as text, in the units of the house."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def money_text(minor: int, currency: str = "", *, fen: bool = True) -> str:
    """12345 fen as "¥123.45"; without `fen` the headline "¥123"."""
    from parure.core.money import format_money

    return format_money(int(minor), currency or settings.CURRENCY, fen=fen)


def weight_text(mg: int) -> str:
    from parure.core.weight import format_weight

    return format_weight(int(mg))


def carat_text(millicarat: int) -> str:
    from parure.core.weight import format_carat

    return format_carat(int(millicarat))


def lunar_text(month: int, day: int, *, leap: bool = False) -> str:
    """农历八月十五; in other languages the numbers, since the names say nothing there."""
    if (get_language() or "").startswith("zh"):
        from parure.core.calendar import LunarDate, format_lunar

        return f"农历{format_lunar(LunarDate(month, day, leap=leap))}"
    words = _("leap lunar %(month)s/%(day)s") if leap else _("lunar %(month)s/%(day)s")
    return words % {"month": month, "day": day}
