"""Metal prices: what holds when and where, what is asked again, who may set them."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from factories import keys, shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.catalog.metal_prices import course, is_far, price_at, prices_at
from parure.catalog.models import MetalPrice
from parure.catalog.operations import set_metal_prices
from parure.catalog.operations.prices import Doubtful
from parure.core.events import Event
from parure.core.ledger import AppendOnlyError

pytestmark = pytest.mark.django_db
GOLD, PLATINUM = ("AU999", "RETAIL"), ("PT950", "RETAIL")
NINE = datetime(2026, 11, 20, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


def noted(store, price, at, key=GOLD):
    return MetalPrice.objects.create(
        fineness=key[0], kind=key[1], price_minor=price, store=store, effective_from=at
    )


def test_a_price_holds_until_the_next_and_a_store_s_own_goes_before_the_general_one(actors, stores):
    owner, lake = actors["owner"], stores.lake.pk
    noted(None, 100_00, NINE)
    noted(stores.lake, 103_00, NINE + HOUR)
    noted(None, 101_00, NINE + 2 * HOUR)
    noted(stores.lake, None, NINE + 3 * HOUR)
    noted(None, 500_00, NINE, key=PLATINUM)

    def gold(store, hours):
        return price_at(owner, *GOLD, store, NINE + hours * HOUR)

    assert price_at(owner, *GOLD, lake, NINE - timedelta(microseconds=1)) is None
    assert [gold(lake, hours) for hours in range(4)] == [100_00, 103_00, 103_00, 101_00]
    assert [gold(None, hours) for hours in range(4)] == [100_00, 100_00, 101_00, 101_00]
    assert gold(stores.opera.pk, 3) == 101_00
    held = prices_at(owner, lake, NINE + 2 * HOUR)
    assert (held[GOLD].is_own, held[GOLD].since, held[PLATINUM].price_minor) == (True, NINE + HOUR, 500_00)


def test_a_wrong_price_is_followed_by_the_right_one_of_the_same_moment(actors):
    owner = actors["owner"]
    wrong = set_metal_prices(owner, {GOLD: 123_00}, effective_from=NINE)[0]
    set_metal_prices(owner, {GOLD: 132_00}, effective_from=NINE)
    assert price_at(owner, *GOLD, None, NINE) == 132_00
    assert MetalPrice.objects.filter(pk=wrong.pk).exists()
    with pytest.raises(AppendOnlyError):
        wrong.save()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE catalog_metalprice SET price_minor = 1")


@pytest.mark.parametrize("seed", range(4))
def test_what_holds_agrees_with_going_through_all_prices(actors, stores, seed):
    """Over any history, entered in any order, several of one moment."""
    dice = random.Random(seed)
    for _number in range(30):
        own = dice.choice((None, None, stores.lake, stores.opera))
        price = None if own and dice.random() < 0.3 else dice.randrange(1, 10**6)
        noted(own, price, NINE + dice.randrange(12) * HOUR, key=dice.choice((GOLD, PLATINUM)))
    told = sorted(MetalPrice.objects.all(), key=lambda row: (row.effective_from, row.pk))
    for hour in range(-1, 13):
        moment = NINE + hour * HOUR
        for key in (GOLD, PLATINUM):
            for store in (None, stores.lake.pk):
                last = {
                    each.store_id: each.price_minor
                    for each in told
                    if (each.fineness, each.kind) == key and each.effective_from <= moment
                }
                own = last.get(store)
                want = own if own is not None else last.get(None)
                assert price_at(actors["owner"], *key, store, moment) == want


def test_several_prices_are_one_act_and_the_same_again_is_none(actors):
    owner = actors["owner"]
    found = set_metal_prices(owner, {GOLD: 1_326_00, PLATINUM: 398_00})
    assert [(each.price_minor, each.staff_id) for each in found] == [
        (1_326_00, owner.staff_id),
        (398_00, owner.staff_id),
    ]
    assert [each.pk for each in set_metal_prices(owner, {GOLD: 1_326_00, PLATINUM: 400_00})] == [
        found[0].pk,
        MetalPrice.objects.latest("pk").pk,
    ]
    assert MetalPrice.objects.count() == 3
    events = Event.objects.filter(name="catalog.metal_prices_set").order_by("pk")
    assert [each.payload["finenesses"] for each in events] == [["AU999", "PT950"], ["PT950"]]
    assert AuditEntry.objects.filter(resource="catalog.metal_price").count() == 2


def test_a_jump_is_asked_about_with_both_figures(actors):
    owner = actors["owner"]
    set_metal_prices(owner, {GOLD: 1_000_00})
    with pytest.raises(Doubtful) as told:
        set_metal_prices(owner, {GOLD: 12_000_00, PLATINUM: 398_00})
    assert "1,000.00" in str(told.value)
    assert "12,000.00" in str(told.value)
    assert MetalPrice.objects.count() == 1
    set_metal_prices(owner, {GOLD: 1_200_00})  # a fifth is a day that happens
    set_metal_prices(owner, {GOLD: 12_000_00}, confirmed=True)
    assert price_at(owner, *GOLD, None, timezone.now()) == 12_000_00


@pytest.mark.parametrize(("price", "expected"), [(120, False), (121, True), (80, False), (79, True)])
def test_a_fifth_is_not_far(price, expected):
    assert is_far(price, 100) is expected


@pytest.mark.parametrize(
    ("prices", "given"),
    [
        ({}, {}),
        ({GOLD: 0}, {}),
        ({GOLD: -1}, {}),
        ({GOLD: None}, {}),
        ({("ALLOY", "RETAIL"): 100}, {}),
        ({("AU999", "SCRAP"): 100}, {}),
        ({GOLD: 100}, {"effective_from": timezone.now() + timedelta(days=8)}),
        ({GOLD: 100}, {"effective_from": datetime(1899, 12, 31, tzinfo=UTC)}),
    ],
)
def test_what_is_no_price_is_refused(actors, prices, given):
    with pytest.raises(ValidationError):
        set_metal_prices(actors["owner"], prices, **given)
    assert not MetalPrice.objects.exists()


def test_a_manager_sets_prices_of_their_stores_alone(actors, stores):
    manager = actors["manager"]
    set_metal_prices(manager, {GOLD: 1_300_00}, store=stores.lake.uid)
    for place in (None, stores.opera.uid):
        with pytest.raises(policy.Denied), transaction.atomic():
            set_metal_prices(manager, {GOLD: 1_301_00}, store=place)
    with pytest.raises(policy.Denied):
        set_metal_prices(actors["advisor"], {GOLD: 1_301_00}, store=stores.lake.uid)
    assert list(MetalPrice.objects.values_list("price_minor", "store")) == [(1_300_00, stores.lake.pk)]
    assert price_at(actors["advisor"], *GOLD, stores.lake.pk, timezone.now()) == 1_300_00
    with pytest.raises(policy.Denied):
        prices_at(actors["workshop"], None, timezone.now())


def test_a_store_s_own_price_can_end(actors, stores):
    owner, lake = actors["owner"], stores.lake
    set_metal_prices(owner, {GOLD: 1_000_00})
    set_metal_prices(owner, {GOLD: 1_010_00}, store=lake.uid)
    set_metal_prices(owner, {GOLD: None}, store=lake.uid)
    assert price_at(owner, *GOLD, lake.pk, timezone.now()) == 1_000_00
    assert set_metal_prices(owner, {PLATINUM: None}, store=lake.uid) == []


def test_the_course_of_a_price_is_two_queries(actors, stores, django_assert_num_queries):
    owner = actors["owner"]
    noted(None, 100, NINE)
    noted(None, 105, NINE + 2 * HOUR)
    noted(stores.lake, 110, NINE + 3 * HOUR)
    noted(None, 70, NINE + HOUR, key=("AU999", "BUYBACK"))
    noted(None, 9, NINE, key=PLATINUM)
    with django_assert_num_queries(2):
        found = course(owner, "AU999", stores.lake.pk, [NINE + hour * HOUR for hour in (-1, 0, 2, 3)])
    assert found == {"RETAIL": [None, 100, 105, 110], "BUYBACK": [None, None, 70, 70]}
    later = course(owner, "AU999", stores.lake.pk, [NINE + hour * HOUR for hour in (4, 5)])
    assert later == {"RETAIL": [110, 110], "BUYBACK": [70, 70]}


def test_other_systems_set_prices_in_one_call_and_are_asked_the_same(stores):
    call = keys.caller(shop.hire("owner", stores.lake))
    sent = {"prices": [{"fineness": "AU999", "kind": "RETAIL", "price": "1326.00"}]}
    made = call.make("metal-prices", sent)
    assert made.status_code == 201, made.content
    assert made.json()["price"] == {"amount": "1326.00", "currency": "CNY"}
    far = {"prices": [{"fineness": "AU999", "kind": "RETAIL", "price": "132.60"}]}
    refused = call.make("metal-prices", far)
    assert refused.status_code == 422
    assert "1,326.00" in refused.content.decode()
    assert call.make("metal-prices", far | {"confirmed": True}).status_code == 201
    assert [each["price"]["amount"] for each in call.get("metal-prices").json()["data"]] == [
        "132.60",
        "1326.00",
    ]
