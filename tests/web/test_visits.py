"""Recording a visit on the customer's page."""

import json

import pytest
from django.urls import reverse

from factories import trade
from parure.engagement.models import Task
from parure.people import operations
from parure.sales.models import Visit

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def lan(actors):
    return operations.register_customer(actors["advisor"], name="沈佩兰")


def record(client, customer, **given):
    return client.post(reverse("visit-add", args=[customer.uid]), {"request_key": "a"} | given, headers=HTMX)


def test_a_visit_is_recorded_with_pieces_and_a_next_step(client_for, lan, committed):
    ring, chain = trade.piece(), trade.piece(name="足金项链")
    client = client_for("advisor")
    with committed():
        answer = record(
            client,
            lan,
            companions="先生",
            minutes="40",
            outcome="left",
            reason="戒臂太窄",
            piece=[str(ring.uid), str(chain.uid)],
            tried=[str(ring.uid)],
            next_step="留意宽戒臂",
            next_due="2031-01-04",
        )
    assert answer.status_code == 204
    assert "customer-changed" in json.loads(answer.headers["HX-Trigger"])
    visit = Visit.objects.get()
    assert (visit.companions, visit.minutes, visit.reason) == ("先生", 40, "戒臂太窄")
    assert dict(visit.pieces.values_list("piece_id", "tried")) == {ring.pk: True, chain.pk: False}
    assert Task.objects.get().title == "留意宽戒臂"
    words = client.get(reverse("customer", args=[lan.uid])).content.decode()
    assert "戒臂太窄" in words
    assert "今天到店" in words


def test_the_same_form_sent_twice_is_one_visit(client_for, lan):
    client = client_for("advisor")
    assert {record(client, lan, companions="先生").status_code for _ in range(2)} == {204}
    assert Visit.objects.count() == 1


def test_a_form_that_comes_back_still_holds_the_pieces(client_for, lan):
    ring = trade.piece(name="六爪钻戒")
    answer = record(
        client_for("advisor"), lan, piece=[str(ring.uid)], tried=[str(ring.uid)], next_due="2031-01-04"
    )
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "六爪钻戒" in words
    assert "checked" in words
    assert "到那天前要做什么" in words
    assert not Visit.objects.exists()


def test_pieces_are_found_by_code_and_name_and_chosen(client_for, lan):
    ring = trade.piece(code="PR2608-0001", name="六爪钻戒")
    client = client_for("advisor")
    assert "六爪钻戒" in client.get(reverse("piece-choices"), {"q": "pr2608"}, headers=HTMX).content.decode()
    row = client.get(reverse("piece-chosen", args=[ring.uid]), headers=HTMX).content.decode()
    assert f'name="piece" value="{ring.uid}"' in row
    assert "checked" not in row


def test_a_visit_can_be_read_again(client_for, actors, lan):
    record(client_for("advisor"), lan, companions="先生", outcome="left", reason="戒臂太窄")
    address = reverse("visit", args=[Visit.objects.get().uid])
    words = client_for("manager").get(address).content.decode()
    assert "戒臂太窄" in words
    assert "未成交" in words


def test_words_that_are_no_uid_are_no_piece(client_for, lan):
    assert record(client_for("advisor"), lan, piece=["x", "' OR 1=1"]).status_code == 204
    assert Visit.objects.get().pieces.count() == 0
