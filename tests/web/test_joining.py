"""The door behind the QR code, and the pages around it."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from parure.access import attempts
from parure.people import operations as people
from parure.people.joining.said import Said
from parure.people.models import Customer, JoinLink, JoinRequest
from parure.web.join import door

pytestmark = pytest.mark.django_db

PHONE = "13900017733"


@pytest.fixture
def link(actors, stores):
    return people.make_join_link(actors["manager"], label="柜台", store_uid=stores.lake.uid)


def given(**values):
    return {
        "name": "沈佩兰", "phone": PHONE, "gender": "F", "calendar": "lunar", "month": "8", "day": "15", "year": "",
        "purposes": ["keep_data"], "wording": "2026-11-22",
    } | values  # fmt: skip


def send(link, client=None, **values):
    return (client or Client()).post(reverse("join", args=[link.token]), given(**values))


def whole(answer):
    """Status, bytes and headers of an answer, and of the page that it leads to."""
    page = Client().get(answer.headers["Location"])
    headers = {name: value for name, value in answer.headers.items() if name != "Expires"}  # the time of day
    return answer.status_code, answer.content, headers, page.status_code, page.content


def test_the_answer_is_the_same_for_new_known_and_archived(link, actors):
    people.register_customer(actors["advisor"], name="A", phone="13900017734")
    archived = people.register_customer(actors["advisor"], name="B", phone="13900017735")
    people.archive_customer(actors["manager"], archived.uid)
    answers = [whole(send(link, phone=phone)) for phone in (PHONE, "13900017734", "13900017735")]
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 302
    assert "谢谢" in answers[0][4].decode()


def test_the_answer_costs_the_same_number_of_queries(link, actors):
    people.register_customer(actors["advisor"], name="A", phone="13900017734")
    send(link, phone="13900017736")
    counts = set()
    for phone in (PHONE, "13900017734"):
        with CaptureQueriesContext(connection) as asked:
            send(link, phone=phone, request_key=phone)
        counts.add(len(asked))
    assert len(counts) == 1


def test_nothing_is_ticked_beforehand_and_the_texts_can_be_read(link):
    words = Client().get(reverse("join", args=[link.token])).content.decode()
    assert 'lang="zh-hans"' in words
    boxes = re.findall(r'<input[^>]*name="purposes"[^>]*>', words)
    assert len(boxes) == 5
    assert not any("checked" in each for each in boxes)
    assert "我同意本店用短信告知我新品与活动" in words
    assert "手机号加密保存" in words
    assert "Lake store" in words


def test_english_for_who_asks_for_it(link):
    words = (
        Client()
        .get(reverse("join", args=[link.token]), headers={"Accept-Language": "en-GB,en;q=0.9"})
        .content.decode()
    )
    assert "Become a member" in words
    assert "by SMS" in words
    assert "Accept-Language" in Client().get(reverse("join", args=[link.token])).headers["Vary"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"name": ""}, "name"),
        ({"phone": "12"}, "phone"),
        ({"purposes": ["marketing_sms"]}, "purposes"),
        ({"month": "2", "day": "31", "calendar": "solar"}, "day"),
        ({"month": "2", "day": ""}, "day"),
        ({"year": "2990"}, "day"),
    ],
)
def test_what_is_missing_is_said_beside_it_and_the_rest_is_kept(values, said, link):
    answer = send(link, **values)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [said]
    assert not JoinRequest.objects.exists()
    if said != "name":
        assert 'value="沈佩兰"' in answer.content.decode()


def test_no_birthday_is_fine(link):
    send(link, month="", day="", calendar="solar")
    assert JoinRequest.objects.get().said["birthday"] is None


def test_a_machine_that_fills_the_trap_is_thanked_and_not_kept(link):
    answers = [whole(send(link, website="http://x")), whole(send(link))]
    assert answers[0] == answers[1]
    assert JoinRequest.objects.count() == 1


def test_ended_and_unknown_links_look_the_same(link, actors):
    unknown = Client().get(reverse("join", args=["nobody"]))
    people.end_join_link(actors["manager"], link.uid)
    ended = Client().get(reverse("join", args=[link.token]))
    assert (unknown.status_code, ended.status_code) == (404, 404)
    assert unknown.content == ended.content
    assert send(link).status_code == 404


def test_many_from_one_address_wait_and_keep_what_they_typed(link, monkeypatch):
    monkeypatch.setattr(door, "AN_HOUR_FROM_ONE_ADDRESS", 2)
    for _ in range(2):
        assert send(link).status_code == 302
    held = send(link)
    assert held.status_code == 429
    assert 0 < int(held.headers["Retry-After"]) <= 3600
    words = held.content.decode()
    assert "分钟" in words or "秒" in words
    assert 'value="沈佩兰"' in words
    assert JoinRequest.objects.count() == 2
    other = Client(REMOTE_ADDR="10.1.1.1")
    assert send(link, client=other).status_code == 302


def test_many_by_one_link_wait(link, actors, stores, monkeypatch):
    monkeypatch.setattr(door, "AN_HOUR_BY_ONE_LINK", 1)
    assert send(link).status_code == 302
    assert send(link, client=Client(REMOTE_ADDR="10.1.1.1")).status_code == 429
    second = people.make_join_link(actors["manager"], label="2", store_uid=stores.lake.uid)
    assert send(second).status_code == 302


def test_an_hour_later_the_door_is_open_again():
    now = timezone.now().replace(minute=10)
    assert attempts.spend("join.link", "x", 1, now) == timedelta(0)
    assert attempts.spend("join.link", "x", 1, now) > timedelta(minutes=49)
    assert attempts.spend("join.link", "x", 1, now + timedelta(hours=1)) == timedelta(0)


def test_the_phone_stands_in_no_log_and_no_address(link, caplog):
    with caplog.at_level(logging.DEBUG):
        answers = [send(link), send(link, name="")]
    assert PHONE not in caplog.text
    assert PHONE not in answers[0].headers["Location"]


# ── staff ────────────────────────────────────────────────────────────────────


def test_a_link_is_made_shown_as_a_code_and_ended_with_undo(client_for, stores):
    client = client_for("manager")
    made = client.post(
        reverse("join-link-add"),
        {"label": "橱窗", "store": str(stores.lake.uid), "request_key": "k"},
        headers={"HX-Request": "true"},
    )
    assert made.status_code == 204
    link = JoinLink.objects.get()
    shown = client.get(reverse("join-link", args=[link.uid])).content.decode()
    assert "<svg" in shown
    assert f"/join/{link.token}/" in shown
    ended = client.post(reverse("join-link-end", args=[link.uid]), headers={"HX-Request": "true"})
    assert "/undo/" in ended.headers["HX-Trigger"]
    client.post(re.search(r"/undo/[\w-]+/", ended.headers["HX-Trigger"])[0])
    link.refresh_from_db()
    assert link.ended_at is None


def test_the_advisor_shows_codes_and_makes_none(client_for, link):
    client = client_for("advisor")
    words = client.get(reverse("join-links")).content.decode()
    assert "柜台" in words
    assert reverse("join-link-add") not in words
    assert "<svg" in client.get(reverse("join-link", args=[link.uid])).content.decode()


def test_what_waits_is_taken_over_beside_the_record(client_for, actors, link):
    customer = people.register_customer(actors["advisor"], name="沈佩兰", phone=PHONE)
    send(link)
    row = JoinRequest.objects.get()
    people.settle_request(row.pk)
    client = client_for("advisor")
    assert "沈佩兰" in client.get(reverse("join-requests")).content.decode()
    page = client.get(reverse("join-request", args=[row.uid]))
    words = page.content.decode()
    assert PHONE not in words
    assert "农历八月十五" in words
    taken = client.post(
        reverse("join-request", args=[row.uid]),
        {"customer": str(customer.uid), "take": ["gender", "birthday", "keep_data"]},
    )
    assert taken.headers["Location"] == reverse("customer", args=[customer.uid])
    assert Customer.objects.get().gender == "F"
    assert (
        reverse("join-request-take-out", args=[row.uid])
        in client.get(reverse("join-requests")).content.decode()
    )
    out = client.post(reverse("join-request-take-out", args=[row.uid]), headers={"HX-Request": "true"})
    assert (out.status_code, Customer.objects.get().gender) == (204, "")
    assert "取出" not in client.get(reverse("join-requests")).content.decode()


@pytest.mark.parametrize("many", [1, 3])
def test_the_lists_cost_the_same_for_one_and_for_three(
    many, client_for, actors, link, django_assert_num_queries
):
    people.register_customer(actors["advisor"], name="沈佩兰", phone=PHONE)
    for _ in range(many):
        people.take_in(link.token, Said("沈佩兰", "+86" + PHONE, purposes=("keep_data",)))
        people.settle_request(JoinRequest.objects.latest("pk").pk)
    client = client_for("manager")
    client.get(reverse("join-links"))
    with django_assert_num_queries(LINKS):
        client.get(reverse("join-links"))
    with django_assert_num_queries(REQUESTS):
        client.get(reverse("join-requests"))


LINKS, REQUESTS = 4, 3
