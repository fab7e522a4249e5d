"""How often the next thing that customers bought was among the first ten: measured on what they bought last.

What each customer bought on their last day is set aside; neighbours and popularity are made without it, and a hit is
any style of it, new to them, among the ten that come first. The same functions rank here as on the page.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from parure.catalog.models import Style
from parure.insight.engine import Lake, opened
from parure.insight.matching.goods import of_style, traits_of
from parure.insight.matching.keeping import style_ties
from parure.insight.matching.neighbours import bought_styles
from parure.insight.matching.scoring import WEIGHTS, Ties, match, strengths
from parure.insight.matching.taste import ASPECTS, Goods, Line, Taste
from parure.insight.measures.purchases import purchases

if TYPE_CHECKING:
    import ibis

FIRST = 10
ASKED = 3_000  # customers whose last purchase is guessed
WAYS: Mapping[str, Sequence[str]] = {
    "popularity": ("popular",),
    "bought_together": ("together",),
    "taste": ASPECTS,
    "all": ("together", *ASPECTS, "popular"),
}
"""What is weighed; equals go by popularity, so that each way always names ten."""


@dataclass(frozen=True)
class Guess:
    """A customer whose last purchase is guessed: the styles that it could have been, how much of each term speaks
    for each, and which it was.
    """

    styles: Sequence[Goods]
    amounts: Sequence[Mapping[str, int]]
    bought: frozenset[int]


@dataclass(frozen=True)
class Measured:
    """Hit rates by way, of so many customers, among so many styles. `known` bought again what they had: not asked."""

    customers: int
    known: int
    styles: int
    rates: Mapping[str, float]


def measure(until: date, asked: int = ASKED) -> Measured:
    """The hit rates of the shop whose copy there is. Raises `lake.NoCopy`."""
    guesses, known, styles = guesses_of(until, asked)
    rates = {way: hit_rate(guesses, {name: WEIGHTS[name] for name in names}) for way, names in WAYS.items()}
    return Measured(len(guesses), known, styles, rates)


def hit_rate(guesses: Sequence[Guess], weights: Mapping[str, int]) -> float:
    """The share of customers of whose last purchase a style is among the first ten."""
    hits = sum(bool(each.bought & set(_first(each, weights))) for each in guesses)
    return hits / len(guesses) if guesses else 0.0


def _first(guess: Guess, weights: Mapping[str, int]) -> Iterable[int | None]:
    def place(n: int) -> tuple[int, int, int]:
        told = guess.amounts[n]
        score = sum(weight * told.get(name, 0) for name, weight in weights.items())
        return -score, -guess.styles[n].popularity, guess.styles[n].style or 0

    return [guess.styles[n].style for n in sorted(range(len(guess.styles)), key=place)[:FIRST]]


def guesses_of(until: date, asked: int = ASKED) -> tuple[list[Guess], int, int]:
    """The guesses, how many customers bought again what they had, and how many styles there are to guess from."""
    with opened() as lake:
        last = _last_days(lake, until)
        ties, popular, prices = _learnt(lake, last, until)
        stories = _stories(lake, last, until, asked)
    styles = [
        of_style(each, popular.get(each.pk, 0), prices.get(each.pk))
        for each in Style.objects.filter(is_archived=False).order_by("pk")
    ]
    series = {each.style: each.traits for each in styles}
    found, known = [], 0
    for story in stories.values():
        guess = _guess(story, styles, ties, series)
        if guess is None:
            known += 1
        else:
            found.append(guess)
    return found, known, len(styles)


def _last_days(lake: Lake, until: date) -> "ibis.Table":
    """The last day of each customer who bought on two or more: customer_id, last_on."""
    bought = purchases(lake, until)
    days = bought.group_by("customer_id").agg(first_on=bought.on.min(), last_on=bought.on.max())
    return days.filter(days.first_on < days.last_on).select("customer_id", "last_on")


def _learnt(lake: Lake, last: "ibis.Table", until: date) -> tuple[Ties, dict[int, int], dict[int, int]]:
    """Neighbours, popularity in thousandths and the usual price of one, without anybody's last day."""
    bought = bought_styles(lake, until)
    before = bought.left_join(last, "customer_id")
    before = before.filter(before.last_on.isnull() | (before.on < before.last_on))
    before = before.select("customer_id", "style_id", "on")
    told = style_ties(before, until)
    ties = {style: strengths(each) for style, (_buyers, _popularity, each) in told.items()}
    line = lake.table("order_line")
    priced = line.filter(line.style_id.notnull(), line.quantity > 0, line.total_minor > 0)
    prices = priced.group_by("style_id").agg(usual=(priced.total_minor / priced.quantity).median())
    usual = {row["style_id"]: int(row["usual"]) for row in prices.to_pyarrow().to_pylist()}
    return ties, {style: popularity for style, (_buyers, popularity, _ties) in told.items()}, usual


def _stories(lake: Lake, last: "ibis.Table", until: date, asked: int) -> dict[int, list[dict[str, Any]]]:
    """What the customers asked about bought and kept, by customer in the order of days, with their last day."""
    every = max(1, int(last.count().to_pyarrow().as_py()) // asked)
    chosen = last.filter(last.customer_id % every == 0) if every > 1 else last
    bought, line = purchases(lake, until), lake.table("order_line")
    kept = line.filter(~line.is_returned, line.style_id.notnull())
    theirs = kept.join(bought, kept.order_id == bought.order_id).join(chosen, "customer_id")
    rows = theirs.select(
        "customer_id", "last_on", "on", "style_id", "category", "fineness", "gem", "quantity", "total_minor"
    ).order_by("customer_id", "on")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows.to_pyarrow().to_pylist():
        found[row["customer_id"]].append(row)
    return found


def _guess(
    story: Sequence[Mapping[str, Any]],
    styles: Sequence[Goods],
    ties: Ties,
    series: Mapping[int | None, Mapping[str, str]],
) -> Guess | None:
    """What is known of a customer before their last day against that day; None where it holds nothing new."""
    today = story[-1]["last_on"]
    before = [_line(row, series) for row in story if row["on"] < today]
    had = {line.style for line in before}
    target = frozenset(row["style_id"] for row in story if row["on"] == today) - had
    if not before or not target:
        return None
    taste = Taste()
    taste.take_purchases(before, today)
    found = [found for each in styles if (found := match(taste, each, ties, today))]
    amounts = [{term.name: term.amount for term in each.terms} for each in found]
    return Guess([each.goods for each in found], amounts, target)


def _line(row: Mapping[str, Any], series: Mapping[int | None, Mapping[str, str]]) -> Line:
    of_style_ = series.get(row["style_id"], {})
    price = max(row["total_minor"], 0) // max(row["quantity"], 1)
    traits = traits_of(
        row["category"],
        row["fineness"],
        row["gem"],
        price,
        of_style_.get("series", ""),
        of_style_.get("set", ""),
    )
    return Line(row["style_id"], None, traits, row["on"])
