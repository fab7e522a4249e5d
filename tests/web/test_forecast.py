"""The page of the forecast: for whom, by whose reach, what is said when there is nothing to say."""

from datetime import date

import pytest
from django.urls import reverse

from factories import buyers
from factories.buying import random_story
from parure.insight.ahead.reading import outlook_of
from parure.insight.ahead.words import REASONS, reason_words
from parure.insight.models import CustomerFacts
from parure.insight.operations import refresh
from parure.people.models import Customer
from parure.sales.models import Order
from parure.web.insight.trial import draw_before, draw_weeks

pytestmark = pytest.mark.django_db(transaction=True)
UNTIL = date(2026, 6, 30)


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


@pytest.fixture
def grown(actors, stores):
    """A shop that is large enough; a third of it belongs to the Lake store."""
    actors["advisor"], actors["manager"], actors["owner"], actors["marketing"]
    story = buyers.write_shop(UNTIL, home_store=stores.opera)
    Customer.objects.filter(pk__in=list(story)[::3]).update(home_store=stores.lake)
    refresh(until=UNTIL)
    return story


def words_of(client):
    return client.get(reverse("forecast")).content.decode()


def test_it_answers_how_much_and_whether_to_believe_it(client_for, grown):
    words = words_of(client_for("owner"))
    for each in (
        "未来 12 个月大约会来多少",
        "可信",
        "八成把握",
        "2026-06-30",
        "高价值",
        "上次准不准",
        "churn_risk",
    ):
        assert each in words, each
    assert " style=" not in words


def test_sums_are_those_of_the_reach(actors, grown, stores):
    whole, mine = outlook_of(actors["owner"]), outlook_of(actors["manager"])
    facts = CustomerFacts.objects.all()
    lake = facts.filter(customer__home_store=stores.lake)
    for outlook, rows in ((whole, facts), (mine, lake)):
        assert outlook.customers == rows.count()
        year = outlook.ahead[0]
        assert year.purchases.expected == pytest.approx(sum(row.purchases_12 for row in rows) / 1000)
        assert year.value.expected == sum(row.value_12 for row in rows)
        assert year.value.low < year.value.expected < year.value.high
        lost = sorted((row.lost_12 for row in rows if row.churn_risk == "high"), reverse=True)
        assert [each["lost_12"] for each in outlook.at_risk] == lost[:10]
    assert (whole.is_whole, mine.is_whole, mine.trial) == (True, False, None)
    of_base = whole.ahead[0].value
    assert (of_base.high - of_base.expected) / of_base.expected < 0.3


@pytest.mark.parametrize(
    ("role", "status"), [("marketing", 200), ("advisor", 200), ("service", 404), ("workshop", 404)]
)
def test_who_may_read_what_is_spent_sees_it(client_for, grown, role, status):
    assert client_for(role).get(reverse("forecast")).status_code in (status, 403 if status == 404 else 200)


def test_it_costs_as_many_queries_however_many_are_at_risk(client_for, grown, django_assert_num_queries):
    client = client_for("advisor")
    words_of(client)
    with django_assert_num_queries(COST):
        words_of(client)
    CustomerFacts.objects.filter(churn_risk="high").exclude(
        pk=CustomerFacts.objects.filter(churn_risk="high", customer__home_store__name__gt="").first().pk
    ).update(churn_risk="low")
    with django_assert_num_queries(COST):
        words_of(client)


COST = 10


def test_of_a_thin_shop_it_says_what_is_missing(client_for, actors):
    client = client_for("owner")
    assert "还没有预测" in words_of(client)
    random_story(2)
    refresh(until=date(2028, 2, 29))
    words = words_of(client)
    assert "还不可信" in words
    assert "不足 200" in words
    assert "八成把握" not in words


def test_where_values_are_not_believed_it_says_so(client_for, actors, stores):
    buyers.write_shop(UNTIL, home_store=stores.lake)
    Order.objects.update(total_minor=5000)
    refresh(until=UNTIL)
    words = words_of(client_for("owner"))
    assert "金额还不可信" in words
    assert "客户彼此太像" in words


def test_every_reason_has_words():
    for code in REASONS:
        for figures in ((0.25, 10), (None, None)):
            assert "%(" not in reason_words(code, *figures)


def test_pictures_stay_within_their_box():
    split = date(2026, 1, 1)
    for weeks in (
        [(date(2026, 1, 8), None, 0.0)],
        [(date(2026, 1, 8), 3.2, 0.0), (date(2026, 1, 15), 6.4, 9.0), (date(2026, 1, 16), 7.0, 9.0)],
    ):
        drawn = draw_weeks(split, weeks)
        numbers = [float(each) for each in drawn.actual.replace("M", " ").replace("L", " ").split()]
        assert all(0 <= each <= 640 for each in numbers)
        assert 0 < drawn.actual_end <= 280
        assert bool(drawn.expected) is (weeks[0][1] is not None)
        assert len({each.text for each in drawn.grid}) == len(drawn.grid)
    assert draw_before([], 7).pairs == []
    bars = draw_before([(0, 10, 0.5, 0.25), (7, 2, None, 0.0)], 7).pairs
    assert [each.text for each in bars] == ["0", "7+"]
    assert bars[0].expected[1] == pytest.approx(2 * bars[0].actual[1], rel=0.01)
