"""Tags on records, and lists kept under a name."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import probe, shop
from parure.access import policy
from parure.core import conditions
from parure.core.conditions import BadCondition
from parure.customize import operations
from parure.customize.models import SavedView, Tag, TagAssignment
from parure.customize.queries import tag_ids_matching
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
R = probe.NAME
ALL = {"view": "all", "add": "all", "change": "all", "delete": "all", "fields": {"*": "write"}}


@pytest.fixture
def boss(probed):
    return shop.actor_with({"*": ALL})


def tagged(boss, op, value=None):
    query = conditions.compile_tree(
        R, {"field": "tags", "op": op, "value": value}, policy.filterable(boss, R)
    )
    return set(Customer.objects.filter(query).values_list("name", flat=True))


def test_tags_are_made_kept_on_the_record_and_found(boss):
    one, two, plain = (shop.customer(name) for name in ("one", "two", "plain"))
    operations.set_tags(boss, R, one, ["婚期将近", " VIP ", "VIP", ""])
    operations.set_tags(boss, R, two, ["VIP"])
    assert one.tag_names == ["VIP", "婚期将近"]
    assert policy.record(boss, R, one).tags == ["VIP", "婚期将近"]
    assert tagged(boss, "is", "婚期将近") == {"one"}
    assert tagged(boss, "in", ["VIP", "x"]) == {"one", "two"}
    assert tagged(boss, "is_not", "婚期将近") == {"two", "plain"}
    assert tagged(boss, "empty") == {"plain"}
    assert plain.tag_names == []


def test_setting_tags_again_changes_nothing_and_taking_one_away_takes_it_away(boss):
    one = shop.customer("one")
    for _ in range(2):
        operations.set_tags(boss, R, one, ["a", "b"])
    assert (Tag.objects.count(), TagAssignment.objects.count()) == (2, 2)
    operations.set_tags(boss, R, one, ["b"])
    assert (tagged(boss, "is", "a"), tagged(boss, "is", "b")) == (set(), {"one"})
    assert Tag.objects.count() == 2


def test_a_tag_that_has_run_out_no_longer_counts(boss):
    one = shop.customer("one")
    operations.set_tags(boss, R, one, ["a"])
    TagAssignment.objects.update(expires_on=timezone.localdate())
    assert tagged(boss, "is", "a") == {"one"}
    TagAssignment.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    assert (tagged(boss, "is", "a"), tagged(boss, "filled")) == (set(), set())


def test_who_may_not_make_tags_uses_the_known_ones(boss):
    one = shop.customer("one")
    operations.ensure_tags(R, ["known"])
    advisor = shop.actor_with({R: ALL, "customize.tag": {"view": "all", "fields": {"*": "read"}}})
    operations.set_tags(advisor, R, one, ["known"])
    with pytest.raises(policy.Denied):
        operations.set_tags(advisor, R, one, ["known", "new"])
    one.refresh_from_db()
    assert (one.tag_names, Tag.objects.count()) == (["known"], 1)


def test_tags_of_another_record_type_stay_apart(boss):
    one = shop.customer("one")
    other = Tag.objects.create(resource="catalog.style", name="VIP")
    TagAssignment.objects.create(tag=other, record_id=one.pk)
    assert tagged(boss, "is", "VIP") == set()
    operations.set_tags(boss, R, one, [])
    assert TagAssignment.objects.count() == 1


def test_at_most_forty_tags(boss):
    with pytest.raises(ValidationError):
        operations.set_tags(boss, R, shop.customer("one"), [f"t{n}" for n in range(41)])
    assert Tag.objects.count() == 0


def test_tags_are_found_by_their_beginning(boss):
    tags = operations.ensure_tags(R, ["婚期将近", "婚礼", "VIP"])
    assert set(tag_ids_matching(R, "婚")) == {tags["婚期将近"].pk, tags["婚礼"].pk}


@pytest.fixture
def me(probed, roles, stores):
    person = shop.hire("advisor", stores.lake)
    grants = {
        R: {"view": "all", "fields": {"basic": "read", "person_name": "read"}},
        "customize.saved_view": dict.fromkeys(("view", "add", "change", "delete"), "own")
        | {"fields": {"*": "write"}},
    }
    return shop.actor_with(grants, staff=person)


def save(actor, **values):
    given = {"name": "Mine", "condition": {"all": []}, "columns": ["name"], "sort": "name"} | values
    return operations.save_view(actor, R, **given)


def test_a_view_is_kept_with_what_its_owner_may_read_only(me):
    view = save(me, columns=["name", "total_spent_minor", "x"], sort="-total_spent_minor")
    assert (view.columns, view.sort, view.owner_id) == (["name"], "", me.staff_id)
    assert save(me, sort="-name").sort == "-name"


def test_saving_under_the_same_name_replaces_the_view(me):
    first = save(me)
    again = save(me, sort="")
    assert (first.pk, again.sort, SavedView.objects.count()) == (again.pk, "", 1)


def test_a_view_on_what_one_may_not_read_is_refused(me):
    with pytest.raises(BadCondition):
        save(me, condition={"field": "total_spent_minor", "op": "gt", "value": 1})
    with pytest.raises(ValidationError):
        save(me, name="  ")
    assert SavedView.objects.count() == 0


def test_only_its_owner_removes_a_view(me, stores):
    view = save(me)
    other = shop.actor_with(me.grants["tester"], staff=shop.hire("advisor", stores.lake))
    with pytest.raises(policy.NotFound):
        operations.delete_view(other, view.uid)
    assert SavedView.objects.count() == 1
    operations.delete_view(me, view.uid)
    assert SavedView.objects.count() == 0
