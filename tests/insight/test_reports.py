"""Questions of reports: figures against plain Python on random shops, reach and rights, periods, the process."""

from collections import Counter, defaultdict
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import buying, shop
from factories.buying import SHOP, UNTIL, random_story
from factories.figures import reckoned
from parure.access import policy
from parure.insight.copy.lake import NoCopy
from parure.insight.reports.answers import answer, answers
from parure.insight.reports.datasets import datasets
from parure.insight.reports.periods import Span, end_of, span_of
from parure.insight.reports.process import RECKONER, Failed, TooLong
from parure.insight.reports.question import Question, offered, read
from parure.people.models import Customer
from parure.sales.choices import COUNTING
from parure.sales.models import Order, OrderLine
from parure.sales.rules import kept_minor

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]


def figures(found):
    return {row.codes: row.figures for row in found.rows}


def kept(order):
    return kept_minor(order.status, order.total_minor, order.paid_minor, order.refunded_minor)


@pytest.mark.parametrize("seed", range(3))
def test_sales_agree_with_plain_python(roles, seed):
    random_story(seed)
    reckoned(UNTIL)
    owner = shop.acting(shop.hire("owner", None))
    counting = [each for each in Order.objects.all() if each.status in COUNTING and _day(each) <= UNTIL]
    by_month, buyers = Counter(), defaultdict(set)
    for order in counting:
        month = _month(order)
        by_month[month] += kept(order)
        buyers[month] |= {order.customer_id} - {None}
    found = answer(owner, Question("orders", ("sales", "buyers", "orders"), by=("month",)), UNTIL)
    assert figures(found) == {
        (month,): (by_month[month], len(buyers[month]), sum(_month(each) == month for each in counting))
        for month in {_month(each) for each in counting}
    }
    assert found.total("sales") == sum(map(kept, counting))
    assert [row.codes for row in found.rows] == sorted(row.codes for row in found.rows)

    lines = OrderLine.objects.filter(order__in=counting)
    by_category = Counter()
    for line in lines:
        by_category[line.category] += 0 if line.is_returned else line.quantity
    found = answer(owner, Question("lines", ("items",), by=("category",)), UNTIL)
    assert figures(found) == {(code,): (count,) for code, count in by_category.items()}

    people = list(Customer.objects.filter(is_archived=False))
    found = answer(owner, Question("customers", ("customers",), by=("gender",)), UNTIL)
    assert figures(found) == {(code,): (n,) for code, n in Counter(each.gender for each in people).items()}


def _day(order):
    return order.ordered_at.astimezone(SHOP).date()


def _month(order):
    return _day(order).replace(day=1).isoformat()


def bought(customer, at, **given):
    return buying.bought(customer, Order.objects.count(), at, **given)


def test_everybody_gets_figures_of_their_own_reach(actors, stores):
    for store, customer, total in ((stores.lake, "甲", 100), (stores.opera, "乙", 900)):
        bought(shop.customer(customer, home_store=store), timezone.now(), total_minor=total, store=store)
    reckoned(timezone.localdate())
    by_store = Question("orders", ("sales",), by=("store",))
    assert [row.figures for row in answer(actors["owner"], by_store).rows] == [(900,), (100,)]
    mine = answer(actors["manager"], by_store)
    assert (mine.totals, [row.labels for row in mine.rows]) == ((100,), [(stores.lake.name,)])
    known = Question("customers", ("customers",))
    assert (answer(actors["owner"], known).totals, answer(actors["advisor"], known).totals) == ((2,), (1,))


def test_what_somebody_may_not_read_is_neither_offered_nor_answered(actors):
    service = actors["service"]
    shown = {each.name: each for each in offered(service)}
    assert "sales" not in {each.name for each in shown["orders"].measures}
    assert "rfm_group" not in {each.name for each in shown["orders"].dimensions}
    reckoned(timezone.localdate())
    for question in (
        Question("orders", ("sales",)),
        Question("orders", ("orders",), by=("rfm_group",)),
        Question("orders", ("orders",), only={"order_band": ("1",)}),
    ):
        with pytest.raises(policy.Denied):
            answer(service, question)
    assert [each.name for each in offered(actors["workshop"])] == ["customers", "pieces", "tasks"]
    with pytest.raises(policy.Denied):
        answer(actors["workshop"], Question("visits", ("visits",)))


def test_customers_can_be_narrowed_by_a_condition(actors, stores):
    for name, total in (("甲", 100), ("乙", 900)):
        bought(
            shop.customer(name, home_store=stores.lake), timezone.now(), total_minor=total, store=stores.lake
        )
    reckoned(timezone.localdate())
    among = {"field": "name", "op": "is", "value": "乙"}
    owner = actors["owner"]
    assert answer(owner, Question("orders", ("sales",), among=among)).totals == (900,)
    assert answer(owner, Question("customers", ("customers",), among=among)).totals == (1,)
    with pytest.raises(ValidationError):
        answer(owner, Question("orders", ("sales",), among={"field": "nothing", "op": "is", "value": 1}))


def test_a_year_before_stands_beside(actors, stores):
    customer = shop.customer("甲", home_store=stores.lake)
    now = timezone.now()
    bought(customer, now, total_minor=300, store=stores.lake)
    bought(customer, now.replace(year=now.year - 1, day=min(now.day, 28)), total_minor=200, store=stores.lake)
    reckoned(timezone.localdate())
    found = answer(
        actors["owner"], Question("orders", ("sales",), by=("month",), period="this_year", compare=True)
    )
    assert found.totals == (300,)
    if now.day <= 28:
        assert found.before == (200,)
        assert [row.before for row in found.rows] == [(200,)]


