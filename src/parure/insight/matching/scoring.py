"""How well a thing suits a customer: a sum of terms, each of which can be said in words.

The weights of what purchases tell were chosen by the offline measure (docs/recommendations.md); those of what customers
say themselves stand above them on purpose: a word holds more than a guess.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from parure.insight.matching.taste import ASPECTS, Goods, Taste, WishInWords

WEIGHTS: Mapping[str, int] = {
    "wished": 3000,
    "tried": 800,
    "said": 500,
    "budget": 300,
    "coming": 300,
    "together": 1600,
    "series": 600,
    "gem": 200,
    "category": 100,
    "set": 100,
    "band": 80,
    "metal": 50,
    "popular": 50,
}
SHY = 8  # one purchase of this year counted beside, of nothing in particular: a single one is no habit
FRESH_DAYS = 180  # what was tried on longer ago speaks half as loud
SOON_DAYS = 45
RESIZED_UM = 3_000  # by so much a ring is made wider or narrower as a matter of course
OVER_BUDGET = 5  # more than a fifth above what they want to spend is not shown

SAID, IN_WORDS = (
    700,
    400,
)  # how much, in thousandths, there is to one word said, and to a wish in words that fits
LOUD = 4  # ties are shares among all buyers of either, seldom above a quarter: so many times as much

Ties = Mapping[int, Mapping[int, int]]  # {style: {neighbour: strength in thousandths}}


def strengths(kept: Iterable[Sequence[int]]) -> dict[int, int]:
    """The neighbours of one style as `StyleTies` keeps them, by style."""
    return {each[0]: each[1] for each in kept}


@dataclass(frozen=True, slots=True)
class Term:
    """One reason: how much of it there is, in thousandths, and what it speaks of (a code, a style, a day)."""

    name: str
    amount: int
    about: Any = None

    @property
    def score(self) -> int:
        return WEIGHTS[self.name] * self.amount // 1000


@dataclass(frozen=True, slots=True)
class Match:
    """A thing for a customer with what made it, the weightiest first."""

    goods: Goods
    terms: tuple[Term, ...]

    @property
    def score(self) -> int:
        return sum(each.score for each in self.terms)


def match(taste: Taste, goods: Goods, ties: Ties, today: date) -> Match | None:
    """How a thing suits a customer; None for what they have already, avoid, can't wear or won't pay for."""
    if (
        taste.owns(goods)
        or _is_avoided(taste, goods)
        or not _fits(taste, goods)
        or _is_too_dear(taste, goods)
    ):
        return None
    found = [*_said(taste, goods, today), *_bought(taste, goods, ties)]
    if goods.popularity:
        found.append(Term("popular", goods.popularity))
    return Match(goods, tuple(sorted((each for each in found if each.amount), key=_weightiest)))


def _weightiest(term: Term) -> tuple[int, str]:
    return -term.score, term.name


def _bought(taste: Taste, goods: Goods, ties: Ties) -> list[Term]:
    """What their purchases tell."""
    found = [
        Term(aspect, share, goods.traits[aspect])
        for aspect in ASPECTS
        if (share := share_of(taste, aspect, goods.traits.get(aspect, "")))
    ]
    if nearest := together(taste, goods, ties):
        found.append(Term("together", nearest[1], nearest[0]))
    return found


def share_of(taste: Taste, aspect: str, code: str) -> int:
    """Of all they bought, how much was like this, in thousandths."""
    weight = taste.weights.get((aspect, code), 0) if code else 0
    return 1000 * weight // (taste.totals[aspect] + SHY) if weight else 0


def together(taste: Taste, goods: Goods, ties: Ties) -> tuple[int, int] | None:
    """The style of theirs that is bought together with this one most, and how strongly all of theirs are tied to it."""
    tied = {
        style: weight * ties[style].get(goods.style, 0)
        for style, weight in taste.styles.items()
        if goods.style is not None and style in ties and goods.style in ties[style]
    }
    if not tied:
        return None
    nearest = min(tied, key=lambda style: (-tied[style], style))
    return nearest, min(1000, LOUD * sum(tied.values()) // (sum(taste.styles.values()) + SHY))


def _said(taste: Taste, goods: Goods, today: date) -> list[Term]:
    """What they said, wished for and tried on."""
    keys = [(kind, key) for kind, key in (("piece", goods.piece), ("style", goods.style)) if key is not None]
    found = [Term("wished", 1000, kind) for kind, key in keys if (kind, key) in taste.wished][:1]
    if not found:
        in_words = next((each for each in taste.wishes if _is_wished(each, goods)), None)
        found = [Term("wished", IN_WORDS, in_words)] if in_words else []
    tried = [taste.tried[key] for key in keys if key in taste.tried]
    if tried:
        is_fresh = (today - max(tried)).days < FRESH_DAYS
        found.append(Term("tried", 1000 if is_fresh else 500, max(tried)))
    liked = [words for trait, words in taste.likes.items() if has_trait(goods, *trait)]
    if liked:
        found.append(Term("said", min(1000, SAID + 150 * (len(liked) - 1)), tuple(liked)))
    if taste.budget and goods.price_minor and taste.budget[0] <= goods.price_minor <= taste.budget[1]:
        found.append(Term("budget", 1000, taste.budget))
    coming = [(on, what) for what, on in taste.coming.items() if what in goods.occasions]
    if coming and 0 <= (min(coming)[0] - today).days <= SOON_DAYS:
        found.append(Term("coming", 1000, min(coming)))
    return found


def _is_wished(wish: WishInWords, goods: Goods) -> bool:
    """Whether a thing is all that a wish in words speaks of, at its price: kind and stone or metal, not one alone."""
    is_too_dear = bool(wish.budget_to_minor and goods.price_minor > wish.budget_to_minor)
    return len(wish.traits) > 1 and not is_too_dear and all(has_trait(goods, *each) for each in wish.traits)


def has_trait(goods: Goods, aspect: str, code: str) -> bool:
    """Whether a thing is what somebody said; words that are no code are looked for in its name."""
    if aspect == "word":
        return code in goods.name
    if aspect == "craft":
        return code in goods.crafts
    if aspect == "metal":
        return bool(code) and goods.traits.get("metal", "").startswith(code)  # platinum is any of it
    return goods.traits.get(aspect, "") == code


def _is_avoided(taste: Taste, goods: Goods) -> bool:
    return any(has_trait(goods, *trait) for trait in taste.avoids)


def _fits(taste: Taste, goods: Goods) -> bool:
    """A ring that can't be made to any of the fingers that are known is nothing to show."""
    if goods.ring_um is None or not taste.rings_um:
        return True
    return any(abs(goods.ring_um - each) <= RESIZED_UM for each in taste.rings_um)


def _is_too_dear(taste: Taste, goods: Goods) -> bool:
    return bool(taste.budget and goods.price_minor > taste.budget[1] * (OVER_BUDGET + 1) // OVER_BUDGET)
