"""The forecast in a refresh: facts against plain computation, what is kept of a fit, what is left unsaid and why."""

import json
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.core.management import call_command

from factories import buyers, shop
from factories.buying import bought, random_story
from parure.insight.ahead import foreseeing
from parure.insight.ahead.keeping import model_of, worth_of
from parure.insight.ahead.sums import sums_of
from parure.insight.facts import FORESEEN
from parure.insight.forecast import bg_nbd, each, gamma_gamma
from parure.insight.forecast.intervals import Ahead, scale, value_within
from parure.insight.models import CustomerFacts, Forecast, Refreshed
from parure.insight.operations import refresh
from parure.people.models import Customer
from parure.sales.models import Order

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = date(2026, 6, 30)
YEAR, THREE = 365.25 / 7, 3 * 365.25 / 7
NAMES = [fact.name for fact in FORESEEN]


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


def test_the_facts_are_the_columns():
    assert tuple(NAMES) == each.COLUMNS


def plainly(days, kept):
    """The facts of one customer by the formulas, from {day: fen}."""
    model, worth = model_of(kept), worth_of(kept)
    told = sorted(days)
    x, age = len(told) - 1.0, (UNTIL - told[0]).days / 7
    t_x = (told[-1] - told[0]).days / 7
    mean = sum(days[day] for day in told[1:]) / max(x, 1)
    history = [np.array([figure]) for figure in (x, t_x, age)]
    year, three = (float(bg_nbd.expected(model, *history, weeks)[0]) for weeks in (YEAR, THREE))
    then = float(bg_nbd.expected(model, x, t_x, t_x, YEAR))
    ticket = float(gamma_gamma.expected_value(worth, x, mean))
    left = year / then
    found = {
        "churn_risk": "low" if left >= 2 / 3 else "middle" if left >= 1 / 3 else "high",
        "outlook_share": left * 1000,
        "return_chance": float(Ahead(model, *history, YEAR).at_least(1.0)[0]) * 1000,
        "active_chance": float(bg_nbd.is_alive(model, x, t_x, age)) * 1000 if x else None,
        "purchases_12": year * 1000,
        "purchases_36": three * 1000,
        "value_12": year * ticket,
        "value_36": three * ticket,
        "lost_12": sum(paid for day, paid in days.items() if (UNTIL - day).days < 730)
        / 2
        * (1000 - round(left * 1000))
        / 1000,
    }
    for months, weeks in ((12, YEAR), (36, THREE)):
        bounds = value_within(model, worth, *history, weeks)
        for name, bound in (("low", bounds.low[0]), ("high", bounds.high[0])):
            found[f"value_{months}_{name}"] = float(bound * scale(worth, x, mean))
    return found


def test_facts_agree_with_plain_formulas():
    story = buyers.write_shop(UNTIL)
    refresh(until=UNTIL)
    kept = Forecast.objects.get()
    assert (kept.is_trusted, kept.is_value_trusted, kept.reasons) == (True, True, [])
    assert (kept.customers, kept.days_bought) == (len(story), sum(map(len, story.values())))
    some = list(story)[::25]
    assert len({len(story[pk]) for pk in some}) > 3
    for row in CustomerFacts.objects.filter(pk__in=some):
        plain = plainly(story[row.pk], kept)
        assert row.churn_risk == plain.pop("churn_risk")
        assert (row.active_chance is None) == (plain["active_chance"] is None)
        for name, figure in plain.items():
            if figure is None:
                continue
            near = pytest.approx(figure, rel=0.02 if name.endswith(("_low", "_high")) else 1e-9, abs=0.51)
            assert getattr(row, name) == near, name
    assert set(CustomerFacts.objects.values_list("churn_risk", flat=True)) == {"low", "middle", "high"}


def test_refreshed_again_nothing_is_written_and_nothing_fitted():
    buyers.write_shop(UNTIL, count=400)
    refresh(until=UNTIL)
    assert refresh(until=UNTIL).written == 0
    assert Forecast.objects.count() == 1
    refresh(until=UNTIL, whole=True)
    assert Forecast.objects.count() == 2


def test_a_shop_that_has_grown_much_is_fitted_anew_on_the_same_day():
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2026, 6, 1, tzinfo=UTC), total_minor=100)
    refresh(until=UNTIL)
    buyers.write_shop(UNTIL)
    refresh(until=UNTIL)
    assert [each.is_trusted for each in Forecast.objects.order_by("pk")] == [False, True]


def test_of_a_thin_shop_nothing_is_foreseen():
    random_story(3)
    refresh(until=date(2028, 2, 29))
    kept = Forecast.objects.get()
    assert not kept.is_trusted
    assert {"few_customers", "few_repeaters"} <= {code for code, _figure, _limit in kept.reasons}
    rows = CustomerFacts.objects.all()
    assert {getattr(row, name) for row in rows for name in NAMES} == {None, ""}
    assert Refreshed.objects.get().foreseen == []


