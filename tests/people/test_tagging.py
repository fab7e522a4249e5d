"""What happens to a tag happens to every customer who has it: names shown, conditions, the search, rules."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from factories import shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.automation.models import RuleRun
from parure.automation.operations import create_rule
from parure.core import conditions, jobs
from parure.customize import operations as customize
from parure.customize import retelling
from parure.customize.models import SavedView, Tag, TagAssignment
from parure.people import operations, search
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
R = "people.customer"
TODAY = timezone.localdate()


@pytest.fixture
def boss(actors):
    return actors["admin"]


@pytest.fixture
def lan(boss, stores):
    customer = operations.register_customer(boss, name="沈佩兰", store=stores.lake)
    operations.tag_customer(boss, customer.uid, add=["彩宝爱好者", "VIP"])
    return customer


def tag(name):
    return Tag.objects.get(name=name)


def names(customer):
    return Customer.objects.get(pk=customer.pk).tag_names


def with_tag(boss, name):
    tree = {"field": "tags", "op": "is", "value": name}
    query = conditions.compile_tree(R, tree, policy.filterable(boss, R))
    return list(Customer.objects.filter(query).values_list("name", flat=True))


# ── renaming ─────────────────────────────────────────────────────────────────


def test_a_new_name_stands_on_every_record_in_views_in_rules_and_in_the_search(boss, lan, committed):
    customize.save_view(
        boss, R, name="V", condition={"all": [{"field": "tags", "op": "in", "value": ["VIP", "x"]}]},
        columns=["name"], sort="",
    )  # fmt: skip
    rule = create_rule(
        boss,
        name="r",
        event="people.customer_changed",
        condition={},
        verb="people.tag",
        params={"tag": "VIP"},
    )
    with committed():
        customize.change_tag(boss, tag("VIP").uid, name=" 贵宾 ", group="等级", colour="gold")
    assert names(lan) == ["彩宝爱好者", "贵宾"]
    assert (with_tag(boss, "贵宾"), with_tag(boss, "VIP")) == (["沈佩兰"], [])
    assert (search.find(boss, "贵宾"), search.find(boss, "VIP")) == ([lan.pk], [])
    assert SavedView.objects.get().condition["all"][0]["value"] == ["贵宾", "x"]
    rule.refresh_from_db()
    assert rule.params == {"tag": "贵宾"}
    changed = tag("贵宾")
    assert (changed.group, changed.colour) == ("等级", "gold")
    assert AuditEntry.objects.filter(resource="customize.tag", action="change").count() == 1


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({"name": "彩宝爱好者"}, "name"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 41}, "name"),
        ({"group": "x" * 41}, "group"),
        ({"colour": "#ff0000"}, "colour"),
    ],
)
def test_what_no_tag_can_be_changes_nothing(values, wrong, boss, lan):
    with pytest.raises(ValidationError) as refused:
        customize.change_tag(boss, tag("VIP").uid, **values)
    assert set(refused.value.message_dict) == {wrong}
    assert names(lan) == ["VIP", "彩宝爱好者"]


def test_an_advisor_changes_and_removes_no_tag(actors, boss, lan):
    for act in (lambda uid: customize.change_tag(actors["advisor"], uid, name="x"),
                lambda uid: customize.remove_tag(actors["advisor"], uid),
                lambda uid: customize.restore_tag(actors["advisor"], uid)):  # fmt: skip
        with pytest.raises((policy.Denied, policy.NotFound)):
            act(tag("VIP").uid)
    assert names(lan) == ["VIP", "彩宝爱好者"]


# ── removing ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("chunk", [1, 500])
def test_a_removed_tag_is_on_no_record_and_comes_back_whole(chunk, boss, lan, stores, committed, monkeypatch):
    monkeypatch.setattr(retelling, "CHUNK", chunk)
    monkeypatch.setattr(customize, "CHUNK", chunk)
    others = [operations.register_customer(boss, name=f"周{n}", store=stores.lake) for n in range(2)]
    for each in others:
        operations.tag_customer(boss, each.uid, add=["VIP"])
    vip = tag("VIP")
    with committed():
        customize.remove_tag(boss, vip.uid)
    with committed():
        jobs.run_all()
    assert [names(each) for each in (lan, *others)] == [["彩宝爱好者"], [], []]
    assert (with_tag(boss, "VIP"), search.find(boss, "VIP")) == ([], [])
    assert "VIP" not in dict(policy.filterable(boss, R)["tags"].choices())
    customize.remove_tag(boss, vip.uid)

    with committed():
        customize.restore_tag(boss, vip.uid)
    with committed():
        jobs.run_all()
    assert [names(each) for each in (lan, *others)] == [["VIP", "彩宝爱好者"], ["VIP"], ["VIP"]]
    assert set(search.find(boss, "VIP")) == {lan.pk, *(each.pk for each in others)}
    customize.restore_tag(boss, vip.uid)
    assert TagAssignment.objects.filter(tag=vip).count() == 3


def test_a_tag_made_again_under_the_name_of_a_removed_one_stays(boss, lan, committed):
    former = tag("VIP")
    with committed():
        customize.remove_tag(boss, former.uid)
    operations.tag_customer(boss, lan.uid, add=["VIP"])
    retelling.tell_carriers(former.pk, ["VIP"], _plain)
    assert names(lan) == ["VIP", "彩宝爱好者"]
    with pytest.raises(ValidationError):
        customize.restore_tag(boss, former.uid)
    assert tag("VIP").pk != former.pk


def test_after_a_week_a_removed_tag_is_forgotten(boss, lan):
    vip = tag("VIP")
    customize.remove_tag(boss, vip.uid)
    retelling.expire(_plain, TODAY + timedelta(days=7))
    assert Tag.with_removed.filter(pk=vip.pk).exists()
    retelling.expire(_plain, TODAY + timedelta(days=8))
    assert not Tag.with_removed.filter(pk=vip.pk).exists()
    with pytest.raises(policy.NotFound):
        customize.restore_tag(boss, vip.uid)


def _plain():
    from django.db import transaction

    return transaction.atomic()


# ── last days ────────────────────────────────────────────────────────────────


def test_a_tag_holds_until_its_last_day_and_is_gone_on_the_next(boss, lan, committed):
    operations.tag_customer(boss, lan.uid, add=["婚期将近"], until=TODAY + timedelta(days=30))
    with committed():
        retelling.expire(_plain, TODAY + timedelta(days=30))
    assert names(lan) == ["VIP", "婚期将近", "彩宝爱好者"]
    assert search.find(boss, "婚期将近") == [lan.pk]
    with committed():
        retelling.expire(_plain, TODAY + timedelta(days=31))
    assert names(lan) == ["VIP", "彩宝爱好者"]
    assert search.find(boss, "婚期将近") == []
    assert search.find(boss, "VIP") == [lan.pk]


def test_giving_a_tag_again_with_a_day_moves_its_last_day(boss, lan):
    for days in (30, 60):
        operations.tag_customer(boss, lan.uid, add=["婚期将近"], until=TODAY + timedelta(days=days))
    kept = TagAssignment.objects.get(tag__name="婚期将近")
    assert kept.expires_on == TODAY + timedelta(days=60)
    operations.tag_customer(boss, lan.uid, add=["婚期将近"])
    kept.refresh_from_db()
    assert kept.expires_on == TODAY + timedelta(days=60)


def test_a_rule_takes_nothing_from_what_was_given_by_hand_for_good(boss, lan):
    operations.tag_customer(boss, lan.uid, add=["VIP"], until=TODAY, by_rule=True)
    assert TagAssignment.objects.get(tag__name="VIP").expires_on is None


def test_a_day_that_has_passed_is_no_last_day(boss, lan):
    with pytest.raises(ValidationError):
        operations.tag_customer(boss, lan.uid, add=["x"], until=TODAY - timedelta(days=1))
    assert names(lan) == ["VIP", "彩宝爱好者"]


# ── by rule ──────────────────────────────────────────────────────────────────


def by_rule(boss, verb, **params):
    condition = {"field": "source_channel", "op": "is", "value": "referral"}
    return create_rule(
        boss, name=verb, event="people.customer_registered", condition=condition, verb=verb, params=params
    )


def test_a_rule_tags_a_customer_once(boss, stores, committed):
    by_rule(boss, "people.tag", tag="转介绍", days=90)
    with committed():
        meant = operations.register_customer(boss, name="林燕", store=stores.lake, source_channel="referral")
        other = operations.register_customer(boss, name="周鹭", store=stores.lake, source_channel="web")
    with committed():
        jobs.run_all()
    assert (names(meant), names(other)) == (["转介绍"], [])
    kept = TagAssignment.objects.get()
    assert (kept.record_id, kept.by_rule, kept.expires_on) == (meant.pk, True, TODAY + timedelta(days=90))
    assert RuleRun.objects.count() == 1
    assert search.find(boss, "转介绍") == [meant.pk]


def test_a_rule_takes_a_tag_away_and_leaves_who_is_gone_alone(boss, lan, committed):
    rule = create_rule(
        boss,
        name="u",
        event="people.customer_changed",
        condition={},
        verb="people.untag",
        params={"tag": "VIP"},
    )
    with committed():
        operations.change_customer(boss, lan.uid, nickname="兰")
    assert names(lan) == ["彩宝爱好者"]
    from parure.automation.verbs import VERBS

    manager = shop.actor_with({})
    assert VERBS[rule.verb].function(manager, {"customer_id": 999_999}, {"tag": "x"})
    assert VERBS[rule.verb].function(manager, {}, {"tag": "x"})
