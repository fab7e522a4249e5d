"""What stands in the shop, and whether its totals add up."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum
from django.utils.translation import gettext as _

from parure.catalog.models import Piece, Style
from parure.core.money import format_money
from parure.engagement.models import Task
from parure.loyalty.models import PointEntry
from parure.people.models import Customer, Interaction
from parure.sales.models import OpeningSpend, Order, OrderLine, Payment, Visit


@dataclass
class Counted:
    """Numbers of records by name; money in fen."""

    counts: dict[str, int]
    ledger_minor: int
    customers_minor: int
    seconds: float = field(default=0.0)

    @property
    def adds_up(self) -> bool:
        return self.ledger_minor == self.customers_minor

    @property
    def totals(self) -> dict[str, str]:
        return {"ledger": format_money(self.ledger_minor), "customers": format_money(self.customers_minor)}

    def as_dict(self) -> dict[str, Any]:
        return self.counts | {
            "ledger_minor": self.ledger_minor,
            "customers_minor": self.customers_minor,
            "seconds": self.seconds,
        }

    def lines(self) -> list[tuple[str, str]]:
        words = {
            "customers": _("Customers"), "styles": _("Styles"), "pieces": _("Pieces"), "orders": _("Orders"), "lines": _("Order lines"),
            "visits": _("Visits"), "interactions": _("Talks and messages"), "tasks": _("Tasks"), "points": _("Points brought in"),
        }  # fmt: skip
        told = [(words[name], f"{count:,}") for name, count in self.counts.items()]
        told.append((_("Received less refunded, with opening spend"), self.totals["ledger"]))
        told.append((_("Sum of the customers' totals"), self.totals["customers"]))
        told.append((_("Seconds"), f"{self.seconds:.1f}"))
        return told


def count_shop() -> Counted:
    """Count the records; the ledger is payments less refunds, with what was spent before Parure."""
    paid = {
        row["kind"]: row["sum"]
        for row in Payment.objects.order_by().values("kind").annotate(sum=Sum("amount_minor"))
    }
    opening = OpeningSpend.objects.aggregate(sum=Sum("amount_minor"))["sum"] or 0
    return Counted(
        counts={
            "customers": Customer.objects.count(),
            "styles": Style.objects.count(),
            "pieces": Piece.objects.count(),
            "orders": Order.objects.count(),
            "lines": OrderLine.objects.count(),
            "visits": Visit.objects.count(),
            "interactions": Interaction.objects.count(),
            "tasks": Task.objects.count(),
            "points": PointEntry.objects.aggregate(sum=Sum("points"))["sum"] or 0,
        },
        ledger_minor=paid.get("PAYMENT", 0) - paid.get("REFUND", 0) + opening,
        customers_minor=Customer.objects.aggregate(sum=Sum("total_spent_minor"))["sum"] or 0,
    )
