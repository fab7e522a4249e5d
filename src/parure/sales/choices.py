"""Codes used on orders, payments and visits."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderStatus(models.TextChoices):
    PAID = "PAID", _("Paid")
    PARTLY_PAID = "PARTLY_PAID", _("Partly paid")
    UNPAID = "UNPAID", _("Unpaid")
    CANCELLED = "CANCELLED", _("Cancelled")
    REFUNDED = "REFUNDED", _("Refunded")
    PARTLY_REFUNDED = "PARTLY_REFUNDED", _("Partly refunded")


COUNTING = (OrderStatus.PAID, OrderStatus.PARTLY_PAID, OrderStatus.PARTLY_REFUNDED)
"""Statuses of orders that count as purchases."""


class PaymentMethod(models.TextChoices):
    CASH = "CASH", _("Cash")
    CARD = "CARD", _("Bank card")
    WECHAT = "WECHAT", _("WeChat Pay")
    ALIPAY = "ALIPAY", _("Alipay")
    TRANSFER = "TRANSFER", _("Transfer")
    STORED_VALUE = "STORED_VALUE", _("Stored value")
    TRADE_IN = "TRADE_IN", _("Trade-in")
    ONLINE = "ONLINE", _("Online")
    OTHER = "OTHER", _("Other method")


class PaymentKind(models.TextChoices):
    PAYMENT = "PAYMENT", _("Payment")
    REFUND = "REFUND", _("Refund")


class VisitOutcome(models.TextChoices):
    BOUGHT = "bought", _("Bought")
    LEFT = "left", _("Left without buying")
    RESERVED = "reserved", _("Reserved")
    SERVICE = "service", _("Came for service")
    COLLECTED = "collected", _("Collected")


SOURCE_LABELS = {
    "pos": _("Counter"),
    "hand": _("Entered by hand"),
    "shopify": "Shopify",
    "taobao": _("Taobao"),
    "tmall": _("Tmall"),
    "jd": _("JD.com"),
    "youzan": _("Youzan"),
    "weimob": _("Weimob"),
    "douyin": _("Douyin"),
    "woocommerce": "WooCommerce",
}
"""Where an order came from, as people call it; a source that isn't here goes by its own name."""
