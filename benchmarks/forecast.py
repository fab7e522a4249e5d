"""Fitting the forecast beside a plain fit by scipy on every customer; from the copy to the facts of all; memory."""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
from figures import Table

ROOT = Path(__file__).resolve().parents[1]
PARAMETERS = (0.6, 30.0, 0.8, 3.0)  # r, alpha, a, b per week, of a jeweller's customers
PAPER = (0.243, 4.414, 0.793, 2.426)
PAPER_CUSTOMERS = 2_357
WEEKS = 520
MEMORY_MB = 800
UNTIL = date(2026, 6, 30)


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
    table.add("CDNOW: farthest from the paper", float(np.abs(found - PAPER).max()), "", limit=0.0005)
    table.add("CDNOW: log-likelihood", model.log_likelihood, "")


def _whole(rows: int, table: Table) -> None:
    """The whole base: the fit, the outlook of everybody, the memory of the fit."""
    columns = _drawn(rows, PARAMETERS, WEEKS)
    ours, model = _timed(_fit, columns)
    table.add(f"fit of {rows:,}", ours, "s")
    found = np.array([model.r, model.alpha, model.a, model.b])
    table.add(
        "farthest from what was put in", float(np.abs(found / PARAMETERS - 1).max()) * 100, "%", limit=5
    )
    plain, best = _timed(plain_fit, columns)
    table.add("beside a plain fit", ours / plain, "×", limit=1)
    table.add(
        "log-likelihood above that of the plain fit", model.log_likelihood - best, "", limit=-1e-3, least=True
    )
    took = _from_the_copy(rows)
    table.add(f"days of buying of {rows:,} customers", took["days"], "")
    table.add("reading them from the copy", took["read"], "s")
    table.add("fit with its trial", took["fit"], "s")
    table.add("facts of everybody over 12 and 36 months", took["facts"], "s")
    table.add("memory at most of a process that does it all", took["memory"], "MB", limit=MEMORY_MB)


def _from_the_copy(rows: int) -> dict[str, float]:
    """Seconds and MB of a process of its own, from a copy of orders to the columns of facts."""
    with tempfile.TemporaryDirectory() as folder:
        _write_copy(Path(folder) / "insight", rows)
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "PARURE_DATA": folder}
        asked = [sys.executable, str(Path(__file__))]
        done = subprocess.run(asked, check=True, capture_output=True, env=environment)
    return json.loads(done.stdout.splitlines()[-1])


def _write_copy(folder: Path, rows: int) -> None:
    """A copy that has customers and their orders, an order a purchase."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    from parure.insight.copy.lake import Manifest, TableFiles, write_manifest

    folder.mkdir(parents=True)
    who, at = _days(rows, PARAMETERS, WEEKS)
    moment = np.datetime64(UNTIL) - (WEEKS * 7 - at).astype("timedelta64[D]") + np.timedelta64(1, "D")
    total = np.random.default_rng(1).gamma(4, 250_000, len(who)).astype(np.int64)
    nothing = np.zeros(len(who), dtype=np.int64)
    order = {
        "id": np.arange(len(who)),
        "customer_id": who + 1,
        "store_id": nothing,
        "advisor_id": nothing,
        "status": pa.array(["PAID"] * len(who)),
        "ordered_at": moment.astype("datetime64[us]"),
        "subtotal_minor": total,
        "discount_minor": nothing,
        "total_minor": total,
        "paid_minor": total,
        "refunded_minor": nothing,
        "is_gift": nothing.astype(bool),
        "source": pa.array([""] * len(who)),
        "occasion": pa.array([""] * len(who)),
    }
    customer = {"id": np.arange(rows) + 1, "is_archived": np.zeros(rows, dtype=bool)}
    tables = {}
    for name, columns in (("order", order), ("customer", customer)):
        parquet.write_table(pa.table(columns), folder / f"{name}.parquet")
        tables[name] = TableFiles(f"{name}.parquet", len(columns["id"]), 0)
    write_manifest(folder, Manifest(1, datetime.now(UTC), tables))


def _do_it_all() -> dict[str, float]:
    """What a refresh does of the forecast, but for writing to the database."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parure.config.settings")
    django.setup()
    from parure.insight.ahead import foreseeing
    from parure.insight.ahead.keeping import model_of, worth_of
    from parure.insight.forecast.each import of_each

    read, (bought, summary) = _timed(lambda: foreseeing.known_on(UNTIL), ())
    fit, kept = _timed(foreseeing.fit_now, (bought, summary, UNTIL))
    days = len(bought.day)
    yearly = foreseeing.spent_yearly(bought, summary, foreseeing.number_of(UNTIL))
    del bought
    facts, _each = _timed(of_each, (model_of(kept), worth_of(kept), summary, yearly))
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"days": days, "read": read, "fit": fit, "facts": facts, "memory": memory}


def _timed(work, columns):
    began = time.perf_counter()
    result = work(*columns)
    return time.perf_counter() - began, result


def _fit(x, t_x, age):
    from parure.insight.forecast.bg_nbd import fit

    return fit(x, t_x, age)


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
    """x, t_x and age of customers; times to the day, as a shop knows them."""
    who, at = _days(count, parameters, weeks)
    first, last = np.full(count, weeks * 7), np.zeros(count)
    np.minimum.at(first, who, at)
    np.maximum.at(last, who, at)
    days = np.unique(who * weeks * 7 + at.astype(np.int64)) // (weeks * 7)
    return np.bincount(days, minlength=count) - 1.0, (last - first) / 7, (weeks * 7 - 1 - first) / 7


def _days(count: int, parameters, weeks: int):
    """(customer, day) of every purchase, drawn customer by customer from their story; days begin at nought."""
    dice = np.random.default_rng(17)
    r, alpha, a, b = parameters
    pace, leaving = dice.gamma(r, 1 / alpha, count), dice.beta(a, b, count)
    first = np.floor(dice.uniform(0, weeks * 7, count))
    who, when, buyers, now = [np.arange(count)], [first], np.arange(count), np.zeros(count)
    while len(buyers):
        now = now + dice.exponential(size=len(buyers)) / np.maximum(pace[buyers], 1e-300)
        comes = first[buyers] + np.floor(now * 7) < weeks * 7
        buyers, now = buyers[comes], now[comes]
        who.append(buyers)
        when.append(first[buyers] + np.floor(now * 7))
        stays = dice.random(len(buyers)) >= leaving[buyers]
        buyers, now = buyers[stays], now[stays]
    return np.concatenate(who), np.concatenate(when)


if __name__ == "__main__":
    print(json.dumps(_do_it_all()))
