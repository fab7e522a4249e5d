"""The page of RFM groups."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from factories import shop
from parure.access import policy
from parure.core.models import Job
from parure.insight.groups.operations import change_rfm_group
from parure.insight.models import CustomerFacts, GroupSize, Refreshed, RfmGroup
from parure.web.insight.links import customers_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def reckoned(db):
    Refreshed.objects.create(
        version=1,
        taken_at=datetime(2026, 6, 15, tzinfo=UTC),
        until=date(2026, 6, 15),
        is_whole=True,
        cells=[[5, 5, "champion", 1234, 500_00, 1, 30, 3, 9], [1, 1, "dormant", 66, 500_00, 400, 900, 1, 1]],
    )
    for day in (date(2026, 5, 31), date(2026, 6, 15)):
        GroupSize.objects.create(on=day, rfm_group="champion", customers=1234, kept_minor=50_000)


def test_it_shows_the_picture_the_groups_and_the_moves(client_for, reckoned):
    words = client_for("owner").get(reverse("rfm")).content.decode()
    for each in ("1,234", "1–30", "50.0%", "2026-06-15", "高价值"):
        assert each in words
    assert " style=" not in words
    assert RfmGroup.objects.get(code="champion").playbook in words


def test_before_the_first_refresh_a_button_asks_for_it(client_for):
    client = client_for("owner")
    assert reverse("rfm-refresh") in client.get(reverse("rfm")).content.decode()
    client.post(reverse("rfm-refresh"))
    assert Job.objects.filter(task="insight.refresh").count() == 1
    assert reverse("rfm-progress") in client.get(reverse("rfm")).content.decode()


def test_a_group_is_changed_and_taken_back(client_for, reckoned):
    client, group = client_for("owner"), RfmGroup.objects.get(code="loyal")
    given = {
        "name": "老友",
        "tone": "sage",
        "playbook": "请喝茶",
        "r_from": 2,
        "r_to": 5,
        "f_from": 4,
        "f_to": 5,
    }
    where = reverse("rfm-group-change", args=[group.uid])
    assert client.post(where, given | {"m_from": 5, "m_to": 1}).status_code == 422
    answer = client.post(where, given | {"m_from": 1, "m_to": 5}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    group.refresh_from_db()
    assert (group.name, group.r_from, group.playbook) == ("老友", 2, "请喝茶")


def test_lists_and_filters_speak_of_groups_as_the_shop_does(client_for, actors):
    change_rfm_group(actors["owner"], RfmGroup.objects.get(code="champion").uid, name="贵宾席")
    CustomerFacts.objects.create(customer=shop.customer("甲"), fingerprint=1, rfm_group="champion")
    asked = policy.filterable(actors["owner"], "people.customer")
    words = client_for("owner").get(customers_with(asked, rfm_group="champion")).content.decode()
    assert "贵宾席" in words
    assert "高价值" not in words
