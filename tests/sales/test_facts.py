"""Figures of customers: equal to a plain recomputation, whatever happened."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import shop, trade
from parure.core import jobs
from parure.people.models import Customer, Preference
from parure.people.rules import PurchaseFacts
from parure.sales import rules
from parure.sales.choices import OrderStatus
from parure.sales.drafts import LineDraft
from parure.sales.models import OpeningSpend, Order
from parure.sales.operations import cancel_order, record_order, record_return, refresh_customers
from parure.sales.queries import purchase_facts

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def by_hand(orders: list[dict[str, object]], opening: int) -> PurchaseFacts:
    """The same sums without the product: of each order what was paid less what went back."""
    kept = {n: o["paid"] - o["back"] for n, o in enumerate(orders) if o["counts"]}
    days = sorted({o["on"] for o in orders if o["counts"]})
    year = [kept[n] for n, o in enumerate(orders) if o["counts"] and o["on"] > date(2025, 11, 22)]
    return PurchaseFacts(
        total_spent_minor=sum(kept.values()) + opening,
        year_spent_minor=sum(year),
        order_count=len(kept) + (1 if opening else 0),
        highest_order_minor=max(kept.values(), default=0),
        first_purchase_on=days[0] if days else None,
        last_purchase_on=days[-1] if days else None,
        previous_purchase_on=days[-2] if len(days) > 1 else None,
    )


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("order"),
            st.lists(st.integers(1, 10_000), min_size=1, max_size=3),
            st.integers(0, 800),
            st.sampled_from(["all", "half", "nothing"]),
        ),
        st.tuples(st.just("return"), st.integers(0, 5), st.integers(0, 2), st.integers(0, 12_000)),
        st.tuples(st.just("cancel"), st.integers(0, 5), st.just(0), st.just(0)),
    ),
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, opening=st.sampled_from([0, 5_000]))
def test_facts_equal_a_plain_recomputation(actors, stores, steps, opening):
    buyer = shop.customer(home_store=stores.lake)
    if opening:
        OpeningSpend.objects.create(
            customer=buyer, amount_minor=opening, order_count=1, as_of=TODAY, source_key=f"o{buyer.pk}"
        )
    uids, told = [], []
    for kind, *values in steps:
        if kind == "order":
            uid, entry = _order(actors["manager"], buyer, *values)
            uids.append(uid)
            told.append(entry)
        elif uids:
            _take_back(actors["manager"], kind, uids, told, values)
    assert purchase_facts([buyer.pk], TODAY)[buyer.pk] == by_hand(told, opening)
    _ledgers_agree(buyer)


def _order(actor, buyer, prices, days_ago, payment):
    on = TODAY - timedelta(days=days_ago)
    total = sum(prices)
    paid = {"all": total, "half": total // 2, "nothing": 0}[payment]
    lines = [LineDraft(title="x", unit_price_minor=price) for price in prices]
    draft = trade.order(*lines, paid=paid, ordered_at=trade.moment(f"{on} 23:30"), customer_uid=buyer.uid)
    order = record_order(actor, draft)
    entry = {"on": on, "paid": paid, "back": 0, "left": set(range(1, len(prices) + 1)), "counts": paid > 0}
    return order.uid, entry


def _take_back(actor, kind, uids, told, values):
    which = values[0] % len(uids)
    entry = told[which]
    if kind == "cancel":
        refunded = not entry["left"] and entry["back"] >= entry["paid"] > 0
        if refunded:
            return
        cancel_order(actor, uids[which])
        entry.update(counts=False)
        return
    line, amount = values[1] + 1, values[2]
    allowed = entry["counts"] and line in entry["left"] and amount <= entry["paid"] - entry["back"]
    if allowed:
        record_return(actor, uids[which], [line], amount)
        entry["back"] += amount
        entry["left"].discard(line)
        entry["counts"] = bool(entry["left"]) or entry["back"] < entry["paid"]
    elif line not in entry["left"]:
        return  # not there, or back already, perhaps by this very request
    else:
        with pytest.raises(ValidationError):
            record_return(actor, uids[which], [line], amount)


def _ledgers_agree(buyer):
    """What stands on an order is the sum of its payments."""
    for order in Order.objects.filter(customer=buyer):
        sums = Counter()
        for kind, amount in order.payments.values_list("kind", "amount_minor"):
            sums[kind] += amount
        assert (sums["PAYMENT"], sums["REFUND"]) == (order.paid_minor, order.refunded_minor)


@given(
    status=st.sampled_from(OrderStatus.values),
    total=st.integers(0, 10**9),
    paid=st.integers(0, 10**9),
    refunded=st.integers(0, 10**9),
)
def test_what_is_kept_is_never_negative_and_never_more_than_came_in(status, total, paid, refunded):
    kept = rules.kept_minor(status, total, paid, refunded)
    assert 0 <= kept <= max(total, paid)
    assert rules.kept_minor(status, total, total, 0) in (0, total)


def test_a_purchase_makes_a_lead_a_customer_at_once(actors, stores, committed):
    buyer = shop.customer(home_store=stores.lake)
    with committed():
        order = record_order(
            actors["manager"],
            trade.order(customer_uid=buyer.uid, ordered_at=timezone.now() - timedelta(days=1)),
        )
    buyer.refresh_from_db()
    assert (buyer.stage, buyer.total_spent_minor, buyer.order_count) == ("first", 500_000, 1)
    with committed():
        record_return(actors["manager"], order.uid, [1], 500_000)
    buyer.refresh_from_db()
    assert (buyer.stage, buyer.total_spent_minor, buyer.last_purchase_on) == ("lead", 0, None)


def test_tastes_are_inferred_from_what_was_kept_and_never_touch_what_was_said(actors, stores):
    buyer = shop.customer(home_store=stores.lake)
    said = Preference.objects.create(customer=buyer, aspect="gem", value="翡翠", basis="stated")
    chain = LineDraft(title="项链", unit_price_minor=500_000, category="NECKLACE", fineness="AU999")
    first = record_order(actors["manager"], trade.order(chain, chain, chain, customer_uid=buyer.uid))
    refresh_customers([buyer.pk])
    inferred = Preference.objects.filter(customer=buyer, basis="inferred")
    assert dict(inferred.values_list("aspect", "confidence")) == {
        "metal": 60,
        "category": 60,
        "budget": 60,
    }
    rows = list(inferred.order_by("pk").values())
    refresh_customers([buyer.pk])
    assert list(inferred.order_by("pk").values()) == rows
    cancel_order(actors["manager"], first.uid)
    refresh_customers([buyer.pk])
    assert list(Preference.objects.filter(customer=buyer)) == [said]


def test_the_calendar_moves_the_year_and_the_stage(stores):
    buyer = shop.customer(home_store=stores.lake)
    quiet = shop.customer(home_store=stores.lake)
    today = timezone.localdate()
    for customer, days in ((buyer, 364), (quiet, 10)):
        Order.objects.create(
            order_no=f"T{days}",
            customer=customer,
            ordered_at=timezone.now() - timedelta(days=days),
            total_minor=900,
            paid_minor=900,
        )
    refresh_customers([buyer.pk, quiet.pk])
    buyer.refresh_from_db()
    assert (buyer.year_spent_minor, buyer.stage) == (900, "first")
    jobs.enqueue("sales.refresh_facts", {"day": (today + timedelta(days=2)).isoformat()})
    jobs.run_all()
    buyer.refresh_from_db()
    quiet.refresh_from_db()
    assert (buyer.year_spent_minor, buyer.total_spent_minor, buyer.stage) == (0, 900, "dormant")
    assert (quiet.year_spent_minor, quiet.stage) == (900, "first")


@pytest.mark.parametrize(
    ("today", "since"),
    [(date(2026, 11, 22), date(2025, 11, 22)), (date(2028, 2, 29), date(2027, 2, 28))],
)
def test_the_last_twelve_months(today, since):
    assert rules.year_before(today) == since


def test_any_number_of_customers_in_three_queries(stores, django_assert_num_queries):
    ids = [shop.customer(str(n)).pk for n in range(5)]
    with django_assert_num_queries(3):  # records merged into them, orders, opening spend
        assert set(purchase_facts(ids, TODAY)) == set(ids)
    assert Customer.objects.count() == 5
