"""What is known of customers' taste, as far as somebody may read it: purchases, tries, wishes, words, sizes, days.

Whoever asks learns from no more than they could read by hand: of each source their rows and their fields. Of customers
who said no to suggestions from purchases neither purchases nor tries are looked at.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import BigIntegerField, DateField, ExpressionWrapper, F, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, Greatest, TruncDate

from parure.access import policy
from parure.access.actors import Actor
from parure.access.choices import Level
from parure.insight.matching.goods import traits_of
from parure.insight.matching.hearing import heard, heard_budget, heard_in, occasion_of
from parure.insight.matching.taste import Line, Taste, WishInWords
from parure.people.choices import Aspect, Basis, Purpose, SizeKind, Stance, WishState
from parure.people.consents.standing import refusers
from parure.sales.choices import COUNTING

LINE, VISIT = "sales.order_line", "sales.visit"
WISH, PREFERENCE, SIZE, DATE = "people.wish", "people.preference", "people.size", "people.important_date"
STYLE, PIECE = "catalog.style", "catalog.piece"
MADE_OF = ("category", "fineness", "gem", "series", "set", "words")
COLUMNS = ("whose", "source", "style", "piece", *MADE_OF, "amount", "day")
MOST = 20_000  # rows of one question

_NUMBER, _DAY, _TEXT = BigIntegerField(), DateField(), TextField()
_NO_NUMBER: Any = Cast(Value(None), _NUMBER)
_NO_DAY: Any = Cast(Value(None), _DAY)


def tastes(actor: Actor, customer_ids: Sequence[int], today: date) -> dict[int, Taste]:
    """What is known of each of these customers, who are in the actor's reach; two queries (three where records were
    merged that were asked about suggestions).
    """
    sources = [source for make in _SOURCES if (source := make(actor, customer_ids)) is not None]
    found = {pk: Taste() for pk in customer_ids}
    if not sources or not customer_ids:
        return found
    refused = refusers(customer_ids, Purpose.PROFILING)
    rows: list[dict[str, Any]] = list(reduce(lambda one, other: one.union(other, all=True), sources)[:MOST])
    told: dict[int, dict[str, list[dict[str, Any]]]] = {}
    for row in rows:
        if not (row["k_whose"] in refused and row["k_source"] in (LINE, VISIT)):
            told.setdefault(row["k_whose"], {}).setdefault(row["k_source"], []).append(row)
    for pk in refused:
        found[pk].is_refused = True
    for pk, by_source in told.items():
        _take(found[pk], by_source, today)
    return found


def reads_taste(actor: Actor) -> bool:
    """Whether the actor may read anything that tells what customers like."""
    return any(make(actor, [0]) is not None for make in (_bought, _tried, _wished, _said))


def reads_price(actor: Actor, resource: str) -> bool:
    """Whether the actor may read what a piece or a style costs."""
    return _readable(actor, resource, "label_price" if resource == PIECE else "price")


# ── where it is kept ─────────────────────────────────────────────────────────


def _readable(actor: Actor, resource: str, *names: str) -> bool:
    return policy.may(actor, resource) and set(names) <= policy.fields(actor, resource, Level.READ).keys()


def _rows(rows: QuerySet[Any], source: str, **given: Any) -> QuerySet[Any]:
    """Rows in the one form that all sources have; what isn't given is nothing."""
    nothing = {"style": _NO_NUMBER, "piece": _NO_NUMBER, "amount": _NO_NUMBER, "day": _NO_DAY}
    blank = {name: Value("", _TEXT) for name in MADE_OF}
    told = nothing | blank | given | {"source": Value(source, _TEXT)}
    return (
        rows.order_by()
        .annotate(**{f"k_{name}": told[name] for name in COLUMNS})
        .values(*(f"k_{name}" for name in COLUMNS))
    )


def _text(path: str) -> Any:
    return Coalesce(Cast(F(path), _TEXT), Value("", _TEXT))


def _bought(actor: Actor, customer_ids: Sequence[int]) -> QuerySet[Any] | None:
    """What they bought and kept; what it cost only to who may read amounts."""
    if not _readable(actor, LINE, "style", "category", "fineness", "gem", "title", "bought_at"):
        return None
    rows = policy.rows(actor, LINE).filter(
        order__customer_id__in=customer_ids, order__status__in=COUNTING, is_returned=False
    )
    series = _style_words(actor, "style")
    each = ExpressionWrapper(F("total_minor") / Greatest(F("quantity"), 1), _NUMBER)
    return _rows(
        rows,
        LINE,
        whose=F("order__customer_id"),
        style=F("style_id"),
        piece=F("piece_id"),
        category=_text("category"),
        fineness=_text("fineness"),
        gem=_text("gem"),
        words=_text("title"),
        amount=each if _readable(actor, LINE, "total") else _NO_NUMBER,
        day=TruncDate("order__ordered_at"),
        **series,
    )


def _style_words(actor: Actor, path: str) -> dict[str, Any]:
    if not _readable(actor, STYLE, "collection", "matching_set"):
        return {}
    return {"series": _text(f"{path}__collection"), "set": _text(f"{path}__matching_set")}


