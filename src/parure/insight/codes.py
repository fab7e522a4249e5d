"""What the codes of facts are called."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from parure.catalog.categories import CATEGORY_LABELS, OCCASION_LABELS
from parure.catalog.fineness import FINENESS_LABELS, METAL_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.core.money import format_money
from parure.insight.measures.favourites import BANDS, CATEGORIES, GEMS, METALS, OCCASIONS
from parure.insight.measures.meeting import CHANNELS, HOURS
from parure.people.choices import Channel
from parure.sales.rules import BUDGET_BANDS

Label = str | Promise
Labels = Mapping[str, Label]

SPENDING: Labels = {
    "high": pgettext_lazy("spending", "High value"),
    "middle": pgettext_lazy("spending", "Middle value"),
    "low": pgettext_lazy("spending", "Low value"),
}
FREQUENCY: Labels = {
    "frequent": pgettext_lazy("frequency", "Frequent"),
    "occasional": pgettext_lazy("frequency", "Occasional"),
    "potential": pgettext_lazy("frequency", "Potential"),
}
LOYALTY: Labels = {
    "loyal": pgettext_lazy("loyalty", "Loyal"),
    "general": pgettext_lazy("loyalty", "General"),
    "lost": pgettext_lazy("loyalty", "Lost"),
}

RISKS: Labels = {
    "low": pgettext_lazy("risk", "Low"),
    "middle": pgettext_lazy("risk", "Middle"),
    "high": pgettext_lazy("risk", "High"),
}


def band_label(number: int) -> str:
    """A price band as it is read: ¥1,000–3,000."""
    if number == 0:
        return f"< {format_money(BUDGET_BANDS[0], fen=False)}"
    if number == len(BUDGET_BANDS):
        return f"≥ {format_money(BUDGET_BANDS[-1], fen=False)}"
    low, high = BUDGET_BANDS[number - 1 : number + 1]
    return f"{format_money(low, fen=False)}–{format_money(high, fen=False).lstrip('¥')}"


def categories() -> Labels:
    return {code: CATEGORY_LABELS[code] for code in CATEGORIES}


def metals() -> Labels:
    labels = {**METAL_LABELS, **FINENESS_LABELS}
    return {code: labels[code] for code in METALS}


def gems() -> Labels:
    return {code: GEM_LABELS[code] for code in GEMS}


def bands() -> Labels:
    return {code: band_label(int(code)) for code in BANDS}


def occasions() -> Labels:
    return {code: OCCASION_LABELS[code] for code in OCCASIONS}


def channels() -> Labels:
    return {code: Channel(code).label for code in CHANNELS}


def hours() -> Labels:
    return {code: f"{code}:00–{int(code) + 1:02}:00" for code in HOURS}
