"""What would have been forecast on an earlier day, held against what then happened; and whether to believe it.

The check of Fader, Hardie and Lee (2005), section 5: fit on what was known at the split, then compare for the time
after it the purchases in sum week by week (their figure 3) and per customer by purchases made before (their figure 4).
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parure.insight.forecast import bg_nbd, gamma_gamma, intervals
from parure.insight.forecast.summary import DAYS_A_WEEK, Alike, Summary, TooThin, alike, summarise
from parure.insight.forecast.verdict import Figures, ValueFigures, Verdict, judge, judge_value

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

MOST_BEFORE = 7  # purchases after the first; who made more is counted there


@dataclass(frozen=True, slots=True)
class Series:
    """Purchases since the split in sum, week by week; `day` ends the week, the last one may be shorter."""

    day: "NDArray"
    expected: "NDArray"
    actual: "NDArray"


@dataclass(frozen=True, slots=True)
class Before:
    """Customers by purchases after the first that they had made at the split, with the means of the time after."""

    purchases: int
    customers: int
    expected: float
    actual: float


@dataclass(frozen=True, slots=True)
class HoldOut:
    """The check; without a `model` (too thin) nothing was expected: NaN throughout. Values in the unit given."""

    model: bg_nbd.BgNbd | None
    worth: gamma_gamma.GammaGamma | None
    figures: Figures
    value_figures: ValueFigures
    series: Series
    by_before: tuple[Before, ...]
    verdict: Verdict
    value_verdict: Verdict


def hold_out(
    customer: "ArrayLike", day: "ArrayLike", split: int, until: int, value: "ArrayLike | None" = None
) -> HoldOut:
    """Fit on purchases up to and with the day `split`, compare with those after it up to and with `until`.

    Only customers known at the split count. ValueError if `until` isn't after `split`.
    """
    import numpy as np

    if until <= split:
        raise ValueError("There is nothing to compare with: the check ends before it begins.")
    value = np.zeros(len(np.asarray(day))) if value is None else np.asarray(value, dtype=float)
    known = summarise(customer, day, split, value)
    then = _afterwards(known, np.asarray(customer), np.asarray(day, dtype=np.int64), value, split, until)
    model, why = fitted(known)
    worth, value_why = valued(known)
    rows = alike(known.x, known.t_x, known.age)
    x, t_x, age = rows.columns
    weeks = (until - split) / DAYS_A_WEEK
    expected, within = np.full(len(known.x), np.nan), float("nan")
    if model is not None:
        expected = bg_nbd.expected(model, x, t_x, age, weeks)[rows.inverse]
        bounds = intervals.purchases_within(model, x, t_x, age, weeks)
        is_in = (then.count >= bounds.low[rows.inverse]) & (then.count <= bounds.high[rows.inverse])
        within = float(is_in.mean())
    series = _series(model, rows, then.days, split, until)
    figures = Figures(
        customers=len(known.x),
        repeaters=int((known.x > 0).sum()),
        weeks_before=float(known.age.max()) if len(known.age) else 0.0,
        weeks_after=weeks,
        expected=float(expected.sum()),
        actual=float(then.count.sum()),
        error_at_end=_error(series.expected[-1:], series.actual[-1:]),
        error_over_weeks=_error(series.expected, series.actual),
        correlation=_correlation(expected, then.count),
        within=within,
    )
    value_figures = _value_figures(known, worth, expected, then.value)
    return HoldOut(
        model=model,
        worth=worth,
        figures=figures,
        value_figures=value_figures,
        series=series,
        by_before=_by_before(known.x, expected, then.count),
        verdict=judge(figures, model, why),
        value_verdict=judge_value(value_figures, worth, value_why),
    )


@dataclass(frozen=True, slots=True)
class Afterwards:
    """What customers known at the split did after it: purchases and value of each, and the day of every purchase."""

    count: "NDArray"
    value: "NDArray"
    days: "NDArray"


def _afterwards(
    known: Summary, customer: "NDArray", day: "NDArray", value: "NDArray", split: int, until: int
) -> Afterwards:
    """Several purchases of a customer on one day count once, as before the split."""
    import numpy as np

    later = (day > split) & (day <= until) & np.isin(customer, known.customer)
    who, when = np.searchsorted(known.customer, customer[later]), day[later]
    visits = np.unique(who * (until - split) + (when - split - 1))
    length = until - split
    return Afterwards(
        count=np.bincount(visits // length, minlength=len(known.customer)).astype(float),
        value=np.bincount(who, weights=value[later], minlength=len(known.customer)),
        days=split + 1 + visits % length,
    )


def fitted(known: Summary) -> tuple[bg_nbd.BgNbd | None, str]:
    """The model of purchases, or why there is none."""
    try:
        return bg_nbd.fit(known.x, known.t_x, known.age), ""
    except TooThin as error:
        return None, error.code


def valued(known: Summary) -> tuple[gamma_gamma.GammaGamma | None, str]:
    """The model of values, or why there is none."""
    try:
        return gamma_gamma.fit(known.x, known.mean_value), ""
    except TooThin as error:
        return None, error.code


def _series(model: bg_nbd.BgNbd | None, rows: Alike, days: "NDArray", split: int, until: int) -> Series:
    """Sums over all customers at the end of each week."""
    import numpy as np

    ends = np.append(np.arange(split + DAYS_A_WEEK, until, DAYS_A_WEEK), until)
    actual = np.searchsorted(np.sort(days), ends, side="right").astype(float)
    if model is None:
        return Series(ends, np.full(len(ends), np.nan), actual)
    x, t_x, age = rows.columns
    expected = [rows.count @ bg_nbd.expected(model, x, t_x, age, (end - split) / DAYS_A_WEEK) for end in ends]
    return Series(ends, np.array(expected), actual)


def _by_before(x: "NDArray", expected: "NDArray", count: "NDArray") -> tuple[Before, ...]:
    """A row for each number of purchases that somebody had made, the last for that and more."""
    import numpy as np

    group = np.minimum(x, MOST_BEFORE)
    return tuple(
        Before(
            purchases=number,
            customers=int((group == number).sum()),
            expected=float(expected[group == number].mean()),
            actual=float(count[group == number].mean()),
        )
        for number in range(MOST_BEFORE + 1)
        if (group == number).any()
    )


def _value_figures(
    known: Summary, worth: gamma_gamma.GammaGamma | None, expected: "NDArray", spent: "NDArray"
) -> ValueFigures:
    """Value in sum, expected and actual; and how far what is paid goes with how often, which the model denies."""
    import numpy as np

    repeats = known.x > 0
    each = np.full(len(known.x), np.nan)
    if worth is not None:
        each = gamma_gamma.expected_value(worth, known.x, known.mean_value)
    forecast, actual = float((expected * each).sum()), float(spent.sum())
    return ValueFigures(
        buyers=int(repeats.sum()),
        expected=forecast,
        actual=actual,
        error_at_end=_error(np.array([forecast]), np.array([actual])),
        correlation_with_count=_correlation(known.x[repeats], known.mean_value[repeats]),
    )


def _error(expected: "NDArray", actual: "NDArray") -> float:
    """Mean absolute percentage error, as a share; weeks in which nothing had happened yet are left out."""
    import numpy as np

    some = actual > 0
    return float(np.mean(np.abs(expected[some] / actual[some] - 1))) if some.any() else float("nan")


def _correlation(one: "NDArray", other: "NDArray") -> float:
    """Pearson's; NaN where one of them doesn't vary."""
    import numpy as np

    if len(one) < 2 or not (np.ptp(one) > 0 and np.ptp(other) > 0):
        return float("nan")
    return float(np.corrcoef(one, other)[0, 1])