def _tried(actor: Actor, customer_ids: Sequence[int]) -> QuerySet[Any] | None:
    """What they tried on."""
    if not _readable(actor, VISIT, "pieces", "at") or not _readable(actor, PIECE, "category", "fineness"):
        return None
    visits = policy.rows(actor, VISIT).filter(customer_id__in=customer_ids, pieces__tried=True)
    return _rows(
        visits,
        VISIT,
        whose=F("customer_id"),
        style=F("pieces__piece__style_id"),
        piece=F("pieces__piece_id"),
        category=_text("pieces__piece__category"),
        fineness=_text("pieces__piece__fineness"),
        gem=_text("pieces__piece__main_gem"),
        amount=F("pieces__piece__label_price_minor")
        if _readable(actor, PIECE, "label_price")
        else _NO_NUMBER,
        day=TruncDate("at"),
        **_style_words(actor, "pieces__piece__style"),
    )


def _wished(actor: Actor, customer_ids: Sequence[int]) -> QuerySet[Any] | None:
    if not _readable(actor, WISH, "what", "style", "piece", "state", "budget_to"):
        return None
    rows = policy.rows(actor, WISH).filter(customer_id__in=customer_ids, state=WishState.OPEN)
    return _rows(
        rows,
        WISH,
        whose=F("customer_id"),
        style=F("style_ref"),
        piece=F("piece_ref"),
        words=_text("what"),
        amount=F("budget_to_minor"),
    )


def _said(actor: Actor, customer_ids: Sequence[int]) -> QuerySet[Any] | None:
    """What they said they like or avoid; what purchases tell is read from these."""
    if not _readable(actor, PREFERENCE, "aspect", "value", "stance", "basis"):
        return None
    rows = policy.rows(actor, PREFERENCE).filter(customer_id__in=customer_ids, basis=Basis.STATED)
    return _rows(
        rows,
        PREFERENCE,
        whose=F("customer_id"),
        category=_text("aspect"),
        fineness=_text("stance"),
        words=_text("value"),
    )


def _measured(actor: Actor, customer_ids: Sequence[int]) -> QuerySet[Any] | None:
    """Their own fingers."""
    if not _readable(actor, SIZE, "kind", "measure_um"):
        return None
    rows = policy.rows(actor, SIZE).filter(
        customer_id__in=customer_ids, relation=None, kind=SizeKind.RING, measure_um__isnull=False
    )
    return _rows(rows, SIZE, whose=F("customer_id"), amount=Cast(F("measure_um"), _NUMBER))


def _coming(actor: Actor, customer_ids: Sequence[int]) -> QuerySet[Any] | None:
    """Their days; of a surprise nothing is said."""
    if not _readable(actor, DATE, "kind", "next_on", "is_secret"):
        return None
    rows = policy.rows(actor, DATE).filter(customer_id__in=customer_ids, is_secret=False)
    if not policy.may(actor, "people.relation"):
        rows = rows.filter(relation=None)
    return _rows(
        rows,
        DATE,
        whose=F("customer_id"),
        category=_text("kind"),
        fineness=_text("relation__kind"),
        day=F("next_on"),
    )


_SOURCES: tuple[Callable[[Actor, Sequence[int]], QuerySet[Any] | None], ...] = (
    _bought,
    _tried,
    _wished,
    _said,
    _measured,
    _coming,
)


# ── what it says ─────────────────────────────────────────────────────────────


def _take(taste: Taste, told: dict[str, list[dict[str, Any]]], today: date) -> None:
    bought = told.get(LINE, [])
    taste.take_purchases([_line(row) for row in bought], today)
    taste.names = {row["k_style"]: row["k_words"] for row in bought if row["k_style"] is not None}
    taste.take_tries([_line(row) for row in told.get(VISIT, [])])
    _take_wishes(taste, told.get(WISH, []))
    _take_words(taste, told.get(PREFERENCE, []))
    taste.rings_um = [row["k_amount"] for row in told.get(SIZE, [])]
    for row in told.get(DATE, []):
        if occasion := occasion_of(row["k_category"], row["k_fineness"]):
            taste.coming[occasion] = min(row["k_day"], taste.coming.get(occasion, row["k_day"]))


def _line(row: dict[str, Any]) -> Line:
    traits = traits_of(
        row["k_category"], row["k_fineness"], row["k_gem"], row["k_amount"], row["k_series"], row["k_set"]
    )
    return Line(row["k_style"], row["k_piece"], traits, row["k_day"])


def _take_wishes(taste: Taste, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        named = {(kind, row[f"k_{kind}"]) for kind in ("style", "piece") if row[f"k_{kind}"] is not None}
        taste.wished |= named
        if not named:
            traits = tuple(heard_in(row["k_words"]))
            taste.wishes.append(WishInWords(row["k_words"], traits, row["k_amount"] or 0))


def _take_words(taste: Taste, rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        aspect, stance, words = row["k_category"], row["k_fineness"], row["k_words"]
        if aspect == Aspect.BUDGET:
            taste.budget = heard_budget(words) if stance == Stance.LIKES else taste.budget
        elif aspect == Aspect.ALLERGY or stance == Stance.AVOIDS:
            taste.avoids.update(heard(aspect, words))
        else:
            taste.likes.update(dict.fromkeys(heard(aspect, words), words))
