"""The card of what figures say of a customer."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from factories.buying import bought
from parure.insight.operations import refresh
from parure.people import operations as people
from parure.people.models import Interaction
from parure.sales.models import OrderLine

pytestmark = pytest.mark.django_db(transaction=True)
HTMX = {"HX-Request": "true"}
DAY = datetime(2028, 2, 29, 4, tzinfo=UTC)


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


@pytest.fixture
def lan(actors):
    return people.register_customer(actors["advisor"], name="沈佩兰")


@pytest.fixture
def known(lan):
    """Who bought rings twice, 40 days apart, and writes at eleven in the morning."""
    for number, days in enumerate((1, 41)):
        order = bought(lan, number, DAY - timedelta(days=days), total_minor=260_000)
        OrderLine.objects.create(order=order, line_no=1, title="戒", category="RING", total_minor=260_000)
    Interaction.objects.create(customer=lan, channel="wechat", direction="in", at=DAY - timedelta(hours=1))
    refresh(until=DAY.date())
    return lan


def card(client, customer):
    return client.get(reverse("customer-figures", args=[customer.uid]), headers=HTMX).content.decode()


def test_it_says_how_each_fact_came_about(client_for, known):
    words = card(client_for("owner"), known)
    for said in (
        "2028-02-29",
        "1 天前买过",
        "2 单",
        "¥5,200",
        "戒指",
        "100%",
        "40 天",
        "11:00–12:00",
        "微信",
    ):
        assert said in words, said


def test_who_may_not_read_amounts_learns_nothing_of_them(client_for, known):
    words = card(client_for("service"), known)
    assert "戒指" in words
    for told in ("¥", "单", "天前", "R1", "M1"):
        assert told not in words, told


def test_it_costs_as_many_queries_whatever_is_known(client_for, lan, known, django_assert_num_queries):
    client = client_for("advisor")
    card(client, known)
    with django_assert_num_queries(COST):
        card(client, known)


COST = 4


def test_before_the_first_refresh_and_the_first_purchase_it_says_so(client_for, lan):
    client = client_for("advisor")
    assert "还没有算过" in card(client, lan)
    refresh()
    assert "第一次购买" in card(client, lan)


def test_the_page_asks_for_it_for_who_may_read_it(client_for, lan):
    address = reverse("customer-figures", args=[lan.uid])
    page = reverse("customer", args=[lan.uid])
    assert address in client_for("advisor").get(page).content.decode()
    assert address not in client_for("workshop").get(page).content.decode()
