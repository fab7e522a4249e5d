"""RFM groups as a shop settles them, and what a refresh makes of that."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from factories import shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.core import resources
from parure.insight.facts import FACTS
from parure.insight.groups.names import forget_group_names, group_names
from parure.insight.groups.operations import change_rfm_group, set_rfm_scheme
from parure.insight.groups.scheme import scheme_now
from parure.insight.groups.seeds import SEEDS, seed_groups
from parure.insight.measures.rfm import FALLBACK, GROUPS
from parure.insight.models import CustomerFacts, RfmGroup
from parure.insight.operations import refresh
from parure.insight.reports.labels import rfm_groups
from parure.sales.models import Order

pytestmark = pytest.mark.django_db
UNTIL = date(2026, 6, 30)


def group(code):
    return RfmGroup.objects.get(code=code)


def test_a_shop_begins_with_the_groups_that_parure_knows():
    assert [each.code for each in RfmGroup.objects.order_by("position")] == list(SEEDS)
    assert scheme_now().bounds is None
    assert scheme_now().groups == tuple(each for each in GROUPS if each.code != FALLBACK)
    assert all(each.playbook for each in RfmGroup.objects.all())


def test_seeding_again_keeps_what_the_shop_has_changed():
    RfmGroup.objects.filter(code="champion").update(name="VIP")
    RfmGroup.objects.filter(code="loyal").delete()
    seed_groups()
    assert group("champion").name == "VIP"
    assert group("loyal").name == SEEDS["loyal"].name


def test_a_group_is_changed_on_record(actors):
    change_rfm_group(actors["owner"], group("loyal").uid, name="老朋友", r_from=2)
    assert (group("loyal").name, group("loyal").r_from) == ("老朋友", 2)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.resource, entry.before["name"], entry.after["name"]) == (
        "insight.rfm_group",
        "忠诚",
        "老朋友",
    )


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "忠诚"}, "name"),
        ({"name": "很" * 21}, "name"),
        ({"r_from": 5, "r_to": 4}, "r_from"),
        ({"f_from": 0}, "f_from"),
        ({"m_to": "x"}, "m_to"),
        ({"tone": "pink"}, "tone"),
        ({"playbook": "话" * 1001}, "playbook"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(actors, values, field):
    with pytest.raises(ValidationError) as refused:
        change_rfm_group(actors["owner"], group("champion").uid, **values)
    assert list(refused.value.message_dict) == [field]
    assert group("champion").name == SEEDS["champion"].name


def test_the_group_of_the_rest_has_no_ranges(actors):
    with pytest.raises(ValidationError):
        change_rfm_group(actors["owner"], group(FALLBACK).uid, r_from=2)
    change_rfm_group(actors["owner"], group(FALLBACK).uid, name="其他")
    assert group(FALLBACK).name == "其他"


@pytest.mark.parametrize("role", ["manager", "advisor", "marketing", "analyst"])
def test_who_only_reads_changes_nothing(actors, role):
    with pytest.raises(policy.Denied):
        change_rfm_group(actors[role], group("loyal").uid, name="x")
    with pytest.raises(policy.Denied):
        set_rfm_scheme(actors[role], is_fixed=True)
    assert group("loyal").name == "忠诚"


@pytest.mark.parametrize(
    ("name", "steps"),
    [("recency_days", [1, 2, 3, 4]), ("purchases", [1, 1, 2, 3]), ("kept_minor", [1, 2, 3])],
)
def test_bounds_go_one_way(actors, name, steps):
    with pytest.raises(ValidationError) as refused:
        set_rfm_scheme(actors["owner"], is_fixed=True, **{name: steps})
    assert list(refused.value.message_dict) == [name]
    assert scheme_now().bounds is None


@pytest.mark.django_db(transaction=True)
def test_a_refresh_goes_by_what_the_shop_has_settled(roles, settings, tmp_path):
    settings.PARURE_DATA = tmp_path
    boss = shop.actor_with({"*": dict.fromkeys(("view", "change"), "all") | {"fields": {"*": "write"}}})
    customer = shop.customer("甲")
    for number in range(5):
        Order.objects.create(
            order_no=f"N{number}",
            customer=customer,
            ordered_at=datetime(2026, 6, 1, tzinfo=UTC),
            total_minor=1_000_000,
        )
    assert refresh(until=UNTIL).cells == [(1, 1, "dormant", 1, 5_000_000, 29, 29, 5, 5)]
    set_rfm_scheme(boss, is_fixed=True)
    refresh(until=UNTIL)
    assert CustomerFacts.objects.values_list("r", "f", "m", "rfm_group").get() == (5, 4, 4, "champion")
    change_rfm_group(boss, group("champion").uid, r_to=4)
    refresh(until=UNTIL)
    assert CustomerFacts.objects.get().rfm_group == "loyal"


def shown(names):
    field = resources.fields_of("people.customer")["rfm_group"]
    return [
        dict(field.choices()),
        next(each for each in FACTS if each.name == "rfm_group").text,
        rfm_groups(),
    ][names]


def test_everywhere_groups_are_called_as_the_shop_calls_them(actors):
    assert shown(0)["champion"] == SEEDS["champion"].name
    change_rfm_group(actors["owner"], group("champion").uid, name="贵宾")
    assert (shown(0)["champion"], shown(1)("champion"), shown(2)["champion"]) == ("贵宾",) * 3
    RfmGroup.objects.create(code="bride", name="新娘", position=0)
    forget_group_names()
    assert list(shown(0)) == ["bride", *SEEDS]
    assert [*shown(2)][-1] == ""


def test_names_are_read_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        for _time in range(3):
            group_names()
