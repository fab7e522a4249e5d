"""Feedback on the customer's page, and the list of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from parure.people import operations as people
from parure.people.models import Feedback
from parure.sales.models import Order

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}


@pytest.fixture
def lan(actors):
    return people.register_customer(actors["advisor"], name="沈佩兰")


@pytest.fixture
def heard(actors, lan):
    def recorded(kind="complaint", **values):
        return people.record_feedback(
            actors["advisor"], lan.uid, kind=kind, **({"words": "戒圈太紧"} | values)
        )

    return recorded


def page(client, name, *args):
    return client.get(reverse(name, args=args), headers=HTMX).content.decode()


def post(client, name, *args, **values):
    return client.post(reverse(name, args=args), values, headers=HTMX)


def undo(client, answer):
    return client.post(re.search(r"/undo/[\w-]+/", answer.headers["HX-Trigger"])[0])


def order(customer, number):
    return Order.objects.create(
        order_no=f"O{number}", customer=customer, store=customer.home_store, ordered_at=timezone.now()
    )


def test_it_is_recorded_once_and_taken_back(client_for, lan):
    client, bought = client_for("advisor"), order(lan, 1)
    for _ in range(2):
        answer = post(
            client, "feedback-add", lan.uid, kind="complaint", score="2", recommend="0", words="戒圈太紧",
            about=f"order:{bought.uid}", request_key="k",
        )  # fmt: skip
        assert answer.status_code == 204
    row = Feedback.objects.get()
    assert (row.score, row.recommend, row.order_ref) == (2, 0, bought.pk)
    words = page(client, "customer-feedback", lan.uid)
    for each in ("戒圈太紧", "★★☆☆☆", "推荐意愿 0/10", reverse("order", args=[bought.uid])):
        assert each in words
    undo(client, answer)
    assert "戒圈太紧" not in page(client, "customer-feedback", lan.uid)


def test_nothing_said_is_refused_and_what_wasn_t_said_stays_open(client_for, lan):
    client = client_for("advisor")
    answer = post(client, "feedback-add", lan.uid, kind="satisfaction", score="", recommend="")
    assert answer.status_code == 422
    assert not Feedback.objects.exists()
    assert post(client, "feedback-add", lan.uid, kind="satisfaction", score="5").status_code == 204
    row = Feedback.objects.get()
    assert (row.score, row.recommend) == (5, None)


def test_it_is_put_right_and_keeps_what_was_left_alone(client_for, lan, heard):
    client, bought = client_for("advisor"), order(lan, 1)
    row = heard(score=2, recommend=0, order=bought.uid)
    form = client.get(reverse("feedback-amend", args=[lan.uid, row.uid])).context["form"]
    sent = {each.name: each.value() for each in form if each.name != "request_key"} | {"score": "3"}
    assert post(client, "feedback-amend", lan.uid, row.uid, **sent).status_code == 204
    row.refresh_from_db()
    assert (row.kind, row.score, row.recommend, row.words, row.order_ref) == (
        "complaint", 3, 0, "戒圈太紧", bought.pk
    )  # fmt: skip


def test_a_complaint_is_seen_before_greeting_until_it_is_settled(client_for, lan, heard):
    client, row = client_for("advisor"), heard(at=timezone.now() - timedelta(days=2))
    words = page(client, "customer", lan.uid)
    brief = words[words.index("pr-brief") : words.index("pr-views")]
    for each in ("未处理的投诉", "戒圈太紧", "2 天前"):
        assert each in brief
    assert "戒圈太紧" in page(client, "feedback-settle", lan.uid, row.uid)
    assert post(client, "feedback-settle", lan.uid, row.uid, done="").status_code == 422
    answer = post(client, "feedback-settle", lan.uid, row.uid, done="改大一号")
    assert "未处理的投诉" not in page(client, "customer", lan.uid)
    assert "改大一号" in page(client, "customer-feedback", lan.uid)
    undo(client, answer)
    assert "未处理的投诉" in page(client, "customer", lan.uid)


def test_the_card_costs_the_same_for_one_and_for_many(client_for, lan, heard, django_assert_num_queries):
    client = client_for("advisor")
    for number in range(4):
        heard(score=2, order=order(lan, number).uid)
        if number in (0, 3):
            page(client, "customer-feedback", lan.uid)
            with django_assert_num_queries(CARD):
                page(client, "customer-feedback", lan.uid)


def test_the_customer_s_page_costs_no_more_with_open_complaints(
    client_for, lan, heard, django_assert_num_queries
):
    client = client_for("advisor")
    for _ in range(3):
        heard(score=1)
    page(client, "customer", lan.uid)
    with django_assert_num_queries(11):
        page(client, "customer", lan.uid)


def test_the_list_parts_what_is_open_from_what_was_said_of_us(client_for, lan, heard, actors):
    client = client_for("advisor")
    heard(words="戒圈太紧")
    heard("satisfaction", words="一般般", score=2)
    heard("praise", words="很好", recommend=10)
    people.settle_feedback(actors["advisor"], heard(words="等太久").uid, done="致歉")

    def shown(view):
        text = client.get(reverse("feedback"), {"view": view}).content.decode()
        return [each for each in ("戒圈太紧", "一般般", "很好", "等太久") if each in text]

    assert shown("open") == ["戒圈太紧"]
    assert shown("complaints") == ["戒圈太紧", "等太久"]
    assert shown("low") == ["一般般"]
    assert shown("all") == ["戒圈太紧", "一般般", "很好", "等太久"]


def test_the_list_costs_as_many_queries_with_one_as_with_many(client_for, heard, django_assert_num_queries):
    client = client_for("advisor")
    heard()
    page(client, "feedback")
    with django_assert_num_queries(LIST):
        page(client, "feedback")
    for _ in range(5):
        heard()
    with django_assert_num_queries(LIST):
        page(client, "feedback")


CARD, LIST = 4, 5
