"""The wish list on the customer's page."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from factories import trade, uploads
from parure.people import operations as people
from parure.people.models import Wish

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def lan(actors):
    return people.register_customer(actors["advisor"], name="沈佩兰")


def card(client, lan):
    return client.get(reverse("customer-wishes", args=[lan.uid]), headers=HTMX).content.decode()


def post(client, name, *args, **values):
    return client.post(reverse(name, args=args), values, headers=HTMX)


def undo(client, answer):
    return client.post(re.search(r"/undo/[\w-]+/", answer.headers["HX-Trigger"])[0])


def test_a_wish_is_noted_once_with_budget_and_piece(client_for, lan):
    client, piece = client_for("advisor"), trade.piece(code="P1")
    for _ in range(2):
        answer = post(
            client, "wish-add", lan.uid, what="镯子", goods=f"piece:{piece.uid}", budget_from="5000", budget_to="8,000",
            may_tell="on", request_key="k",
        )  # fmt: skip
        assert answer.status_code == 204
    row = Wish.objects.get()
    assert (row.budget_from_minor, row.budget_to_minor, row.piece_ref) == (5_000_00, 8_000_00, piece.pk)
    words = card(client, lan)
    assert "镯子" in words
    assert "¥5,000–¥8,000" in words
    assert reverse("piece", args=[piece.uid]) in words
    assert "可告知配偶" in words


def test_leave_to_tell_the_spouse_is_not_given_by_leaving_it_open(client_for, lan):
    client = client_for("advisor")
    form = client.get(reverse("wish-add", args=[lan.uid])).context["form"]
    assert not form["may_tell"].value()
    post(client, "wish-add", lan.uid, what="镯子")
    assert Wish.objects.get().may_tell_since is None


def test_a_wish_is_changed_and_keeps_what_was_left_alone(client_for, lan, actors):
    client, piece = client_for("advisor"), trade.piece(code="P1")
    row = people.add_wish(actors["advisor"], lan.uid, what="镯子", piece=piece.uid, budget_to=8_000_50)
    form = client.get(reverse("wish-change", args=[lan.uid, row.uid])).context["form"]
    sent = {each.name: each.value() for each in form if each.value() not in (None, False)} | {
        "occasion": "生日"
    }
    sent.pop("request_key")
    assert post(client, "wish-change", lan.uid, row.uid, **sent).status_code == 204
    row.refresh_from_db()
    assert (row.what, row.piece_ref, row.budget_to_minor, row.occasion) == (
        "镯子",
        piece.pk,
        8_000_50,
        "生日",
    )


def test_it_comes_true_and_is_removed_with_undo(client_for, lan, actors):
    client = client_for("advisor")
    row = people.add_wish(actors["advisor"], lan.uid, what="镯子")
    undo(client, post(client, "wish-settle", lan.uid, row.uid, state="fulfilled"))
    row.refresh_from_db()
    assert row.state == "open"
    answer = post(client, "wish-remove", lan.uid, row.uid)
    assert "镯子" not in card(client, lan)
    undo(client, answer)
    assert "镯子" in card(client, lan)


def test_a_photo_is_drawn_anew_and_shown_to_who_sees_the_wish(client_for, lan):
    client = client_for("advisor")
    picture = SimpleUploadedFile("a.png", uploads.picture(), content_type="text/html")
    post(client, "wish-add", lan.uid, what="镯子", photo=picture)
    row = Wish.objects.get()
    sent = client.get(reverse("wish-photo", args=[lan.uid, row.uid]))
    assert sent.headers["Content-Type"] == "image/jpeg"
    assert b"".join(sent.streaming_content)[:2] == b"\xff\xd8"
    assert client_for("workshop").get(reverse("wish-photo", args=[lan.uid, row.uid])).status_code == 404
    refused = post(client, "wish-add", lan.uid, what="x", photo=SimpleUploadedFile("a.svg", b"<svg/>"))
    assert refused.status_code == 422
    assert io.BytesIO(uploads.picture()).read(2)


def test_goods_are_found_and_who_wishes_for_them(client_for, lan, actors):
    client, piece = client_for("advisor"), trade.piece(code="P1")
    people.add_wish(actors["advisor"], lan.uid, piece=piece.uid)
    assert (
        f"piece:{piece.uid}" in client.get(reverse("wish-goods"), {"q": "P1"}, headers=HTMX).content.decode()
    )
    words = client.get(reverse("wished-by", args=["piece", piece.uid]), headers=HTMX).content.decode()
    assert "沈佩兰" in words
    assert client.get(reverse("wished-by", args=["order", piece.uid]), headers=HTMX).status_code == 404


def test_the_card_costs_the_same_for_one_wish_and_for_many(
    client_for, lan, actors, django_assert_num_queries
):
    client, piece = client_for("advisor"), trade.piece(code="P1")
    for number in range(4):
        people.add_wish(actors["advisor"], lan.uid, what=f"镯子{number}", piece=piece.uid)
        if number in (0, 3):
            card(client, lan)
            with django_assert_num_queries(CARD):
                card(client, lan)


CARD = 5
