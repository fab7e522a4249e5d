"""The fields that a column of a file may go to, for each kind of import.

A target says what its cells must hold (`value`, one of VALUE_KINDS), how it's named on the mapping page, and an
example. `several` targets take more than one column; `personal` values are masked in problems.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

KINDS = ("customers", "products", "pieces", "orders", "order_lines", "visits", "opening_balances")

VALUE_KINDS = frozenset(
    {
        "text", "identifier", "name", "phone", "phones", "email", "gender", "yes_no", "consent", "day", "lunar",
        "date", "moment", "money", "whole", "quantity", "weight", "carat", "ring_size", "inner_diameter", "length",
        "tags", "fineness", "gem", "category", "pricing_mode", "labour_mode", "status", "channel", "piece_status",
        "titles", "link", "payment", "outcome", "long_text", "price", "crafts", "occasions", "uid",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A field that a column can be mapped to."""

    key: str
    value: str
    label: Any
    example: str = ""
    required: bool = False
    several: bool = False
    personal: bool = False

    @property
    def limit(self) -> int:
        """The most characters that its text may have; longer text is kept in the remark instead."""
        return LIMITS.get(self.key, LIMITS_OF_KINDS.get(self.value, 200))


LIMITS_OF_KINDS = {"identifier": 60, "name": 80, "long_text": 20_000, "titles": 20_000}
LIMITS = {
    "member_no": 40, "customer_member_no": 40, "external_id": 80, "nickname": 80, "customer_nickname": 80,
    "occupation": 80, "campaign": 80, "tier_label": 30, "source_channel": 40, "certificate_no": 40, "vendor": 80,
    "collection": 80, "currency": 3, "style_no": 60, "code": 60, "colour": 20, "clarity": 10, "cut": 10, "store": 80,
    "owner": 80, "advisor": 80,
}  # fmt: skip


def _target(key: str, value: str, label: Any, example: str = "", marks: str = "") -> Target:
    """`marks`: "r" required, "s" several columns, "p" personal."""
    return Target(key, value, label, example, "r" in marks, "s" in marks, "p" in marks)


def _table(*targets: Target) -> dict[str, Target]:
    return {target.key: target for target in targets}


_UID = _target("uid", "uid", _("Number in Parure"), "01932f7c-…")
_WHO = (
    _target(
        "customer_external_id", "identifier", _("Customer's number in the other system"), "7000000000001"
    ),
    _target("customer_member_no", "identifier", _("Member number"), "V00123"),
    _target("customer_name", "name", _("Customer's name"), "沈佩兰", "p"),
    _target("customer_phone", "phones", _("Customer's telephone"), "13800006021", "sp"),
    _target("customer_email", "email", _("Customer's e-mail"), "mei@example.com", "p"),
    _target("customer_nickname", "text", _("Customer's nickname"), "小鱼", "p"),
)

CUSTOMERS = _table(
    _UID,
    _target("external_id", "identifier", _("Number in the other system"), "7000000000001"),
    _target("member_no", "identifier", _("Member number"), "V00123"),
    _target("name", "name", _("Name"), "沈佩兰", "p"),
    _target("first_name", "name", _("First name"), "Mei", "p"),
    _target("last_name", "name", _("Last name"), "Chan", "p"),
    _target("nickname", "text", _("Nickname"), "小鱼", "p"),
    _target("gender", "gender", _("Gender"), "女"),
    _target("phone", "phones", _("Telephone"), "13800006021", "p"),
    _target("phones", "phones", _("Further telephones"), "13800006021;13900000003", "sp"),
    _target("email", "email", _("E-mail"), "mei@example.com", "p"),
    _target("wechat", "text", _("WeChat number"), "peilan88", "p"),
    _target("address", "long_text", _("Address"), "示例路1号", "sp"),
    _target("street", "long_text", _("Street"), "1 Example Rd", "sp"),
    _target("district", "text", _("District"), "天河区"),
    _target("city", "text", _("City"), "广州市"),
    _target("province", "text", _("Province"), "广东省"),
    _target("country", "text", _("Country"), "中国"),
    _target("zip", "text", _("Post code"), "510000"),
    _target("birthday", "day", _("Birthday"), "1988-08-08", "p"),
    _target(
        "lunar_birthday", "lunar", _("Lunar birthday, or whether the birthday is lunar"), "八月十五", "p"
    ),
    _target("wedding_day", "day", _("Wedding day"), "2016-10-01", "p"),
    _target("ring_size", "ring_size", _("Ring size"), "港12"),
    _target("wrist_size", "length", _("Wrist"), "16.5cm"),
    _target("bangle_size", "inner_diameter", _("Bangle size"), "56"),
    _target("necklace_length", "length", _("Necklace length"), "45cm"),
    _target("occupation", "text", _("Occupation"), "教师"),
    _target("tier_label", "text", _("Tier"), "金卡"),
    _target("tags", "tags", _("Tags"), "VIP, 喜欢古法", "s"),
    _target("source_channel", "channel", _("Source"), "门店"),
    _target("campaign", "text", _("Campaign"), "七夕活动"),
    _target("store", "text", _("Home store"), "一店"),
    _target("owner", "text", _("Advisor"), "张三"),
    _target("remark", "long_text", _("Remark"), "喜欢简单款", "s"),
    _target("registered_on", "date", _("Registered on"), "2019-05-01"),
    _target("last_purchase_on", "date", _("Last purchase on"), "2025-03-08"),
    _target("opening_points", "whole", _("Points so far"), "1288"),
    _target("opening_spend", "price", _("Spend so far"), "12,880.00"),
    _target("opening_orders", "whole", _("Number of orders so far"), "3"),
    _target("allergies", "text", _("Allergies"), "镍"),
    _target("preferences", "text", _("Preferences"), "玫瑰金"),
    _target("marketing_consent", "consent", _("May be told of offers"), "是"),
    _target("email_consent", "consent", _("May be told of offers by e-mail"), "yes"),
    _target("sms_consent", "consent", _("May be told of offers by text message"), "yes"),
    _target("spouse_name", "name", _("Spouse's name"), "吴先生", "p"),
)

