"""The page of tags, and tags on the customer's page."""

import json
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.urls import reverse
from django.utils import timezone

from parure.customize import operations as customize
from parure.customize.models import Tag, TagAssignment
from parure.people import operations
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}
TODAY = timezone.localdate()


@pytest.fixture
def lan(actors, stores):
    customer = operations.register_customer(actors["admin"], name="沈佩兰", store=stores.lake)
    operations.tag_customer(actors["admin"], customer.uid, add=["彩宝爱好者", "VIP"])
    customize.change_tag(actors["admin"], Tag.objects.get(name="VIP").uid, group="等级", colour="gold")
    return customer


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])


def test_the_page_groups_tags_counts_customers_and_leads_to_them(client_for, actors, stores, lan):
    there = operations.register_customer(actors["admin"], name="周鹭", store=stores.opera)
    operations.tag_customer(actors["admin"], there.uid, add=["VIP"])
    client = client_for("manager")
    answer = client.get(reverse("tags"))
    assert [
        (group, [(tag["name"], tag["customers"]) for tag in tags]) for group, tags in answer.context["groups"]
    ] == [
        ("", [("彩宝爱好者", 1)]),
        ("等级", [("VIP", 1)]),  # the other one is out of reach
    ]
    words = answer.content.decode()
    assert "pr-mark is-gold" in words
    [_plain, (_group, [vip])] = answer.context["groups"]
    assert unquote(vip["address"]) == "/customers/?f=tags:in:VIP"
    found = client.get(vip["address"]).content.decode()
    assert "沈佩兰" in found
    assert "周鹭" not in found


@pytest.mark.parametrize("count", [1, 12])
def test_the_page_costs_the_same_however_many_tags(
    count, client_for, actors, lan, django_assert_max_num_queries
):
    operations.tag_customer(actors["admin"], lan.uid, add=[f"t{n}" for n in range(count)])
    client = client_for("manager")
    with django_assert_max_num_queries(4):
        client.get(reverse("tags"))


@pytest.mark.parametrize(
    ("role", "changes", "removes"),
    [("admin", True, True), ("manager", True, False), ("marketing", True, False), ("advisor", False, False)],
)
def test_each_role_is_offered_what_it_may(role, changes, removes, client_for, lan):
    client, vip = client_for(role), Tag.objects.get(name="VIP")
    words = client.get(reverse("tags")).content.decode()
    change, take = reverse("tag-change", args=[vip.uid]), reverse("tag-take", args=[vip.uid])
    assert ((change in words), (take in words)) == (changes, removes)
    in_menu = f'href="{reverse("tags")}"' in client.get(reverse("customers")).content.decode()
    assert in_menu is changes
    assert client.get(change).status_code == (200 if changes else 403)
    assert client.post(take).status_code == (302 if removes else 403)
    assert Tag.objects.filter(name="VIP").exists() is not removes


def test_a_tag_is_renamed_grouped_and_coloured(client_for, lan):
    client, vip = client_for("manager"), Tag.objects.get(name="VIP")
    address = reverse("tag-change", args=[vip.uid])
    assert client.get(address, headers=HTMX).context["groups"] == ["等级"]
    given = {"name": "贵宾", "group": "", "colour": "sage"}
    answer = client.post(address, given, headers=HTMX)
    assert {"toast", "closeDialog", "tags-changed"} <= set(told(answer))
    vip.refresh_from_db()
    assert (vip.name, vip.group, vip.colour) == ("贵宾", "", "sage")
    taken = client.post(address, given | {"name": "彩宝爱好者"}, headers=HTMX)
    assert taken.status_code == 422
    assert "已经有叫这个名字的标签" in taken.content.decode()


def test_a_removed_tag_comes_back(client_for, lan):
    client, vip = client_for("admin"), Tag.objects.get(name="VIP")
    answer = client.post(reverse("tag-take", args=[vip.uid]), headers={"HX-Request": "true"})
    assert Customer.objects.get(pk=lan.pk).tag_names == ["彩宝爱好者"]
    assert client.post(told(answer)["toast"]["undo"]).status_code == 204
    assert Customer.objects.get(pk=lan.pk).tag_names == ["VIP", "彩宝爱好者"]


def test_a_house_without_tags_is_told_what_they_are_for(client_for, roles):
    assert "还没有标签" in client_for("manager").get(reverse("tags")).content.decode()


def test_the_customers_page_shows_colour_and_last_day(client_for, actors, lan):
    until = TODAY + timedelta(days=20)
    client = client_for("advisor")
    operations.tag_customer(actors["admin"], lan.uid, add=["婚期将近"])
    given = {"tag": "婚期将近", "until": until.isoformat()}
    assert client.post(reverse("tag-add", args=[lan.uid]), given, headers=HTMX).status_code == 204
    answer = client.get(reverse("customer", args=[lan.uid]))
    assert answer.context["tags"] == [
        {"name": "VIP", "colour": "gold", "until": None},
        {"name": "婚期将近", "colour": "", "until": until},
        {"name": "彩宝爱好者", "colour": "", "until": None},
    ]
    assert f"至 {until:%m-%d}" in answer.content.decode()

    taken = client.post(
        reverse("tag-remove", args=[lan.uid]), {"tag": "婚期将近"}, headers={"HX-Request": "true"}
    )
    client.post(told(taken)["toast"]["undo"])
    assert TagAssignment.objects.get(tag__name="婚期将近").expires_on == until


def test_a_last_day_that_has_passed_comes_back_with_what_was_typed(client_for, lan):
    given = {"tag": "VIP", "until": (TODAY - timedelta(days=1)).isoformat()}
    answer = client_for("advisor").post(reverse("tag-add", args=[lan.uid]), given, headers=HTMX)
    assert answer.status_code == 422
    assert "这一天已经过去" in answer.content.decode()
