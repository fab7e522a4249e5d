"""Whether a forecast may be shown as one: judged by how much it stands on and by how it did when it was tried."""

from dataclasses import dataclass
from math import isnan

from parure.insight.forecast.bg_nbd import BgNbd
from parure.insight.forecast.gamma_gamma import GammaGamma
from parure.insight.forecast.intervals import LEVEL

# Four parameters of how people differ want some hundreds of people, and some dozens of whom more than one visit is
# known: with fewer, standard errors of the parameters reach their own size.
LEAST_CUSTOMERS = 200
LEAST_REPEATERS = 50
LEAST_WEEKS_BEFORE = 26  # half a year, or seasons are taken for habits
LEAST_WEEKS_AFTER = 13  # a quarter, or the check says nothing of a year
LEAST_PURCHASES_AFTER = 50  # chance alone moves fewer by more than a seventh
MOST_OFF = 0.2  # of the purchases that were made
MOST_VALUE_OFF = 0.3  # of their value: a single great piece moves it more
LEAST_CORRELATION = 0.1  # below it, who will come isn't told from who won't
LEAST_WITHIN = LEVEL - 0.1
MOST_DEPENDENCE = 0.3  # of value on number of purchases


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not to trust: a code, the figure that was found and the limit that it misses (NaN where there is none)."""

    code: str
    figure: float = float("nan")
    limit: float = float("nan")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Trustworthy where there is no reason against it."""

    is_trustworthy: bool
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """Errors are shares of what happened; `within` is the share of customers who ended in their bounds."""

    customers: int
    repeaters: int
    weeks_before: float
    weeks_after: float
    expected: float
    actual: float
    error_at_end: float
    error_over_weeks: float
    correlation: float
    within: float


@dataclass(frozen=True, slots=True)
class ValueFigures:
    """`buyers` have a mean value of their own; the correlation is that of this mean with their purchases."""

    buyers: int
    expected: float
    actual: float
    error_at_end: float
    correlation_with_count: float


def judge(figures: Figures, model: BgNbd | None, why: str = "") -> Verdict:
    """On the forecast of purchases; `why` is the code of what made a fit impossible."""
    reasons = [
        _least("few_customers", figures.customers, LEAST_CUSTOMERS),
        _least("few_repeaters", figures.repeaters, LEAST_REPEATERS),
        _least("short_history", figures.weeks_before, LEAST_WEEKS_BEFORE),
        _least("short_check", figures.weeks_after, LEAST_WEEKS_AFTER),
        _least("few_purchases_after", figures.actual, LEAST_PURCHASES_AFTER),
        *_of_fit(model, why),
    ]
    if model is not None:
        reasons += [
            _most("far_off", figures.error_at_end, MOST_OFF),
            _least("no_order", figures.correlation, LEAST_CORRELATION),
            _least("outside_bounds", figures.within, LEAST_WITHIN),
        ]
    return _verdict(reasons)


def judge_value(figures: ValueFigures, worth: GammaGamma | None, why: str = "") -> Verdict:
    """On the forecast of values, which also needs a forecast of purchases that is trusted."""
    reasons = [_least("few_repeaters", figures.buyers, LEAST_REPEATERS), *_of_fit(worth, why)]
    if worth is not None:
        dependence = abs(figures.correlation_with_count)
        reasons += [
            None if worth.q > 1 else Reason("no_mean", worth.q, 1.0),
            _most("value_far_off", figures.error_at_end, MOST_VALUE_OFF),
            None if isnan(dependence) else _most("value_depends", dependence, MOST_DEPENDENCE),
        ]
    return _verdict(reasons)


def with_the_fit(tried: Verdict, model: BgNbd | GammaGamma | None, why: str) -> Verdict:
    """The verdict of a trial, for a model that was then fitted on all; `why` as for the trial."""
    told = {reason.code for reason in tried.reasons}
    return _verdict(
        [*tried.reasons, *(each for each in _of_fit(model, why) if each and each.code not in told)]
    )


def _of_fit(model: BgNbd | GammaGamma | None, why: str) -> list[Reason | None]:
    if model is None:
        return [Reason(why)]
    return [
        None if model.converged else Reason("not_converged"),
        Reason("at_bounds") if model.at_bounds else None,
    ]


def _least(code: str, figure: float, limit: float) -> Reason | None:
    """A reason unless the figure reaches the limit; what isn't known doesn't."""
    return None if figure >= limit else Reason(code, figure, limit)


def _most(code: str, figure: float, limit: float) -> Reason | None:
    """A reason unless the figure stays within the limit; what isn't known doesn't."""
    return None if figure <= limit else Reason(code, figure, limit)


def _verdict(reasons: list[Reason | None]) -> Verdict:
    found = tuple(reason for reason in reasons if reason is not None)
    return Verdict(not found, found)
