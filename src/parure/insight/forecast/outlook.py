"""All that is forecast of every customer, reckoned once for those who are alike."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parure.insight.forecast import bg_nbd, gamma_gamma, intervals
from parure.insight.forecast.summary import DAYS_A_WEEK, Summary, alike

if TYPE_CHECKING:
    from numpy.typing import NDArray

MONTHS = (12, 36)
WEEKS_A_MONTH = 365.25 / 12 / DAYS_A_WEEK


@dataclass(frozen=True, slots=True)
class Outlook:
    """For each customer of a summary, in its order: probability to be there still, purchases and value ahead.

    Values are NaN where nothing can be said about them: no model of values, or one without a mean for this customer.
    """

    months: int
    is_alive: "NDArray"
    purchases: "NDArray"
    purchases_within: intervals.Interval
    value: "NDArray"
    value_within: intervals.Interval


def look_ahead(
    model: bg_nbd.BgNbd,
    worth: gamma_gamma.GammaGamma | None,
    summary: Summary,
    months: int,
    level: float = intervals.LEVEL,
) -> Outlook:
    """The coming `months` of every customer, by what the models were fitted on or by a later summary."""
    import numpy as np

    weeks = months * WEEKS_A_MONTH
    rows = alike(summary.x, summary.t_x, summary.age)
    x, t_x, age = rows.columns
    purchases = bg_nbd.expected(model, x, t_x, age, weeks)[rows.inverse]
    bounds = intervals.purchases_within(model, x, t_x, age, weeks, level)
    unknown = np.full(len(rows.inverse), np.nan)
    value, value_within = unknown, intervals.Interval(unknown, unknown)
    if worth is not None:
        value = purchases * gamma_gamma.expected_value(worth, summary.x, summary.mean_value)
        parts = intervals.value_within(model, worth, x, t_x, age, weeks, level)
        unit = intervals.scale(worth, summary.x, summary.mean_value)
        value_within = intervals.Interval(parts.low[rows.inverse] * unit, parts.high[rows.inverse] * unit)
    return Outlook(
        months=months,
        is_alive=bg_nbd.is_alive(model, x, t_x, age)[rows.inverse],
        purchases=purchases,
        purchases_within=intervals.Interval(bounds.low[rows.inverse], bounds.high[rows.inverse]),
        value=value,
        value_within=value_within,
    )
