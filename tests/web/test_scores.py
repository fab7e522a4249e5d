"""The page on which a shop settles how scores are given."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from factories import shop
from parure.access.models import AuditEntry
from parure.insight.groups.scheme import settled_bounds
from parure.insight.models import CustomerFacts, Refreshed

pytestmark = pytest.mark.django_db
WITHIN = {"HX-Request": "true", "HX-Target": "scores"}


@pytest.fixture
def reckoned(db):
    Refreshed.objects.create(
        version=1,
        taken_at=datetime(2026, 6, 15, tzinfo=UTC),
        until=date(2026, 6, 15),
        is_whole=True,
        settled={"bounds": None, "groups": []},
        cells=[[5, 5, "champion", 1, 500_00, 1, 30, 3, 9]],
    )
    CustomerFacts.objects.create(
        customer=shop.customer("甲"), fingerprint=1, r=5, f=5, m=5,
        recency_days=45, purchases=4, kept_minor=6_000_000, rfm_group="champion",
    )  # fmt: skip


def bounds(**changed):
    typed = {"way": "fixed"}
    for name, steps in (
        ("recency_days", "365 180 90 30"),
        ("purchases", "2 3 5 8"),
        ("kept_minor", "5000 2万 50,000 200000"),
    ):
        typed |= {f"{name}_{place}": step for place, step in enumerate(steps.split(), 2)}
    return typed | changed


def address():
    return reverse("rfm-scores")


def test_the_page_asks_by_itself_for_what_each_score_holds(client_for, reckoned):
    client = client_for("owner")
    assert "change, load" in client.get(address()).content.decode()
    part = client.get(address(), headers=WITHIN).content.decode()
    assert "load" not in part
    assert "¥60,000" in part


def test_bounds_are_tried_before_they_are_kept(client_for, reckoned):
    part = client_for("owner").get(address(), bounds(), headers=WITHIN)
    cards = {each["name"]: each["lines"] for each in part.context["cards"]}
    assert [each["customers"] for each in cards["recency_days"]] == ["0", "1", "0", "0", "0"]
    assert [each["customers"] for each in cards["purchases"]] == ["0", "0", "1", "0", "0"]
    assert [
        (each["group"]["code"], each["then"]) for each in part.context["groups"] if each["then"] == "1"
    ] == [("big_spender", "1")]
    assert settled_bounds()[0] is False


def test_kept_bounds_wait_for_a_refresh_and_are_taken_back(client_for, reckoned):
    client = client_for("owner")
    answer = client.post(address(), bounds(), headers=WITHIN)
    assert answer.status_code == 204
    is_fixed, kept = settled_bounds()
    assert is_fixed
    assert kept.recency_days == (365, 180, 90, 30)
    assert kept.kept_minor == (500_000, 2_000_000, 5_000_000, 20_000_000)
    assert AuditEntry.objects.filter(resource="insight.rfm_group", field="scheme").count() == 1
    assert client.get(address()).context["is_awaited"]
    assert client.get(reverse("rfm")).context["is_awaited"]
    undo = next(key for key in client.session["undo"])
    client.post(reverse("undo", args=[undo]), headers=WITHIN)
    assert settled_bounds()[0] is False


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"recency_days_4": "200"}, "4 分的天数要比 3 分少"),
        ({"purchases_5": "5"}, "5 分的界限要比 4 分高"),
        ({"kept_minor_3": "4000"}, "3 分的界限要比 2 分高"),
        ({"purchases_2": ""}, "请填四个数"),
        ({"recency_days_2": "很久"}, "请填数字"),
        ({"kept_minor_5": "9" * 15}, "请填 0 到"),
        ({"purchases_2": "-1"}, "请填 0 到"),
    ],
)
def test_what_makes_no_sense_is_said_in_words_and_kept_in_the_form(client_for, reckoned, wrong, words):
    client = client_for("owner", headers={"Accept-Language": "zh-hans"})
    for answer in (
        client.get(address(), bounds(**wrong), headers=WITHIN),
        client.post(address(), bounds(**wrong)),
    ):
        text = answer.content.decode()
        assert words in text
        assert all(f'value="{each}"' in text for each in wrong.values() if each)
    assert answer.status_code == 422
    assert settled_bounds()[0] is False


def test_only_who_may_change_groups_comes_here(client_for, reckoned):
    for role in ("manager", "advisor", "marketing", "analyst"):
        client = client_for(role)
        assert client.get(address()).status_code == 403
        assert client.post(address(), bounds()).status_code == 403
        assert address() not in client.get(reverse("rfm")).content.decode()
    assert settled_bounds()[0] is False
