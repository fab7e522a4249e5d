"""A fit as the database keeps it, and the models as it gives them back."""

from collections.abc import Iterable
from math import isfinite
from typing import Any

from parure.insight.ahead.fitting import Fit
from parure.insight.ahead.history import History, day_of
from parure.insight.forecast.bg_nbd import BgNbd
from parure.insight.forecast.gamma_gamma import GammaGamma
from parure.insight.forecast.holdout import HoldOut
from parure.insight.forecast.summary import Summary
from parure.insight.forecast.verdict import Reason
from parure.insight.models import Forecast


def as_row(found: Fit, bought: History, summary: Summary, until: int) -> Forecast:
    """The row of a fit, not yet saved."""
    model, worth = found.model, found.worth
    purchases = (
        {name: getattr(model, name) for name in ("r", "alpha", "a", "b", "log_likelihood")} if model else {}
    )
    values = {name: getattr(worth, name) for name in ("p", "q", "v")} if worth else {}
    is_trusted = found.verdict.is_trustworthy
    return Forecast(
        until=day_of(until),
        split=day_of(found.split),
        days_bought=len(bought.day),
        customers=len(summary.customer),
        repeaters=int((summary.x > 0).sum()),
        **purchases,
        **values,
        value_log_likelihood=worth.log_likelihood if worth else None,
        is_trusted=is_trusted,
        is_value_trusted=is_trusted and found.value_verdict.is_trustworthy,
        reasons=_told(found.verdict.reasons),
        value_reasons=_told(found.value_verdict.reasons),
        trial=_trial(found.check),
    )


def _told(reasons: Iterable[Reason]) -> list[list[Any]]:
    return [[each.code, _number(each.figure), _number(each.limit)] for each in reasons]


def _trial(check: HoldOut) -> dict[str, Any]:
    """The figures of the trial; `weeks` are [day, expected, actual] in sum since the split, `before` are [purchases
    after the first, customers, expected of each, actual of each], values in fen. None is what could not be expected.
    """
    figures, values = check.figures, check.value_figures
    weeks = zip(
        check.series.day.tolist(), check.series.expected.tolist(), check.series.actual.tolist(), strict=True
    )
    return {
        "customers": figures.customers,
        "repeaters": figures.repeaters,
        "expected": _number(figures.expected),
        "actual": figures.actual,
        "off": _number(figures.error_at_end),
        "off_over_weeks": _number(figures.error_over_weeks),
        "correlation": _number(figures.correlation),
        "within": _number(figures.within),
        "value_expected": _number(values.expected),
        "value_actual": values.actual,
        "value_off": _number(values.error_at_end),
        "weeks": [[day_of(day).isoformat(), _number(expected), actual] for day, expected, actual in weeks],
        "before": [
            [each.purchases, each.customers, _number(each.expected), _number(each.actual)]
            for each in check.by_before
        ],
    }


def _number(figure: float) -> float | None:
    """To six figures, as JSON can say it."""
    return float(f"{figure:.6g}") if isfinite(figure) else None


def model_of(row: Forecast) -> BgNbd | None:
    """The model of purchases of a kept fit."""
    if row.r is None or row.alpha is None or row.a is None or row.b is None:
        return None
    return BgNbd(row.r, row.alpha, row.a, row.b, row.log_likelihood or 0.0, row.customers)


def worth_of(row: Forecast) -> GammaGamma | None:
    """The model of values of a kept fit."""
    if row.p is None or row.q is None or row.v is None:
        return None
    return GammaGamma(row.p, row.q, row.v, row.value_log_likelihood or 0.0)
