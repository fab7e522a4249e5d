"""Pages about whose customers somebody is: history, handover, pool, rules, completeness, asking again."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from factories import shop
from parure.core import jobs
from parure.engagement import operations as tasks
from parure.people import operations
from parure.people.models import AssignmentRule, Customer
from parure.people.quality_figures import keep_figures

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
TODAY = timezone.localdate()


@pytest.fixture
def lan(actors, stores):
    return operations.register_customer(actors["owner"], name="沈佩兰", store=stores.lake)


def told(answer):
    return json.loads(answer["HX-Trigger"])


def test_the_history_of_one_is_asked_for_on_the_page(client_for, actors, lan, staff):
    operations.assign_owner(actors["owner"], lan.uid, owner_uid=staff("advisor", name="孟远").uid)
    client = client_for("advisor")
    address = f"/customers/{lan.uid}/advisors/"
    assert address in client.get(f"/customers/{lan.uid}/").content.decode()
    words = client.get(address).content.decode()
    assert words.index("孟远") < words.index(actors["owner"].label)
    assert "指派" in words
    changes = client_for("manager").get("/customers/advisors/").content.decode()
    assert "孟远" in changes
    assert "沈佩兰" in changes


def test_one_customer_is_handed_over_with_a_preview(client_for, actors, lan, staff):
    heir = staff("advisor", name="孟远")
    client = client_for("manager")
    address = f"/customers/handover/?customer={lan.uid}"
    assert client.get(address).status_code == 200
    assert client.post(address, {"tasks": "on"}, **HTMX).status_code == 422
    preview = client.post(address, {"to": [heir.uid], "tasks": "on"})["Location"]
    assert "孟远" in client.get(preview).content.decode()
    client.post(f"{preview}start/")
    jobs.run_all()
    lan.refresh_from_db()
    assert lan.owner == heir


def test_a_selection_is_spread_over_several(client_for, actors, stores, staff):
    made = [
        operations.register_customer(actors["owner"], name=f"顾客{i}", store=stores.lake) for i in range(4)
    ]
    heirs = [staff("advisor", name=name) for name in ("甲", "乙")]
    client = client_for("manager")
    bar = client.get("/customers/").content.decode()
    assert 'value="do:handover"' in bar
    assert 'value="set:owner"' not in bar
    given = {"act": "do:handover", "uid": [each.uid for each in made]}
    form = client.post("/lists/customers/bulk/", given, **HTMX)
    assert "甲" in form.content.decode()
    sent = given | {"go": "1", "to": [each.uid for each in heirs], "spread": "even", "together": "on"}
    preview = client.post("/lists/customers/bulk/", sent)["Location"]
    assert client.get(preview).context["outlook"] == [("乙", "2"), ("甲", "2")] or client.get(
        preview
    ).context["outlook"] == [("甲", "2"), ("乙", "2")]
    client.post(f"{preview}start/")
    jobs.run_all()
    assert sorted(Customer.objects.values_list("owner__name", flat=True)) == sorted("甲乙甲乙")


def test_an_advisor_takes_somebody_from_the_pool_and_takes_that_back(client_for, actors, lan):
    operations.assign_owner(actors["owner"], lan.uid, owner_uid=None)
    client, address = client_for("advisor"), f"/customers/{lan.uid}/claim/"
    assert address in client.get("/customers/?view=pool").content.decode()
    assert address in client.get(f"/customers/{lan.uid}/").content.decode()
    assert address not in client_for("service").get("/customers/?view=pool").content.decode()
    answer = client.post(address, **HTMX)
    lan.refresh_from_db()
    assert lan.owner_id == actors["advisor"].staff_id
    client.post(told(answer)["toast"]["undo"])
    lan.refresh_from_db()
    assert lan.owner_id is None


def test_rules_are_made_changed_moved_and_removed_with_undo(client_for, actors, stores, staff):
    client = client_for("owner")
    assert "还没有规则" in client.get("/settings/assignment/").content.decode()
    for way in ("turn", "fewest"):
        client.post("/settings/assignment/add/", {"way": way, "store": stores.lake.uid}, **HTMX)
    first, second = AssignmentRule.objects.order_by("position")
    client.post(f"/settings/assignment/{second.uid}/before/{first.uid}/", **HTMX)
    assert list(AssignmentRule.objects.order_by("position").values_list("way", flat=True)) == [
        "fewest",
        "turn",
    ]
    answer = client.post(f"/settings/assignment/{first.uid}/remove/", **HTMX)
    assert AssignmentRule.objects.count() == 1
    client.post(told(answer)["toast"]["undo"])
    assert AssignmentRule.objects.count() == 2
    bad = client.post(f"/settings/assignment/{second.uid}/", {"way": "fixed"}, **HTMX)
    assert bad.status_code == 422
    client.post("/settings/assignment/pool/", {"claims_a_day": "3"}, **HTMX)
    assert "3" in client.get("/settings/assignment/").content.decode()


def test_the_same_form_sent_twice_is_one_rule(client_for, actors, stores):
    client = client_for("owner")
    sent = {"way": "turn", "store": stores.lake.uid, "key": "00000000-0000-7000-8000-00000000000a"}
    for _again in range(2):
        client.post("/settings/assignment/add/", sent, **HTMX)
    assert AssignmentRule.objects.count() == 1


def test_what_is_old_is_asked_again_and_confirmed_in_the_row(client_for, actors, lan):
    Customer.objects.update(registered_on=TODAY - timedelta(days=900))
    client = client_for("advisor")
    address = f"/customers/{lan.uid}/confirm/"
    assert address in client.get("/customers/?view=ask").content.decode()
    answer = client.post(address, **HTMX)
    assert {"customer-changed", "listChanged"} <= told(answer).keys()
    assert address not in client.get("/customers/?view=ask").content.decode()


def test_completeness_is_shown_by_store_and_reckoned_when_asked(client_for, actors, lan):
    client = client_for("manager")
    assert "尚未计算" in client.get("/settings/quality/").content.decode()
    keep_figures()
    page = client.get("/settings/quality/")
    assert [each["name"] for each in page.context["stores"]] == ["Lake store"]
    assert client.post("/settings/quality/again/").status_code == 302


def test_who_leaves_leaves_customers_and_tasks_to_hand_over(client_for, actors, lan, staff, stores):
    person = staff("advisor", name="孟远")
    operations.assign_owner(actors["owner"], lan.uid, owner_uid=person.uid)
    tasks.create_task(actors["owner"], title="回访", due=TODAY, customer_uid=lan.uid, assignee_uid=person.uid)
    words = client_for("owner").get(f"/settings/staff/{person.uid}/").content.decode()
    assert "名下有 1 位客户、1 项未完成任务" in words
    assert f"/customers/handover/?from={person.uid}" in words
    assert shop.acting(person)
