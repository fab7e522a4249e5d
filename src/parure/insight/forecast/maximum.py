"""The maximum of a likelihood whose parameters are positive, searched on their logarithms from several starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import NDArray

LOWEST, HIGHEST = 1e-4, 1e5  # a parameter that ends here has run away: the data doesn't hold it
NEAR = 1.01  # within one percent of a bound is at the bound
FLAT = 1e-6  # a slope of the mean log-likelihood that counts as level
STEP = 1e-4  # of the logarithm of a parameter, to differentiate the slope

Likelihood = Callable[["NDArray"], "tuple[float, NDArray]"]


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where a likelihood is highest; `errors` are standard errors, NaN where the curvature gives none.

    `at_bounds` names the parameters that ran away.
    """

    point: tuple[float, ...]
    log_likelihood: float
    converged: bool
    at_bounds: tuple[str, ...]
    errors: tuple[float, ...]


def maximise(
    likelihood: Likelihood,
    names: Sequence[str],
    starts: Sequence[Sequence[float]],
    weight: float,
    *,
    rough: Likelihood | None = None,
) -> Maximum:
    """The highest point that is reached from the starts.

    `likelihood` takes the parameters (`names` in order) and gives the log-likelihood with its slope by each parameter; `weight` is the
    number of customers behind it. With `rough`, a likelihood of a part of them, the starts are tried on that, and only
    the best end is taken to the whole.
    """
    import numpy as np
    from scipy.optimize import minimize

    def run(what: Likelihood, start: "NDArray", scale: float) -> tuple[float, "NDArray"]:
        def down(logs: "NDArray") -> tuple[float, "NDArray"]:
            parameters = np.exp(logs)
            value, slope = what(parameters)
            return -value / scale, -slope * parameters / scale

        bounds = [(np.log(LOWEST), np.log(HIGHEST))] * len(start)
        options = {"maxiter": 500, "ftol": 1e-13, "gtol": FLAT / 100}
        found = minimize(down, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options)
        return float(found.fun), found.x

    first = rough or likelihood
    scale = max(abs(first(np.asarray(starts[0], dtype=float))[0]), 1.0)
    ends = [run(first, np.log(np.asarray(start, dtype=float)), scale) for start in starts]
    logs = min(ends, key=lambda end: end[0])[1]
    if rough is not None:
        logs = run(likelihood, logs, weight)[1]
    return _described(likelihood, names, logs, weight)


def _described(likelihood: Likelihood, names: Sequence[str], logs: "NDArray", weight: float) -> Maximum:
    """The point polished by Newton's steps, with its errors and whether it is level there."""
    import numpy as np

    def slope(at: "NDArray") -> "NDArray":
        return likelihood(np.exp(at))[1] * np.exp(at)

    logs = _polished(likelihood, slope, logs)
    point = np.exp(logs)
    free = (point > LOWEST * NEAR) & (point < HIGHEST / NEAR)
    return Maximum(
        point=tuple(point.tolist()),
        log_likelihood=float(likelihood(point)[0]),
        converged=bool(np.all(np.abs(slope(logs)[free]) / weight < FLAT)),
        at_bounds=tuple(name for name, is_free in zip(names, free, strict=True) if not is_free),
        errors=tuple((_errors(curvature(slope, logs), free) * point).tolist()),
    )


def _polished(likelihood: Likelihood, slope: "Callable[[NDArray], NDArray]", logs: "NDArray") -> "NDArray":
    """Two Newton steps, each taken only where it leads up: parameters are then exact to more than three decimals."""
    import numpy as np

    for _step in range(2):
        bend = curvature(slope, logs)
        if not np.all(np.isfinite(bend)) or np.linalg.eigvalsh(bend).max() >= 0:
            break
        ahead = logs - np.linalg.solve(bend, slope(logs))
        inside = np.all((ahead > np.log(LOWEST)) & (ahead < np.log(HIGHEST)))
        if not inside or likelihood(np.exp(ahead))[0] < likelihood(np.exp(logs))[0]:
            break
        logs = ahead
    return logs


def curvature(slope: "Callable[[NDArray], NDArray]", at: "NDArray") -> "NDArray":
    """The matrix of second derivatives, by central differences of the slope."""
    import numpy as np

    steps = np.eye(len(at)) * STEP
    rows = np.array([(slope(at + step) - slope(at - step)) / (2 * STEP) for step in steps])
    return (rows + rows.T) / 2


def _errors(bend: "NDArray", free: "NDArray") -> "NDArray":
    """Standard errors of the logarithms from the inverse of the observed information; NaN at bounds."""
    import numpy as np

    errors = np.full(len(free), np.nan)
    within = bend[np.ix_(free, free)]
    if not np.all(np.isfinite(within)) or not len(within) or np.linalg.eigvalsh(within).max() >= 0:
        return errors
    errors[free] = np.sqrt(np.diag(np.linalg.inv(-within)))
    return errors
