"""Goods and orders as tests need them."""

from datetime import datetime
from itertools import count
from typing import Any

from django.utils import timezone

from parure.catalog.models import Piece
from parure.sales.drafts import LineDraft, OrderDraft, PaymentDraft

_numbers = count(1)


def piece(**values: Any) -> Piece:
    """A platinum solitaire in stock, unless said."""
    defaults = {
        "code": f"P{next(_numbers):05}",
        "name": "铂金钻戒",
        "category": "RING",
        "fineness": "PT950",
        "main_gem": "DIAMOND",
        "drawing": "solitaire pt",
        "label_price_minor": 1_280_000,
    }
    return Piece.objects.create(**(defaults | values))


def moment(text: str) -> datetime:
    """A local moment: "2026-05-01" or "2026-05-01 14:30"."""
    return timezone.make_aware(datetime.fromisoformat(text))


def order(*lines: LineDraft, paid: int | None = None, **values: Any) -> OrderDraft:
    """An order of these lines (or of one chain), paid in full unless said."""
    lines = lines or (
        LineDraft(title="足金项链", unit_price_minor=500_000, category="NECKLACE", fineness="AU999"),
    )
    draft = OrderDraft(
        **(
            {"order_no": f"S{next(_numbers):05}", "ordered_at": moment("2026-05-01 14:30"), "lines": lines}
            | values
        )
    )
    amount = draft.computed_total_minor if paid is None else paid
    payments = (PaymentDraft(amount_minor=amount, method="CARD"),) if amount > 0 else ()
    return OrderDraft(
        **{name: getattr(draft, name) for name in OrderDraft.__slots__} | {"payments": payments}
    )
