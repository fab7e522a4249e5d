"""Registering at the counter."""

import logging

import pytest
from django.urls import reverse

from parure.people import operations
from parure.people.models import Consent, ContactPoint, Customer, ImportantDate, Preference, Size

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}
PHONE = "139 0001 7766"


@pytest.fixture
def known(actors):
    return operations.register_customer(actors["advisor"], name="顾清扬", phone=PHONE)


def register(client, **given):
    return client.post(reverse("customer-register"), {"name": "顾先生"} | given, headers=HTMX)


def test_name_and_phone_are_enough_and_lead_to_the_customer_with_a_notice(client_for):
    client = client_for("advisor")
    answer = register(client, phone=PHONE)
    customer = Customer.objects.get()
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == reverse("customer", args=[customer.uid])
    assert customer.owner.username == "advisor"
    words = client.get(answer.headers["HX-Redirect"]).content.decode()
    assert "已登记" in words
    assert "已登记" not in client.get(answer.headers["HX-Redirect"]).content.decode()


def test_everything_that_was_given_is_kept_together(client_for):
    answer = register(
        client_for("advisor"),
        phone=PHONE,
        gender="M",
        source_channel="朋友介绍",
        interests=["求婚订婚", "彩宝"],
        birthday="八月十五",
        calendar="lunar",
        size="港13",
        remark="赶时间",
        marketing_consent="on",
    )
    assert answer.status_code == 204
    customer = Customer.objects.get()
    assert (customer.gender, customer.source_channel, customer.remark) == ("M", "朋友介绍", "赶时间")
    assert customer.marketing_consent is True
    birthday = ImportantDate.objects.get(customer=customer)
    assert (birthday.calendar, birthday.month, birthday.day) == ("lunar", 8, 15)
    assert Size.objects.get(customer=customer).label == "HK 13"
    assert set(Preference.objects.values_list("value", flat=True)) == {"求婚订婚", "彩宝"}


def test_a_yes_at_the_counter_is_a_consent_to_each_channel_asked_about(client_for):
    for _ in range(2):
        register(client_for("advisor"), phone=PHONE, marketing_consent="on", request_key="form")
    rows = Consent.objects.order_by("purpose")
    assert [each.purpose for each in rows] == ["marketing_phone", "marketing_sms", "marketing_wechat"]
    assert {(each.given, each.how, each.evidence) for each in rows} == {(True, "counter", "柜台当面同意")}
    assert Customer.objects.get().marketing_consent is True


def test_an_unasked_consent_stays_unknown(client_for):
    register(client_for("advisor"), phone=PHONE)
    assert Customer.objects.get().marketing_consent is None


@pytest.mark.parametrize(
    ("field", "typed"), [("birthday", "13-45"), ("size", "很大很大很大"), ("phone", "12"), ("name", "")]
)
def test_a_refusal_keeps_what_was_typed_and_writes_nothing(field, typed, client_for):
    answer = register(client_for("advisor"), **({"phone": PHONE, "remark": "靠窗的位子"} | {field: typed}))
    if field == "size":  # words without a number are kept as they were said
        assert answer.status_code == 204
        return
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "靠窗的位子" in words
    assert "is-invalid" in words
    assert not Customer.objects.exists()
    assert not ContactPoint.objects.exists()


def test_a_known_number_is_noticed_while_it_is_typed(client_for, known):
    client = client_for("advisor")
    answer = client.post(reverse("customer-phone-known"), {"phone": PHONE})
    words = answer.content.decode()
    assert "顾清扬" in words
    assert reverse("customer", args=[known.uid]) in words
    assert client.post(reverse("customer-phone-known"), {"phone": "139 0001"}).content.decode().strip() == ""
    assert client.get(reverse("customer-phone-known")).status_code == 405


def test_a_number_being_typed_reaches_no_log(client_for, known, caplog):
    with caplog.at_level(logging.DEBUG):
        client_for("advisor").post(reverse("customer-phone-known"), {"phone": PHONE})
    assert not [
        record
        for record in caplog.records
        if "django.db" not in record.name and "7766" in record.getMessage()
    ]


def test_who_belongs_to_another_store_is_not_named(client_for, staff, stores, known):
    words = (
        client_for(staff("advisor", stores.opera))
        .post(reverse("customer-phone-known"), {"phone": PHONE})
        .content.decode()
    )
    assert "顾清扬" not in words


def test_a_family_may_share_a_number(client_for, known):
    client = client_for("advisor")
    refused = register(client, name="顾太太", phone=PHONE)
    assert refused.status_code == 422
    words = refused.content.decode()
    assert "顾太太" in words
    assert reverse("customer", args=[known.uid]) in words
    assert Customer.objects.count() == 1
    assert register(client, name="顾太太", phone=PHONE, shares_phone="on").status_code == 204
    assert Customer.objects.count() == 2


def test_the_same_form_sent_twice_registers_once(client_for):
    client = client_for("advisor")
    answers = [register(client, phone=PHONE, request_key="k" * 32).headers["HX-Redirect"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Customer.objects.count() == 1


def test_it_is_a_whole_page_without_script(client_for):
    client = client_for("advisor")
    page = client.get(reverse("customer-register")).content.decode()
    assert "<html" in page
    assert 'name="phone"' in page
    fragment = client.get(reverse("customer-register"), headers=HTMX).content.decode()
    assert "<html" not in fragment
    answer = client.post(reverse("customer-register"), {"name": "顾先生"})
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("customer", args=[Customer.objects.get().uid])


@pytest.mark.parametrize("role", ["workshop", "marketing", "analyst"])
def test_who_may_not_register_does_not(role, client_for):
    client = client_for(role)
    assert client.get(reverse("customer-register")).status_code == 403
    assert register(client, phone=PHONE).status_code == 403
    assert client.post(reverse("customer-phone-known"), {"phone": PHONE}).status_code == 403
    assert not Customer.objects.exists()
