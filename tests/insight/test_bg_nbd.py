"""BG/NBD against the paper's figures, against its story simulated and against integrals taken step by step."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.special import betaln, expit, gammaln

from factories import buyers
from parure.insight.forecast import bg_nbd, intervals
from parure.insight.forecast.bg_nbd import BgNbd, expected, expected_of_new, fit, is_alive
from parure.insight.forecast.summary import TooThin, alike, summarise

PAPER = BgNbd(0.243, 4.414, 0.793, 2.426)
MODELS = st.builds(
    BgNbd, r=st.floats(0.1, 8), alpha=st.floats(0.5, 80), a=st.floats(0.15, 6), b=st.floats(0.15, 12)
)
HISTORIES = st.tuples(st.integers(0, 60), st.floats(0, 1), st.floats(0, 300)).map(
    lambda drawn: (float(drawn[0]), drawn[1] * drawn[2] if drawn[0] else 0.0, drawn[2])
)
slow = settings(deadline=None, max_examples=40)


def integrated(model, x, t_x, age, weeks):
    """Likelihood, P(alive) and expected purchases by summing over pace and leaving on a fine grid.

    Both are spread by substitution (pace = e^u, leaving = 1 / (1 + e^-s)) until nothing is left at the ends.
    """
    shape, last = model.r + x, model.b + max(x - 1, 0)
    u = np.linspace(
        np.log(shape / (model.alpha + age)) - 45 / shape - 8 / shape**0.5,
        np.log((shape + 10 * shape**0.5 + 45) / (model.alpha + t_x)),
        1000,
    )[:, None]
    middle = np.log(model.a / last)
    s = np.linspace(middle - 45 / model.a - 6, middle + 45 / last + 6, 1000)[None, :]
    pace, leaving, staying = np.exp(u), expit(s), expit(-s)
    log_prior = model.r * np.log(model.alpha) + model.r * u - pace * model.alpha - gammaln(model.r)
    log_prior = log_prior + model.a * np.log(leaving) + model.b * np.log(staying) - betaln(model.a, model.b)
    cell = (u[1, 0] - u[0, 0]) * (s[0, 1] - s[0, 0])
    there = np.exp(log_prior + x * np.log(staying) + x * u - pace * age).sum() * cell
    gone = 0.0
    if x:
        log_gone = log_prior + np.log(leaving) + (x - 1) * np.log(staying) + x * u - pace * t_x
        gone = np.exp(log_gone).sum() * cell
    visits = -np.expm1(-pace * leaving * weeks) / leaving  # equation (5) of the paper
    ahead = (np.exp(log_prior + x * np.log(staying) + x * u - pace * age) * visits).sum() * cell
    return there + gone, there / (there + gone), ahead / (there + gone)


@slow
@given(MODELS, HISTORIES, st.floats(0.1, 200))
@example(BgNbd(0.5, 10, 1.0, 2.0), (2.0, 20.0, 30.0), 52.0)  # a - 1 = 0
@example(BgNbd(0.5, 10, 0.4, 0.6), (0.0, 0.0, 30.0), 52.0)  # a + b - 1 = 0
@example(BgNbd(0.3, 5, 0.8, 2.5), (60.0, 300.0, 300.0), 156.0)  # bought on the last day
def test_formulas_are_the_integrals_that_they_stand_for(model, history, weeks):
    x, t_x, age = history
    likelihood, alive, ahead = integrated(model, x, t_x, age, weeks)
    assert is_alive(model, x, t_x, age) == pytest.approx(alive, rel=1e-6, abs=1e-9)
    assert expected(model, x, t_x, age, weeks) == pytest.approx(ahead, rel=1e-5, abs=1e-9)
    rows = bg_nbd.Rows(tuple(np.array([each]) for each in history), np.ones(1))
    value, _slope = rows.log_likelihood(np.array([model.r, model.alpha, model.a, model.b]))
    if likelihood > 1e-290:
        assert value == pytest.approx(np.log(likelihood), rel=1e-6, abs=1e-6)


@slow
@given(MODELS, st.lists(HISTORIES, min_size=1, max_size=6))
def test_the_slope_is_that_of_the_likelihood(model, histories):
    rows = alike(*np.array(histories).T)
    likelihood = bg_nbd.Rows(rows.columns, rows.count).log_likelihood
    at = np.array([model.r, model.alpha, model.a, model.b])
    for number, slope in enumerate(likelihood(at)[1]):
        step = np.zeros(4)
        step[number] = at[number] * 1e-5
        between = likelihood(at + step)[0] - likelihood(at - step)[0]
        assert slope * 2 * step[number] == pytest.approx(between, rel=1e-4, abs=1e-7)


@slow
@given(MODELS, HISTORIES, st.floats(0, 200), st.floats(0, 200))
def test_more_time_brings_more_purchases(model, history, weeks, more):
    assert expected(model, *history, 0.0) == 0
    assert expected(model, *history, weeks + more) >= expected(model, *history, weeks) * (1 - 1e-7)


def test_a_new_customer_is_one_who_has_just_come():
    weeks = np.array([0.0, 1.0, 52.0, 520.0])
    assert expected_of_new(PAPER, weeks) == pytest.approx(expected(PAPER, 0.0, 0.0, 0.0, weeks))


def test_the_most_faithful_customer_overflows_nothing():
    history = (2_000.0, 1_000.0, 1_000.0)
    assert is_alive(PAPER, *history) == pytest.approx(1, abs=1e-3)
    assert 100 < expected(PAPER, *history, 52.0) < 104  # two a week, and leaving hardly ever
    silent = (2_000.0, 900.0, 1_000.0)
    assert is_alive(PAPER, *silent) < 1e-50
    assert expected(PAPER, *silent, 52.0) < 1e-48


@pytest.mark.parametrize(
    "model",
    [
        BgNbd(11_393.7, 8_682.8, 261.7, 2.39),
        BgNbd(7_062.2, 139.3, 4_476.0, 50.5),
        BgNbd(0.6, 30.0, 100_000.0, 3.0),
        BgNbd(100_000.0, 100_000.0, 0.0001, 100_000.0),
        BgNbd(0.0001, 0.0001, 0.0001, 0.0001),
    ],
)
def test_parameters_that_ran_away_give_the_chances_added_up(model):
    x, t_x, age = np.array([0.0, 3.0, 40.0]), np.array([0.0, 20.0, 150.0]), np.array([30.0, 21.0, 152.0])
    ahead = intervals.Ahead(model, x, t_x, age, 52.0)
    whole = sum(ahead.at_least(float(number)) for number in range(1, 3_000))
    assert expected(model, x, t_x, age, 52.0) == pytest.approx(whole, rel=0.02, abs=1e-6)


PARAMETERS = [(0.6, 30.0, 0.8, 3.0), (0.25, 5.0, 0.8, 2.5), (2.0, 40.0, 1.5, 6.0)]


@pytest.mark.parametrize("parameters", PARAMETERS)
def test_what_was_put_in_is_found_again(parameters):
    model = fit(*buyers.summaries(np.random.default_rng(7), 20_000, parameters, 156))
    found = np.array([model.r, model.alpha, model.a, model.b])
    assert np.all(np.abs(found - parameters) < 3 * np.array(model.errors))
    assert np.all(np.array(model.errors) < 0.35 * found)
    assert model.converged
    assert model.at_bounds == ()
    assert model.customers == 20_000


def test_taking_customers_together_changes_nothing(monkeypatch):
    x, t_x, age = buyers.summaries(np.random.default_rng(2), 3_000, PARAMETERS[0], 104)
    monkeypatch.setattr(bg_nbd, "PART", 200)  # starts are tried on a part
    together = fit(x, t_x, age)
    monkeypatch.setattr(bg_nbd, "PART", 10**9)
    monkeypatch.setattr(bg_nbd, "alike", _one_by_one)
    alone = fit(x, t_x, age)
    for name in ("r", "alpha", "a", "b", "log_likelihood"):
        assert getattr(together, name) == pytest.approx(getattr(alone, name), rel=1e-5)


def _one_by_one(*columns):
    order = np.lexsort(columns[::-1])
    kept = tuple(np.asarray(column)[order] for column in columns)
    return type(alike([1.0]))(kept, np.ones(len(order)), np.argsort(order))


def test_the_order_of_customers_changes_nothing():
    x, t_x, age = buyers.summaries(np.random.default_rng(2), 1_000, PARAMETERS[0], 104)
    shuffled = np.random.default_rng(0).permutation(1_000)
    assert fit(x[shuffled], t_x[shuffled], age[shuffled]) == fit(x, t_x, age)


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        (([], [], []), "no_customers"),
        (([0], [0], [0]), "no_time"),
        (([0], [0], [30]), "no_repeaters"),
        (([0] * 9, [0] * 9, range(9)), "no_repeaters"),
    ],
)
def test_what_can_carry_no_model_is_refused(columns, code):
    with pytest.raises(TooThin) as error:
        fit(*columns)
    assert error.value.code == code


@pytest.mark.parametrize("columns", [([1], [5], [4]), ([-1], [0], [4]), ([0], [2], [4]), ([1], [-1], [4])])
def test_figures_that_contradict_each_other_are_refused(columns):
    with pytest.raises(ValueError, match="contradict"):
        fit(*columns)


@pytest.mark.parametrize("count", [1, 400])
def test_customers_who_are_all_alike_are_said_to_be(count):
    model = fit([3] * count, [30] * count, [40] * count)
    assert model.at_bounds or not all(np.isfinite(model.errors))
    assert np.isfinite(model.log_likelihood)
    assert np.isfinite(expected(model, 3, 30, 40, 52))


def test_who_came_on_the_last_day_alters_no_parameter():
    x, t_x, age = buyers.summaries(np.random.default_rng(2), 1_000, PARAMETERS[0], 104)
    nought = np.zeros(50)
    with_new = fit(np.append(x, nought), np.append(t_x, nought), np.append(age, nought))
    without = fit(x, t_x, age)
    assert with_new.alpha == pytest.approx(without.alpha, rel=1e-5)
    assert with_new.log_likelihood == pytest.approx(without.log_likelihood)


def test_summary_counts_days_and_not_receipts():
    customer = [7, 7, 7, 7, 3, 3, 9]
    day = [10, 10, 24, 17, 38, 38, 39]
    value = [100, 50, 30, 20, 5, 6, 7]
    summary = summarise(customer, day, 38, value)
    assert summary.customer.tolist() == [3, 7]
    assert summary.x.tolist() == [0, 2]
    assert summary.t_x.tolist() == [0, 2]
    assert summary.age.tolist() == [0, 4]
    assert summary.mean_value.tolist() == [0, 25]


PURCHASES = st.lists(st.tuples(st.integers(1, 5), st.integers(0, 40), st.integers(1, 99)), max_size=40)


@slow
@given(PURCHASES, st.integers(0, 40))
def test_summary_is_what_counting_by_hand_gives(purchases, until):
    by_customer = {}
    for customer, day, value in purchases:
        if day <= until:
            days = by_customer.setdefault(customer, {})
            days[day] = days.get(day, 0) + value
    customer, day, value = np.array(purchases, dtype=int).reshape(-1, 3).T
    summary = summarise(customer, day, until, value)
    assert summary.customer.tolist() == sorted(by_customer)
    for row, days in enumerate(by_customer[each] for each in sorted(by_customer)):
        first, *later = sorted(days)
        assert summary.x[row] == len(later)
        assert summary.t_x[row] == (max(days) - first) / 7
        assert summary.age[row] == (until - first) / 7
        mean = sum(days[each] for each in later) / len(later) if later else 0
        assert summary.mean_value[row] == pytest.approx(mean)


@slow
@given(st.lists(st.tuples(*[st.sampled_from([0.0, 0.5, 1.0, 7.0])] * 3), max_size=30))
def test_rows_that_are_alike_lead_back_to_customers(rows):
    columns = np.array(rows, dtype=float).reshape(-1, 3).T
    found = alike(*columns)
    unique = sorted(set(rows))
    assert list(zip(*(column.tolist() for column in found.columns), strict=True)) == unique
    assert found.count.tolist() == [rows.count(row) for row in unique]
    assert [unique[each] for each in found.inverse] == rows


@pytest.fixture(scope="module")
def cdnow():
    """The summary of 2,357 customers of CDNOW that the papers use; its owners publish it, this repository doesn't."""
    path = os.environ.get("PARURE_CDNOW")
    if not path:
        pytest.skip("PARURE_CDNOW names no file")
    with Path(path).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [("x", "frequency"), ("t_x", "recency"), ("T", "T"), ("zbar", "monetary_value")]
    columns = [[float(row.get(name) or row.get(other) or "nan") for row in rows] for name, other in names]
    assert len(rows) == 2_357
    return [np.array(column) for column in columns]


def test_cdnow_gives_the_figures_of_the_paper(cdnow):
    model = fit(*cdnow[:3])
    assert [round(each, 3) for each in (model.r, model.alpha, model.a, model.b)] == [
        0.243,
        4.414,
        0.793,
        2.426,
    ]
    assert round(model.log_likelihood, 1) == -9582.4
    assert expected(model, 2, 30.43, 38.86, 39) == pytest.approx(1.226, abs=5e-4)


def test_cdnow_gives_the_values_of_the_note(cdnow):
    from parure.insight.forecast import gamma_gamma

    if np.isnan(cdnow[3]).any():
        pytest.skip("the file has no mean values")
    worth = gamma_gamma.fit(cdnow[0], cdnow[3])
    assert worth.customers == 946
    assert [round(each, 2) for each in (worth.p, worth.v)] == [6.25, 15.45]
    assert worth.q == pytest.approx(3.74, abs=0.006)
