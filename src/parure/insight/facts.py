"""The facts about a customer, declared once: columns, fields of the catalogue and words follow from this list.

Amounts are in fen, shares in thousandths, stretches of time in days. A fact that is not known is empty, not nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.catalog.categories import CATEGORY_LABELS, OCCASION_LABELS
from parure.catalog.fineness import FINENESS_LABELS, METAL_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.core.money import format_money
from parure.core.resources import Kind
from parure.insight import words
from parure.insight.groups.names import group_names
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


def _hour_label(code: str) -> str:
    return f"{code}:00–{int(code) + 1:02}:00"


def _metal_labels() -> Labels:
    labels = {**METAL_LABELS, **FINENESS_LABELS}
    return {code: labels[code] for code in METALS}


@dataclass(frozen=True)
class Fact:
    """One thing known about a customer. `tells_spend`: only for who may read what they spent. `same_as`: the field
    that the catalogue has of it already (else it has one by this name). `is_sorted`: it has an index, lists sort by
    it. `explain` says how it came about; what has none stands in the words of others. `said` is its value in words, and
    `titled` what it is called beside them, where that isn't the label.
    """

    name: str
    label: Label
    kind: Kind = Kind.NUMBER
    labels: Callable[[], Labels] | None = None
    tells_spend: bool = True
    same_as: str = ""
    is_sorted: bool = False
    explain: words.Explain | None = None
    said: Callable[[int], str] | None = None
    titled: Label = ""

    @property
    def field(self) -> str:
        """The field of the catalogue that has it."""
        return self.same_as or self.name

    def text(self, value: Any) -> str:
        """A value that is known as people read it: 45 days, 62%, ring."""
        if self.labels is not None:
            return str(self.labels().get(value, value))
        return self.said(value) if self.said is not None else str(value)

    def column(self) -> "models.Field[Any, Any]":
        """Where it is kept."""
        if self.labels is not None:
            return models.CharField(max_length=20, blank=True, default="")
        return (
            models.BigIntegerField(null=True) if self.kind is Kind.MONEY else models.IntegerField(null=True)
        )


def _share(
    name: str, label: Label, *, tells_spend: bool = True, explain: words.Explain | None = None
) -> Fact:
    return Fact(f"{name}_share", label, tells_spend=tells_spend, explain=explain, said=words.percent)


def _chosen(
    name: str,
    label: Label,
    labels: Callable[[], Labels],
    explain: words.Explain,
    *,
    tells_spend: bool = True,
    is_sorted: bool = False,
) -> Fact:
    return Fact(name, label, Kind.CHOICE, labels, tells_spend, is_sorted=is_sorted, explain=explain)


FACTS: tuple[Fact, ...] = (
    Fact("recency_days", _("Days since the last purchase"), is_sorted=True),
    Fact("purchases", _("Orders"), same_as="order_count"),
    Fact("kept_minor", _("Total spent"), Kind.MONEY, same_as="total_spent"),
    Fact("r", _("Recency score"), is_sorted=True),
    Fact("f", _("Frequency score"), is_sorted=True),
    Fact("m", _("Money score"), is_sorted=True),
    _chosen("rfm_group", _("RFM group"), group_names, words.group, is_sorted=True),
    _chosen("spending_class", _("Spending class"), lambda: SPENDING, words.spending),
    _chosen("frequency_class", _("Frequency class"), lambda: FREQUENCY, words.frequency),
    _chosen("loyalty_class", _("Loyalty class"), lambda: LOYALTY, words.loyalty),
    _chosen(
        "favourite_category",
        _("Favourite category"),
        lambda: {code: CATEGORY_LABELS[code] for code in CATEGORIES},
        words.share_of_bought("favourite_category"),
        tells_spend=False,
    ),
    _share("favourite_category", _("Share of the favourite category (‰)"), tells_spend=False),
    _chosen(
        "favourite_metal",
        _("Favourite metal"),
        _metal_labels,
        words.share_of_bought("favourite_metal"),
        tells_spend=False,
    ),
    _share("favourite_metal", _("Share of the favourite metal (‰)"), tells_spend=False),
    _chosen(
        "favourite_gem",
        _("Favourite stone"),
        lambda: {code: GEM_LABELS[code] for code in GEMS},
        words.share_of_bought("favourite_gem"),
        tells_spend=False,
    ),
    _share("favourite_gem", _("Share of the favourite stone (‰)"), tells_spend=False),
    _chosen(
        "favourite_price_band",
        _("Usual price band"),
        lambda: {code: band_label(int(code)) for code in BANDS},
        words.share_of_bought("favourite_price_band"),
    ),
    _share("favourite_price_band", _("Share of the usual price band (‰)")),
    _chosen(
        "favourite_occasion",
        _("Usual occasion"),
        lambda: {code: OCCASION_LABELS[code] for code in OCCASIONS},
        words.share_of_orders("favourite_occasion"),
        tells_spend=False,
    ),
    _share("favourite_occasion", _("Share of the usual occasion (‰)"), tells_spend=False),
    Fact("days_between", _("Days between purchases"), explain=words.rhythm, said=words.days),
    Fact("orders_30", _("Orders of 30 days")),
    Fact("orders_90", _("Orders of 90 days")),
    Fact("orders_365", _("Orders of 365 days"), explain=words.window(365), said=words.orders),
    Fact("orders_730", _("Orders of two years")),
    Fact("spent_30", _("Spent in 30 days"), Kind.MONEY),
    Fact("spent_90", _("Spent in 90 days"), Kind.MONEY),
    Fact("spent_365", _("Spent in 365 days"), Kind.MONEY),
    Fact("spent_730", _("Spent in two years"), Kind.MONEY),
    Fact("average_order", _("Average order"), Kind.MONEY),
    Fact("highest_order", _("Highest purchase"), Kind.MONEY, same_as="highest_order"),
    _share("gift", _("Share of gifts (‰)"), explain=words.of_orders),
    _share("discount", _("Share of discounts (‰)"), explain=words.of_money),
    _share("return", _("Share of returns (‰)"), explain=words.of_money),
    Fact("visits_365", _("Visits of 365 days"), tells_spend=False, explain=words.nothing, said=words.times),
    _chosen(
        "best_channel",
        _("Best channel"),
        lambda: {code: Channel(code).label for code in CHANNELS},
        words.share_of_talks("best_channel"),
        tells_spend=False,
    ),
    _share("best_channel", _("Share of the best channel (‰)"), tells_spend=False),
    _chosen(
        "best_hour",
        _("Best hour"),
        lambda: {code: _hour_label(code) for code in HOURS},
        words.share_of_talks("best_hour"),
        tells_spend=False,
    ),
    _share("best_hour", _("Share of the best hour (‰)"), tells_spend=False),
)
# what is foreseen: figures of a forecast that is trusted, else unknown (`insight.ahead`)
FORESEEN = (
    _chosen("churn_risk", _("Risk of losing them"), lambda: RISKS, words.risk),
    _share("outlook", _("Share of the outlook that silence has left (‰)")),
    Fact(
        "return_chance",
        _("Chance of a purchase in 12 months (‰)"),
        explain=words.of_chance,
        said=words.percent,
        titled=_("Buys within 12 months"),
    ),
    Fact("active_chance", _("Chance of buying on (‰)")),
    Fact(
        "purchases_12",
        _("Purchases expected in 12 months (thousandths)"),
        explain=words.nothing,
        said=words.about_times,
        titled=_("Purchases expected in 12 months"),
    ),
    Fact(
        "purchases_36",
        _("Purchases expected in 36 months (thousandths)"),
        explain=words.nothing,
        said=words.about_times,
        titled=_("Purchases expected in 36 months"),
    ),
    *(
        Fact(
            f"value_{months}{bound}",
            label,
            Kind.MONEY,
            is_sorted=months == 12 and not bound,
            explain=None if bound else words.between(months),
            said=words.about_money,
        )
        for months, bound, label in (
            (12, "", _("Value expected in 12 months")),
            (12, "_low", _("Value in 12 months, low")),
            (12, "_high", _("Value in 12 months, high")),
            (36, "", _("Value expected in 36 months")),
            (36, "_low", _("Value in 36 months, low")),
            (36, "_high", _("Value in 36 months, high")),
        )
    ),
    Fact("lost_12", _("A year's spending lost to silence"), Kind.MONEY, is_sorted=True),
)
RECKONED = tuple(each.name for each in FACTS)
"""The facts that are expressions over the copy."""
FACTS = (*FACTS, *FORESEEN)
COLUMNS = tuple(each.name for each in FACTS)
