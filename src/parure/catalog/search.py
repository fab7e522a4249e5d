"""Finding pieces while somebody types: by code, certificate, style number or name."""

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from parure.access import policy
from parure.access.actors import Actor
from parure.catalog.certificates import normalise_number
from parure.catalog.models import Certificate, Style

SHOWN = ("code", "name", "drawing", "label_price", "status", "store", "location", "ring_size_label")
TOP = "\U0010ffff"
CODE_LIKE = re.compile(r"[0-9A-Za-z][0-9A-Za-z\-_./ #]*")


def find_pieces(actor: Actor, text: str, *, limit: int = 6) -> list[policy.Record]:
    """Pieces in reach whose code, certificate number, style number or name begins so; one query."""
    text = text.strip()[:60]
    if len(text) < 2 or not policy.may(actor, "catalog.piece"):
        return []
    pieces = policy.rows(actor, "catalog.piece").filter(_means(text))
    return policy.records(actor, "catalog.piece", pieces.order_by("status", "code")[:limit], SHOWN)


def _means(text: str) -> Q:
    """What typed words may name. Each part reads a range of an index, so a base of any size answers alike."""
    named = Q(style__in=_begins(Style.objects.all(), "name", text).values("pk")[:50])
    if not CODE_LIKE.fullmatch(text):
        return named
    upper = text.upper()
    number = normalise_number("", text).number
    certified = _begins(Certificate.objects.all(), "number_normalised", number).values("piece_id")[:50]
    styled = _begins(Style.objects.all(), "style_no", upper).values("pk")[:50]
    return Q(code__gte=upper, code__lt=upper + TOP) | Q(pk__in=certified) | Q(style__in=styled) | named


def _begins(rows: QuerySet[Any], column: str, text: str) -> QuerySet[Any]:
    return rows.filter(**{f"{column}__gte": text, f"{column}__lt": text + TOP})


def find_styles(actor: Actor, text: str, *, limit: int = 4) -> list[policy.Record]:
    """Styles in reach whose number or name begins so; one query."""
    text = text.strip()[:60]
    if len(text) < 2 or not policy.may(actor, "catalog.style"):
        return []
    begun = [
        _begins(Style.objects.all(), column, each)
        for column, each in (("style_no", text.upper()), ("name", text))
    ]
    wanted = Q(pk__in=begun[0].values("pk")[:50]) | Q(pk__in=begun[1].values("pk")[:50])
    rows = policy.rows(actor, "catalog.style").filter(wanted)
    return policy.records(
        actor, "catalog.style", rows.order_by("name", "pk")[:limit], ("style_no", "drawing")
    )


def pieces_by_uid(actor: Actor, uids: Sequence[UUID | str]) -> list[policy.Record]:
    """These pieces as far as they are in reach, in the order given."""
    wanted = [str(uid) for uid in uids][:50]
    rows = policy.rows(actor, "catalog.piece").filter(uid__in=wanted)
    found = {str(each.uid): each for each in policy.records(actor, "catalog.piece", rows, SHOWN)}
    return [found[uid] for uid in wanted if uid in found]
