"""Between what bounds a customer's coming purchases and their value will probably lie.

The bounds are quantiles of what the fitted models predict for one customer, in closed form, so that the same figures
always give the same bounds. Given a customer's history his pace is again Gamma (r+x, alpha+T) and his leaving Beta
(a, b+x), independent while he is there: appendix of Fader, Hardie and Lee (2005), the conjugate step before their
equation (10). A sum of n purchases under Gamma-Gamma is a beta prime: section 2 of Fader and Hardie (2013). That the
parameters themselves are estimates is not in the bounds; with the data that a verdict trusts it adds little to chance.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from parure.insight.forecast.bg_nbd import BgNbd, is_alive
from parure.insight.forecast.gamma_gamma import GammaGamma
from parure.insight.forecast.summary import alike

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEVEL = 0.8  # eight of ten customers end within their bounds, one above, one below
RARE = 1e-4  # of all chances: larger numbers of purchases are left out of the bounds of value
ONE_BY_ONE = (
    10  # purchases; larger numbers are taken in steps of a tenth, far finer than the spread of their values
)
WIDEST, STEPS = (
    12.0,
    241,
)  # values are sought between e^-12 and e^12 of a customer's scale, in steps of a tenth
AT_ONCE = 5_000  # rows in memory
CHANCES, PACES = 250, 25  # steps of the chance to be there still, and of the logarithm of the odds of `share`


@dataclass(frozen=True, slots=True)
class Interval:
    """The least and the most that is probable."""

    low: "NDArray"
    high: "NDArray"


class Ahead:
    """What customers with these histories may do in the next `weeks`."""

    def __init__(self, model: BgNbd, x: "NDArray", t_x: "NDArray", age: "NDArray", weeks: float) -> None:
        self.alive = is_alive(model, x, t_x, age)
        self.pace, self.leaving, self.staying = model.r + x, model.a, model.b + x
        self.share = weeks / (model.alpha + age + weeks)

    def of(self, rows: "NDArray") -> "Ahead":
        """These rows only."""
        part = object.__new__(Ahead)
        part.alive, part.pace, part.leaving = self.alive[rows], self.pace[rows], self.leaving
        part.staying, part.share = self.staying[rows], self.share[rows]
        return part

    def coarse(self) -> "tuple[Ahead, NDArray]":
        """Rows that hardly differ taken together, by at most a five-hundredth in the chance to be there and a fiftieth
        in the share; and for each row the place of those it is among.
        """
        import numpy as np
        from scipy.special import expit, logit

        chance, odds = np.rint(self.alive * CHANCES), np.rint(logit(self.share) * PACES)
        rows = alike(self.pace, chance, odds)
        part = object.__new__(Ahead)
        part.pace, part.leaving = rows.columns[0], self.leaving
        part.alive, part.share = rows.columns[1] / CHANCES, expit(rows.columns[2] / PACES)
        part.staying = np.empty(len(part.pace))
        part.staying[rows.inverse] = self.staying
        return part, rows.inverse

    def at_least(self, purchases: "NDArray | float") -> "NDArray":
        """The probability of at least so many purchases (one or more).

        He is there, he doesn't leave after any but the last of them, and as many fall into the time: (1-p)^(n-1) of
        equation (4) of the paper averaged over the Beta, times the tail of the negative binomial that its equation (8)
        sums up.
        """
        import numpy as np
        from scipy.special import betainc, betaln

        stays = betaln(self.leaving, self.staying + purchases - 1) - betaln(self.leaving, self.staying)
        return self.alive * np.exp(stays) * betainc(purchases, self.pace, self.share)


def purchases_within(
    model: BgNbd,
    x: "ArrayLike",
    t_x: "ArrayLike",
    age: "ArrayLike",
    weeks: float,
    level: float = LEVEL,
) -> Interval:
    """Bounds of the number of purchases in the next `weeks`; the customer ends within them at least at `level`."""
    import numpy as np

    x, t_x, age = np.broadcast_arrays(*(np.asarray(each, dtype=float) for each in (x, t_x, age)))
    ahead = Ahead(model, np.atleast_1d(x), np.atleast_1d(t_x), np.atleast_1d(age), weeks)
    low, high = (_purchases_at(ahead, quantile) for quantile in _quantiles(level))
    return Interval(low.reshape(x.shape), high.reshape(x.shape))


def _quantiles(level: float) -> tuple[float, float]:
    if not 0 < level < 1:
        raise ValueError("A level is between 0 and 1.")
    return (1 - level) / 2, (1 + level) / 2


def _purchases_at(ahead: Ahead, quantile: float) -> "NDArray":
    """The least number that isn't exceeded with this probability: doubled until it is enough, then halved down to."""
    import numpy as np

    most = 1 - quantile
    too_few, enough = np.full(len(ahead.alive), -1.0), np.zeros(len(ahead.alive))
    open_rows = np.flatnonzero(ahead.at_least(1.0) > most)
    while len(open_rows):
        too_few[open_rows] = enough[open_rows]
        enough[open_rows] = enough[open_rows] * 2 + 1
        open_rows = open_rows[ahead.of(open_rows).at_least(enough[open_rows] + 1) > most]
    open_rows = np.flatnonzero(enough - too_few > 1)
    while len(open_rows):
        middle = np.floor((too_few[open_rows] + enough[open_rows]) / 2)
        is_enough = ahead.of(open_rows).at_least(middle + 1) <= most
        enough[open_rows[is_enough]] = middle[is_enough]
        too_few[open_rows[~is_enough]] = middle[~is_enough]
        open_rows = open_rows[enough[open_rows] - too_few[open_rows] > 1]
    return enough


