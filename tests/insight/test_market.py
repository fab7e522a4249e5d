"""Metal prices beside own sales: against plain Python day by day, within reach and rights."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from factories import buying, shop
from factories.buying import SHOP, UNTIL, random_story
from factories.figures import reckoned
from parure.access import policy
from parure.catalog.models import MetalPrice
from parure.insight.reports.answers import answer
from parure.insight.reports.question import Question, offered
from parure.insight.reports.ready import ready
from parure.insight.reports.wording import figure_text
from parure.sales.choices import COUNTING
from parure.sales.models import OrderLine
from parure.sales.rules import metal_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]
FIGURES = ("average_price", "lowest_price", "highest_price", "amount", "items")


def day_of(moment):
    return moment.astimezone(SHOP).date()


def days_of_prices():
    """(month, metal) → the last retail price of every day of every series, found day by day."""
    series = defaultdict(list)
    for row in MetalPrice.objects.filter(kind="RETAIL").order_by("effective_from", "pk"):
        series[row.fineness, row.store_id].append((day_of(row.effective_from), row.price_minor))
    found = defaultdict(list)
    for (fineness, _store), told in series.items():
        day = told[0][0]
        while day <= UNTIL:
            price = [each for since, each in told if since <= day][-1]
            if price is not None:
                found[day.replace(day=1).isoformat(), metal_of(fineness)].append(price)
            day += timedelta(days=1)
    return found


@pytest.mark.parametrize("seed", range(2))
def test_the_market_agrees_with_plain_python(roles, seed):
    random_story(seed)
    reckoned(UNTIL)
    want = {
        key: [sum(each) // len(each), min(each), max(each), 0, 0] for key, each in days_of_prices().items()
    }
    for line in OrderLine.objects.select_related("order").filter(is_returned=False):
        on, metal = day_of(line.order.ordered_at), metal_of(line.fineness)
        if line.order.status in COUNTING and on <= UNTIL and metal:
            sums = want.setdefault((on.replace(day=1).isoformat(), metal), [None, None, None, 0, 0])
            sums[3] += line.total_minor
            sums[4] += line.quantity
    owner = shop.acting(shop.hire("owner", None))
    found = answer(owner, Question("market", FIGURES, by=("month", "metal")), UNTIL)
    told = {row.codes: list(row.figures) for row in found.rows if any(row.figures)}
    assert told == {key: sums for key, sums in want.items() if any(sums)}
    gold = answer(owner, Question("market", FIGURES[:1], by=("month",), only={"metal": ("AU990",)}), UNTIL)
    assert {row.codes[0]: row.figures[0] for row in gold.rows} == {
        month: sums[0] for (month, metal), sums in want.items() if metal == "AU990" and sums[0]
    }


def test_a_price_weighs_as_long_as_it_held_and_ends_with_the_question(actors, stores):
    for day, price, store in ((1, 100, None), (4, 200, None), (4, 210, None), (6, 50, stores.opera)):
        at = datetime(2027, 3, day, 9, tzinfo=SHOP)
        MetalPrice.objects.create(
            fineness="AU999", kind="RETAIL", price_minor=price, store=store, effective_from=at
        )
    reckoned(UNTIL)
    question = Question("market", FIGURES[:3], period="days", since="2027-03-01", until="2027-03-05")
    assert answer(actors["owner"], question, UNTIL).totals == ((3 * 100 + 2 * 210) // 5, 100, 210)
    bounded = shop.actor_with(
        {"catalog.metal_price": {"view": "store", "fields": {"*": "read"}}}, stores=(stores.opera,)
    )
    one_day = Question("market", FIGURES[:3], period="days", since="2027-03-06", until="2027-03-06")
    assert answer(bounded, one_day, UNTIL).totals == (50, 50, 50)


def test_who_may_not_read_sales_is_told_of_prices_alone(actors, stores):
    clerk = shop.actor_with({"catalog.metal_price": {"view": "all", "fields": {"*": "read"}}})
    shown = next(each for each in offered(clerk) if each.name == "market")
    assert [each.name for each in shown.measures] == list(FIGURES[:3])
    assert {each.name for each in shown.dimensions} & {"metal", "fineness"} == set()
    reckoned(timezone.localdate())
    with pytest.raises(policy.Denied):
        answer(clerk, Question("market", ("average_price", "amount")))
    assert "market" not in {each.name for each in offered(actors["workshop"])}


def test_sales_beside_prices_are_those_in_reach(actors, stores):
    for number, store in enumerate((stores.lake, stores.opera)):
        order = buying.bought(
            shop.customer(f"客{number}", home_store=store), number, timezone.now(), store=store
        )
        for fineness in ("AU999", "PLATED"):
            OrderLine.objects.create(
                order=order, line_no=fineness == "AU999", title="件", fineness=fineness, total_minor=100
            )
    reckoned(timezone.localdate())
    question = Question("market", ("amount", "items"))
    assert answer(actors["owner"], question).totals == (200, 2)
    assert answer(actors["manager"], question).totals == (100, 1)


def test_the_reports_that_come_ready_tell_prices_to_the_fen(actors):
    MetalPrice.objects.create(
        fineness="AU999",
        kind="RETAIL",
        price_minor=1_326_05,
        effective_from=datetime(2026, 1, 1, tzinfo=SHOP),
    )
    reckoned(date(2026, 3, 2))
    for code in ("market-month", "market-metal"):
        found = answer(actors["owner"], ready(code).question, date(2026, 3, 2))
        assert figure_text(found.totals[0], found.measures[0].unit) == "¥1,326.05"
    month = answer(actors["owner"], ready("market-month").question, date(2026, 3, 2))
    assert [row.labels[0] for row in month.rows] == ["2026-01", "2026-02", "2026-03"]
