"""Which columns of which tables the columnar copy holds: what figures are made of, never a name or a contact."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.db import models


@dataclass(frozen=True)
class CopiedTable:
    """A table of the database as the copy has it. `number` stands for it in the log of changes and never changes;
    `derived` are further columns as SQL of both databases, with their kind.
    """

    number: int
    name: str
    model: Callable[[], type[models.Model]]
    columns: tuple[str, ...]
    derived: tuple[tuple[str, str, str], ...] = ()

    @property
    def source(self) -> str:
        return self.model()._meta.db_table

    def kind_of(self, column: str) -> str:
        """number, text, date, moment or flag."""
        field = next(each for each in self.model()._meta.fields if each.column == column)
        return KINDS.get(field.get_internal_type(), "number")


KINDS = {
    "CharField": "text",
    "TextField": "text",
    "DateField": "date",
    "DateTimeField": "moment",
    "BooleanField": "flag",
}

CONTACT_DIGITS = 11  # of a phone number; a day in the name of a campaign has eight
ORIGIN = (
    "CASE WHEN substr(source_key, 1, 6) = 'visit:' OR substr(source_key, 1, 12) = 'interaction:' THEN 'agreed'"
    " WHEN creator_id IS NULL THEN 'house' ELSE 'person' END"
)


def _of_the_shop(column: str) -> tuple[str, str, str]:
    """A column of words by which the shop sorts its customers. Somebody may have typed a phone number or an address of
    mail into it: such words stay out. Digits are counted only of words that have room for so many.
    """
    rest = column
    for digit in range(10):
        rest = f"replace({rest}, '{digit}', '')"
    return (
        column,
        f"CASE WHEN {column} IS NULL OR {column} LIKE '%@%' THEN '' WHEN length({column}) < {CONTACT_DIGITS} THEN {column}"
        f" WHEN length({column}) - length({rest}) >= {CONTACT_DIGITS} THEN '' ELSE {column} END",
        "text",
    )


@cache
def copied_tables() -> dict[str, CopiedTable]:
    """By name, in the order in which they are read."""
    from parure.access.models import Store
    from parure.catalog.models import MetalPrice, Piece, Style
    from parure.engagement.models import Task
    from parure.people.models import Customer, Feedback, ImportantDate, Interaction, Relation, Wish
    from parure.sales.models import OpeningSpend, Order, OrderLine, Visit, VisitPiece

    tables = (
        CopiedTable(
            1,
            "customer",
            lambda: Customer,
            (
                "id",
                "home_store_id",
                "owner_id",
                "gender",
                "registered_on",
                "is_archived",
                "marketing_consent",
            ),
            (_of_the_shop("source_channel"), _of_the_shop("campaign")),
        ),
        CopiedTable(
            2,
            "order",
            lambda: Order,
            (
                "id",
                "customer_id",
                "store_id",
                "advisor_id",
                "status",
                "source",
                "ordered_at",
                "occasion",
                "subtotal_minor",
                "discount_minor",
                "total_minor",
                "paid_minor",
                "refunded_minor",
            ),
            (("is_gift", "CASE WHEN recipient <> '' THEN 1 ELSE 0 END", "flag"),),
        ),
        CopiedTable(
            3,
            "order_line",
            lambda: OrderLine,
            (
                "id",
                "order_id",
                "style_id",
                "piece_id",
                "category",
                "fineness",
                "gem",
                "quantity",
                "unit_price_minor",
                "discount_minor",
                "total_minor",
                "is_returned",
            ),
        ),
        CopiedTable(
            4,
            "opening_spend",
            lambda: OpeningSpend,
            ("id", "customer_id", "amount_minor", "order_count", "last_purchase_on"),
        ),
        CopiedTable(
            5, "visit", lambda: Visit, ("id", "customer_id", "store_id", "staff_id", "at", "outcome")
        ),
        CopiedTable(6, "visit_piece", lambda: VisitPiece, ("id", "visit_id", "piece_id", "tried")),
        CopiedTable(
            7,
            "interaction",
            lambda: Interaction,
            ("id", "customer_id", "staff_id", "channel", "direction", "at"),
        ),
        CopiedTable(
            8,
            "important_date",
            lambda: ImportantDate,
            ("id", "customer_id", "relation_id", "kind", "next_on", "year", "is_secret"),
        ),
        CopiedTable(9, "style", lambda: Style, ("id", "category", "collection")),
        CopiedTable(
            10,
            "piece",
            lambda: Piece,
            (
                "id",
                "style_id",
                "store_id",
                "status",
                "category",
                "fineness",
                "main_gem",
                "label_price_minor",
                "cost_minor",
                "received_on",
            ),
        ),
        CopiedTable(
            21,
            "metal_price",
            lambda: MetalPrice,
            ("id", "store_id", "fineness", "kind", "price_minor", "effective_from"),
        ),
        CopiedTable(11, "store", lambda: Store, ("id", "region_id", "is_active")),
        CopiedTable(
            13,
            "wish",
            lambda: Wish,
            ("id", "customer_id", "style_ref", "piece_ref", "noted_at", "is_removed"),
        ),
        CopiedTable(
            14,
            "feedback",
            lambda: Feedback,
            (
                "id",
                "customer_id",
                "store_id",
                "staff_id",
                "kind",
                "score",
                "recommend",
                "status",
                "at",
                "is_removed",
            ),
        ),
        CopiedTable(12, "relation", lambda: Relation, ("id", "customer_id", "kind")),
        CopiedTable(
            16,
            "task",
            lambda: Task,
            (
                "id",
                "customer_id",
                "assignee_id",
                "store_id",
                "kind",
                "status",
                "due_at",
                "has_time",
                "done_at",
                "postponed",
            ),
            (("origin", ORIGIN, "text"),),
        ),
    )
    return {each.name: each for each in tables}
