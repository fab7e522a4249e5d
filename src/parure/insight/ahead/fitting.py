"""Fitting the models on a history, and trying them on the last part of it."""

from dataclasses import dataclass

from parure.insight.ahead.history import History
from parure.insight.forecast import bg_nbd, gamma_gamma
from parure.insight.forecast.holdout import HoldOut, fitted, hold_out, valued
from parure.insight.forecast.summary import DAYS_A_WEEK, Summary
from parure.insight.forecast.verdict import LEAST_WEEKS_AFTER, Verdict, with_the_fit

MOST_WEEKS_AFTER = 52  # of a trial; else a third of what is known
MOST_TRIED = 50_000  # customers; so many tell as much as all, and a trial of all takes minutes


@dataclass(frozen=True, slots=True)
class Fit:
    """The models of all that is known, None where it can't carry them; how they did in a trial that began after the
    day `split`; and whether to believe them, which goes by both. Values are in fen.
    """

    model: bg_nbd.BgNbd | None
    worth: gamma_gamma.GammaGamma | None
    split: int
    check: HoldOut
    verdict: Verdict
    value_verdict: Verdict


def fit(bought: History, summary: Summary, until: int) -> Fit:
    """The fit on a history and its `summary`, both up to and with the day `until`."""
    split = until - _days_tried(bought, until)
    some = _evenly(bought, summary)
    check = hold_out(some.customer, some.day, split, until, some.value)
    model, why = fitted(summary)
    worth, value_why = valued(summary)
    return Fit(
        model,
        worth,
        split,
        check,
        with_the_fit(check.verdict, model, why),
        with_the_fit(check.value_verdict, worth, value_why),
    )


def _days_tried(bought: History, until: int) -> int:
    known = until - int(bought.day.min()) if len(bought.day) else 0
    return min(max(known // 3, LEAST_WEEKS_AFTER * DAYS_A_WEEK), MOST_WEEKS_AFTER * DAYS_A_WEEK)


def _evenly(bought: History, summary: Summary) -> History:
    """The history of every customer, or of every second, third … where there are more than `MOST_TRIED`."""
    import numpy as np

    step = -(-len(summary.customer) // MOST_TRIED)
    if step < 2:
        return bought
    rows = np.isin(bought.customer, summary.customer[::step])
    return History(bought.customer[rows], bought.day[rows], bought.value[rows])
