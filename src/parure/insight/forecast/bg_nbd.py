"""How often customers will come again: the BG/NBD model.

Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2): "the paper" below. A
customer buys at a pace of his own (Gamma with r and alpha over customers) until he leaves, which happens after any
purchase with a probability of his own (Beta with a and b). Nobody leaves before a second purchase: a customer who
bought once counts as staying, however long ago that was. Times are weeks, `age` is T of the paper.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parure.insight.forecast.maximum import Likelihood, maximise
from parure.insight.forecast.summary import TooThin, alike

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

NAMES = ("r", "alpha", "a", "b")
SHARES = ((0.3, 0.25), (0.3, 2.5), (2.0, 0.5))  # to start from: r, and alpha as a share of the mean age
LEAVING = ((0.5, 2.0), (1.5, 10.0))  # to start from: a and b
PART = 5_000  # rows on which the starts are tried
AWAY = 1e-6  # kept from where a formula divides nought by nought; the answer there moves by as little

QUANTILES = 200  # at which an average over customers is taken
AT_ONCE = 5_000  # rows in memory
SELDOM = 1e-12  # a probability to leave that counts as never


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Parameters per week; `errors` are the standard errors of r, alpha, a, b, NaN where the data gives none.

    `at_bounds` names parameters that ran away: all customers alike, nobody leaving, or too little data to tell.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0
    customers: int = 0
    time_unit: str = "weeks"
    converged: bool = True
    at_bounds: tuple[str, ...] = ()
    errors: tuple[float, ...] = ()


def fit(x: "ArrayLike", t_x: "ArrayLike", age: "ArrayLike") -> BgNbd:
    """Maximum likelihood over customers who made `x` purchases after the first, the last of them at `t_x`.

    TooThin "no_customers", "no_time" (nobody was seen for longer than the day of the first purchase) or "no_repeaters".
    ValueError for figures that can't be: t_x beyond the age, a time of purchase without a purchase, negative ones.
    """
    import numpy as np

    x, t_x, age = (np.asarray(column, dtype=float) for column in (x, t_x, age))
    _check(x, t_x, age)
    rows = alike(x, t_x, age)
    kinds = Rows(rows.columns, rows.count)
    scale = float(age.mean())
    starts = [(r, share * scale, a, b) for r, share in SHARES for a, b in LEAVING]
    found = maximise(kinds.log_likelihood, NAMES, starts, weight=len(x), rough=_part(kinds))
    r, alpha, a, b = found.point
    return BgNbd(
        r,
        alpha,
        a,
        b,
        log_likelihood=found.log_likelihood,
        customers=len(x),
        converged=found.converged,
        at_bounds=found.at_bounds,
        errors=found.errors,
    )


def _check(x: "NDArray", t_x: "NDArray", age: "NDArray") -> None:
    if not len(x):
        raise TooThin("no_customers")
    if (x < 0).any() or (t_x < 0).any() or (t_x > age).any() or ((x == 0) & (t_x > 0)).any():
        raise ValueError("Purchases, their last time and the age of a customer contradict each other.")
    if age.max() <= 0:
        raise TooThin("no_time")
    if x.max() <= 0:
        raise TooThin("no_repeaters")


def _part(rows: "Rows") -> Likelihood | None:
    """The likelihood of every n-th row, where there are many: rows are in order, so that each kind has its share."""
    step = len(rows.count) // PART
    if step < 2:
        return None
    return Rows((rows.x[::step], rows.t_x[::step], rows.age[::step]), rows.count[::step]).log_likelihood


class Rows:
    """Customers with the same figures taken together, with what doesn't depend on parameters reckoned once."""

    def __init__(self, columns: "tuple[NDArray, ...]", count: "NDArray") -> None:
        """`columns` are x, t_x and age, in ascending order of x."""
        import numpy as np

        self.x, self.t_x, self.age = columns
        self.count = count
        self.repeats = slice(int(np.searchsorted(self.x, 1)), None)
        self.counts_of_x, which = np.unique(self.x, return_inverse=True)
        self.count_of_x = np.bincount(which, weights=count)

    def log_likelihood(self, parameters: "NDArray") -> "tuple[float, NDArray]":
        """Logarithm of equation (6) of the paper, summed over customers, with its slope by r, alpha, a and b.

        In logarithms as Fader and Hardie (2013), Overcoming the BG/NBD Model's #NUM! Error Problem (their note 027):
        A1 + A2 + ln(exp(A3) + exp(A4)), where A1 and A2 depend on x alone.
        """
        import numpy as np

        of_x, slope_of_x = self._of_x(parameters)
        of_times, slope_of_times = self._of_times(parameters)
        slope = slope_of_times + np.array([self.count_of_x @ each for each in slope_of_x])
        return float(self.count_of_x @ of_x + of_times), slope

    def _of_x(self, parameters: "NDArray") -> "tuple[NDArray, tuple[NDArray, ...]]":
        """A1 without alpha, and A2; their slopes."""
        import numpy as np
        from scipy.special import digamma, gammaln

        (r, _alpha, a, b), x = parameters, self.counts_of_x
        value = gammaln(r + x) - gammaln(r)
        value += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        together = digamma(a + b) - digamma(a + b + x)
        by_b = together + digamma(b + x) - digamma(b)
        return value, (digamma(r + x) - digamma(r), np.zeros_like(x), together, by_b)

    def _of_times(self, parameters: "NDArray") -> "tuple[float, NDArray]":
        """What alpha and the times bring: r ln(alpha) + A3 + ln(1 + exp(A4 - A3)); its slope."""
        import numpy as np
        from scipy.special import expit

        r, alpha, a, b = parameters
        count, repeats = self.count, self.repeats
        x, count_again = self.x[repeats], self.count[repeats]
        log_age = np.log1p(self.age / alpha)  # ln(alpha + T) - ln(alpha): small ages lose no digits
        silence = log_age[repeats] - np.log1p(self.t_x[repeats] / alpha)
        gone = np.log(a / (b + x - 1)) + (r + x) * silence  # A4 - A3
        odds = count_again * expit(gone)
        value = -count @ ((r + self.x) * log_age + self.x * np.log(alpha)) + count_again @ np.logaddexp(
            0, gone
        )
        by_age = (r + self.x) / (alpha + self.age)
        by_silence = (r + x) * (1 / (alpha + self.age[repeats]) - 1 / (alpha + self.t_x[repeats]))
        return float(value), np.array(
            [
                odds @ silence - count @ log_age,
                odds @ by_silence + r / alpha * count.sum() - count @ by_age,
                odds.sum() / a,
                -(odds / (b + x - 1)).sum(),
            ]
        )


