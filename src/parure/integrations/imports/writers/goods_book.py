"""Pieces and styles that a batch's rows name, and which pieces are sold."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from parure.catalog.categories import guess_category
from parure.catalog.drawings import drawing_for
from parure.catalog.gems import parse_gem
from parure.integrations.imports.rows import select_where
from parure.integrations.imports.values import fineness_of_title
from parure.sales.choices import COUNTING


@dataclass(frozen=True, slots=True)
class Good:
    """A piece or a style by its codes; `piece_id` or `style_id` may be None."""

    piece_id: int | None
    style_id: int | None
    name: str
    category: str
    fineness: str
    gem: str
    drawing: str


@lru_cache(maxsize=65536)
def told_by_title(title: str) -> tuple[str, str, str, str]:
    """(category, fineness, gem, drawing) as far as an article's title tells them."""
    category, found = guess_category(title), fineness_of_title(title)
    category = "" if category == "OTHER" else category
    fineness = found.code if found else ""
    gem = parse_gem(title).gem
    return category, fineness, gem, drawing_for(category, fineness, "", gem)


class GoodsBook:
    """Pieces by code or certificate, styles by number; and the orders in which pieces are sold."""

    def __init__(self) -> None:
        self.pieces: dict[str, Good] = {}
        self.styles: dict[str, Good] = {}
        self.certified: dict[str, list[int]] = {}
        self.sold: dict[int, tuple[int, str]] = {}

    def load(self, codes: Iterable[str], certificates: Iterable[str] = ()) -> None:
        """Look codes up as pieces and as styles, certificate numbers as pieces; four queries."""
        self.pieces, self.styles, self.certified, self.sold = {}, {}, {}, {}
        wanted, papers = set(codes), set(certificates)
        if papers:
            sql = "SELECT number_normalised, piece_id FROM catalog_certificate WHERE"
            for number, pk in select_where(sql, "number_normalised", papers):
                self.certified.setdefault(number, []).append(pk)
        columns = "id, code, style_id, name, category, fineness, main_gem, drawing"
        sql = f"SELECT {columns} FROM catalog_piece WHERE"  # noqa: S608 - names of ours
        for pk, code, style_id, *rest in select_where(sql, "code", wanted):
            self.pieces[code] = Good(pk, style_id, *rest)
        ids = {pk for pks in self.certified.values() for pk in pks}
        for pk, _code, style_id, *rest in select_where(sql, "id", ids):
            self.pieces[f"#{pk}"] = Good(pk, style_id, *rest)
        sql = "SELECT id, style_no, name, category, fineness, main_gem, drawing FROM catalog_style WHERE"
        for pk, number, *rest in select_where(sql, "style_no", wanted - self.pieces.keys()):
            self.styles[number] = Good(None, pk, *rest)
        self.load_sold()

    def load_sold(self) -> None:
        """In which orders these pieces are sold; one query."""
        marks = ", ".join(f"'{status.value}'" for status in COUNTING)
        sql = (
            "SELECT l.piece_id, o.id, o.order_no FROM sales_orderline l JOIN sales_order o ON o.id = l.order_id"  # noqa: S608
            f" WHERE NOT l.is_returned AND o.status IN ({marks}) AND"
        )
        ids = {good.piece_id for good in self.pieces.values() if good.piece_id}
        self.sold = {}
        for piece_id, order_id, order_no in select_where(sql, "l.piece_id", ids):
            self.sold[piece_id] = (order_id, order_no)

    def piece_by_certificate(self, number: str) -> Good | None:
        """The one piece with this certificate."""
        found = self.certified.get(number, [])
        return self.pieces.get(f"#{found[0]}") if len(found) == 1 else None
