"""What a purchase of a customer is worth on average: the Gamma-Gamma model.

Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value (their note 025): "the note" below. Purchases of a
customer vary about his own mean, means vary over customers, and neither depends on how often he comes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parure.insight.forecast.maximum import maximise
from parure.insight.forecast.summary import TooThin, alike

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_BUYERS = 30  # with a mean of their own; three parameters from fewer are guesses
MANY, STEPS = (
    20_000,
    200,
)  # from so many customers on, means are taken in steps of half a percent: as good, far fewer
STARTS = ((1.0, 2.0), (6.0, 4.0), (20.0, 10.0))  # of p and q; v follows from the mean of the shop


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """`v` is gamma of the note, in the unit of the values; `errors` are standard errors of p, q, v."""

    p: float
    q: float
    v: float
    log_likelihood: float = 0.0
    customers: int = 0
    converged: bool = True
    at_bounds: tuple[str, ...] = ()
    errors: tuple[float, ...] = ()


def fit(x: "ArrayLike", mean_value: "ArrayLike") -> GammaGamma:
    """Maximum likelihood over customers with `x` purchases of this mean value.

    Who has no purchase, or nothing paid in sum, is left out. TooThin "few_buyers" under LEAST_BUYERS, "same_value" where
    all paid the same.
    """
    import numpy as np

    x, mean_value = np.asarray(x, dtype=float), np.asarray(mean_value, dtype=float)
    has_value = (x > 0) & (mean_value > 0)
    x, mean_value = x[has_value], mean_value[has_value]
    if len(x) < LEAST_BUYERS:
        raise TooThin("few_buyers")
    if np.ptp(mean_value) <= mean_value.max() * 1e-9:
        raise TooThin("same_value")
    unit = float(mean_value.mean())  # values of about 1, whatever the currency
    rows = alike(x, _stepped(mean_value / unit))
    times, mean = rows.columns

    def likelihood(parameters: "NDArray") -> "tuple[float, NDArray]":
        return _log_likelihood(parameters, times, mean, rows.count)

    starts = [(p, q, max(q - 1, 0.5) / p) for p, q in STARTS]
    found = maximise(likelihood, ("p", "q", "v"), starts, weight=len(x))
    p, q, v = found.point
    return GammaGamma(
        p,
        q,
        v * unit,
        log_likelihood=found.log_likelihood - len(x) * float(np.log(unit)),
        customers=len(x),
        converged=found.converged,
        at_bounds=found.at_bounds,
        errors=(found.errors[0], found.errors[1], found.errors[2] * unit),
    )


def _stepped(mean: "NDArray") -> "NDArray":
    """Means of many customers in steps of their logarithm, so that many are alike."""
    import numpy as np

    return mean if len(mean) < MANY else np.exp(np.rint(np.log(mean) * STEPS) / STEPS)


def _log_likelihood(
    parameters: "NDArray", x: "NDArray", mean: "NDArray", count: "NDArray"
) -> "tuple[float, NDArray]":
    """Logarithm of equation (1a) of the note, summed over customers, with its slope by p, q and v."""
    import numpy as np
    from scipy.special import digamma, gammaln

    p, q, v = parameters
    paid = x * mean
    log_v, log_all = np.log(v), np.log(v + paid)
    value = gammaln(p * x + q) - gammaln(p * x) - gammaln(q)
    value += q * (log_v - log_all) + p * x * (np.log(paid) - log_all) - np.log(mean)
    of_both = digamma(p * x + q)
    by_p = x * (of_both - digamma(p * x) + np.log(paid) - log_all)
    by_q = of_both - digamma(q) + log_v - log_all
    by_v = q / v - (p * x + q) / (v + paid)
    return float(count @ value), np.array([count @ by_p, count @ by_q, count @ by_v])


def mean_of_all(model: GammaGamma) -> float:
    """The mean value of a purchase over all customers, p v / (q - 1); NaN where the model has none (q at most 1)."""
    return model.p * model.v / (model.q - 1) if model.q > 1 else float("nan")


def expected_value(model: GammaGamma, x: "ArrayLike", mean_value: "ArrayLike") -> "NDArray":
    """The mean value of a customer's coming purchases: equation (5) of the note.

    His own mean, drawn to that of all the more the fewer purchases he has made; a mean below nought (more given back
    than bought) counts as nought. NaN where neither says anything (no purchase and q at most 1).
    """
    import numpy as np

    x, mean_value = np.asarray(x, dtype=float), np.maximum(mean_value, 0.0)
    weight = model.p * x + model.q - 1
    value = model.p * (model.v + x * mean_value) / np.where(weight > 0, weight, 1.0)
    return np.where(weight > 0, value, np.nan)
