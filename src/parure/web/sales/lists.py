"""The lists of orders and of visits."""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from parure.access.actors import Actor
from parure.access.policy import Link, Record
from parure.core.conditions import Tree
from parure.web.kit.cells import address_of
from parure.web.kit.lists import Act, Column, Empty, ListOf, View, declare_list
from parure.web.sales import cells

SIBLINGS = ((_("Orders"), "orders"), (_("Visits"), "visits"))
WEEK_DAYS = 7


def _this_month(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "ordered_at", "op": "gte", "value": today.replace(day=1).isoformat()}]


def _refunded(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "status", "op": "in", "value": ["REFUNDED", "PARTLY_REFUNDED"]}]


def _unpaid(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "status", "op": "in", "value": ["UNPAID", "PARTLY_PAID"]}]


def _my_orders(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "advisor", "op": "is", "value": actor.staff_id or 0}]


def _this_week(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "at", "op": "last_days", "value": WEEK_DAYS}]


def _left(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "outcome", "op": "is", "value": "left"}]


def _my_visits(actor: Actor, today: date) -> list[Tree]:
    return [{"field": "staff", "op": "is", "value": actor.staff_id or 0}]


def _visitor_address(record: Record) -> str:
    to = record.get("customer")
    return address_of("people.customer", to.uid) if isinstance(to, Link) else ""


ORDERS = declare_list(
    ListOf(
        key="orders",
        resource="sales.order",
        title=_("Orders"),
        main="order_no",
        columns=(
            "order_no",
            "ordered_at",
            "customer",
            "pictures",
            "items",
            "status",
            "total",
            "advisor",
            "store",
            "source",
        ),
        cells={
            "order_no": Column(
                cells.order_no,
                slot="c-who",
                needs=("status",),
                label=pgettext_lazy("sale", "Order"),
                is_quiet=False,
            ),
            "ordered_at": Column(cells.moment),
            "customer": Column(cells.buyer, slot="c-next", needs=("ordered_at",), is_quiet=False),
            "pictures": Column(cells.order_pictures, slot="c-pic", is_bare=True),
            "items": Column(cells.order_items, slot="c-like"),
            "status": Column(cells.order_status, is_quiet=False),
            "total": Column(cells.order_total, slot="c-sum", needs=("status",), is_quiet=False),
            "source": Column(cells.source),
        },
        views=(
            View("month", _("This month"), _this_month, needs=("ordered_at",)),
            View("mine", _("My orders"), _my_orders, needs=("advisor",)),
            View("unpaid", _("Not fully paid"), _unpaid, needs=("status",)),
            View("refunded", _("Refunded"), _refunded, needs=("status",)),
        ),
        acts=(Act(_("Import"), "upload", "imports", "integrations.import_run", "import"),),
        siblings=SIBLINGS,
        counted=ngettext_lazy("%(n)s order", "%(n)s orders", "count"),
        summed="total",
        empty=Empty(
            _("No order yet"),
            _("Bring the orders of your till or web shop; each finds its customer and its piece by itself."),
            drawing="p-solitaire",
        ),
    )
)

VISITS = declare_list(
    ListOf(
        key="visits",
        resource="sales.visit",
        title=_("Visits"),
        main="customer",
        columns=(
            "customer",
            "at",
            "pieces",
            "outcome",
            "reason",
            "next_step",
            "companions",
            "staff",
            "store",
        ),
        cells={
            "customer": Column(cells.visitor, slot="c-who", is_quiet=False),
            "at": Column(cells.visited, slot="c-next"),
            "pieces": Column(cells.visit_pieces, slot="c-pic"),
            "outcome": Column(cells.outcome, slot="c-sum", is_quiet=False),
            "reason": Column(cells.cut),
            "next_step": Column(cells.cut, slot="c-like", is_quiet=False),
            "companions": Column(cells.cut),
            "looked_at": Column(cells.cut),
        },
        views=(
            View("week", _("Last seven days"), _this_week, needs=("at",)),
            View("mine", _("My visits"), _my_visits, needs=("staff",)),
            View("left", _("Left without buying"), _left, needs=("outcome",)),
        ),
        siblings=SIBLINGS,
        counted=ngettext_lazy("%(n)s visit", "%(n)s visits", "count"),
        empty=Empty(
            _("No visit on record yet"),
            _("After each visit write down what was tried on and what comes next, on the customer's page."),
            drawing="p-pendant",
        ),
        row_address=_visitor_address,
    )
)
