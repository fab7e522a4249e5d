"""What to show a customer, and who would love a piece, on their pages."""

import re

import pytest
from django.urls import reverse

from factories import trade
from parure.catalog.models import Style
from parure.people import operations as people
from parure.people.models import Wish

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def lan(actors, stores):
    return people.register_customer(actors["advisor"], name="沈佩兰", store=stores.lake)


@pytest.fixture
def bangle(stores):
    made = Style.objects.create(style_no="S1", name="平安镯", category="BANGLE", main_gem="JADEITE")
    return trade.piece(
        style=made, name="平安镯", category="", fineness="", main_gem="", label_price_minor=6_880_000, store=stores.lake,
        drawing="bangle jade",
    )  # fmt: skip


@pytest.fixture
def said(actors, lan):
    return people.state_preference(actors["advisor"], lan.uid, aspect="gem", value="翡翠")


def card(client, name, *args):
    return client.get(reverse(name, args=args), headers=HTMX).content.decode()


def test_a_piece_is_shown_with_price_place_and_why(client_for, lan, bangle, said):
    words = card(client_for("advisor"), "customer-suggestions", lan.uid)
    for told in ("平安镯", "¥68,800", "说过喜欢翡翠", "Lake store", reverse("piece", args=[bangle.uid])):
        assert told in words, told


def test_it_is_put_on_the_wish_list_once_and_taken_off_again(client_for, lan, bangle, said):
    client = client_for("advisor")
    sent = dict(
        re.findall(r'"(goods|request_key)": "([^"]+)"', card(client, "customer-suggestions", lan.uid))
    )
    assert sent["goods"] == f"piece:{bangle.uid}"
    for _ in range(2):
        answer = client.post(reverse("suggestion-wish", args=[lan.uid]), sent, headers=HTMX)
        assert answer.status_code == 204
    wish = Wish.objects.get()
    assert (wish.piece_ref, wish.what) == (bangle.pk, "平安镯")
    noted = card(client, "customer-suggestions", lan.uid)
    assert "心愿单里写着" in noted
    assert "request_key" not in noted  # it is there already
    client.post(re.search(r"/undo/[\w-]+/", answer.headers["HX-Trigger"])[0])
    assert Wish.objects.get().is_removed


def test_of_nobody_known_it_says_so(client_for, lan, bangle):
    assert "记下客户的喜好" in card(client_for("advisor"), "customer-suggestions", lan.uid)


def test_the_pages_ask_for_it_for_who_may_read_it(client_for, lan, bangle):
    for name, uid, part in (
        ("customer", lan.uid, reverse("customer-suggestions", args=[lan.uid])),
        ("piece", bangle.uid, reverse("likers", args=["piece", bangle.uid])),
        ("style", bangle.style.uid, reverse("likers", args=["style", bangle.style.uid])),
    ):
        page = reverse(name, args=[uid])
        assert part in client_for("advisor").get(page).content.decode()
        assert part not in client_for("workshop").get(page).content.decode()


def test_nobody_is_looked_for_to_whom_a_sold_piece_could_go(client_for, bangle):
    type(bangle).objects.filter(pk=bangle.pk).update(status="SOLD")
    page = client_for("advisor").get(reverse("piece", args=[bangle.uid])).content.decode()
    assert reverse("likers", args=["piece", bangle.uid]) not in page


def test_customers_stand_on_the_page_of_the_piece_with_why_and_the_list(client_for, lan, bangle, actors):
    people.add_wish(actors["advisor"], lan.uid, piece=bangle.uid)
    client = client_for("advisor")
    words = card(client, "likers", "piece", bangle.uid)
    for told in ("沈佩兰", "心愿单里写着", reverse("customer", args=[lan.uid])):
        assert told in words, told
    address = re.search(r'class="more" href="([^"]+)"', words)[1].replace("&amp;", "&")
    assert client.get(address).status_code == 200
    assert "偏爱" in words


def test_where_nobody_is_found_it_says_so(client_for, bangle):
    assert "还没有合适的客户" in card(client_for("advisor"), "likers", "piece", bangle.uid)
