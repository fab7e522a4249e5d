"""Reads of styles and pieces for pages."""

from dataclasses import dataclass
from uuid import UUID

from parure.access import policy
from parure.access.actors import Actor
from parure.catalog.models import Piece

SHOWN_PIECES = 60


@dataclass(frozen=True, slots=True)
class PieceDetail:
    """A piece with its stones and certificates, as far as the asker may see them."""

    piece: policy.Record
    stones: list[policy.Record]
    certificates: list[policy.Record]


@dataclass(frozen=True, slots=True)
class StyleDetail:
    """A style with its pieces (the first sixty, those in stock first) and how many there are."""

    style: policy.Record
    pieces: list[policy.Record]
    piece_count: int
    in_stock_count: int


def piece_detail(actor: Actor, uid: UUID | str) -> PieceDetail:
    """One piece in three queries; NotFound out of reach. Its orders are sales.queries.piece_history."""
    piece: Piece = policy.fetch(actor, "catalog.piece", uid, "view")
    return PieceDetail(
        piece=policy.record(actor, "catalog.piece", piece),
        stones=_of_piece(actor, "catalog.stone", piece, "-is_main"),
        certificates=_of_piece(actor, "catalog.certificate", piece, "lab"),
    )


def _of_piece(actor: Actor, resource: str, piece: Piece, sort: str) -> list[policy.Record]:
    if not policy.may(actor, resource):
        return []
    return policy.records(
        actor, resource, policy.rows(actor, resource).filter(piece=piece).order_by(sort, "pk")
    )


def style_detail(actor: Actor, uid: UUID | str) -> StyleDetail:
    """One style with its pieces; NotFound out of reach."""
    style = policy.fetch(actor, "catalog.style", uid, "view")
    pieces = policy.rows(actor, "catalog.piece").filter(style=style)
    return StyleDetail(
        style=policy.record(actor, "catalog.style", style),
        pieces=policy.records(actor, "catalog.piece", pieces.order_by("status", "-pk")[:SHOWN_PIECES]),
        piece_count=pieces.count(),
        in_stock_count=pieces.filter(status="IN_STOCK").count(),
    )


def pieces_by_code(actor: Actor, codes: list[str]) -> list[policy.Record]:
    """Pieces in reach with these codes, as typed or scanned."""
    wanted = [code.strip() for code in codes if code.strip()][:100]
    return policy.records(actor, "catalog.piece", policy.rows(actor, "catalog.piece").filter(code__in=wanted))
