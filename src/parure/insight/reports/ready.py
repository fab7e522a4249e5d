"""Reports that come with the product: questions that every jeweller asks, in the order of ANA-2 to ANA-5 and CAT-5."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.insight.reports.question import Question

SALES = ("sales", "orders", "buyers", "average_order")
ITEMS = ("amount", "items", "buyers", "average_item")
INTEREST = ("looked", "tried", "wished", "items", "bought_of_looked")
HEARD = ("average_score", "satisfied_share", "nps", "feedback", "complaints", "settled_share")
MARKET = ("average_price", "amount", "items", "lowest_price", "highest_price")
STOCK = ("in_stock", "stock_value", "sold", "sell_through", "aged")
BROUGHT = ("sales", "contacts", "answered_share", "visited_share", "bought_share")
YEAR = "last_12_months"


@dataclass(frozen=True)
class Ready:
    """A question with a name; its `code` is its address."""

    code: str
    title: Any
    question: Question


@dataclass(frozen=True)
class Shelf:
    """Reports that belong together."""

    title: Any
    reports: tuple[Ready, ...]


def _sales(code: str, title: Any, by: str, **more: Any) -> Ready:
    given: dict[str, Any] = {"period": YEAR, "compare": True} | more
    return Ready(code, title, Question("orders", SALES, by=(by,), **given))


def _items(code: str, title: Any, by: str, **more: Any) -> Ready:
    given: dict[str, Any] = {"period": YEAR, "compare": True} | more
    return Ready(code, title, Question("lines", ITEMS, by=(by,), **given))


SHELVES = (
    Shelf(
        _("Sales"),
        (
            _sales("sales-month", _("Sales by month"), "month"),
            _sales("sales-store", _("Sales by store"), "store"),
            _sales("sales-advisor", _("Sales by advisor"), "advisor"),
            _sales("sales-channel", _("Sales by channel"), "source"),
            _sales(
                "sales-newness",
                _("Sales to new and known customers"),
                "month",
                across="newness",
                compare=False,
            ),
            _sales("sales-occasion", _("Sales by occasion"), "occasion"),
            _items("sales-category", _("Sales by category"), "category"),
            _items("sales-metal", _("Sales by metal"), "metal"),
            _items("sales-gem", _("Sales by stone"), "gem"),
            _items("sales-band", _("Sales by price band"), "price_band"),
            Ready(
                "discounts",
                _("Who gives how much discount"),
                Question(
                    "orders", ("discount", "discount_share", "sales", "orders"), by=("advisor",), period=YEAR
                ),
            ),
            Ready(
                "returns",
                _("What comes back, by category"),
                Question("lines", ("returned", "returned_share", "items"), by=("category",), period=YEAR),
            ),
        ),
    ),
    Shelf(
        _("Customers"),
        (
            Ready(
                "new-customers",
                _("New customers by month"),
                Question(
                    "orders", ("new_buyers", "buyers", "sales"), by=("month",), period=YEAR, compare=True
                ),
            ),
            Ready(
                "cohorts",
                _("Who comes back: first purchase and the quarters after"),
                Question("orders", ("buyers",), by=("cohort",), across="quarters_since", chart="none"),
            ),
            Ready(
                "repeat",
                _("Share who bought again, by year of registration"),
                Question(
                    "customers",
                    ("customers", "buyers", "repeaters", "repeat_share", "average_spent"),
                    by=("year",),
                ),
            ),
            Ready(
                "groups",
                _("RFM groups by store"),
                Question("customers", ("customers", "spent"), by=("rfm_group",), across="store"),
            ),
            Ready(
                "value",
                _("What customers are worth, by group"),
                Question(
                    "customers", ("customers", "spent", "average_spent", "active_share"), by=("rfm_group",)
                ),
            ),
            Ready(
                "lost",
                _("Who stays and who is lost, by store"),
                Question("customers", ("customers",), by=("loyalty_class",), across="store"),
            ),
            Ready(
                "acquired",
                _("Where new customers come from"),
                Question("orders", ("new_buyers",), by=("month",), across="source", period=YEAR),
            ),
            Ready(
                "acquisition",
                _("Where customers come from, and what they bring"),
                Question(
                    "customers",
                    ("customers", "buyers", "bought_share", "spent", "first_year", "average_first_year"),
                    by=("source_channel",),
                ),
            ),
            Ready(
                "campaigns",
                _("Campaigns: customers, first purchases, sales"),
                Question(
                    "customers",
                    ("customers", "buyers", "bought_share", "spent", "average_first_year"),
                    by=("campaign",),
                ),
            ),
            Ready(
                "satisfaction",
                _("Satisfaction by month"),
                Question("feedback", HEARD, by=("month",), period=YEAR, compare=True),
            ),
            Ready(
                "satisfaction-store",
                _("Satisfaction by store"),
                Question("feedback", HEARD, by=("store",), period=YEAR, compare=True),
            ),
            Ready(
                "reachable",
                _("Whom we may write to, by advisor"),
                Question("customers", ("customers", "reachable", "active"), by=("advisor",)),
            ),
        ),
    ),
    Shelf(
        pgettext_lazy("reports", "Behaviour"),
        (
            Ready(
                "funnel",
                _("From a visit to a purchase, by month"),
                Question(
                    "visits",
                    ("visits", "tried", "bought", "bought_share"),
                    by=("month",),
                    period=YEAR,
                    compare=True,
                ),
            ),
            Ready(
                "funnel-store",
                _("From a visit to a purchase, by store"),
                Question(
                    "visits",
                    ("visits", "visitors", "tried", "bought", "bought_share"),
                    by=("store",),
                    period=YEAR,
                ),
            ),
            Ready(
                "interest-category",
                _("What is looked at, tried on, wished for, and what is bought"),
                Question("interest", INTEREST, by=("category",), period=YEAR),
            ),
            Ready(
                "interest-band",
                _("Interest and sales by price band"),
                Question("interest", INTEREST, by=("price_band",), period=YEAR),
            ),
            Ready(
                "interest-style",
                _("Styles that are looked at, and whether they are bought"),
                Question("interest", INTEREST, by=("style",), period=YEAR),
            ),
            Ready(
                "visits-advisor",
                _("Who turns visits into purchases"),
                Question(
                    "visits", ("visits", "visitors", "bought", "bought_share"), by=("advisor",), period=YEAR
                ),
            ),
            Ready(
                "visits-hour",
                _("When customers come"),
                Question("visits", ("visits",), by=("hour",), across="weekday", period=YEAR, chart="none"),
            ),
            Ready(
                "talks",
                _("Messages and calls by channel"),
                Question("talks", ("talks", "talked_to"), by=("month",), across="channel", period=YEAR),
            ),
            Ready(
                "talks-bring",
                _("What messages and calls bring, by channel"),
                Question("talks", BROUGHT, by=("channel",), period=YEAR),
            ),
            Ready(
                "talks-bring-month",
                _("What messages and calls bring, by month"),
                Question("talks", BROUGHT, by=("month",), period=YEAR),
            ),
            Ready(
                "tasks-kept",
                _("Follow-up kept, by advisor"),
                Question(
                    "tasks",
                    ("tasks", "done", "in_time_share", "postponed"),
                    by=("advisor",),
                    period=YEAR,
                ),
            ),
            Ready(
                "tasks-bring",
                _("What tasks bring: by hand and by the house"),
                Question(
                    "tasks",
                    ("sales", "tasks", "done", "visited_share", "bought_share"),
                    by=("origin",),
                    period=YEAR,
                ),
            ),
        ),
    ),
    Shelf(
        pgettext_lazy("reports", "Market and season"),
        (
            Ready(
                "season",
                _("The season: months of several years"),
                Question("orders", ("sales",), by=("month_of_year",), across="year"),
            ),
            Ready(
                "season-category",
                _("The season of each category"),
                Question("lines", ("items",), by=("month_of_year",), across="category"),
            ),
            Ready(
                "season-occasion",
                _("The season of each occasion"),
                Question("orders", ("orders",), by=("month_of_year",), across="occasion"),
            ),
            Ready(
                "trend-category",
                _("Which categories grow"),
                Question("lines", ("amount",), by=("quarter",), across="category"),
            ),
            Ready(
                "trend-metal",
                _("Which metals grow"),
                Question("lines", ("amount",), by=("quarter",), across="metal"),
            ),
            Ready(
                "trend-gem",
                _("Which stones grow"),
                Question("lines", ("amount",), by=("quarter",), across="gem"),
            ),
            Ready(
                "trend-band",
                _("Which price bands grow"),
                Question("lines", ("amount",), by=("quarter",), across="price_band"),
            ),
            Ready(
                "market-month",
                _("Gold price and own sales of gold, by month"),
                Question(
                    "market",
                    MARKET,
                    by=("month",),
                    period=YEAR,
                    only={"metal": ("AU990",)},
                    compare=True,
                    chart="line",
                ),
            ),
            Ready(
                "market-metal",
                _("Metal prices and own sales, by metal"),
                Question("market", MARKET, by=("metal",), period=YEAR, compare=True),
            ),
        ),
    ),
    Shelf(
        pgettext_lazy("reports", "Goods"),
        (
            Ready(
                "stock-category",
                _("What sells and what lies, by category"),
                Question("pieces", STOCK, by=("category",)),
            ),
            Ready(
                "stock-band",
                _("What sells and what lies, by price band"),
                Question("pieces", STOCK, by=("price_band",)),
            ),
            Ready(
                "stock-metal",
                _("What sells and what lies, by metal"),
                Question("pieces", STOCK, by=("metal",)),
            ),
            Ready(
                "stock-age",
                _("How long the stock lies"),
                Question("pieces", ("in_stock", "stock_value"), by=("age",), across="store"),
            ),
            Ready(
                "stock-store",
                _("Stock by store"),
                Question("pieces", (*STOCK, "average_age"), by=("store",)),
            ),
            Ready(
                "stock-style",
                _("Styles that lie longest"),
                Question("pieces", ("aged", "in_stock", "stock_value", "average_age", "sold"), by=("style",)),
            ),
        ),
    ),
)


def ready(code: str) -> Ready:
    """Raises LookupError."""
    for shelf in SHELVES:
        for each in shelf.reports:
            if each.code == code:
                return each
    raise LookupError(code)
