"""Of many things the few hundred that are worth weighing: scored by what columns tell, in the database."""

from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from parure.catalog.fineness import FINENESS_LABELS
from parure.insight.matching.scoring import IN_WORDS, LOUD, SAID, SHY, WEIGHTS, Ties, share_of
from parure.insight.matching.taste import Taste
from parure.insight.models import StyleTies
from parure.sales.rules import metal_of

LOOKED_AT = 400
NEAR = 120  # styles tied to theirs that the database is asked for


def nearest(rows: QuerySet[Any], taste: Taste, ties: Ties, path: str) -> QuerySet[Any]:
    """The things that score most by what a database can tell, with the `popularity` of their styles. `path` leads from
    a thing to its style, "" where it is one.
    """
    key = f"{path}_id" if path else "pk"
    popular = Subquery(StyleTies.objects.filter(pk=OuterRef(key)).values("popularity")[:1])
    rough: Any = F("popularity") * WEIGHTS["popular"]
    for condition, score in _conditions(taste, ties, path):
        rough += Case(When(condition, then=Value(score)), default=Value(0), output_field=IntegerField())
    rows = rows.exclude(**{f"{key}__in": list(taste.styles)}) if taste.styles else rows
    rows = rows.annotate(popularity=Coalesce(popular, 0)).annotate(rough=rough)
    return rows.order_by("-rough", "-pk")[:LOOKED_AT]


def _conditions(taste: Taste, ties: Ties, path: str) -> list[tuple[Q, int]]:
    """Conditions on things with what they are worth, as `scoring` has it, as far as columns tell."""
    key, before = (f"{path}_id", f"{path}__") if path else ("pk", "")
    found = [(Q(**{f"{key}__in": names}), score) for names, score in _tied(taste, ties)]
    columns = {
        "category": "category",
        "gem": "main_gem",
        "series": f"{before}collection",
        "set": f"{before}matching_set",
    }
    for aspect, code in taste.weights:
        if aspect in columns:
            share = share_of(taste, aspect, code)
            found.append((Q(**{columns[aspect]: code}), WEIGHTS[aspect] * share))
    for aspect, code in taste.likes:
        if aspect == "metal":
            found.append((Q(fineness__in=_finenesses(code)), WEIGHTS["said"] * SAID))
        elif aspect == "word":
            found.append((Q(name__contains=code), WEIGHTS["said"] * SAID))
        elif aspect in columns:
            found.append((Q(**{columns[aspect]: code}), WEIGHTS["said"] * SAID))
    for wish in taste.wishes:
        asked = [Q(**{columns[aspect]: code}) for aspect, code in wish.traits if aspect in columns]
        if len(asked) > 1:
            found.append((asked[0] & asked[1], WEIGHTS["wished"] * IN_WORDS))
    return found + _named(taste, key, is_piece=bool(path))


def _tied(taste: Taste, ties: Ties) -> list[tuple[list[int], int]]:
    """The styles tied to theirs most, in three steps of how much."""
    strengths: dict[int, int] = {}
    for style, weight in taste.styles.items():
        for other, strength in ties.get(style, {}).items():
            strengths[other] = strengths.get(other, 0) + weight * strength
    every = sum(taste.styles.values()) + SHY
    near = sorted(strengths, key=lambda other: (-strengths[other], other))[:NEAR]
    steps = [near[:10], near[10:40], near[40:]]
    return [
        (some, WEIGHTS["together"] * min(1000, LOUD * strengths[some[0]] // every)) for some in steps if some
    ]


def _named(taste: Taste, key: str, *, is_piece: bool) -> list[tuple[Q, int]]:
    """What they wished for or tried on, by name."""
    found = []
    for term, named in (("wished", taste.wished), ("tried", taste.tried)):
        for kind, column in (("style", key), ("piece", "pk")):
            keys = [pk for each, pk in named if each == kind]
            if keys and (kind == "style" or is_piece):
                found.append((Q(**{f"{column}__in": keys}), WEIGHTS[term] * 1000))
    return found


def _finenesses(metal: str) -> list[str]:
    return [code for code in FINENESS_LABELS if metal_of(code).startswith(metal)]
