"""Why a forecast isn't to be believed, in words."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Said = Callable[[float], str]


def _count(figure: float) -> str:
    return f"{figure:,.0f}"


def _percent(figure: float) -> str:
    return f"{figure * 100:.0f}%"


def _plain(figure: float) -> str:
    return f"{figure:.2f}"


REASONS: dict[str, tuple[str | Promise, Said]] = {
    "no_customers": (_("Nobody has bought yet."), _count),
    "no_time": (_("All customers bought for the first time today."), _count),
    "no_repeaters": (_("Nobody has bought a second time yet."), _count),
    "few_customers": (
        _("Only %(figure)s customers had bought when the trial began; it takes %(limit)s."),
        _count,
    ),
    "few_repeaters": (_("Only %(figure)s of them had come back; it takes %(limit)s."), _count),
    "short_history": (_("Only %(figure)s weeks are known before the trial; it takes %(limit)s."), _count),
    "short_check": (_("Only %(figure)s weeks are left to compare with; it takes %(limit)s."), _count),
    "few_purchases_after": (
        _("Only %(figure)s purchases to compare with, it takes %(limit)s: chance weighs too much."),
        _count,
    ),
    "far_off": (_("In the trial the number of purchases was %(figure)s off, more than %(limit)s."), _percent),
    "no_order": (_("The trial couldn't tell who would come from who wouldn't."), _plain),
    "outside_bounds": (
        _("Only %(figure)s of the customers ended within their bounds; it takes %(limit)s."),
        _percent,
    ),
    "not_converged": (_("No steady answer was found."), _plain),
    "at_bounds": (
        _("Customers are too much alike, or there are too few of them, to tell how they differ."),
        _plain,
    ),
    "few_buyers": (_("Too few customers have come back to tell what they spend."), _count),
    "same_value": (_("All purchases cost the same: there is nothing to tell apart."), _plain),
    "no_mean": (_("What is spent lies too far apart for a mean."), _plain),
    "value_far_off": (_("In the trial the value was %(figure)s off, more than %(limit)s."), _percent),
    "value_depends": (
        _("Who comes often also spends otherwise each time (%(figure)s, more than %(limit)s)."),
        _plain,
    ),
}


def reason_words(code: str, figure: float | None, limit: float | None) -> str:
    """A reason with its figures; "–" stands for one that isn't known."""
    text, said = REASONS[code]
    return str(text) % {
        "figure": "–" if figure is None else said(figure),
        "limit": "–" if limit is None else said(limit),
    }