def test_what_was_sold_a_year_before_only_isn_t_forgotten(actors, stores):
    now = timezone.now()
    then = now.replace(year=now.year - 1, day=min(now.day, 28))
    for store, at in ((stores.lake, now), (stores.opera, then)):
        bought(shop.customer("甲", home_store=store), at, total_minor=300, store=store)
    reckoned(timezone.localdate())
    by_store = Question("orders", ("sales", "average_order"), by=("store",), period="this_year", compare=True)
    found = answer(actors["owner"], by_store)
    assert {row.labels[0]: (row.figures, row.before) for row in found.rows} == {
        stores.lake.name: ((300, 300), ()),
        stores.opera.name: ((0, None), (300, 300)),
    }


def test_an_empty_shop_has_nothing_to_tell(actors):
    with pytest.raises(NoCopy):
        answer(actors["owner"], Question("orders", ("sales",)))
    reckoned(timezone.localdate())
    every = [
        Question(
            each.name, tuple(measure.name for measure in each.measures[:6]), by=(each.dimensions[0].name,)
        )
        for each in datasets().values()
    ]
    for found in answers(actors["owner"], every):
        assert found.rows == []
        assert not any(found.totals)


def test_every_dimension_and_measure_is_reckoned(actors, stores):
    random_story(5)
    reckoned(UNTIL)
    owner = actors["owner"]
    for dataset in datasets().values():
        measures, splits = (
            [each.name for each in dataset.measures],
            [each.name for each in dataset.dimensions],
        )
        questions = [
            Question(dataset.name, tuple(measures[:6]), by=tuple(splits[place : place + 2]))
            for place in range(0, len(splits), 2)
        ]
        if len(measures) > 6:
            questions.append(Question(dataset.name, tuple(measures[6:])))
        check_that_parts_add_up(owner, questions)


def check_that_parts_add_up(owner, questions):
    for question, found in zip(questions, answers(owner, questions, UNTIL), strict=True):
        adds = [place for place, each in enumerate(found.measures) if each.adds_up]
        for place in adds:
            if question.by:
                parts = sum(row.figures[place] for row in found.rows)
                assert parts == found.totals[place], (question, found.measures[place].name)


def test_queries_don_t_grow_with_what_is_asked(actors, django_assert_max_num_queries):
    reckoned(timezone.localdate())
    questions = [Question("orders", ("sales",), by=("store", "advisor"))] * 5
    manager = actors["manager"]
    with django_assert_max_num_queries(4):
        answers(manager, questions)


def test_what_takes_too_long_or_fails_says_so_and_the_next_is_answered(actors):
    reckoned(timezone.localdate())
    owner = actors["owner"]
    plan = {
        "dataset": "orders",
        "by": [],
        "measures": ["sales"],
        "since": "",
        "until": "",
        "reach": {},
        "limit": 5,
    }
    with pytest.raises(TooLong):
        RECKONER.ask([plan | {"today": "2026-06-15"}] * 50, patience=0.0)
    with pytest.raises(Failed, match="KeyError"):
        RECKONER.ask([{"dataset": "orders"}])
    assert answer(owner, Question("orders", ("sales",))).totals == (0,)


@pytest.mark.parametrize(
    "plain",
    [
        None,
        {"dataset": "nothing"},
        {"dataset": "orders", "measures": []},
        {"dataset": "orders", "measures": "sales"},
        {"dataset": "orders", "measures": ["sales"], "by": ["month", "month", 3]},
        {"dataset": "orders", "measures": ["sales"], "across": "store"},
        {"dataset": "orders", "measures": ["sales"], "period": "ever"},
        {"dataset": "orders", "measures": ["sales"], "period": "days", "since": "2026-02-31"},
        {
            "dataset": "orders",
            "measures": ["sales"],
            "period": "days",
            "since": "2026-02-02",
            "until": "2026-02-01",
        },
        {"dataset": "orders", "measures": ["sales"], "only": ["store"]},
        {"dataset": "orders", "measures": ["sales"], "only": {"name": ["x"]}},
        {"dataset": "orders", "measures": ["sales"], "chart": "pie"},
    ],
)
def test_what_is_no_question_is_refused(plain):
    with pytest.raises(ValidationError):
        read(plain)


def test_a_question_comes_back_as_it_was_kept():
    question = Question(
        "orders",
        ("sales",),
        by=("month",),
        across="store",
        only={"source": ("pos",)},
        period="last_year",
        compare=True,
    )
    assert read(question.as_plain()) == question


def test_periods():
    today = date(2024, 2, 29)
    assert span_of("this_week", today) == Span(date(2024, 2, 26), today)
    assert span_of("this_month", today).year_before() == Span(date(2023, 2, 1), date(2023, 2, 28))
    assert span_of("last_month", date(2024, 1, 5)) == Span(date(2023, 12, 1), date(2023, 12, 31))
    assert span_of("this_quarter", date(2024, 11, 2)).since == date(2024, 10, 1)
    assert span_of("last_12_months", today).since == date(2023, 3, 1)
    assert span_of("days", today, "", "2024-01-05") == Span(None, date(2024, 1, 5))
    assert [end_of(date(2024, 2, 1), each) for each in ("month", "quarter")] == [
        date(2024, 2, 29),
        date(2024, 4, 30),
    ]