PRODUCTS = _table(
    _UID,
    _target("external_id", "identifier", _("Number in the other system"), "741"),
    _target("style_no", "identifier", _("Style number"), "SZ0001", "r"),
    _target("parent_no", "identifier", _("Variant of style"), "cc-hoodie"),
    _target("name", "text", _("Product name"), "足金999古法手镯"),
    _target("category", "category", _("Category"), "手镯", "s"),
    _target("fineness", "fineness", _("Metal and fineness"), "足金999"),
    _target("craft", "crafts", _("Craft"), "古法"),
    _target("pricing_mode", "pricing_mode", _("Pricing"), "一口价"),
    _target("price", "price", _("Price"), "12,880.00"),
    _target("regular_price", "price", _("Regular price"), "13,880.00"),
    _target("labour_fee", "price", _("Labour fee"), "45"),
    _target("labour_mode", "labour_mode", _("Labour by gram or by piece"), "按克"),
    _target("main_gem", "gem", _("Main gem"), "钻石"),
    _target("tags", "tags", _("Tags"), "古法, 新款", "s"),
    _target("occasions", "occasions", _("Occasions"), "结婚、订婚"),
    _target("description", "long_text", _("Description"), "", "s"),
    _target("image_url", "link", _("Picture's address"), "https://example.com/a.jpg", "s"),
    _target("vendor", "text", _("Supplier"), "示例珠宝厂"),
    _target("collection", "text", _("Collection"), "传承"),
    _target("sku", "identifier", _("Stock number of the variant"), "SZ0001-12"),
    _target("option", "text", _("Variant's properties"), "玫瑰金", "s"),
)

PIECES = _table(
    _UID,
    _target("code", "identifier", _("Piece code"), "A000123", "r"),
    _target("style_no", "identifier", _("Style number"), "SZ0001"),
    _target("name", "text", _("Piece name"), "足金戒指"),
    _target("category", "category", _("Category"), "戒指"),
    _target("fineness", "fineness", _("Metal and fineness"), "足金999"),
    _target("gross_weight", "weight", _("Gross weight"), "3.250"),
    _target("net_weight", "weight", _("Metal weight"), "3.120"),
    _target("labour_fee_per_gram", "price", _("Labour per gram"), "25"),
    _target("labour_fee_per_piece", "price", _("Labour per piece"), "200"),
    _target("main_stone_weight", "carat", _("Main stone's weight"), "0.52"),
    _target("main_stone_count", "whole", _("Number of main stones"), "1"),
    _target("main_gem", "gem", _("Main gem"), "钻石"),
    _target("side_stone_weight", "carat", _("Side stones' weight"), "0.12"),
    _target("side_stone_count", "whole", _("Number of side stones"), "8"),
    _target("setting_fee", "price", _("Setting fee"), "80"),
    _target("certificate_no", "identifier", _("Certificate number"), "2141438171", "s"),
    _target("certificate_lab", "text", _("Laboratory"), "GIA"),
    _target("cost", "price", _("Cost"), "8,000"),
    _target("label_price", "price", _("Label price"), "12,880"),
    _target("store", "text", _("Store"), "一店"),
    _target("status", "piece_status", _("Stock status"), "在库"),
    _target("ring_size", "ring_size", _("Ring size"), "港12"),
    _target("received_on", "date", _("Received on"), "2025-01-02"),
    _target("colour", "text", _("Colour"), "H"),
    _target("clarity", "text", _("Clarity"), "VS1"),
    _target("cut", "text", _("Cut"), "EX"),
    _target("remark", "long_text", _("Remark"), "", "s"),
)

