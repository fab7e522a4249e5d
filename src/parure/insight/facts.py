"""The facts about a customer, declared once: columns, fields of the catalogue and words follow from this list.

Amounts are in fen, shares in thousandths, stretches of time in days. A fact that is not known is empty, not nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from parure.core.resources import Kind
from parure.insight import codes, words
from parure.insight.codes import Label, Labels
from parure.insight.groups.names import group_names

TALK = ("people.interaction", "at")
COLLECTION = ("catalog.style", "collection")
NEXT_DAY = (("people.important_date", "next_on"), ("people.relation", "kind"))


@dataclass(frozen=True)
class Fact:
    """One thing known about a customer. `tells_spend`: only for who may read what they spent; `takes`: (record type, field)
    that one must read besides. `same_as`: the field
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
    said: Callable[[Any], str] | None = None
    titled: Label = ""
    takes: tuple[tuple[str, str], ...] = ()

    @property
    def field(self) -> str:
        """The field of the catalogue that has it."""
        return self.same_as or self.name

    @property
    def is_text(self) -> bool:
        """Whether it is kept as text, "" where it isn't known."""
        return self.kind in (Kind.CHOICE, Kind.TEXT)

    def text(self, value: Any) -> str:
        """A value that is known as people read it: 45 days, 62%, ring."""
        if self.labels is not None:
            return str(self.labels().get(value, value))
        return self.said(value) if self.said is not None else str(value)

    def column(self) -> "models.Field[Any, Any]":
        """Where it is kept."""
        if self.is_text:
            return models.CharField(max_length=20 if self.labels else 80, blank=True, default="")
        kinds = {Kind.MONEY: models.BigIntegerField, Kind.DATE: models.DateField}
        return kinds.get(self.kind, models.IntegerField)(null=True)


def _share(name: str, label: Label, *, explain: words.Explain | None = None, **given: Any) -> Fact:
    return Fact(f"{name}_share", label, explain=explain, said=words.percent, **given)


def _chosen(
    name: str,
    label: Label,
    labels: Callable[[], Labels],
    explain: words.Explain,
    **given: Any,
) -> Fact:
    return Fact(name, label, Kind.CHOICE, labels, explain=explain, **given)


FACTS: tuple[Fact, ...] = (
    Fact("recency_days", _("Days since the last purchase"), is_sorted=True),
    Fact("purchases", _("Orders"), same_as="order_count"),
    Fact("kept_minor", _("Total spent"), Kind.MONEY, same_as="total_spent"),
    Fact("r", _("Recency score"), is_sorted=True),
    Fact("f", _("Frequency score"), is_sorted=True),
    Fact("m", _("Money score"), is_sorted=True),
    _chosen("rfm_group", _("RFM group"), group_names, words.group, is_sorted=True),
    _chosen("spending_class", _("Spending class"), lambda: codes.SPENDING, words.spending),
    _chosen("frequency_class", _("Frequency class"), lambda: codes.FREQUENCY, words.frequency),
    _chosen("loyalty_class", _("Loyalty class"), lambda: codes.LOYALTY, words.loyalty),
    _chosen(
        "favourite_category",
        _("Favourite category"),
        codes.categories,
        words.share_of_bought("favourite_category"),
        tells_spend=False,
    ),
    _share("favourite_category", _("Share of the favourite category (‰)"), tells_spend=False),
    _chosen(
        "favourite_metal",
        _("Favourite metal"),
        codes.metals,
        words.share_of_bought("favourite_metal"),
        tells_spend=False,
    ),
    _share("favourite_metal", _("Share of the favourite metal (‰)"), tells_spend=False),
    _chosen(
        "favourite_gem",
        _("Favourite stone"),
        codes.gems,
        words.share_of_bought("favourite_gem"),
        tells_spend=False,
    ),
    _share("favourite_gem", _("Share of the favourite stone (‰)"), tells_spend=False),
    _chosen(
        "favourite_price_band",
        _("Usual price band"),
        codes.bands,
        words.share_of_bought("favourite_price_band"),
    ),
    _share("favourite_price_band", _("Share of the usual price band (‰)")),
    _chosen(
        "favourite_occasion",
        _("Usual occasion"),
        codes.occasions,
        words.share_of_orders("favourite_occasion"),
        tells_spend=False,
    ),
    _share("favourite_occasion", _("Share of the usual occasion (‰)"), tells_spend=False),
    Fact(
        "favourite_collection",
        _("Favourite collection"),
        Kind.TEXT,
        tells_spend=False,
        explain=words.share_of_bought("favourite_collection"),
        takes=(COLLECTION,),
    ),
    _share(
        "favourite_collection",
        _("Share of the favourite collection (‰)"),
        tells_spend=False,
        takes=(COLLECTION,),
    ),
    _chosen(
        "next_occasion",
        _("Next likely occasion"),
        codes.occasions,
        words.coming,
        tells_spend=False,
        takes=NEXT_DAY,
    ),
    Fact(
        "next_occasion_on", _("Day of the next likely occasion"), Kind.DATE, tells_spend=False, takes=NEXT_DAY
    ),
    Fact(
        "next_occasion_orders",
        _("Orders for the next likely occasion"),
        tells_spend=False,
        takes=NEXT_DAY,
    ),
    _chosen(
        "next_category",
        _("Next likely category"),
        codes.categories,
        words.onward,
        tells_spend=False,
    ),
    _share("next_category", _("Likelihood of the next category (‰)"), tells_spend=False),
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
        codes.channels,
        words.share_of_talks("best_channel"),
        tells_spend=False,
    ),
    _share("best_channel", _("Share of the best channel (‰)"), tells_spend=False),
    _chosen(
        "best_hour",
        _("Best hour"),
        codes.hours,
        words.share_of_talks("best_hour"),
        tells_spend=False,
    ),
    _share("best_hour", _("Share of the best hour (‰)"), tells_spend=False),
    Fact("contacts_730", _("Times that we got in touch in two years"), tells_spend=False, takes=(TALK,)),
    _share(
        "answered",
        _("Share of times that they answered (‰)"),
        explain=words.answering,
        titled=_("Answers when we get in touch"),
        tells_spend=False,
        takes=(TALK,),
    ),
    Fact(
        "days_since_answer",
        _("Days since they last answered"),
        tells_spend=False,
        takes=(TALK,),
    ),
)
# what is foreseen: figures of a forecast that is trusted, else unknown (`insight.ahead`)
FORESEEN = (
    _chosen("churn_risk", _("Risk of losing them"), lambda: codes.RISKS, words.risk),
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
