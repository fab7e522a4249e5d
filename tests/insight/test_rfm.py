"""RFM against plain Python on random shops: returns, merged customers, midnight, leap days, empty and tiny shops."""

import json
from datetime import UTC, datetime

import pytest
from django.core.management import call_command

from factories import shop
from factories.buying import SHOP, UNTIL, bought, random_shop
from factories.figures import reckoned
from parure.insight import queries
from parure.insight.engine import opened
from parure.insight.measures.rfm import GROUPS, Bounds, rfm
from parure.insight.models import CustomerFacts, GroupMove, GroupSize
from parure.people.models import Customer
from parure.sales.rules import Opening, Purchase, kept_minor, sum_purchases

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


def plainly(until):
    """{customer: (recency_days, purchases, kept, r, f, m, group)} in plain Python."""
    facts = {}
    for customer in Customer.objects.filter(is_archived=False):
        orders = [
            (
                each.ordered_at.astimezone(SHOP).date(),
                each.status,
                kept_minor(each.status, each.total_minor, each.paid_minor, each.refunded_minor),
            )
            for each in customer.orders.all()
        ]
        counting = [
            Purchase(on, kept)
            for on, status, kept in orders
            if status in ("PAID", "PARTLY_PAID", "PARTLY_REFUNDED") and on <= until
        ]
        opening = [
            Opening(each.amount_minor, each.order_count, each.last_purchase_on)
            for each in customer.opening_spend.all()
        ]
        summed = sum_purchases(counting, opening, until)
        if summed.last_purchase_on is not None:
            facts[customer.pk] = (
                (until - summed.last_purchase_on).days,
                summed.order_count,
                summed.total_spent_minor,
            )

    def fifths(value):
        """As SQL's ntile: the first groups take one more where it doesn't come out even."""
        ranked = sorted(facts, key=lambda pk: (value(facts[pk]), pk))
        size, more = divmod(len(ranked), 5)
        scores, place = {}, 0
        for score in range(5):
            length = size + (score < more)
            scores.update(dict.fromkeys(ranked[place : place + length], score + 1))
            place += length
        return scores

    r, f, m = fifths(lambda row: -row[0]), fifths(lambda row: row[1]), fifths(lambda row: row[2])

    def group(pk):
        for each in GROUPS:
            ranges = zip((r[pk], f[pk], m[pk]), (each.recency, each.frequency, each.money), strict=True)
            if all(low <= score <= high for score, (low, high) in ranges):
                return each.code
        return "regular"

    return {pk: (*row, r[pk], f[pk], m[pk], group(pk)) for pk, row in facts.items()}


def kept():
    columns = ("recency_days", "purchases", "kept_minor", "r", "f", "m", "rfm_group")
    return {row[0]: row[1:] for row in CustomerFacts.objects.values_list("pk", *columns)}


@pytest.mark.parametrize("seed", [1, 2])
def test_random_shops_agree_with_plain_python(seed):
    random_shop(seed)
    reckoned(UNTIL)
    assert kept() == plainly(UNTIL)
    assert len(kept()) > 20


def test_an_empty_shop_and_a_single_customer():
    done = reckoned(UNTIL)
    assert (done.customers, kept()) == (0, {})
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2028, 2, 28, 16, tzinfo=UTC), total_minor=100)
    reckoned(UNTIL)
    assert kept() == {customer.pk: (0, 1, 100, 1, 1, 1, "dormant")}
    assert queries.group_sizes(UNTIL)["customers"] == 1


def test_only_what_changed_is_written_and_moves_add_up():
    random_shop(3)
    reckoned(UNTIL)
    assert reckoned(UNTIL).written == 0
    before = kept()
    someone = Customer.objects.get(pk=min(before))
    bought(someone, 9999, datetime(2028, 2, 28, tzinfo=UTC), total_minor=90_000_000)
    gone = Customer.objects.get(pk=max(before))
    Customer.objects.filter(pk=gone.pk).update(is_archived=True)
    done = reckoned(UNTIL)
    after = kept()
    assert after == plainly(UNTIL)
    assert done.written + done.removed == sum(before.get(pk) != after.get(pk) for pk in before | after)
    sizes = {row.rfm_group: row.customers for row in GroupSize.objects.all()}
    flow = dict.fromkeys([*sizes, ""], 0)
    for move in GroupMove.objects.all():
        flow[move.before] = flow.get(move.before, 0) - move.customers
        flow[move.after] = flow.get(move.after, 0) + move.customers
    assert {group: count for group, count in flow.items() if group and count} == sizes


def test_fixed_bounds():
    customer = shop.customer("甲")
    for number in range(5):
        bought(customer, number, datetime(2027, 12, 31, tzinfo=UTC), total_minor=400_000)
    reckoned(UNTIL)
    with opened() as lake:
        row = rfm(lake, UNTIL, Bounds()).to_pyarrow().to_pylist()[0]
    assert (row["recency_days"], row["r"], row["f"], row["m"]) == (60, 5, 4, 3)


def test_the_command_prints_what_it_did(capsys):
    random_shop(4, people=10, orders=20)
    call_command("insight", "refresh", "--json")
    done = json.loads(capsys.readouterr().out)
    assert done["full"] is True
    assert done["rows"]["order"] == 20
    call_command("insight", "rfm", "--until", UNTIL.isoformat(), "--json")
    told = json.loads(capsys.readouterr().out)
    assert told["customers"] == sum(each["customers"] for each in told["groups"].values()) > 0
