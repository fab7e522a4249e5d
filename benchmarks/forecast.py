"""Fitting the forecast beside a plain fit by scipy on every customer; the outlook of all customers; memory."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from figures import Table

ROOT = Path(__file__).resolve().parents[1]
PARAMETERS = (0.6, 30.0, 0.8, 3.0)  # r, alpha, a, b per week, of a jeweller's customers
PAPER = (0.243, 4.414, 0.793, 2.426)
PAPER_CUSTOMERS = 2_357
WEEKS = 520
MEMORY_MB = 300


def measure(rows: int, table: Table) -> None:
    _small(table)
    if path := os.environ.get("PARURE_CDNOW"):
        _cdnow(path, table)
    _whole(rows, table)


def _small(table: Table) -> None:
    """As many customers as the paper has, drawn by its parameters."""
    columns = _drawn(PAPER_CUSTOMERS, PAPER, 39)
    plain, _found = _timed(plain_fit, columns)
    ours, _model = _timed(_fit, columns)
    table.add(f"fit of {PAPER_CUSTOMERS:,}", ours, "s", limit=2)
    table.add("beside a plain fit", ours / plain, "×", limit=1)


def _cdnow(path: str, table: Table) -> None:
    """The figures of the paper, from its own data."""
    x, t_x, age = np.loadtxt(path, delimiter=",", skiprows=1, usecols=(1, 2, 3)).T
    took, model = _timed(_fit, (x, t_x, age))
    table.add("fit of CDNOW", took, "s", limit=2)
    found = np.array([model.r, model.alpha, model.a, model.b])
    table.add("CDNOW: farthest from the paper", np.abs(found - PAPER).max(), "", limit=0.0005)
    table.add("CDNOW: log-likelihood", model.log_likelihood, "")


def _whole(rows: int, table: Table) -> None:
    """The whole base: the fit, the outlook of everybody, the memory of the fit."""
    columns = _drawn(rows, PARAMETERS, WEEKS)
    ours, model = _timed(_fit, columns)
    table.add(f"fit of {rows:,}", ours, "s")
    found = np.array([model.r, model.alpha, model.a, model.b])
    table.add("farthest from what was put in", np.abs(found / PARAMETERS - 1).max() * 100, "%", limit=5)
    plain, best = _timed(plain_fit, columns)
    table.add("beside a plain fit", ours / plain, "×", limit=1)
    table.add(
        "log-likelihood above that of the plain fit", model.log_likelihood - best, "", limit=-1e-3, least=True
    )
    took, _outlook = _timed(lambda *_columns: _look_ahead(model, columns), columns)
    table.add(f"outlook of {rows:,} over 12 and 36 months", took, "s")
    table.add("memory at most of a process that fits", _memory(columns), "MB", limit=MEMORY_MB)


def _memory(columns) -> float:
    """MB of a process of its own that reads the customers and fits, at its highest."""
    with tempfile.NamedTemporaryFile(suffix=".npy") as file:
        np.save(file, np.array(columns))
        file.flush()
        asked = [sys.executable, str(Path(__file__)), file.name]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        return int(subprocess.run(asked, check=True, capture_output=True, env=environment).stdout) / 1024


def _timed(work, columns):
    began = time.perf_counter()
    result = work(*columns)
    return time.perf_counter() - began, result


def _fit(x, t_x, age):
    from parure.insight.forecast.bg_nbd import fit

    return fit(x, t_x, age)


def _look_ahead(model, columns) -> None:
    from parure.insight.forecast.gamma_gamma import GammaGamma
    from parure.insight.forecast.outlook import MONTHS, look_ahead
    from parure.insight.forecast.summary import Summary

    x, t_x, age = columns
    mean = np.where(x > 0, np.random.default_rng(1).gamma(4, 250_000, len(x)), 0.0)
    summary = Summary(np.arange(len(x)), x, t_x, age, mean)
    for months in MONTHS:
        look_ahead(model, GammaGamma(4, 5, 1e6), summary, months)


def plain_fit(x, t_x, age) -> float:
    """The log-likelihood that is reached by the formula as it stands in note 027, customer by customer."""
    from scipy.optimize import minimize
    from scipy.special import gammaln

    def down(logs) -> float:
        r, alpha, a, b = np.exp(logs)
        value = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        value += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        there = -(r + x) * np.log(alpha + age)
        again = np.maximum(x, 1)
        gone = np.log(a) - np.log(b + again - 1) - (r + x) * np.log(alpha + t_x)
        return -float((value + np.where(x > 0, np.logaddexp(there, gone), there)).mean())

    found = minimize(down, np.log([1.0, age.mean(), 1.0, 1.0]), method="L-BFGS-B", options={"ftol": 1e-12})
    return -float(found.fun) * len(x)


def _drawn(count: int, parameters, weeks: int):
    """Customers by their story, purchase by purchase; times to the day, as a shop knows them."""
    dice = np.random.default_rng(17)
    r, alpha, a, b = parameters
    pace, leaving = dice.gamma(r, 1 / alpha, count), dice.beta(a, b, count)
    age = np.floor(dice.uniform(0, weeks * 7, count)) / 7
    x, t_x, buyers = np.zeros(count), np.zeros(count), np.arange(count)
    now = np.zeros(count)
    while len(buyers):
        now = now + dice.exponential(size=len(buyers)) / np.maximum(pace[buyers], 1e-300)
        comes = now < age[buyers]
        buyers, now = buyers[comes], now[comes]
        x[buyers] += 1
        t_x[buyers] = np.floor(now * 7) / 7
        stays = dice.random(len(buyers)) >= leaving[buyers]
        buyers, now = buyers[stays], now[stays]
    return x, t_x, age


if __name__ == "__main__":
    _fit(*np.load(sys.argv[1]))
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
