"""Kept views: whose they are, who else sees them, their order, and what a list opens with."""

import pytest
from django.core.exceptions import ValidationError

from parure.access import policy
from parure.customize import operations, views
from parure.customize.models import SavedView
from parure.customize.operations.views import change_view, copy_view, move_view, set_default_view

pytestmark = pytest.mark.django_db
KIND = "people.customer"


def keep(actor, name, **values):
    given = {"condition": {"all": []}, "columns": ["name"], "sort": ""} | values
    return operations.save_view(actor, KIND, name=name, **given)


def seen(actor):
    return [record.name for record, _mine in views.saved_views(actor, KIND)]


def test_a_view_is_one_s_own_until_it_is_shared(actors, stores):
    kept = keep(actors["owner"], "贵客")
    assert (seen(actors["owner"]), seen(actors["advisor"])) == (["贵客"], [])
    change_view(actors["owner"], kept.uid, name="贵客", sharing="everybody")
    assert seen(actors["advisor"]) == ["贵客"]
    change_view(actors["owner"], kept.uid, name="贵客", sharing="role", role="manager")
    assert (seen(actors["advisor"]), seen(actors["manager"])) == ([], ["贵客"])


def test_a_manager_shares_with_their_own_store_alone(actors, stores, staff):
    manager = actors["manager"]
    kept = keep(manager, "本店")
    change_view(manager, kept.uid, name="本店", sharing="store", store_uid=stores.lake.uid)
    assert seen(actors["advisor"]) == ["本店"]
    for wrong in ({"sharing": "everybody"}, {"sharing": "role", "role": "advisor"},
                  {"sharing": "store", "store_uid": stores.opera.uid}):  # fmt: skip
        with pytest.raises((policy.Denied, policy.NotFound)):
            change_view(manager, kept.uid, name="本店", **wrong)
    with pytest.raises(policy.Denied):
        mine = keep(actors["advisor"], "我的")
        change_view(actors["advisor"], mine.uid, name="我的", sharing="store", store_uid=stores.lake.uid)


def test_nobody_changes_somebody_else_s(actors):
    kept = keep(actors["owner"], "贵客")
    change_view(actors["owner"], kept.uid, name="贵客", sharing="everybody")
    for who in ("admin", "manager", "advisor"):
        with pytest.raises(policy.NotFound):
            change_view(actors[who], kept.uid, name="他人")
    assert SavedView.objects.get().name == "贵客"


def test_views_stand_in_the_order_that_was_given(actors):
    owner = actors["owner"]
    made = [keep(owner, name) for name in ("一", "二", "三")]
    move_view(owner, made[2].uid, place=0)
    assert seen(owner) == ["三", "一", "二"]


def test_a_shared_view_is_copied_to_one_s_own(actors):
    kept = keep(actors["owner"], "贵客", sort="-total_spent")
    with pytest.raises(policy.NotFound):
        copy_view(actors["manager"], kept.uid, name="副本")
    change_view(actors["owner"], kept.uid, name="贵客", sharing="everybody", size=100)
    copy = copy_view(actors["manager"], kept.uid, name="副本")
    assert (copy.sort, copy.size, copy.owner_id) == ("-total_spent", 100, actors["manager"].staff_id)
    assert copy_view(actors["manager"], kept.uid, name="副本").pk == copy.pk


def test_two_of_one_s_own_are_not_called_the_same(actors):
    keep(actors["owner"], "一")
    other = keep(actors["owner"], "二")
    with pytest.raises(ValidationError):
        change_view(actors["owner"], other.uid, name="一")


def test_a_person_s_choice_comes_before_their_role_s(actors):
    set_default_view(actors["owner"], KIND, view="vip", role="advisor")
    assert views.default_view(actors["advisor"], KIND) == "vip"
    set_default_view(actors["advisor"], KIND, view="mine")
    assert views.default_view(actors["advisor"], KIND) == "mine"
    set_default_view(actors["advisor"], KIND, view="")
    assert views.default_view(actors["advisor"], KIND) == "vip"
    with pytest.raises(policy.Denied):
        set_default_view(actors["manager"], KIND, view="vip", role="advisor")


def test_the_list_opens_with_the_default_and_every_tab_leads_to_its_view(client_for, actors):
    client = client_for("owner")
    assert client.get("/customers/").context["now"].view.key == "all"
    client.post("/lists/customers/views/vip/", {"opens": "on"})
    page = client.get("/customers/")
    assert page.context["now"].view.key == "vip"
    for tab in page.context["tabs"]:
        assert client.get(tab.address).context["now"].view.key == tab.key


def test_a_shared_view_that_asks_what_one_may_not_is_not_offered(actors, client_for):
    kept = keep(
        actors["owner"], "高消费", condition={"all": [{"field": "year_spent", "op": "gte", "value": 1}]}
    )
    change_view(actors["owner"], kept.uid, name="高消费", sharing="everybody")
    keys = {
        who: [tab.label for tab in client_for(who).get("/customers/").context["tabs"]]
        for who in ("manager", "service")
    }
    assert ("高消费" in keys["manager"], "高消费" in keys["service"]) == (True, False)
