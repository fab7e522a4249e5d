"""What reports are made of: datasets, each with the dimensions it is split by and the measures that are taken.

Every dimension and every measure names the fields of the catalogue that it tells of: who may not read these is not
offered it, whatever the report. How they are reckoned stands in `tables` and `sums`, under the same names.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.insight.reports import labels

Needs = tuple[tuple[str, str], ...]

CUSTOMER, ORDER, LINE = "people.customer", "sales.order", "sales.order_line"
VISIT, PIECE, TALK, WISH = "sales.visit", "catalog.piece", "people.interaction", "people.wish"
TASK, METAL_PRICE = "engagement.task", "catalog.metal_price"


class Unit(StrEnum):
    """What a measure counts in. Money is in fen, shares are thousandths; a rate is fen per gram, shown to the fen; tenths
    may be below nothing.
    """

    COUNT = "count"
    MONEY = "money"
    RATE = "rate"
    SHARE = "share"
    DAYS = "days"
    TENTHS = "tenths"


@dataclass(frozen=True)
class Dimension:
    """What rows are split by. `labels` names its codes; `relation` is the record type whose keys they are instead;
    `period` says that they are days that begin a day, week, month, quarter or year; `nothing` names the empty code.
    """

    name: str
    label: Any
    needs: Needs
    labels: Callable[[], Mapping[str, Any]] | None = None
    relation: str = ""
    period: str = ""
    nothing: Any = None

    @property
    def has_order(self) -> bool:
        """Whether its codes come one after the other, whatever the figures: time, or steps that are named in order."""
        return bool(self.period) or self.name in STEPS


STEPS = (
    "weekday", "month_of_year", "hour", "age", "price_band", "order_band", "favourite_price_band", "quarters_since",
    "stars", "rfm_group", "spending_class", "frequency_class", "loyalty_class",
)  # fmt: skip


@dataclass(frozen=True)
class Measure:
    """A figure of some rows. `adds_up`: the sum of the parts is the whole, so that a part has a share of it."""

    name: str
    label: Any
    unit: Unit
    needs: Needs
    adds_up: bool = True


@dataclass(frozen=True)
class Dataset:
    """Rows of one record type in the reader's reach. `day` is the dimension's field that periods are of; `beside` are
    further record types that rows are made of, with the columns by which their reach may be told.
    """

    name: str
    label: Any
    resource: str
    dimensions: tuple[Dimension, ...]
    measures: tuple[Measure, ...]
    columns: tuple[str, ...]  # of its table in the copy, by which a reach may be told
    has_days: bool = True
    beside: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def dimension(self, name: str) -> Dimension:
        """Raises LookupError."""
        return _named(self.dimensions, name)

    def measure(self, name: str) -> Measure:
        """Raises LookupError."""
        return _named(self.measures, name)


def _named(those: tuple[Any, ...], name: str) -> Any:
    for each in those:
        if each.name == name:
            return each
    raise LookupError(name)


PERIODS = {
    "day": _("Day"),
    "week": _("Week"),
    "month": _("Month"),
    "quarter": _("Quarter"),
    "year": _("Year"),
}


def times(resource: str, field: str) -> tuple[Dimension, ...]:
    needs = ((resource, field),)
    return (
        *(Dimension(name, label, needs, period=name) for name, label in PERIODS.items()),
        Dimension("weekday", _("Day of the week"), needs, labels=labels.weekdays),
        Dimension("month_of_year", _("Month of the year"), needs, labels=labels.months),
    )


def split_of(name: str, label: Any, resource: str, **more: Any) -> Dimension:
    return Dimension(name, label, ((resource, more.pop("field", name)),), **more)


def places(resource: str, advisor: str, label: Any) -> tuple[Dimension, ...]:
    return (
        split_of("store", _("Store"), resource, relation="access.store"),
        split_of("region", _("Region"), resource, field="store", relation="access.region"),
        split_of("advisor", label, resource, field=advisor, relation="access.staff"),
    )


def customer_dimensions(*, beside: str = "") -> tuple[Dimension, ...]:
    """What is known of the customer; `beside` is the record type that names them, with its field `customer`."""
    more: Needs = ((beside, "customer"),) if beside else ()

    def known(
        name: str, label: Any, those: Callable[[], Mapping[str, Any]] | None = None, **and_: Any
    ) -> Dimension:
        return Dimension(name, label, (*more, (CUSTOMER, name)), those, **and_)

    return (
        known("gender", _("Gender"), labels.genders),
        known("rfm_group", _("RFM group"), labels.rfm_groups),
        known("spending_class", _("Spending class"), labels.spending),
        known("frequency_class", _("Frequency class"), labels.frequency),
        known("loyalty_class", _("Loyalty class"), labels.loyalty),
        known("favourite_category", _("Favourite category"), labels.categories),
        known("favourite_metal", _("Favourite metal"), labels.metals),
        known("favourite_price_band", _("Usual price band"), labels.bands),
        known("source_channel", _("Where the customer comes from")),
        known("campaign", _("Campaign"), nothing=pgettext_lazy("customers", "No campaign")),
    )


NEWNESS = Dimension(
    "newness",
    _("New or known customer"),
    ((ORDER, "customer"), (ORDER, "ordered_at"), (CUSTOMER, "first_purchase_on")),
    labels.newness,
)
FIRST: Needs = NEWNESS.needs
COHORTS = (
    Dimension("cohort", _("Quarter of the first purchase"), FIRST, period="quarter"),
    Dimension("quarters_since", _("Quarters after it"), FIRST, labels.quarters_since),
)
SALE_DIMENSIONS = (
    *times(ORDER, "ordered_at"),
    *places(ORDER, "advisor", _("Advisor")),
    split_of("source", _("Channel of sale"), ORDER, labels=labels.sources),
    split_of("occasion", _("Occasion"), ORDER, labels=labels.occasions),
    Dimension("is_gift", _("Gift"), ((ORDER, "recipient"),), labels.yes_no),
    NEWNESS,
    *COHORTS,
    *customer_dimensions(beside=ORDER),
)
CUSTOMERS_OF_ORDERS: Needs = ((ORDER, "customer"),)
KEPT: Needs = ((ORDER, "total"), (ORDER, "paid"), (ORDER, "refunded"))


def measures(*those: tuple[str, Any, Unit, Needs, bool]) -> tuple[Measure, ...]:
    return tuple(Measure(*each) for each in those)


ORDERS = Dataset(
    "orders",
    _("Sales by order"),
    ORDER,
    (*SALE_DIMENSIONS, Dimension("order_band", _("Size of the order"), KEPT, labels.bands)),
    measures(
        ("sales", _("Sales"), Unit.MONEY, KEPT, True),
        ("orders", _("Orders"), Unit.COUNT, ((ORDER, "status"),), True),
        ("buyers", _("Customers who bought"), Unit.COUNT, CUSTOMERS_OF_ORDERS, False),
        ("average_order", _("Average order"), Unit.MONEY, KEPT, False),
        (
            "new_buyers",
            _("New customers"),
            Unit.COUNT,
            (*CUSTOMERS_OF_ORDERS, (CUSTOMER, "first_purchase_on")),
            False,
        ),
        (
            "known_share",
            _("Share of sales with known customers"),
            Unit.SHARE,
            (*KEPT, (CUSTOMER, "first_purchase_on")),
            False,
        ),
        ("discount", _("Discount"), Unit.MONEY, ((ORDER, "discount"),), True),
        (
            "discount_share",
            _("Share of discounts"),
            Unit.SHARE,
            ((ORDER, "discount"), (ORDER, "subtotal")),
            False,
        ),
        ("refunded", _("Refunded"), Unit.MONEY, ((ORDER, "refunded"),), True),
    ),
    ("id", "customer_id", "store_id", "advisor_id"),
)

LINES = Dataset(
    "lines",
    _("Sales by item"),
    ORDER,
    (
        split_of("category", _("Category"), LINE, labels=labels.categories),
        split_of("metal", _("Metal"), LINE, field="fineness", labels=labels.metals),
        split_of("fineness", _("Fineness"), LINE, labels=labels.finenesses),
        split_of("gem", _("Stone"), LINE, labels=labels.gems),
        split_of("price_band", _("Price band"), LINE, field="unit_price", labels=labels.bands),
        split_of("style", _("Style"), LINE, relation="catalog.style"),
        *SALE_DIMENSIONS,
    ),
    measures(
        ("amount", _("Sales"), Unit.MONEY, ((LINE, "total"),), True),
        ("items", _("Items"), Unit.COUNT, ((LINE, "quantity"),), True),
        ("orders", _("Orders"), Unit.COUNT, ((ORDER, "status"),), False),
        ("buyers", _("Customers who bought"), Unit.COUNT, CUSTOMERS_OF_ORDERS, False),
        ("average_item", _("Average price of an item"), Unit.MONEY, ((LINE, "total"),), False),
        ("returned", _("Returned items"), Unit.COUNT, ((LINE, "is_returned"),), True),
        ("returned_share", _("Share of returned items"), Unit.SHARE, ((LINE, "is_returned"),), False),
    ),
    ("id", "customer_id", "store_id", "advisor_id"),
)

SPENT: Needs = ((CUSTOMER, "total_spent"),)
BOUGHT: Needs = ((ORDER, "customer"), (ORDER, "ordered_at"))
FIRST_YEAR: Needs = (*SPENT, *BOUGHT, *KEPT, (CUSTOMER, "registered_on"))
CUSTOMERS = Dataset(
    "customers",
    _("Customers"),
    CUSTOMER,
    (
        *(
            Dimension(name, label, ((CUSTOMER, "registered_on"),), period=name)
            for name, label in PERIODS.items()
            if name in ("month", "quarter", "year")
        ),
        *(
            split_of(name, label, CUSTOMER, field=field, relation=relation)
            for name, label, field, relation in (
                ("store", _("Store"), "home_store", "access.store"),
                ("region", _("Region"), "home_store", "access.region"),
                ("advisor", _("Advisor"), "owner", "access.staff"),
            )
        ),
        split_of("marketing_consent", _("Agreed to be written to"), CUSTOMER, labels=labels.yes_no),
        *customer_dimensions(),
    ),
    measures(
        ("customers", _("Customers"), Unit.COUNT, ((CUSTOMER, "member_no"),), True),
        ("buyers", _("Customers who bought"), Unit.COUNT, ((CUSTOMER, "order_count"),), True),
        ("repeaters", _("Customers who bought again"), Unit.COUNT, ((CUSTOMER, "order_count"),), True),
        ("repeat_share", _("Share who bought again"), Unit.SHARE, ((CUSTOMER, "order_count"),), False),
        ("active", _("Bought within a year"), Unit.COUNT, ((CUSTOMER, "orders_365"),), True),
        ("active_share", _("Share who bought within a year"), Unit.SHARE, ((CUSTOMER, "orders_365"),), False),
        ("spent", _("Total spent"), Unit.MONEY, SPENT, True),
        ("average_spent", _("Average spent by buyers"), Unit.MONEY, SPENT, False),
        ("reachable", _("May be written to"), Unit.COUNT, ((CUSTOMER, "marketing_consent"),), True),
        ("bought_share", _("Share who bought"), Unit.SHARE, ((CUSTOMER, "order_count"),), False),
        ("first_year", _("Spent in the first year"), Unit.MONEY, FIRST_YEAR, True),
        ("average_first_year", _("First year's spend by customer"), Unit.MONEY, FIRST_YEAR, False),
    ),
    ("id", "home_store_id", "owner_id", "is_archived"),
    beside=((ORDER, ORDERS.columns),),
)

VISITS = Dataset(
    "visits",
    _("Visits"),
    VISIT,
    (
        *times(VISIT, "at"),
        Dimension("hour", _("Hour"), ((VISIT, "at"),), labels.hours),
        *places(VISIT, "staff", _("Received by")),
        split_of("outcome", _("Outcome"), VISIT, labels=labels.outcomes),
        *customer_dimensions(beside=VISIT),
    ),
    measures(
        ("visits", _("Visits"), Unit.COUNT, ((VISIT, "at"),), True),
        ("visitors", _("Customers who came"), Unit.COUNT, ((VISIT, "customer"),), False),
        ("tried", _("Visits with something tried on"), Unit.COUNT, ((VISIT, "pieces"),), True),
        ("bought", _("Visits that ended in a purchase"), Unit.COUNT, ((VISIT, "outcome"),), True),
        ("bought_share", _("Share that ended in a purchase"), Unit.SHARE, ((VISIT, "outcome"),), False),
    ),
    ("id", "customer_id", "store_id", "staff_id"),
)

PIECES = Dataset(
    "pieces",
    _("Pieces and stock"),
    PIECE,
    (
        split_of("category", _("Category"), PIECE, labels=labels.categories),
        split_of("metal", _("Metal"), PIECE, field="fineness", labels=labels.metals),
        split_of("fineness", _("Fineness"), PIECE, labels=labels.finenesses),
        split_of("gem", _("Stone"), PIECE, field="main_gem", labels=labels.gems),
        split_of("price_band", _("Price band"), PIECE, field="label_price", labels=labels.bands),
        split_of("style", _("Style"), PIECE, relation="catalog.style"),
        split_of("store", _("Store"), PIECE, relation="access.store"),
        split_of("region", _("Region"), PIECE, field="store", relation="access.region"),
        split_of("status", _("Status"), PIECE, labels=labels.piece_statuses),
        split_of("age", _("Days in stock"), PIECE, field="received_on", labels=labels.ages),
    ),
    measures(
        ("in_stock", _("In stock"), Unit.COUNT, ((PIECE, "status"),), True),
        ("stock_value", _("Label value in stock"), Unit.MONEY, ((PIECE, "label_price"),), True),
        ("stock_cost", _("Cost in stock"), Unit.MONEY, ((PIECE, "cost"),), True),
        ("sold", _("Sold"), Unit.COUNT, ((PIECE, "status"),), True),
        ("sell_through", _("Sell-through"), Unit.SHARE, ((PIECE, "status"),), False),
        ("average_age", _("Average days in stock"), Unit.DAYS, ((PIECE, "received_on"),), False),
        ("aged", _("In stock for over a year"), Unit.COUNT, ((PIECE, "received_on"),), True),
    ),
    ("id", "store_id"),
    has_days=False,
)

LOOKED: Needs = ((VISIT, "pieces"), (VISIT, "at"))
SOLD: Needs = ((LINE, "quantity"), (ORDER, "ordered_at"))


def _goods(name: str, label: Any, of_line: str, of_piece: str, **more: Any) -> Dimension:
    """What both a piece and a line of an order say."""
    return Dimension(name, label, ((LINE, of_line), (PIECE, of_piece)), **more)


INTEREST = Dataset(
    "interest",
    pgettext_lazy("dataset", "Interest and sales"),
    VISIT,
    (
        *times(VISIT, "at"),
        _goods("category", _("Category"), "category", "category", labels=labels.categories),
        _goods("metal", _("Metal"), "fineness", "fineness", labels=labels.metals),
        _goods("fineness", _("Fineness"), "fineness", "fineness", labels=labels.finenesses),
        _goods("gem", _("Stone"), "gem", "main_gem", labels=labels.gems),
        _goods("price_band", _("Price band"), "unit_price", "label_price", labels=labels.bands),
        _goods("style", _("Style"), "style", "style", relation="catalog.style"),
        Dimension("store", _("Store"), ((VISIT, "store"), (ORDER, "store")), relation="access.store"),
        Dimension("region", _("Region"), ((VISIT, "store"), (ORDER, "store")), relation="access.region"),
    ),
    measures(
        ("looked", pgettext_lazy("pieces", "Looked at"), Unit.COUNT, LOOKED, True),
        ("tried", pgettext_lazy("pieces", "Tried on"), Unit.COUNT, LOOKED, True),
        (
            "wished",
            pgettext_lazy("pieces", "Wished for"),
            Unit.COUNT,
            ((WISH, "what"), (WISH, "noted_at"), (CUSTOMER, "home_store")),
            True,
        ),
        ("items", pgettext_lazy("pieces", "Bought"), Unit.COUNT, SOLD, True),
        ("amount", _("Sales"), Unit.MONEY, ((LINE, "total"), (ORDER, "ordered_at")), True),
        ("bought_of_looked", _("Bought for what was looked at"), Unit.SHARE, (*LOOKED, *SOLD), False),
    ),
    ("id", "customer_id", "store_id", "staff_id"),
    beside=(
        (ORDER, ORDERS.columns),
        (PIECE, PIECES.columns),
        (WISH, ("id", "customer_id")),
    ),
)


@cache
def datasets() -> dict[str, Dataset]:
    """By name, as they are offered."""
    from parure.insight.reports.effects import TALKS, TASKS  # they are said in the words of this file
    from parure.insight.reports.heard import FEEDBACK
    from parure.insight.reports.metals import MARKET

    offered = (ORDERS, LINES, CUSTOMERS, VISITS, INTEREST, PIECES, TALKS, TASKS, FEEDBACK, MARKET)
    return {each.name: each for each in offered}