def value_within(
    model: BgNbd,
    worth: GammaGamma,
    x: "ArrayLike",
    t_x: "ArrayLike",
    age: "ArrayLike",
    weeks: float,
    level: float = LEVEL,
) -> Interval:
    """Bounds of the value of the purchases in the next `weeks`, in parts of `scale` of each customer.

    So they depend on his times alone, and customers who are alike in these are reckoned once, whatever they paid; those
    who hardly differ too (`Ahead.coarse`), which moves a bound by a fiftieth at most.
    """
    import numpy as np

    x, t_x, age = np.broadcast_arrays(
        *(np.atleast_1d(np.asarray(each, dtype=float)) for each in (x, t_x, age))
    )
    quantiles = _quantiles(level)
    ahead, which = Ahead(model, x, t_x, age, weeks).coarse()
    bounds = np.zeros((2, len(ahead.pace)))
    chance = ahead.at_least(1.0)
    buyers = np.flatnonzero(chance > 1 - quantiles[1])  # to the others 0 is the most that is probable
    pace = ahead.pace[buyers]
    buyers = buyers[np.lexsort((chance[buyers], pace))]
    for same in np.split(buyers, np.flatnonzero(np.diff(np.sort(pace))) + 1):  # they share the table of sums
        for part in np.array_split(same, len(same) // AT_ONCE + 1):
            if len(part):
                q = worth.q + worth.p * (ahead.pace[part[0]] - model.r)
                bounds[:, part] = _values_at(ahead.of(part), worth.p, q, quantiles)
    return Interval(bounds[0][which], bounds[1][which])


def scale(worth: GammaGamma, x: "ArrayLike", mean_value: "ArrayLike") -> "NDArray":
    """What bounds of value are multiplied by: the scale v + x m of a customer's posterior, in the unit of the values."""
    import numpy as np

    return worth.v + np.asarray(x, dtype=float) * np.maximum(mean_value, 0.0)


def _values_at(ahead: Ahead, p: float, q: float, quantiles: tuple[float, float]) -> "NDArray":
    """The values that aren't exceeded with these probabilities; 0 where it is likely that nothing is bought."""
    import numpy as np
    from scipy.special import betaincc, expit

    numbers, chances = _chances(ahead)
    grid = np.linspace(-WIDEST, WIDEST, STEPS)  # logarithms of values: sum / scale = u / (1 - u)
    beyond = chances @ betaincc(p * numbers[:, None], q, expit(grid)[None, :])
    found = np.zeros((2, len(chances)))
    rows = np.arange(len(chances))
    for bound, quantile in zip(found, quantiles, strict=True):
        most = 1 - quantile
        after = np.clip((beyond > most).sum(axis=1), 1, STEPS - 1)
        above, below = beyond[rows, after - 1], beyond[rows, after]
        share = np.clip((above - most) / np.maximum(above - below, 1e-300), 0, 1)
        values = np.exp(grid[after - 1] + share * (grid[after] - grid[after - 1]))
        bound[:] = np.where(ahead.at_least(1.0) > most, values, 0.0)
    return found


def _chances(ahead: Ahead) -> "tuple[NDArray, NDArray]":
    """Numbers of purchases that come into question, and a column for each: how probable it is for every row."""
    import numpy as np

    numbers, columns, number = [], [], 1
    at_least = ahead.at_least(1.0)
    while number == 1 or at_least.max() > RARE:
        step = max(1, number // ONE_BY_ONE)
        more = ahead.at_least(float(number + step))
        numbers.append(number + (step - 1) / 2)
        columns.append(at_least - more)
        at_least, number = more, number + step
    return np.array(numbers), np.column_stack(columns)
