"""The check against what then happened, and when it refuses to vouch."""

from dataclasses import replace

import numpy as np
import pytest

from factories import buyers
from parure.insight.forecast import verdict
from parure.insight.forecast.bg_nbd import BgNbd, expected
from parure.insight.forecast.gamma_gamma import GammaGamma
from parure.insight.forecast.holdout import hold_out
from parure.insight.forecast.verdict import Figures, ValueFigures, judge, judge_value

PARAMETERS = (0.6, 30.0, 0.8, 3.0)
SPLIT, UNTIL = 104 * 7, 156 * 7
GOOD = Figures(2_000, 800, 104.0, 52.0, 900.0, 950.0, 0.05, 0.06, 0.5, 0.93)
GOOD_VALUE = ValueFigures(800, 9e6, 1e7, 0.1, 0.05)
MODEL, WORTH = BgNbd(*PARAMETERS), GammaGamma(4, 5, 4000)


@pytest.fixture(scope="module")
def shop():
    return buyers.shop(np.random.default_rng(4), 4_000, PARAMETERS, 156)


@pytest.fixture(scope="module")
def check(shop):
    customer, day, value = shop
    return hold_out(customer, day, SPLIT, UNTIL, value)


def codes(found):
    return [reason.code for reason in found.reasons]


def test_a_shop_that_is_as_the_models_suppose_is_trusted(check):
    assert check.verdict == verdict.Verdict(True, ())
    assert check.value_verdict == verdict.Verdict(True, ())
    assert check.figures.error_at_end < 0.1
    assert check.figures.within > 0.8
    assert check.figures.correlation > 0.3
    assert check.value_figures.error_at_end < 0.2


def test_what_then_happened_is_counted_as_by_hand(shop, check):
    customer, day, value = shop
    known = set(customer[day <= SPLIT].tolist())
    later = [
        (who, when, paid)
        for who, when, paid in zip(customer.tolist(), day.tolist(), value.tolist(), strict=True)
        if SPLIT < when <= UNTIL and who in known
    ]
    visits = {(who, when) for who, when, _paid in later}
    assert check.figures.customers == len(known)
    assert check.figures.actual == len(visits) == check.series.actual[-1]
    assert check.value_figures.actual == pytest.approx(sum(paid for _who, _when, paid in later))
    for end, actual in zip(check.series.day, check.series.actual, strict=True):
        assert actual == sum(when <= end for _who, when in visits)


def test_the_series_is_weekly_and_ends_at_the_sum_over_customers(check):
    assert check.series.day.tolist() == [SPLIT + 7 * week for week in range(1, 53)]
    assert check.series.expected[-1] == pytest.approx(check.figures.expected)
    assert np.all(np.diff(check.series.expected) > 0)
    assert sum(row.customers for row in check.by_before) == check.figures.customers
    assert [row.purchases for row in check.by_before] == list(range(8))
    assert sum(row.expected * row.customers for row in check.by_before) == pytest.approx(
        check.figures.expected
    )
    assert sum(row.actual * row.customers for row in check.by_before) == pytest.approx(check.figures.actual)


def test_a_last_week_may_be_short(shop):
    customer, day, _value = shop
    check = hold_out(customer, day, SPLIT, SPLIT + 17)
    assert check.series.day.tolist() == [SPLIT + 7, SPLIT + 14, SPLIT + 17]
    assert codes(check.verdict) == ["short_check"]


def test_nothing_after_the_split_reaches_the_fit(shop, check):
    customer, day, value = shop
    before = day <= SPLIT
    again = hold_out(customer[before], day[before], SPLIT, UNTIL, value[before])
    assert (again.model, again.worth) == (check.model, check.worth)
    assert again.series.expected.tolist() == check.series.expected.tolist()
    assert again.figures.actual == 0
    assert {"few_purchases_after", "far_off", "no_order"} <= set(codes(again.verdict))