def is_alive(model: BgNbd, x: "ArrayLike", t_x: "ArrayLike", age: "ArrayLike") -> "NDArray":
    """The probability that a customer still buys: Fader, Hardie and Lee (2008), Computing P(alive) Using the BG/NBD
    Model (their note 021). 1 for who bought once, by the model's own terms.
    """
    import numpy as np
    from scipy.special import expit

    x, t_x, age = (np.asarray(column, dtype=float) for column in (x, t_x, age))
    silence = np.log1p(age / model.alpha) - np.log1p(t_x / model.alpha)
    gone = np.log(model.a / (model.b + np.maximum(x, 1) - 1)) + (model.r + x) * silence
    return np.where(x > 0, expit(-gone), 1.0)


def expected_of_new(model: BgNbd, weeks: "ArrayLike") -> "NDArray":
    """Purchases after the first that a new customer makes in his first `weeks`: equation (9) of the paper."""
    import numpy as np

    return _purchases(model, np.zeros(1), np.zeros(1), np.asarray(weeks, dtype=float))


def expected(
    model: BgNbd, x: "ArrayLike", t_x: "ArrayLike", age: "ArrayLike", weeks: "ArrayLike"
) -> "NDArray":
    """Purchases in the next `weeks` of a customer with this history: equation (10) of the paper.

    `weeks` is one figure, or one for each customer.
    """
    import numpy as np

    x, age, weeks = (np.asarray(column, dtype=float) for column in (x, age, weeks))
    return is_alive(model, x, t_x, age) * _purchases(model, x, age, weeks)


def _purchases(model: BgNbd, x: "NDArray", age: "NDArray", weeks: "NDArray") -> "NDArray":
    """Expected purchases of a customer who is there: numerator of equation (10) of the paper; with x = 0 equation (9).

    As it stands, ((alpha+T)/(alpha+T+t))^(r+x) 2F1(r+x, b+x; a+b+x-1; z) overflows for large x; by Euler's transformation
    (Abramowitz and Stegun 15.3.3) it is (1-z)^(a-1) 2F1(a-1, a+b-1-r; a+b+x-1; z), which does so for large a. That one
    is taken whose series converges up to z = 1. Parameters that ran away may still be beyond it.
    """
    import numpy as np
    from scipy.special import hyp2f1

    a, b, rate = model.a if abs(model.a - 1) > AWAY else 1 + AWAY, model.b, model.r + x
    bottom = a + b + x - 1
    bottom = np.where(np.abs(bottom) > AWAY, bottom, AWAY)
    share = weeks / (model.alpha + age + weeks)  # z
    as_it_stands = rate < a - 1
    power = np.where(as_it_stands, rate, a - 1)
    first, second = power, np.where(as_it_stands, b + x, a + b - 1 - model.r)
    with np.errstate(all="ignore"):
        stays = np.exp(power * np.log1p(-share)) * hyp2f1(first, second, bottom, share)
        purchases = bottom / (a - 1) * (1 - stays)
    most = rate * weeks / (model.alpha + age)  # of who never leaves
    lost = ~np.isfinite(purchases)
    if lost.any():
        leaving = np.broadcast_to(b + x, lost.shape)[lost]
        purchases = np.where(lost, 0.0, purchases)
        purchases[lost] = _averaged(
            a, leaving, np.broadcast_to(rate, lost.shape)[lost], np.broadcast_to(most, lost.shape)[lost]
        )
    return np.clip(purchases, 0.0, most)


def _averaged(a: float, staying: "NDArray", rate: "NDArray", most: "NDArray") -> "NDArray":
    """The same by equation (5) of the paper, averaged over pace in closed form and over leaving at even quantiles.

    Exact to about a percent, whatever the parameters.
    """
    import numpy as np
    from scipy.special import betaincinv

    even = (np.arange(QUANTILES) + 0.5) / QUANTILES
    found = np.empty(len(rate))
    for stays in np.unique(staying):
        leaves = np.maximum(betaincinv(a, stays, even), SELDOM)
        same = np.flatnonzero(staying == stays)
        for part in np.array_split(same, len(same) // AT_ONCE + 1):
            log_quiet = rate[part, None] * np.log1p(leaves * (most[part] / rate[part])[:, None])
            found[part] = (-np.expm1(-log_quiet) / leaves).mean(axis=1)
    return found
