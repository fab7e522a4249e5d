"""Every fact against plain Python on random shops: windows at midnight, returns, ties, leap days, nothing known."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from factories import shop
from factories.buying import SHOP, UNTIL, bought, random_story
from parure.insight.facts import FACTS, RECKONED
from parure.insight.models import CustomerFacts
from parure.insight.operations import refresh
from parure.people.models import Customer, Interaction
from parure.sales.choices import COUNTING
from parure.sales.models import OrderLine, Visit
from parure.sales.rules import BUDGET_BANDS, kept_minor, metal_of

pytestmark = pytest.mark.django_db(transaction=True)
RFM = {"recency_days", "purchases", "kept_minor", "r", "f", "m", "rfm_group"}  # test_rfm


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


def day(at):
    return at.astimezone(SHOP).date()


def weight(on):
    return (8, 4, 2, 1)[min(3, (UNTIL - on).days // 365)]


def share(part, of):
    return part * 1000 // of if of else None


def liked(told):
    """(code, share) of [(code, weight)]; the heaviest, of equals the first."""
    weights = Counter()
    for code, each in told:
        if code not in ("", "OTHER", None):
            weights[code] += each
    if not weights:
        return "", None
    code = min(weights, key=lambda each: (-weights[each], each))
    return code, share(weights[code], sum(weights.values()))


def band(line):
    each = line.total_minor // max(line.quantity, 1)
    return "" if each <= 0 else str(sum(each >= edge for edge in BUDGET_BANDS))


def buying(customer):
    orders = [each for each in customer.orders.all() if day(each.ordered_at) <= UNTIL]
    counting = [each for each in orders if each.status in COUNTING]
    kept = {
        each.pk: kept_minor(each.status, each.total_minor, each.paid_minor, each.refunded_minor)
        for each in counting
    }
    found = {}
    for days in (30, 90, 365, 730):
        within = [each for each in counting if (UNTIL - day(each.ordered_at)).days < days]
        found |= {
            f"orders_{days}": len(within),
            f"spent_{days}": sum(kept[each.pk] for each in within),
        }
    discount = sum(min(each.discount_minor, each.subtotal_minor) for each in counting)
    paid = {
        each.pk: each.paid_minor or each.total_minor
        for each in orders
        if each.status in COUNTING or each.status == "REFUNDED"
    }
    back = sum(
        paid[each.pk] if each.status == "REFUNDED" else min(each.refunded_minor, paid[each.pk])
        for each in orders
        if each.pk in paid
    )
    days = sorted({day(each.ordered_at) for each in counting})
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    return found | {
        "average_order": sum(kept.values()) // len(kept) if kept else None,
        "highest_order": max(kept.values()) if kept else None,
        "gift_share": share(sum(each.recipient != "" for each in counting), len(counting)),
        "discount_share": share(discount, sum(each.subtotal_minor for each in counting)),
        "return_share": share(back, sum(paid.values())),
        "days_between": sum(gaps) // len(gaps) if gaps else None,
    }


def taste(customer):
    lines = [
        (each, weight(day(each.order.ordered_at)))
        for each in OrderLine.objects.filter(order__customer=customer).select_related("order")
        if each.order.status in COUNTING and not each.is_returned and day(each.order.ordered_at) <= UNTIL
    ]
    orders = [
        (each, weight(day(each.ordered_at)))
        for each in customer.orders.all()
        if each.status in COUNTING and day(each.ordered_at) <= UNTIL
    ]
    talks = [
        (each, weight(day(each.at)))
        for each in Interaction.objects.filter(customer=customer, direction="in")
        if day(each.at) <= UNTIL
    ]
    told = {
        "favourite_category": liked((line.category, heavy) for line, heavy in lines),
        "favourite_metal": liked((metal_of(line.fineness), heavy) for line, heavy in lines),
        "favourite_gem": liked((line.gem, heavy) for line, heavy in lines),
        "favourite_price_band": liked((band(line), heavy) for line, heavy in lines),
        "favourite_occasion": liked((order.occasion, heavy) for order, heavy in orders),
        "best_channel": liked((talk.channel, heavy) for talk, heavy in talks),
        "best_hour": liked((f"{talk.at.astimezone(SHOP):%H}", heavy) for talk, heavy in talks),
    }
    codes = {name: code for name, (code, _share) in told.items()}
    return codes | {f"{name}_share": each for name, (_code, each) in told.items()}


def classes(row):
    loyal = "loyal" if row.f >= 4 and row.r >= 3 else "lost" if row.r == 1 else "general"
    return {
        "spending_class": ("low", "low", "middle", "middle", "high")[row.m - 1],
        "frequency_class": ("potential", "occasional", "occasional", "frequent", "frequent")[row.f - 1],
        "loyalty_class": loyal,
    }


def plainly(row):
    customer = Customer.objects.get(pk=row.pk)
    visits = [
        each
        for each in Visit.objects.filter(customer=customer)
        if timedelta() <= UNTIL - day(each.at) < timedelta(days=365)
    ]
    return buying(customer) | taste(customer) | classes(row) | {"visits_365": len(visits)}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_shops_agree_with_plain_python(seed):
    random_story(seed)
    refresh(until=UNTIL)
    names = [each for each in RECKONED if each not in RFM]
    rows = list(CustomerFacts.objects.all())
    assert len(rows) > 20
    for row in rows:
        assert {name: getattr(row, name) for name in names} == plainly(row)
    for name in names:
        assert any(getattr(row, name) not in (None, "", 0) for row in rows), name


def test_refreshed_again_nothing_is_written():
    random_story(4)
    refresh(until=UNTIL)
    assert refresh(until=UNTIL).written == 0


def test_a_single_purchase_tells_no_rhythm_and_without_lines_no_taste():
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2028, 2, 28, 16, tzinfo=UTC), total_minor=100)
    refresh(until=UNTIL)
    row = CustomerFacts.objects.get(pk=customer.pk)
    assert (row.orders_30, row.spent_30, row.average_order) == (1, 100, 100)
    assert (row.days_between, row.discount_share, row.favourite_gem, row.best_hour_share) == (
        None,
        None,
        "",
        None,
    )


def test_a_window_begins_at_midnight_of_the_shop():
    customer = shop.customer("甲")
    first = datetime(2028, 1, 30, 16, tzinfo=UTC)  # 31 January begins; 30 days up to and with 29 February
    bought(customer, 1, first, total_minor=100)
    bought(customer, 2, first - timedelta(microseconds=1), total_minor=100)
    refresh(until=UNTIL)
    assert CustomerFacts.objects.get(pk=customer.pk).orders_30 == 1
    assert date(2028, 2, 29) - date(2028, 1, 31) == timedelta(days=29)


def test_amounts_of_a_whole_trade_stay_exact():
    customer = shop.customer("甲")
    for number, total in enumerate((999_999_999_999, 999_999_999_998, 1)):
        at = datetime(2027, 1, 1 + number, tzinfo=UTC)
        bought(customer, number, at, total_minor=total, subtotal_minor=total, discount_minor=total - 1)
    refresh(until=UNTIL)
    row = CustomerFacts.objects.get(pk=customer.pk)
    assert (row.average_order, row.discount_share) == (666_666_666_666, 999)


def test_every_code_of_a_fact_has_a_word():
    for fact in FACTS:
        for code, label in (fact.labels() if fact.labels else {}).items():
            assert str(label), code
            assert len(code) <= 20
