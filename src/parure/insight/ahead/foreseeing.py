"""What is foreseen of every customer as of a day: by the models fitted on that day, once."""

import time
from datetime import date
from typing import TYPE_CHECKING

from parure.insight.ahead.fitting import fit
from parure.insight.ahead.history import History, history, number_of
from parure.insight.ahead.keeping import as_row, model_of, worth_of
from parure.insight.engine import opened
from parure.insight.forecast.each import Each, nothing, of_each
from parure.insight.forecast.summary import Summary, summarise
from parure.insight.models import Forecast

if TYPE_CHECKING:
    from numpy.typing import NDArray

LATELY_YEARS, DAYS_A_YEAR = 2, 365
ALIKE = 0.1  # of the days of buying: with fewer that are new a fit of the same day still holds


def foresee(until: date, *, anew: bool = False) -> Each:
    """The figures of every customer, nothing where the verdict is against it; fits unless that day has a fit already.

    `anew`: fit in any case.
    """
    bought, summary = known_on(until)
    kept = None if anew else _kept(until, bought)
    if kept is None:
        kept = keep_fit(bought, summary, until)
    model = model_of(kept)
    if model is None or not kept.is_trusted:
        return nothing()
    yearly = spent_yearly(bought, summary, number_of(until))
    del bought
    return of_each(model, worth_of(kept) if kept.is_value_trusted else None, summary, yearly)


def known_on(until: date) -> tuple[History, Summary]:
    """What the copy knows of purchases up to and with that day. Raises `lake.NoCopy`."""
    with opened() as lake:
        bought = history(lake, until)
    return bought, summarise(bought.customer, bought.day, number_of(until), bought.value)


def spent_yearly(bought: History, summary: Summary, until: int) -> "NDArray":
    """What each customer of the summary spent in a year, by the last two: in fen."""
    import numpy as np

    lately = bought.day > until - LATELY_YEARS * DAYS_A_YEAR
    who = np.searchsorted(summary.customer, bought.customer[lately])
    spent = np.bincount(who, weights=bought.value[lately], minlength=len(summary.customer))
    return spent / LATELY_YEARS


def fit_now(bought: History, summary: Summary, until: date) -> Forecast:
    """A fit as it would be kept."""
    began = time.monotonic()
    day = number_of(until)
    row = as_row(fit(bought, summary, day), bought, summary, day)
    row.seconds = round(time.monotonic() - began, 3)
    return row


def keep_fit(bought: History, summary: Summary, until: date) -> Forecast:
    """Fit, and keep it."""
    row = fit_now(bought, summary, until)
    row.save()
    return row


def _kept(until: date, bought: History) -> Forecast | None:
    """The newest fit of that day, if about as much was known."""
    row = Forecast.objects.filter(until=until).order_by("-pk").first()
    is_like = row is not None and abs(row.days_bought - len(bought.day)) <= ALIKE * row.days_bought
    return row if is_like else None
