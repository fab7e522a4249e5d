"""Orders, their lines and payments, visits and opening spend in the field catalogue."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.catalog.categories import CATEGORY_LABELS, OCCASION_LABELS
from parure.catalog.fineness import FINENESS_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.core.resources import Activity, Field, Kind, Resource, contribute, contribute_activity, register
from parure.sales.choices import COUNTING, OrderStatus, PaymentKind, PaymentMethod, VisitOutcome
from parure.sales.models import OpeningSpend, Order, OrderLine, Payment, Visit, VisitPiece
from parure.sales.queries import items_of, last_bought, last_pictured, pictures_of, pieces_of_visits
from parure.sales.rules import kept_minor


def _amount(name: str, label: Any, path: str, **settings: Any) -> Field:
    """An amount in fen; amounts of orders are a group of their own that roles grant."""
    settings = {"group": "spend", **settings}
    return Field(name, label, Kind.MONEY, path=path, value=lambda row: getattr(row, path), **settings)


def _kept(order: Order) -> int:
    return kept_minor(order.status, order.total_minor, order.paid_minor, order.refunded_minor)


CUSTOMER = Field(
    "customer", _("Customer"), Kind.RELATION, relation="people.customer", path="customer", column=True
)

register(
    Resource(
        "sales.order",
        pgettext_lazy("purchase", "Order"),
        pgettext_lazy("purchase", "Orders"),
        Order,
        (
            Field("order_no", _("Order number"), path="order_no", column=True, required=True),
            Field(
                "ordered_at",
                _("Ordered"),
                Kind.MOMENT,
                path="ordered_at",
                sortable=True,
                column=True,
                required=True,
            ),
            CUSTOMER,
            Field("items", _("Items"), batch=items_of, column=True, writable=False),
            Field("pictures", _("Pictures"), batch=pictures_of, writable=False),
            Field(
                "status",
                _("Status"),
                Kind.CHOICE,
                path="status",
                choices=lambda: OrderStatus.choices,
                column=True,
            ),
            _amount("total", _("Total"), "total_minor", sortable=True, column=True),
            Field("store", _("Store"), Kind.RELATION, relation="access.store", path="store", column=True),
            Field(
                "advisor", _("Advisor"), Kind.RELATION, relation="access.staff", path="advisor", column=True
            ),
            Field("source", _("Source"), path="source"),
            _amount("subtotal", _("Subtotal"), "subtotal_minor"),
            _amount("discount", _("Discount"), "discount_minor"),
            _amount("shipping", _("Shipping"), "shipping_minor"),
            _amount("tax", _("Tax"), "tax_minor"),
            _amount("paid", _("Paid"), "paid_minor"),
            _amount("refunded", _("Refunded"), "refunded_minor"),
            Field("kept", _("Kept"), Kind.MONEY, group="spend", value=_kept, writable=False),
            Field("currency", _("Currency"), path="currency"),
            Field("motive", _("Motive"), path="motive", group="taste"),
            Field(
                "occasion",
                _("Occasion"),
                Kind.CHOICE,
                path="occasion",
                choices=lambda: list(OCCASION_LABELS.items()),
                group="taste",
            ),
            Field("recipient", _("For whom"), path="recipient", group="taste"),
            Field("remark", _("Remark"), Kind.LONG_TEXT, path="remark", group="notes"),
        ),
        title=lambda order: order.order_no,
        scopes={"own": "advisor", "store": "store"},
        related=("customer", "store", "advisor"),
        default_sort="-ordered_at",
        url_name="order",
    )
)
register(
    Resource(
        "sales.order_line",
        _("Order line"),
        _("Order lines"),
        OrderLine,
        (
            Field(
                "order",
                pgettext_lazy("purchase", "Order"),
                Kind.RELATION,
                relation="sales.order",
                path="order",
                column=True,
            ),
            Field("line_no", _("Line"), Kind.NUMBER, path="line_no"),
            Field("title", _("Item"), path="title", column=True),
            Field("picture", _("Picture"), value=lambda line: line.drawing, writable=False),
            Field("piece", _("Piece"), Kind.RELATION, relation="catalog.piece", path="piece", column=True),
            Field(
                "piece_code",
                _("Piece code"),
                value=lambda line: line.piece.code if line.piece else "",
                writable=False,
            ),
            Field(
                "style",
                pgettext_lazy("goods", "Style"),
                Kind.RELATION,
                relation="catalog.style",
                path="style",
            ),
            Field("sku", _("SKU"), path="sku"),
            Field(
                "category",
                _("Category"),
                Kind.CHOICE,
                path="category",
                choices=lambda: list(CATEGORY_LABELS.items()),
            ),
            Field(
                "fineness",
                _("Fineness"),
                Kind.CHOICE,
                path="fineness",
                choices=lambda: list(FINENESS_LABELS.items()),
            ),
            Field("gem", _("Main stone"), Kind.CHOICE, path="gem", choices=lambda: list(GEM_LABELS.items())),
            Field("quantity", _("Quantity"), Kind.NUMBER, path="quantity", column=True),
            _amount("unit_price", _("Unit price"), "unit_price_minor"),
            _amount("discount", _("Discount"), "discount_minor"),
            _amount("total", _("Line total"), "total_minor", column=True),
            Field("is_returned", _("Returned"), Kind.YES_NO, path="is_returned"),
            Field(
                "customer",
                _("Customer"),
                Kind.RELATION,
                relation="people.customer",
                path="order__customer",
                value=lambda line: line.order.customer,
                writable=False,
            ),
            Field(
                "bought_at",
                _("Bought on"),
                Kind.MOMENT,
                path="order__ordered_at",
                value=lambda line: line.order.ordered_at,
                writable=False,
            ),
            Field(
                "recipient",
                _("For whom"),
                path="order__recipient",
                value=lambda line: line.order.recipient,
                group="taste",
                writable=False,
            ),
            Field(
                "order_status",
                _("Order's status"),
                Kind.CHOICE,
                choices=lambda: OrderStatus.choices,
                value=lambda line: line.order.status,
                writable=False,
            ),
        ),
        title=lambda line: line.title,
        parent=("sales.order", "order"),
        related=("order__customer", "piece", "style"),
        default_sort="-bought_at",
    )
)
register(
    Resource(
        "sales.payment",
        _("Payment"),
        _("Payments"),
        Payment,
        (
            Field(
                "order",
                pgettext_lazy("purchase", "Order"),
                Kind.RELATION,
                relation="sales.order",
                path="order",
                group="spend",
            ),
            Field(
                "kind",
                _("Payment or refund"),
                Kind.CHOICE,
                path="kind",
                choices=lambda: PaymentKind.choices,
                group="spend",
                column=True,
            ),
            Field(
                "method",
                _("Method"),
                Kind.CHOICE,
                path="method",
                choices=lambda: PaymentMethod.choices,
                group="spend",
                column=True,
            ),
            _amount("amount", _("Amount"), "amount_minor", column=True),
            Field("at", _("When"), Kind.MOMENT, path="at", group="spend", column=True),
        ),
        title=lambda payment: str(payment.get_kind_display()),
        parent=("sales.order", "order"),
        related=("order",),
    )
)
register(
    Resource(
        "sales.visit",
        _("Visit"),
        _("Visits"),
        Visit,
        (
            Field("at", _("When"), Kind.MOMENT, path="at", sortable=True, column=True, required=True),
            CUSTOMER,
            Field("store", _("Store"), Kind.RELATION, relation="access.store", path="store", column=True),
            Field(
                "staff", _("Received by"), Kind.RELATION, relation="access.staff", path="staff", column=True
            ),
            Field("minutes", _("Minutes"), Kind.NUMBER, path="minutes"),
            Field("companions", _("Came with"), path="companions", column=True),
            Field("pieces", _("Looked at"), batch=pieces_of_visits, writable=False),
            Field("looked_at", _("Looked at, in words"), path="looked_at"),
            Field(
                "outcome",
                _("Outcome"),
                Kind.CHOICE,
                path="outcome",
                choices=lambda: VisitOutcome.choices,
                column=True,
            ),
            Field("reason", _("Why not"), path="reason"),
            Field("next_step", _("Next step"), path="next_step", column=True),
            Field("note", _("Note"), Kind.LONG_TEXT, path="note", group="notes"),
        ),
        title=lambda visit: str(visit.get_outcome_display()),
        scopes={"own": "staff", "store": "store"},
        related=("customer", "store", "staff"),
        default_sort="-at",
        url_name="visit",
    )
)
register(
    Resource(
        "sales.opening_spend",
        _("Earlier spend"),
        _("Earlier spend"),
        OpeningSpend,
        (
            CUSTOMER,
            _amount("amount", _("Amount"), "amount_minor", column=True),
            Field("order_count", _("Orders"), Kind.NUMBER, path="order_count", group="spend", column=True),
            Field("as_of", _("As of"), Kind.DATE, path="as_of", group="spend", column=True),
            Field("last_purchase_on", _("Last purchase"), Kind.DATE, path="last_purchase_on", group="spend"),
        ),
        title=lambda opening: opening.as_of.isoformat(),
        parent=("people.customer", "customer"),
        related=("customer",),
    )
)
contribute(
    "people.customer",
    Field("last_bought", _("Latest piece"), group="spend", batch=last_bought, column=True, writable=False),
    Field(
        "last_pictured", _("Picture of the latest piece"), group="spend", batch=last_pictured, writable=False
    ),
)
contribute_activity(
    "people.customer",
    Activity(
        "bought",
        _("bought"),
        lambda: Order,
        owner="customer",
        at="ordered_at",
        where=Q(status__in=COUNTING),
        resource="sales.order",
    ),
    Activity("visited", _("visited"), lambda: Visit, owner="customer", at="at", resource="sales.visit"),
    Activity(
        "tried",
        _("tried a piece on"),
        lambda: VisitPiece,
        owner="visit__customer",
        at="visit__at",
        where=Q(tried=True),
        resource="sales.visit",
    ),
)
