"""The dataset of metal prices beside own sales."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.insight.reports import labels
from parure.insight.reports.datasets import (
    LINE,
    METAL_PRICE,
    ORDER,
    ORDERS,
    PERIODS,
    SOLD,
    Dataset,
    Dimension,
    Measure,
    Needs,
    Unit,
)

TIMES = (*PERIODS, "weekday", "month_of_year")
PRICE: Needs = tuple((METAL_PRICE, name) for name in ("price", "kind", "effective_from", "fineness", "store"))
METAL: Needs = ((METAL_PRICE, "fineness"), (LINE, "fineness"))
MARKET = Dataset(
    "market",
    pgettext_lazy("dataset", "Metal prices and sales"),
    METAL_PRICE,
    (
        *(replace(ORDERS.dimension(name), needs=((METAL_PRICE, "effective_from"),)) for name in TIMES),
        Dimension("metal", _("Metal"), METAL, labels.metals),
        Dimension("fineness", _("Fineness"), METAL, labels.finenesses),
    ),
    (
        Measure("average_price", _("Average price per gram"), Unit.RATE, PRICE, adds_up=False),
        Measure("lowest_price", _("Lowest price per gram"), Unit.RATE, PRICE, adds_up=False),
        Measure("highest_price", _("Highest price per gram"), Unit.RATE, PRICE, adds_up=False),
        Measure(
            "amount",
            _("Sales"),
            Unit.MONEY,
            ((LINE, "total"), (LINE, "fineness"), (ORDER, "ordered_at")),
        ),
        Measure("items", pgettext_lazy("pieces", "Bought"), Unit.COUNT, (*SOLD, (LINE, "fineness"))),
    ),
    ("id", "store_id"),
    beside=((ORDER, ORDERS.columns),),
)
