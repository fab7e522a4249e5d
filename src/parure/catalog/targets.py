"""Pieces and styles that fields of the shop's own point to: found while somebody types, and named in files."""

from collections.abc import Collection, Iterable

from parure.access import policy
from parure.access.actors import Actor
from parure.access.policy import Record
from parure.catalog.certificates import normalise_number
from parure.catalog.models import Certificate
from parure.catalog.search import find_pieces, find_styles
from parure.customize.relations import Target, by_column, by_uid, offer_target

PIECE, STYLE = "catalog.piece", "catalog.style"


def _by_certificate(actor: Actor, words: Collection[str]) -> Iterable[tuple[str, int]]:
    """Pieces by the number of their certificate, for who may see certificates."""
    if not policy.may(actor, "catalog.certificate"):
        return []
    numbers = {normalise_number("", word).number: word for word in words}
    numbers.pop("", None)
    certificates = Certificate.objects.filter(
        number_normalised__in=list(numbers), piece__in=policy.rows(actor, PIECE)
    )
    rows = certificates.values_list("number_normalised", "piece_id")
    return [(numbers[number], pk) for number, pk in rows]


def _told(found: list[Record], name: str) -> list[tuple[Record, str]]:
    return [(each, "" if each.get(name) == each.title else str(each.get(name) or "")) for each in found]


offer_target(
    Target(
        PIECE,
        (by_column(PIECE, "code"), by_uid(PIECE), _by_certificate),
        lambda actor, text: _told(find_pieces(actor, text), "code"),
    )
)
offer_target(
    Target(
        STYLE,
        (by_column(STYLE, "style_no"), by_uid(STYLE)),
        lambda actor, text: _told(find_styles(actor, text, limit=6), "style_no"),
    )
)
