"""Whether what a customer wishes for lies in a store: where goods and wishes meet."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from parure.catalog.choices import PieceStatus
from parure.catalog.models import Piece
from parure.core.conditions import asks_for_yes
from parure.core.resources import Field, Kind, contribute
from parure.people.models import Wish

IN_STOCK = Piece.objects.filter(status=PieceStatus.IN_STOCK)


def _here(wishes: Sequence[Wish]) -> dict[int, Any]:
    """The wishes whose piece, or a piece of whose style, is in stock; two queries at most."""
    pieces = {each.piece_ref for each in wishes if each.piece_ref}
    styles = {each.style_ref for each in wishes if each.style_ref}
    there = set(IN_STOCK.filter(pk__in=pieces).values_list("pk", flat=True)) if pieces else set()
    made = set(IN_STOCK.filter(style__in=styles).values_list("style_id", flat=True)) if styles else set()
    return {each.pk: True for each in wishes if each.piece_ref in there or each.style_ref in made}


def _is_here(op: str, value: Any) -> Q:
    found = Q(Exists(IN_STOCK.filter(pk=OuterRef("piece_ref")))) | Q(
        Exists(IN_STOCK.filter(style=OuterRef("style_ref")))
    )
    return found if asks_for_yes(op, value) else ~found


contribute(
    "people.wish",
    Field(
        "in_stock",
        _("In a store now"),
        Kind.YES_NO,
        group="taste",
        batch=_here,
        lookup=_is_here,
        column=True,
        writable=False,
    ),
)