def test_a_shop_that_changes_is_not_trusted(shop):
    customer, day, value = shop
    gone = (day > SPLIT) & (customer % 3 > 0)
    check = hold_out(customer[~gone], day[~gone], SPLIT, UNTIL, value[~gone])
    assert "far_off" in codes(check.verdict)
    assert not check.verdict.is_trustworthy


def test_values_that_grow_with_visits_are_not_trusted(shop):
    customer, day, _value = shop
    often = np.bincount(customer)[customer].astype(float)
    check = hold_out(customer, day, SPLIT, UNTIL, often**3 + np.arange(len(often)) % 7)
    assert "value_depends" in codes(check.value_verdict)


@pytest.mark.parametrize(
    ("customer", "day", "code"),
    [([], [], "no_customers"), ([5], [SPLIT], "no_time"), ([5, 6], [3, 9], "no_repeaters")],
)
def test_a_shop_without_a_story_is_told_why(customer, day, code):
    check = hold_out(customer, day, SPLIT, UNTIL, [500] * len(day))
    assert check.model is None
    assert check.worth is None
    assert code in codes(check.verdict)
    assert "few_customers" in codes(check.verdict)
    assert "few_buyers" in codes(check.value_verdict)
    assert np.isnan(check.series.expected).all()
    assert check.series.actual.tolist() == [0] * 52


def test_one_faithful_customer_is_not_a_shop():
    check = hold_out([1] * 20, range(0, UNTIL, UNTIL // 20 + 1), SPLIT, UNTIL)
    assert not check.verdict.is_trustworthy
    assert {"few_customers", "few_repeaters"} <= set(codes(check.verdict))


def test_a_check_ends_after_it_begins():
    with pytest.raises(ValueError, match="ends before"):
        hold_out([1], [1], 10, 10)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"customers": 199}, "few_customers"),
        ({"repeaters": 49}, "few_repeaters"),
        ({"weeks_before": 25.9}, "short_history"),
        ({"weeks_after": 12.9}, "short_check"),
        ({"actual": 49}, "few_purchases_after"),
        ({"error_at_end": 0.21}, "far_off"),
        ({"error_at_end": float("nan")}, "far_off"),
        ({"correlation": 0.09}, "no_order"),
        ({"correlation": float("nan")}, "no_order"),
        ({"within": 0.6}, "outside_bounds"),
    ],
)
def test_each_figure_can_cost_the_trust(change, code):
    assert judge(GOOD, MODEL).is_trustworthy
    found = judge(replace(GOOD, **change), MODEL)
    assert not found.is_trustworthy
    assert codes(found) == [code]
    assert found.reasons[0].limit > 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"buyers": 49}, "few_repeaters"),
        ({"error_at_end": 0.31}, "value_far_off"),
        ({"correlation_with_count": -0.4}, "value_depends"),
    ],
)
def test_each_figure_of_value_can_cost_the_trust(change, code):
    assert judge_value(GOOD_VALUE, WORTH).is_trustworthy
    assert codes(judge_value(replace(GOOD_VALUE, **change), WORTH)) == [code]


def test_a_fit_that_ran_away_or_stopped_halfway_is_not_trusted():
    assert codes(judge(GOOD, replace(MODEL, at_bounds=("b",)))) == ["at_bounds"]
    assert codes(judge(GOOD, replace(MODEL, converged=False))) == ["not_converged"]
    assert codes(judge_value(GOOD_VALUE, GammaGamma(0.5, 0.9, 10))) == ["no_mean"]


def test_the_expected_are_those_of_the_model(shop, check):
    customer, day, _value = shop
    known = np.unique(customer[day <= SPLIT])
    who = known[17]
    mine = np.unique(day[(customer == who) & (day <= SPLIT)])
    history = (len(mine) - 1, (mine[-1] - mine[0]) / 7, (SPLIT - mine[0]) / 7)
    alone = float(expected(check.model, *history, 52.0))
    others = hold_out(customer[customer != who], day[customer != who], SPLIT, UNTIL)
    assert others.figures.customers == len(known) - 1
    assert 0 < alone < check.figures.expected