ORDERS = _table(
    _UID,
    _target("order_no", "identifier", _("Order number"), "E202511110001", "r"),
    _target("line_no", "identifier", _("Line number"), "1"),
    _target("ordered_at", "moment", _("Ordered at"), "2025-11-11 09:00:00"),
    _target("paid_at", "moment", _("Paid at"), "2025-11-11 09:01:00"),
    _target("cancelled_at", "moment", _("Cancelled at"), "2025-11-12 09:01:00"),
    _target("status", "status", _("Status"), "交易成功"),
    _target("refund_status", "status", _("Refund status"), "退款成功"),
    _target("store", "text", _("Store"), "一店"),
    _target("channel", "channel", _("Channel"), "门店"),
    *_WHO,
    _target("advisor", "text", _("Advisor"), "张三"),
    _target("item_title", "text", _("Article"), "足金999古法手镯"),
    _target("titles_joined", "titles", _("All articles in one cell"), "手链；银链"),
    _target("item_kinds", "whole", _("Number of different articles"), "2"),
    _target("sku", "identifier", _("Stock or style number"), "SZ0001"),
    _target("piece_code", "identifier", _("Piece code"), "A000123"),
    _target("certificate_no", "identifier", _("Certificate number"), "2141438171"),
    _target("properties", "long_text", _("Article's properties"), "圈口:56mm"),
    _target("quantity", "quantity", _("Quantity"), "1"),
    _target("unit_price", "money", _("Unit price"), "12,880.00"),
    _target("line_total", "money", _("Line total"), "12,880.00"),
    _target("line_discount", "money", _("Line discount"), "80.00"),
    _target("line_paid", "money", _("Paid for the line"), "12,800.00"),
    _target("line_refunded", "money", _("Refunded for the line"), "0.00"),
    _target("discount", "money", _("Order discount"), "80.00"),
    _target("shipping", "money", _("Shipping"), "0.00"),
    _target("tax", "money", _("Tax"), "0.00"),
    _target("total", "money", _("Order total"), "12,800.00"),
    _target("paid", "money", _("Amount paid"), "12,800.00"),
    _target("outstanding", "money", _("Amount still owed"), "0.00"),
    _target("payment_method", "payment", _("Payment method"), "微信"),
    _target("refunded", "money", _("Amount refunded"), "0.00"),
    _target("currency", "text", _("Currency"), "CNY"),
    _target("motive", "text", _("Motive"), "自戴"),
    _target("occasion", "text", _("Occasion"), "结婚"),
    _target("recipient", "name", _("Recipient"), "王女士", "p"),
    _target("address", "long_text", _("Delivery address"), "示例路1号", "sp"),
    _target("remark", "long_text", _("Remark"), "刻字", "s"),
)

VISITS = _table(
    _UID,
    _target("visited_at", "moment", _("Visited at"), "2025-11-11 15:00", "r"),
    _target("store", "text", _("Store"), "一店"),
    _target("advisor", "text", _("Advisor"), "张三"),
    *_WHO,
    _target("companions", "long_text", _("Came with"), "母亲"),
    _target("looked_at", "long_text", _("Looked at"), "古法手镯"),
    _target("outcome", "outcome", _("Outcome"), "未成交"),
    _target("reason", "long_text", _("Reason"), "价格"),
    _target("next_step", "long_text", _("Next step"), "三天后回访"),
    _target("minutes", "whole", _("Minutes"), "30"),
    _target("remark", "long_text", _("Remark"), "", "s"),
)

OPENING_BALANCES = _table(
    *_WHO,
    _target("points", "whole", _("Points"), "1288"),
    _target("spend", "price", _("Spend"), "12,880.00"),
    _target("orders", "whole", _("Number of orders"), "3"),
    _target("as_of", "date", _("As of"), "2025-12-31"),
    _target("remark", "long_text", _("Remark"), "", "s"),
)

TARGETS: dict[str, dict[str, Target]] = {
    "customers": CUSTOMERS,
    "products": PRODUCTS,
    "pieces": PIECES,
    "orders": ORDERS,
    "order_lines": {name: each for name, each in ORDERS.items() if each is not _UID},  # theirs are the lines'
    "visits": VISITS,
    "opening_balances": OPENING_BALANCES,
}

KIND_LABELS: dict[str, Any] = {
    "customers": _("Customers"),
    "products": _("Styles"),
    "pieces": _("Pieces"),
    "orders": _("Orders"),
    "order_lines": _("Order lines"),
    "visits": _("Visits"),
    "opening_balances": _("Opening points and spend"),
}

ESSENTIAL: dict[str, frozenset[str]] = {
    "customers": frozenset({"external_id", "member_no"}),
    "products": frozenset({"style_no"}),
    "pieces": frozenset({"code", "gross_weight", "net_weight"}),
    "orders": frozenset(
        {
            "order_no",
            "ordered_at",
            "quantity",
            "unit_price",
            "line_total",
            "total",
            "paid",
            "refunded",
            "discount",
        }
    ),
    "order_lines": frozenset(
        {"order_no", "quantity", "unit_price", "line_total", "line_paid", "line_refunded"}
    ),
    "visits": frozenset({"visited_at"}),
    "opening_balances": frozenset({"points", "spend", "orders"}),
}
"""Targets whose bad cell stops the row: a sum or a date of a fact must not be guessed."""
