"""Why a thing suits a customer, in words. They speak of terms only, so that each word has its figure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from parure.catalog.categories import CATEGORY_LABELS, OCCASION_LABELS
from parure.catalog.fineness import FINENESS_LABELS, METAL_LABELS
from parure.catalog.gems import GEM_LABELS
from parure.core.wording import listed
from parure.insight.matching.scoring import Match, Term
from parure.insight.matching.taste import ASPECTS, Taste, WishInWords

SAID_AT_MOST = 3


@dataclass(frozen=True)
class Reason:
    """One term in words."""

    term: str
    words: str


def reasons(match: Match, taste: Taste) -> list[Reason]:
    """The weightiest terms in words; that it sells well only where nothing else speaks for it."""
    own = [each for each in match.terms if each.name != "popular" and each.score]
    looked = [each for each in own if _is_only_looked_at(each, taste)]
    said = [each for each in own or match.terms if each not in looked[1:]]
    return [Reason(each.name, _WORDS[each.name](each, taste)) for each in said[:SAID_AT_MOST]]


def _is_only_looked_at(term: Term, taste: Taste) -> bool:
    """Whether it speaks of what they tried on and never bought; that is said once."""
    return term.name in ASPECTS and not taste.times.get((term.name, term.about))


def _wished(term: Term, _taste: Taste) -> str:
    if isinstance(term.about, WishInWords):
        return _("wishes for “%s”") % term.about.words
    return _("on the wish list") if term.about == "piece" else _("this style is on the wish list")


def _tried(term: Term, _taste: Taste) -> str:
    on: date = term.about
    return _("tried on, %s") % on.isoformat()


def _said(term: Term, _taste: Taste) -> str:
    words: Sequence[str] = term.about
    return _("said they like %s") % listed(dict.fromkeys(words))


def _budget(_term: Term, _taste: Taste) -> str:
    return _("within the budget they named")


def _coming(term: Term, _taste: Taste) -> str:
    on, occasion = term.about
    return _("%(occasion)s on %(day)s") % {"occasion": OCCASION_LABELS[occasion], "day": f"{on:%m-%d}"}


def _together(term: Term, taste: Taste) -> str:
    name = taste.names.get(term.about)
    if not name:
        return _("who bought the same often took this, too")
    return _("who bought “%s” often took this, too") % name


def _of_kind(labels: Callable[[], Mapping[str, Any]]) -> Callable[[Term, Taste], str]:
    """What they bought of it, counted; of what they only looked at, that they did."""

    def say(term: Term, taste: Taste) -> str:
        what = labels().get(term.about, term.about)
        count = taste.times.get((term.name, term.about), 0)
        if not count:
            return _("tried on before: %s") % what
        return ngettext("bought before: %(what)s", "%(n)s bought before: %(what)s", count) % {
            "n": count,
            "what": what,
        }

    return say


def _series(term: Term, _taste: Taste) -> str:
    return _("same collection as theirs: %s") % term.about


def _set(term: Term, _taste: Taste) -> str:
    return _("makes a set with theirs: %s") % term.about


def _band(_term: Term, _taste: Taste) -> str:
    return _("their usual price")


def _popular(_term: Term, _taste: Taste) -> str:
    return _("sells well lately")


_WORDS: Mapping[str, Callable[[Term, Taste], str]] = {
    "wished": _wished,
    "tried": _tried,
    "said": _said,
    "budget": _budget,
    "coming": _coming,
    "together": _together,
    "category": _of_kind(lambda: CATEGORY_LABELS),
    "metal": _of_kind(lambda: {**METAL_LABELS, **FINENESS_LABELS}),
    "gem": _of_kind(lambda: GEM_LABELS),
    "series": _series,
    "set": _set,
    "band": _band,
    "popular": _popular,
}
