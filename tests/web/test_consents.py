"""The consents on a customer's page."""

import pytest
from django.urls import reverse

from parure.people import operations as people
from parure.people.models import Consent, Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(actors):
    return people.register_customer(actors["advisor"], name="沈佩兰")


def card(client, customer):
    return client.get(reverse("customer-consents", args=[customer.uid]), headers={"HX-Request": "true"})


def record(client, customer, **values):
    return client.post(reverse("consent-add", args=[customer.uid]), values, headers={"HX-Request": "true"})


def test_a_consent_is_recorded_once_and_shown(client_for, lan):
    client = client_for("advisor")
    given = {
        "purpose": "marketing_sms",
        "said": "yes",
        "how": "paper",
        "evidence": "柜台夹 12",
        "request_key": "k",
    }
    for _ in range(2):
        assert record(client, lan, **given).status_code == 204
    assert Consent.objects.count() == 1
    shown = card(client, lan).content.decode()
    assert "短信营销" in shown
    assert "已同意" in shown
    assert "柜台夹 12" in shown


def test_a_consent_is_taken_back(client_for, lan):
    client = client_for("advisor")
    record(client, lan, purpose="marketing_sms", said="yes", how="paper")
    opened = client.get(reverse("consent-add", args=[lan.uid]), {"purpose": "marketing_sms", "said": "no"})
    assert opened.context["form"]["said"].value() == "no"
    assert record(client, lan, purpose="marketing_sms", said="no", how="message").status_code == 204
    assert "已拒绝" in card(client, lan).content.decode()
    assert Customer.objects.get().marketing_consent is False


def test_nothing_is_agreed_to_by_leaving_it_open(client_for, lan):
    client = client_for("advisor")
    form = client.get(reverse("consent-add", args=[lan.uid])).context["form"]
    assert form["said"].value() is None
    assert record(client, lan, purpose="marketing_sms", how="paper").status_code == 422
    assert not Consent.objects.exists()


def test_the_card_costs_few_queries_however_often_they_were_asked(
    client_for, actors, lan, django_assert_num_queries
):
    client = client_for("advisor")
    card(client, lan)
    for number, say in enumerate([people.give_consent, people.withdraw_consent] * 4):
        say(actors["advisor"], lan.uid, purpose="photo", how="paper", source_key=str(number))
    for purpose in ("profiling", "keep_data", "marketing_sms"):
        people.give_consent(actors["advisor"], lan.uid, purpose=purpose, how="paper")
    with django_assert_num_queries(3):
        card(client, lan)


def test_who_may_only_read_gets_no_button(client_for, actors, lan):
    people.give_consent(actors["advisor"], lan.uid, purpose="photo", how="paper")
    shown = card(client_for("marketing"), lan).content.decode()
    assert "使用照片" in shown
    assert reverse("consent-add", args=[lan.uid]) not in shown