def test_where_values_are_not_believed_purchases_are():
    story = buyers.write_shop(UNTIL)
    Order.objects.update(total_minor=5000)
    refresh(until=UNTIL)
    kept = Forecast.objects.get()
    assert (kept.is_trusted, kept.is_value_trusted) == (True, False)
    row = CustomerFacts.objects.get(pk=min(story))
    assert row.purchases_12 is not None
    assert (row.value_12, row.value_12_low, row.value_36_high) == (None, None, None)


def test_who_bought_once_is_not_safe_for_ever():
    buyers.write_shop(UNTIL)
    known = {}
    for number, days in enumerate((3, 1000)):
        known[days] = shop.customer(f"一次{days}")
        at = datetime(2026, 6, 30, 4, tzinfo=UTC) - timedelta(days=days)
        bought(known[days], f"x{number}", at, total_minor=100_000)
    refresh(until=UNTIL)
    fresh, old = (CustomerFacts.objects.get(pk=known[days].pk) for days in (3, 1000))
    assert (fresh.churn_risk, old.churn_risk) == ("low", "high")
    assert fresh.return_chance > 2 * old.return_chance
    assert fresh.active_chance is old.active_chance is None


def test_archived_customers_and_spend_from_before_are_left_out():
    story = buyers.write_shop(UNTIL, count=300)
    gone = min(story)
    Customer.objects.filter(pk=gone).update(is_archived=True)
    refresh(until=UNTIL)
    assert Forecast.objects.get().customers == len(story) - 1
    assert not CustomerFacts.objects.filter(pk=gone).exists()


def test_sums_are_those_of_the_facts():
    buyers.write_shop(UNTIL, count=600)
    newest = refresh(until=UNTIL)
    rows = list(CustomerFacts.objects.all())
    assert [list(each) for each in newest.foreseen] == [
        list(each) for each in sums_of(CustomerFacts.objects.all())
    ]
    for found in newest.foreseen:
        group = [row for row in rows if row.rfm_group == found.group]
        high = [row for row in group if row.churn_risk == "high"]
        assert (found.customers, found.high) == (len(group), len(high))
        assert found.lost == sum(row.lost_12 for row in high)
        assert found.value_36 == sum(row.value_36 for row in group)
        assert found.purchases_12_squares == pytest.approx(sum(row.purchases_12**2 for row in group))
        over = sum(row.value_12**2 / row.purchases_12 for row in group if row.purchases_12)
        assert found.value_12_over == pytest.approx(over)


def test_a_large_base_is_tried_on_evenly_chosen_customers(monkeypatch):
    monkeypatch.setattr("parure.insight.ahead.fitting.MOST_TRIED", 500)
    story = buyers.write_shop(UNTIL)
    refresh(until=UNTIL)
    kept = Forecast.objects.get()
    assert kept.customers == len(story)
    assert 0 < kept.trial["customers"] <= 500


def told(capsys, *given):
    call_command("insight", "forecast", "--json", *given)
    return json.loads(capsys.readouterr().out)


def test_the_command_fits_on_what_was_known_then(capsys):
    story = buyers.write_shop(UNTIL)
    refresh(until=UNTIL)
    kept = Forecast.objects.get()
    found = told(capsys, "--until", UNTIL.isoformat())
    assert found["trustworthy"] is True
    assert found["parameters"]["alpha"] == pytest.approx(kept.alpha)
    assert found["parameters"]["log_likelihood"] == pytest.approx(kept.log_likelihood)
    assert found["value_parameters"]["q"] == pytest.approx(kept.q)
    assert found["hold_out"]["expected"] == pytest.approx(found["hold_out"]["actual"], rel=0.2)
    earlier = UNTIL - timedelta(days=365)
    then = told(capsys, "--until", earlier.isoformat())
    assert then["customers"] == sum(min(days) <= earlier for days in story.values())
    assert Forecast.objects.count() == 1


def test_the_command_of_an_empty_shop_says_what_is_missing(capsys):
    refresh(until=UNTIL)
    found = told(capsys)
    assert (found["trustworthy"], found["customers"], found["parameters"]["r"]) == (False, 0, None)
    assert {"few_customers", "no_customers"} <= {each["code"] for each in found["reasons"]}
    json.dumps(found, allow_nan=False)


def test_what_is_known_is_read_once_for_both(monkeypatch):
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2026, 6, 29, 17, tzinfo=UTC), total_minor=100)  # 30 June in the shop
    bought(customer, 2, datetime(2026, 6, 30, 17, tzinfo=UTC), total_minor=100)
    refresh(until=UNTIL)
    history, summary = foreseeing.known_on(UNTIL)
    assert history.day.tolist() == [foreseeing.number_of(UNTIL)]
    assert (summary.x.tolist(), summary.age.tolist()) == ([0.0], [0.0])
