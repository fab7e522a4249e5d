"""Styles and pieces by the thousand, for imports and the demo shop.

Rows come checked and in database form; who calls has made sure of rights, doubles and categories. Runs inside the
caller's transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from parure.catalog.drawings import drawing_for
from parure.catalog.models import Certificate, Piece, Stone, Style
from parure.core.bulk import allocate_ids, insert_rows
from parure.core.identifiers import new_uid


@dataclass(slots=True, kw_only=True)
class StyleRow:
    """One style; lists as JSON text. The drawing is chosen by its codes unless given."""

    style_no: str
    name: str
    category: str = ""
    fineness: str = ""
    alloy_colour: str = ""
    main_gem: str = ""
    crafts: str = "[]"
    occasions: str = "[]"
    tag_names: str = "[]"
    pricing_mode: str = "FIXED"
    price_minor: int | None = None
    labour_per_gram_minor: int | None = None
    labour_per_piece_minor: int | None = None
    description: str = ""
    image_url: str = ""
    image: str = ""
    drawing: str = ""
    collection: str = ""
    vendor: str = ""
    matching_set: str = ""
    external_id: str = ""
    custom: str = "{}"
    is_archived: bool = False
    created_at: datetime = field(default_factory=timezone.now)
    uid: UUID = field(default_factory=new_uid)


@dataclass(slots=True, kw_only=True)
class StoneRow:
    """A stone of a piece; weight in thousandths of a carat."""

    is_main: bool = True
    gem: str = ""
    origin: str = "NATURAL"
    treatment: str = ""
    count: int = 1
    weight_millicarat: int | None = None
    colour: str = ""
    clarity: str = ""
    cut: str = ""


@dataclass(slots=True, kw_only=True)
class CertificateRow:
    """A certificate of a piece; `number_normalised` by catalog.certificates."""

    number: str
    number_normalised: str
    lab: str = ""


@dataclass(slots=True, kw_only=True)
class PieceRow:
    """One piece with its stones and certificates. The drawing is chosen by its codes unless given."""

    code: str
    style_id: int | None = None
    name: str = ""
    category: str = ""
    fineness: str = ""
    alloy_colour: str = ""
    main_gem: str = ""
    drawing: str = ""
    gross_weight_mg: int | None = None
    net_weight_mg: int | None = None
    labour_per_gram_minor: int | None = None
    labour_per_piece_minor: int | None = None
    setting_fee_minor: int | None = None
    cost_minor: int | None = None
    label_price_minor: int | None = None
    ring_size_label: str = ""
    store_id: int | None = None
    location: str = ""
    status: str = "IN_STOCK"
    received_on: date | None = None
    remark: str = ""
    custom: str = "{}"
    created_at: datetime = field(default_factory=timezone.now)
    uid: UUID = field(default_factory=new_uid)
    stones: Sequence[StoneRow] = ()
    certificates: Sequence[CertificateRow] = ()


STYLE = tuple(StyleRow.__slots__)
STONE = tuple(StoneRow.__slots__)
CERTIFICATE = tuple(CertificateRow.__slots__)
PIECE = tuple(name for name in PieceRow.__slots__ if name not in ("stones", "certificates"))


def write_styles(batch: Sequence[StyleRow]) -> range:
    """Insert styles; returns their ids in the order of the batch."""
    ids = allocate_ids(Style, len(batch))
    insert_rows(Style, ("id", *STYLE), _with_ids(ids, _drawn(batch), STYLE))
    return ids


def write_pieces(batch: Sequence[PieceRow]) -> range:
    """Insert pieces with stones and certificates; returns their ids in the order of the batch."""
    ids = allocate_ids(Piece, len(batch))
    insert_rows(Piece, ("id", *PIECE), _with_ids(ids, _drawn(batch), PIECE))
    for model, columns, rows in (
        (Stone, STONE, [(pk, stone) for pk, row in zip(ids, batch, strict=True) for stone in row.stones]),
        (
            Certificate,
            CERTIFICATE,
            [(pk, paper) for pk, row in zip(ids, batch, strict=True) for paper in row.certificates],
        ),
    ):
        insert_rows(
            model,
            ("uid", "piece_id", *columns),
            [(new_uid(), pk, *(getattr(each, name) for name in columns)) for pk, each in rows],
        )
    return ids


def _drawn(batch: Sequence[StyleRow] | Sequence[PieceRow]) -> Sequence[StyleRow] | Sequence[PieceRow]:
    for row in batch:
        row.drawing = row.drawing or drawing_for(row.category, row.fineness, row.alloy_colour, row.main_gem)
    return batch


def _with_ids(
    ids: range, batch: Sequence[StyleRow] | Sequence[PieceRow], columns: tuple[str, ...]
) -> list[tuple[object, ...]]:
    return [(pk, *(getattr(row, name) for name in columns)) for pk, row in zip(ids, batch, strict=True)]
