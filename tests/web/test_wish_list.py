"""The list of all wishes."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import trade
from parure.catalog.models import Piece, Style
from parure.people import operations as people

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(actors):
    return people.register_customer(actors["advisor"], name="沈佩兰")


@pytest.fixture
def wish(actors, lan):
    def noted(what, **values):
        return people.add_wish(actors["advisor"], lan.uid, what=what, **values)

    return noted


def words(client, view):
    return client.get(reverse("wishes"), {"view": view}).content.decode()


def shown(client, view, *names):
    text = words(client, view)
    return [name for name in names if name in text]


def in_days(days):
    return timezone.localdate() + timedelta(days=days)


def test_views_part_what_is_open_near_and_there(client_for, wish, actors):
    here, gone = trade.piece(code="P1"), trade.piece(code="P2")
    Piece.objects.filter(pk=gone.pk).update(status="SOLD")
    wish("镯子", wanted_by=in_days(59), piece=here.uid)
    wish("耳坠", wanted_by=in_days(62), piece=gone.uid)
    wish("珠链", occasion="生日")
    done = wish("对戒", wanted_by=in_days(3), piece=here.uid)
    people.settle_wish(actors["advisor"], done.uid, state="fulfilled")
    client, names = client_for("advisor"), ("镯子", "耳坠", "珠链", "对戒")
    assert shown(client, "open", *names) == ["镯子", "耳坠", "珠链"]
    assert shown(client, "soon", *names) == ["镯子"]
    assert shown(client, "here", *names) == ["镯子"]
    assert shown(client, "all", *names) == list(names)


def test_a_style_counts_as_there_with_any_of_its_pieces(client_for, wish):
    style = Style.objects.create(style_no="S1", name="Ring")
    wish("镯子", style=style.uid)
    client = client_for("advisor")
    assert shown(client, "here", "镯子") == []
    Piece.objects.filter(pk=trade.piece(code="P1").pk).update(style=style)
    assert shown(client, "here", "镯子") == ["镯子"]


def test_what_is_not_there_can_be_asked_for_too(client_for, wish):
    wish("镯子", piece=trade.piece(code="P1").uid)
    wish("珠链")
    text = client_for("advisor").get(reverse("wishes"), {"view": "all", "f": "in_stock:is:0"})
    assert "珠链" in text.content.decode()
    assert "镯子" not in text.content.decode()


def test_a_line_leads_to_the_customer_and_to_the_piece(client_for, lan, wish):
    piece = trade.piece(code="P1")
    wish("镯子", piece=piece.uid, budget_from=5_000_00, budget_to=8_000_00)
    text = words(client_for("advisor"), "open")
    assert reverse("customer", args=[lan.uid]) in text
    assert reverse("piece", args=[piece.uid]) in text
    assert "¥5,000–¥8,000" in text


def test_wishes_of_customers_out_of_reach_are_not_listed(client_for, staff, stores, wish):
    wish("镯子")
    assert shown(client_for(staff("advisor", stores.opera)), "all", "镯子") == []


def test_it_costs_as_many_queries_with_one_wish_as_with_many(client_for, wish, django_assert_num_queries):
    client = client_for("advisor")
    wish("镯子", piece=trade.piece(code="P0").uid, style=Style.objects.create(style_no="S1", name="Ring").uid)
    words(client, "open")
    with django_assert_num_queries(COST):
        words(client, "open")
    for number in range(6):
        wish(f"镯子{number}", piece=trade.piece(code=f"P{number + 1}").uid)
    with django_assert_num_queries(COST):
        words(client, "open")


COST = 9


def test_customers_and_wishes_lead_to_each_other_for_who_may_see_both(client_for, wish):
    wish("镯子")
    assert reverse("wishes") in client_for("advisor").get(reverse("customers")).content.decode()
    assert f'href="{reverse("customers")}"' in words(client_for("advisor"), "open")
