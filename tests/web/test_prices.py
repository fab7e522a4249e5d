"""The page of metal prices: today beside yesterday, whose price it is, the form that asks again."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parure.catalog.metal_prices import price_at
from parure.catalog.models import MetalPrice

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}
GOLD = "AU999-RETAIL"


def noted(price, days=0, store=None, fineness="AU999", kind="RETAIL"):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight - timedelta(days=days)
    return MetalPrice.objects.create(
        fineness=fineness, kind=kind, price_minor=price, store=store, effective_from=at
    )


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def setting(store="all"):
    return f"{reverse('metal-prices-set')}?store={store}"


def test_today_stands_beside_yesterday_and_a_store_s_own_is_marked(client_for, stores):
    noted(1_000_00, days=9)
    noted(1_010_00)
    noted(700_00, days=1, kind="BUYBACK")
    noted(1_020_00, store=stores.lake)
    client = client_for("owner")
    general = words(client.get(reverse("metal-prices") + "?store=all"))
    assert "¥1,010.00 +¥10.00 · +1.0%" in general
    assert "¥700.00 与昨日持平" in general
    own = words(client.get(f"{reverse('metal-prices')}?store={stores.lake.uid}"))
    assert "¥1,020.00 * +¥20.00 · +2.0%" in own
    assert client.get(reverse("metal-prices") + "?store=nowhere").status_code == 404


@pytest.mark.parametrize("fineness", [("AU999",), ("AU999", "AU750", "PT950")])
def test_the_page_costs_the_same_whatever_is_priced(client_for, fineness, django_assert_num_queries):
    for each in fineness:
        for days in (40, 20, 0):
            noted(1_000_00, days=days, fineness=each)
    client = client_for("owner")
    client.get(reverse("metal-prices"))
    with django_assert_num_queries(QUERIES):
        client.get(reverse("metal-prices"))


QUERIES = 6


def test_a_jump_is_asked_about_and_confirmed_as_it_stands(client_for, actors):
    noted(1_000_00, days=1)
    client = client_for("owner")
    answer = client.post(setting(), {GOLD: "10000"}, headers=HTMX)
    assert answer.status_code == 422
    assert "¥1,000.00" in words(answer)
    assert "¥10,000.00" in words(answer)
    about = re.search(r'name="about" value="([^"]+)"', answer.content.decode())[1]
    other = {GOLD: "10.00", "about": about, "sure": "1"}
    assert client.post(setting(), other, headers=HTMX).status_code == 422
    assert MetalPrice.objects.count() == 1
    confirmed = {GOLD: "10000", "about": about, "sure": "1"}
    assert client.post(setting(), confirmed, headers=HTMX).status_code == 204
    assert price_at(actors["owner"], "AU999", "RETAIL", None, timezone.now()) == 10_000_00


def test_what_is_emptied_in_a_store_ends_and_a_fineness_can_be_added(client_for, actors, stores):
    noted(1_000_00)
    noted(1_010_00, store=stores.lake)
    client = client_for("manager")
    sent = {GOLD: "", f"initial-{GOLD}": "1010", "more": "PT950", "more-RETAIL": "398.50"}
    assert client.post(setting(stores.lake.uid), sent, headers=HTMX).status_code == 204
    for key, expected in ((("AU999", "RETAIL"), 1_000_00), (("PT950", "RETAIL"), 398_50)):
        assert price_at(actors["manager"], *key, stores.lake.pk, timezone.now()) == expected
    assert client.post(setting(stores.opera.uid), sent, headers=HTMX).status_code == 403
    assert client.post(setting(), sent, headers=HTMX).status_code == 403
    nameless = {"more-RETAIL": "5"}
    assert client.post(setting(stores.lake.uid), nameless, headers=HTMX).status_code == 422


def test_what_somebody_else_set_meanwhile_is_not_written_over(client_for, actors):
    noted(1_000_00, days=1)
    noted(700_00, days=1, kind="BUYBACK")
    page = client_for("owner").get(setting()).content.decode()
    shown = dict(re.findall(r'name="(initial-AU999-[A-Z]+)" value="([^"]*)"', page))
    assert shown["initial-AU999-RETAIL"] == "1000"
    noted(1_050_00)
    sent = shown | {GOLD: "1000", "AU999-BUYBACK": "710"}
    assert client_for("owner").post(setting(), sent, headers=HTMX).status_code == 204
    now = timezone.now()
    assert price_at(actors["owner"], "AU999", "RETAIL", None, now) == 1_050_00
    assert price_at(actors["owner"], "AU999", "BUYBACK", None, now) == 710_00


def test_an_empty_page_offers_to_begin_to_who_may(client_for):
    assert "metal-prices/set" in client_for("owner").get(reverse("metal-prices")).content.decode()
    assert "metal-prices/set" not in client_for("advisor").get(reverse("metal-prices")).content.decode()


def test_the_history_lists_every_price_with_who_entered_it(client_for, actors, stores):
    noted(1_000_00)
    noted(None, store=stores.lake)
    page = words(client_for("analyst").get(reverse("metal-price-list")))
    assert "2 条价格" in page
    assert "恢复通用价" in page
    assert "所有门店" in page
