"""What customers said, in the catalogue's codes as far as it speaks of them: "铂950", "翡翠", "8–9 万"."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from parure.catalog.categories import guess_category, guess_crafts
from parure.catalog.fineness import parse_fineness
from parure.catalog.gems import parse_gem
from parure.insight.matching.taste import Trait
from parure.people.choices import Aspect, DateKind, RelationKind
from parure.sales.rules import metal_of

FEN = 100
AROUND = 4  # "about 20,000": a quarter more or less
_UNITS = {"万": 10_000, "萬": 10_000, "W": 10_000, "千": 1_000, "K": 1_000}
_AMOUNT = re.compile(r"(\d+(?:[.,]\d+)*)\s*(万|萬|千|W|K)?")
_AT_MOST = re.compile(r"以内|以下|之内|不超|不到|最多|封顶|UNDER|UP TO|AT MOST|BELOW|<|≤")
_AT_LEAST = re.compile(r"以上|起|至少|不低于|OVER|FROM|AT LEAST|ABOVE|>|≥")
_METAL_WORDS = (
    ("铂|白金|PLATINUM", "PT"),
    ("钯|PALLADIUM", "PD"),
    ("银|SILVER", "AG"),
    ("黄金|足金|纯金", "AU990"),
)
HIGHEST = 10**12


def heard(aspect: str, words: str) -> list[Trait]:
    """The traits that somebody's words about something speak of; of style and colour the words themselves."""
    reader = _READERS.get(aspect)
    return reader(words) if reader else []


def heard_in(words: str) -> list[Trait]:
    """The traits that words of any kind speak of, as a wish's: 一克拉六爪钻戒 is a ring with a diamond."""
    return [*_category(words), *_gem(words), *_metal(words)]


def _metal(words: str) -> list[Trait]:
    clean = _clean(words)
    code = metal_of(parse_fineness(words).code)
    code = code or next((metal for pattern, metal in _METAL_WORDS if re.search(pattern, clean)), "")
    return [("metal", code)] if code else []


def _gem(words: str) -> list[Trait]:
    code = parse_gem(words).gem
    return [("gem", code)] if code and code != "OTHER" else []


def _category(words: str) -> list[Trait]:
    code = guess_category(words)
    return [("category", code)] if code != "OTHER" else []


def _craft(words: str) -> list[Trait]:
    return [("craft", code) for code in guess_crafts(words)]


def _word(words: str) -> list[Trait]:
    return [*_craft(words), ("word", words.strip())] if words.strip() else []


_READERS: Mapping[str, Callable[[str], list[Trait]]] = {
    Aspect.METAL: _metal,
    Aspect.GEM: _gem,
    Aspect.CATEGORY: _category,
    Aspect.CRAFT: _craft,
    Aspect.STYLE: _word,
    Aspect.COLOUR: _word,
    Aspect.ALLERGY: _metal,
}


def heard_budget(words: str) -> tuple[int, int] | None:
    """From and to in fen; None where no amount is named."""
    clean = _clean(words)
    found = _AMOUNT.findall(clean)[:2]
    if not found:
        return None
    last_unit = next((unit for _number, unit in reversed(found) if unit), "")
    amounts = [
        int(float(number.replace(",", "")) * _UNITS.get(unit or last_unit, 1) * FEN) for number, unit in found
    ]
    low, high = min(amounts), max(amounts)
    if len(amounts) == 2:
        return low, high
    if _AT_MOST.search(clean):
        return 0, high
    return (low, HIGHEST) if _AT_LEAST.search(clean) else (low - low // AROUND, low + low // AROUND)


def _clean(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip().upper()


def occasion_of(kind: str, whose: str) -> str:
    """For which occasion a day asks; "" for one that asks for nothing of the goods. `whose` is a relation's kind."""
    if kind == DateKind.BIRTHDAY and whose in (RelationKind.MOTHER, RelationKind.FATHER):
        return "PARENTS"
    if whose:
        return ""
    if kind == DateKind.BIRTHDAY:
        return "BIRTHDAY"
    return "ANNIVERSARY" if kind in (DateKind.WEDDING, DateKind.ENGAGEMENT, DateKind.DATING) else ""
