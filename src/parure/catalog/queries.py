"""Reads of styles and pieces for pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from parure.access import policy
from parure.access.actors import Actor
from parure.catalog.certificates import normalise_number
from parure.catalog.models import Certificate, Piece

SHOWN_PIECES = 60
SHOWN_MATCHING = 12


def certificates_of(pieces: Sequence[Any]) -> dict[int, list[str]]:
    """Laboratory and number of each certificate, by piece; one query for a list."""
    found: dict[int, list[str]] = {}
    rows = Certificate.objects.filter(piece_id__in=[piece.pk for piece in pieces]).order_by("lab", "pk")
    for piece_id, lab, number in rows.values_list("piece_id", "lab", "number"):
        found.setdefault(piece_id, []).append(f"{lab} {number}".strip())
    return found


def having_certificate(op: str, value: Any) -> Q:
    """Pieces with a certificate, without one, or with this number as people write it."""
    held = Certificate.objects.all()
    if op in ("empty", "filled"):
        found = Q(pk__in=held.values("piece_id"))
        return ~found if op == "empty" else found
    numbers = [
        normalise_number("", str(each)).number for each in (value if isinstance(value, list) else [value])
    ]
    found = Q(pk__in=held.filter(number_normalised__in=numbers).values("piece_id"))
    return ~found if op == "is_not" else found


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
        piece=policy.record(
            actor, "catalog.piece", piece, set(policy.fields(actor, "catalog.piece")) - {"certificates"}
        ),
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


def matching_styles(actor: Actor, style: policy.Record) -> list[policy.Record]:
    """The other styles of the set that this one belongs to."""
    if not style.get("matching_set"):
        return []
    rows = policy.rows(actor, "catalog.style").filter(matching_set=style.matching_set).exclude(pk=style.pk)
    return policy.records(actor, "catalog.style", rows.order_by("name", "pk")[:SHOWN_MATCHING])


def pieces_by_code(actor: Actor, codes: list[str]) -> list[policy.Record]:
    """Pieces in reach with these codes, as typed or scanned."""
    wanted = [code.strip() for code in codes if code.strip()][:100]
    return policy.records(actor, "catalog.piece", policy.rows(actor, "catalog.piece").filter(code__in=wanted))
