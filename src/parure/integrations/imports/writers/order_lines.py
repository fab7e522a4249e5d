"""Lines of orders: from what a file says of an article to a line with its piece or style."""

from collections.abc import Iterable, Sequence
from typing import Any

from parure.catalog.certificates import guess_lab, normalise_number
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.drafts import OrderDraft, OrderLineDraft
from parure.integrations.imports.writers.goods_book import Good, GoodsBook, told_by_title
from parure.sales.bulk import LineRow
from parure.sales.choices import COUNTING


def codes_of(draft: OrderDraft) -> Iterable[str]:
    """Everything in an order that may be the code of a piece or the number of a style."""
    for line in draft.lines:
        if line.piece_code:
            yield line.piece_code
        if line.sku:
            yield line.sku


def certificates_of(draft: OrderDraft) -> Iterable[str]:
    for line in draft.lines:
        if line.certificate_no:
            yield certificate_key(line.certificate_no)


def certificate_key(text: str) -> str:
    """A certificate number in the form in which it is compared."""
    return normalise_number(guess_lab(text), text).number


def good_of(goods: GoodsBook, line: OrderLineDraft) -> Good | None:
    """The piece that a line names by code, certificate or stock number; else the style of that number."""
    pieces = goods.pieces
    good = pieces.get(line.piece_code) if line.piece_code else None
    if good is None and line.certificate_no:
        good = goods.piece_by_certificate(certificate_key(line.certificate_no))
    if good is None and line.sku:
        good = pieces.get(line.sku) or goods.styles.get(line.sku)
    if good is None and line.piece_code:
        good = goods.styles.get(line.piece_code)
    return good


def line_row(context: Context, batch: Batch, unit: Unit, goods: GoodsBook, line: OrderLineDraft) -> LineRow:
    """The line as it is kept; a piece that isn't known is named in the stock number and warned of."""
    good = good_of(goods, line) if line.sku or line.piece_code or line.certificate_no else None
    if line.piece_code and (good is None or good.piece_id is None):
        batch.warn(unit, "piece_unknown", context.column("piece_code"), line.piece_code, line.line)
    title = line.title or (good.name if good else "") or line.piece_code or line.sku or line.certificate_no
    category, fineness, gem, drawing = told_by_title(title) if title else ("", "", "", "")
    piece_id = style_id = None
    if good is not None:
        category, fineness, gem = good.category or category, good.fineness or fineness, good.gem or gem
        piece_id, style_id, drawing = (
            good.piece_id if line.quantity == 1 else None,
            good.style_id,
            good.drawing,
        )
    unit_price, total = line.unit_price_minor, line.total_minor
    if total is None:
        total = unit_price * line.quantity - line.discount_minor if unit_price is not None else 0
    # By position, for millions of them: names cost half as much again.
    return LineRow(
        title[:240],
        piece_id,
        style_id,
        (line.sku or line.piece_code)[:80],
        category,
        fineness,
        gem,
        drawing,
        line.quantity,
        unit_price if unit_price is not None else 0,
        line.discount_minor,
        total,
        line.is_refunded,
    )


def rows_of(context: Context, batch: Batch, unit: Unit, goods: GoodsBook, draft: OrderDraft) -> list[LineRow]:
    """All lines of an order; one that tells none has a line of its total."""
    return [line_row(context, batch, unit, goods, line) for line in draft.lines]


def piece_taken(
    goods: GoodsBook, draft: OrderDraft, lines: Sequence[LineRow], order_id: int | None
) -> tuple[int, str] | None:
    """(line of the file, order number) where a piece of this order is sold in another order, or twice in this."""
    if draft.status not in COUNTING:
        return None
    mine: set[int] = set()
    for position, line in enumerate(lines):
        if line.piece_id is None or line.is_returned:
            continue
        other = goods.sold.get(line.piece_id)
        if line.piece_id in mine or (other is not None and (order_id is None or other[0] != order_id)):
            return draft.lines[position].line, other[1] if other else draft.order_no
        mine.add(line.piece_id)
    return None


def sell(goods: GoodsBook, draft: OrderDraft, lines: Sequence[LineRow], order_id: int) -> None:
    """From now on these pieces are sold."""
    if draft.status in COUNTING:
        for line in lines:
            if line.piece_id is not None and not line.is_returned:
                goods.sold[line.piece_id] = (order_id, draft.order_no)


def same_line(kept: dict[str, Any], line: LineRow) -> bool:
    """Whether a kept line is the one that is told again."""
    if kept["sku"] and line.sku and kept["sku"] != line.sku:
        return False
    if kept["piece_id"] and line.piece_id and kept["piece_id"] != line.piece_id:
        return False
    by_number = bool(kept["sku"]) and kept["sku"] == line.sku
    return by_number or kept["title"] == line.title
