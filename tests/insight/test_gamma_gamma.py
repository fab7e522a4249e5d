"""Gamma-Gamma and the bounds of what is forecast, against their story simulated and against integrals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import gammaln

from parure.insight.forecast import gamma_gamma, intervals
from parure.insight.forecast.bg_nbd import BgNbd, expected, is_alive
from parure.insight.forecast.gamma_gamma import GammaGamma, expected_value, fit, mean_of_all
from parure.insight.forecast.intervals import purchases_within, scale, value_within
from parure.insight.forecast.outlook import WEEKS_A_MONTH, look_ahead
from parure.insight.forecast.summary import Summary, TooThin

MODEL, WORTH = BgNbd(0.6, 30.0, 0.8, 3.0), GammaGamma(6.25, 3.74, 15.45)
WORTHS = st.builds(GammaGamma, p=st.floats(0.3, 20), q=st.floats(1.2, 12), v=st.floats(0.5, 5000))
slow = settings(deadline=None, max_examples=40)


def simulated(seed, count, p, q, v):
    dice = np.random.default_rng(seed)
    x = dice.integers(1, 6, count)
    return x, dice.gamma(p * x, 1 / (x * dice.gamma(q, 1 / v, count)))


@slow
@given(WORTHS, st.integers(1, 40), st.floats(0.05, 20))
def test_formulas_are_the_integrals_that_they_stand_for(worth, x, share):
    mean = share * mean_of_all(worth)
    own = np.linspace(-60 / worth.q, 15, 20_000)  # logarithm of nu times v
    rate = np.exp(own) / worth.v
    log_all = worth.q * own - np.exp(own) - gammaln(worth.q)
    shape = worth.p * x
    log_all = (
        log_all + shape * np.log(rate * x) + (shape - 1) * np.log(mean) - rate * x * mean - gammaln(shape)
    )
    density = np.exp(log_all).sum() * (own[1] - own[0])
    value = gamma_gamma._log_likelihood(
        (worth.p, worth.q, worth.v), np.array([x]), np.array([mean]), np.ones(1)
    )[0]
    assert value == pytest.approx(np.log(density), rel=1e-6, abs=1e-6)
    ahead = (np.exp(log_all) * worth.p / rate).sum() * (own[1] - own[0]) / density
    assert expected_value(worth, x, mean) == pytest.approx(ahead, rel=1e-6)


@slow
@given(WORTHS, st.integers(1, 40), st.floats(0.05, 20))
def test_the_slope_is_that_of_the_likelihood(worth, x, mean):
    def likelihood(at):
        return gamma_gamma._log_likelihood(at, np.array([x]), np.array([mean]), np.ones(1))

    at = np.array([worth.p, worth.q, worth.v])
    for number, slope in enumerate(likelihood(at)[1]):
        step = np.zeros(3)
        step[number] = at[number] * 1e-5
        between = likelihood(at + step)[0] - likelihood(at - step)[0]
        assert slope * 2 * step[number] == pytest.approx(between, rel=1e-4, abs=1e-8)


@pytest.mark.parametrize("parameters", [(6.25, 3.74, 15.45), (2.0, 5.0, 1_200_000.0), (0.8, 2.5, 300.0)])
def test_what_was_put_in_is_found_again(parameters):
    worth = fit(*simulated(5, 8_000, *parameters))
    found = np.array([worth.p, worth.q, worth.v])
    assert np.all(np.abs(found - parameters) < 3 * np.array(worth.errors))
    assert worth.converged
    assert worth.at_bounds == ()


def test_the_unit_of_money_changes_the_scale_alone():
    x, mean = simulated(5, 500, 6.25, 3.74, 15.45)
    yuan, fen = fit(x, mean), fit(x, mean * 100)
    assert fen.p == pytest.approx(yuan.p, rel=1e-4)
    assert fen.v == pytest.approx(yuan.v * 100, rel=1e-4)


def test_a_mean_is_drawn_to_that_of_all_the_more_the_fewer_purchases_there_are():
    all_of_them = mean_of_all(WORTH)
    once, often = expected_value(WORTH, [1, 40], [100.0, 100.0])
    assert expected_value(WORTH, 0, 0) == pytest.approx(all_of_them)
    assert all_of_them < once < often < 100


def test_more_given_back_than_bought_counts_as_nothing_paid():
    assert expected_value(WORTH, 2, -50.0) == expected_value(WORTH, 2, 0.0) > 0


def test_without_a_mean_nothing_is_said_of_who_has_none():
    heavy = GammaGamma(0.5, 0.9, 10.0)
    assert np.isnan(mean_of_all(heavy))
    assert np.isnan(expected_value(heavy, [0, 1], [0.0, 8.0])).tolist() == [True, False]


@pytest.mark.parametrize(
    ("x", "mean", "code"),
    [
        ([], [], "few_buyers"),
        ([2] * 29, np.arange(1, 30), "few_buyers"),
        ([0] * 40, [0] * 40, "few_buyers"),
        ([2] * 40, [500] * 40, "same_value"),
    ],
)
def test_what_can_carry_no_model_is_refused(x, mean, code):
    with pytest.raises(TooThin) as error:
        fit(x, mean)
    assert error.value.code == code


def drawn(x, t_x, age, mean, weeks, count=200_000):
    """Purchases and value of a customer with this history, drawn again and again from what is left possible."""
    dice = np.random.default_rng(11)
    alive = dice.random(count) < is_alive(MODEL, x, t_x, age)
    pace, leaving = (
        dice.gamma(MODEL.r + x, 1 / (MODEL.alpha + age), count),
        dice.beta(MODEL.a, MODEL.b + x, count),
    )
    number = np.where(alive, np.minimum(dice.poisson(pace * weeks), dice.geometric(leaving)), 0)
    own = dice.gamma(WORTH.q + WORTH.p * x, 1 / (WORTH.v + x * mean), count)
    return number, np.where(number > 0, dice.gamma(np.maximum(number, 1) * WORTH.p, 1 / own), 0.0)


@pytest.mark.parametrize(
    "history",
    [(0.0, 0.0, 40.0, 0.0), (3.0, 90.0, 100.0, 20.0), (40.0, 150.0, 156.0, 55.0), (5.0, 20.0, 150.0, 9.0)],
)
@pytest.mark.parametrize("months", [12, 36])
def test_bounds_are_those_of_many_draws(history, months):
    x, t_x, age, mean = history
    weeks = months * WEEKS_A_MONTH
    number, value = drawn(*history, weeks)
    within = purchases_within(MODEL, x, t_x, age, weeks)
    low, high = np.quantile(number, [0.1, 0.9], method="inverted_cdf")
    assert abs(within.low - low) <= 1
    assert abs(within.high - high) <= 1
    assert np.mean((number >= within.low) & (number <= within.high)) > 0.795
    assert expected(MODEL, x, t_x, age, weeks) == pytest.approx(number.mean(), rel=0.03, abs=0.005)
    parts = value_within(MODEL, WORTH, x, t_x, age, weeks)
    unit = scale(WORTH, x, mean)
    low, high = np.quantile(value, [0.1, 0.9])
    assert parts.high[0] * unit == pytest.approx(high, rel=0.03)
    assert parts.low[0] * unit == pytest.approx(low, rel=0.05)


HISTORIES = st.tuples(st.integers(0, 30), st.floats(0, 1), st.floats(0, 300)).map(
    lambda each: (float(each[0]), each[1] * each[2] if each[0] else 0.0, each[2])
)


@slow
@given(HISTORIES, st.floats(1, 156))
def test_chances_add_up_to_what_is_expected(history, weeks):
    """The mean of a count is the sum of the chances of at least one, at least two…: a second way to equation (10)."""
    ahead = intervals.Ahead(MODEL, *(np.array([each]) for each in history), weeks)
    whole = sum(float(ahead.at_least(float(number))[0]) for number in range(1, 800))
    assert whole == pytest.approx(float(expected(MODEL, *history, weeks)), rel=1e-4, abs=1e-9)


@slow
@given(HISTORIES, st.floats(1, 156), st.floats(0.5, 0.95))
def test_bounds_are_the_least_numbers_that_suffice(history, weeks, level):
    within = purchases_within(MODEL, *history, weeks, level)
    ahead = intervals.Ahead(MODEL, *(np.array([each]) for each in history), weeks)
    for bound, quantile in ((within.low, (1 - level) / 2), (within.high, (1 + level) / 2)):
        assert 1 - ahead.at_least(bound + 1.0)[0] >= quantile - 1e-9
        assert bound == 0 or 1 - ahead.at_least(float(bound))[0] < quantile + 1e-9


@pytest.mark.parametrize("level", [0, 1, -2])
def test_a_level_is_a_share(level):
    with pytest.raises(ValueError, match="level"):
        purchases_within(MODEL, 1, 2, 3, 52, level)


def test_the_outlook_of_customers_is_that_of_each_alone():
    x, t_x = np.array([2.0, 0.0, 2.0, 9.0]), np.array([20.0, 0.0, 20.0, 60.0])
    age, mean = np.array([30.0, 30.0, 30.0, 62.0]), np.array([10.0, 0.0, 90.0, 40.0])
    outlook = look_ahead(MODEL, WORTH, Summary(np.arange(4), x, t_x, age, mean), 12)
    weeks = 12 * WEEKS_A_MONTH
    assert outlook.months == 12
    assert weeks == pytest.approx(365.25 / 7)
    for row in range(4):
        alone = look_ahead(
            MODEL, WORTH, Summary(*([each[row]] for each in (np.arange(4), x, t_x, age, mean))), 12
        )
        for name in ("is_alive", "purchases", "value"):
            assert getattr(outlook, name)[row] == getattr(alone, name)[0]
        for name in ("purchases_within", "value_within"):
            whole, single = getattr(outlook, name), getattr(alone, name)
            assert whole.low[row] == pytest.approx(single.low[0])
            assert whole.high[row] == pytest.approx(single.high[0])
    assert np.all(outlook.value_within.high >= outlook.value_within.low)
    assert outlook.purchases[0] == outlook.purchases[2]
    assert outlook.value[2] > outlook.value[0]


def test_without_a_model_of_values_purchases_are_forecast_alone():
    summary = Summary(*(np.array([each]) for each in (1, 2.0, 20.0, 30.0, 10.0)))
    outlook = look_ahead(MODEL, None, summary, 36)
    assert outlook.purchases[0] > 0
    assert np.isnan([outlook.value[0], outlook.value_within.low[0], outlook.value_within.high[0]]).all()


def test_an_empty_shop_has_an_empty_outlook():
    nobody = np.empty(0)
    outlook = look_ahead(MODEL, WORTH, Summary(nobody, nobody, nobody, nobody, nobody), 12)
    assert outlook.purchases.tolist() == outlook.value_within.high.tolist() == []
