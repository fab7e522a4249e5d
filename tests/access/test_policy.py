"""The gate: which rows, which values, what may be written."""

import pytest

from factories import probe, shop
from parure.access import policy
from parure.access.actors import Actor, actor_as_role, actor_for
from parure.access.choices import Level
from parure.access.models import AuditEntry, Role, Staff
from parure.core import resources
from parure.people.models import Customer, Interaction

pytestmark = pytest.mark.django_db
R = probe.NAME
PHONE = "+8613812346021"


@pytest.fixture
def me(roles, stores):
    return shop.hire("advisor", stores.lake)


@pytest.fixture
def people(probed, stores, me):
    """Customers by where they belong."""
    other = shop.hire("advisor", stores.opera)
    return {
        "mine": shop.customer("mine", home_store=stores.opera, owner=me),
        "lake": shop.customer("lake", home_store=stores.lake, owner=other),
        "canal": shop.customer("canal", home_store=stores.canal),
        "opera": shop.customer("opera", home_store=stores.opera, owner=other),
        "nowhere": shop.customer("nowhere"),
    }


def seen(actor: Actor) -> set[str]:
    return set(policy.rows(actor, R).values_list("name", flat=True))


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ("none", set()),
        ("own", {"mine"}),
        ("store", {"mine", "lake"}),
        ("region", {"mine", "lake", "canal"}),
        ("all", {"mine", "lake", "canal", "opera", "nowhere"}),
    ],
)
def test_a_scope_reaches_its_rows_and_ones_own(people, me, stores, scope, names):
    actor = shop.actor_with({R: {"view": scope}}, staff=me, stores=(stores.lake,))
    assert seen(actor) == names
    assert policy.may(actor, R) is bool(names)


def test_two_stores_are_both_in_reach(people, me, stores):
    actor = shop.actor_with({R: {"view": "store"}}, staff=me, stores=(stores.lake, stores.canal))
    assert seen(actor) == {"mine", "lake", "canal"}


def test_without_any_store_a_store_scope_reaches_ones_own_only(people, me):
    assert seen(shop.actor_with({R: {"view": "store"}}, staff=me)) == {"mine"}


def test_of_several_roles_the_widest_counts_for_rows_and_for_values(people, me, stores):
    narrow = {R: {"view": "own", "fields": {"*": "write", "spend": "none"}}}
    wide = {R: {"view": "region", "fields": {"spend": "read"}}}
    one = shop.actor_with(narrow, staff=me, stores=(stores.lake,))
    both = Actor(me.pk, "x", {"a": narrow, "b": wide}, one.store_ids, one.region_store_ids)
    assert seen(both) == {"mine", "lake", "canal"}
    levels = {name: both.level(R, resources.field_of(R, name)) for name in ("remark", "order_count")}
    assert levels == {"remark": Level.WRITE, "order_count": Level.READ}


def test_a_record_type_without_entry_takes_the_star_and_else_nothing(people):
    assert len(seen(shop.actor_with({"*": {"view": "all"}}))) == 5
    assert seen(shop.actor_with({"*": {"view": "all"}, R: {}})) == set()
    assert seen(shop.nobody()) == set()


def test_a_fields_own_entry_precedes_its_groups_and_the_star(probed):
    actor = shop.actor_with(
        {R: {"view": "all", "fields": {"*": "write", "spend": "masked", "order_count": "read"}}}
    )
    levels = [
        actor.level(R, resources.field_of(R, name)) for name in ("order_count", "total_spent_minor", "remark")
    ]
    assert levels == [Level.READ, Level.MASKED, Level.WRITE]


def reader(**fields: str) -> Actor:
    return shop.actor_with({R: {"view": "all", "fields": fields}})


def test_a_denied_value_is_absent_and_asking_for_it_raises(people):
    record = policy.record(reader(basic="read"), R, people["lake"])
    assert "total_spent_minor" not in record
    assert "total_spent_minor" not in record.values()
    assert record.get("total_spent_minor", "nothing") == "nothing"
    for ask in (
        lambda: record.total_spent_minor,
        lambda: record["total_spent_minor"],
        lambda: record.no_such_thing,
    ):
        with pytest.raises(policy.Denied):
            ask()


def test_a_masked_value_tells_that_it_is_there_and_nothing_more(people):
    people["lake"].total_spent_minor = 123456
    shown = policy.record(reader(spend="masked"), R, people["lake"]).total_spent_minor
    assert (str(shown), shown.revealable) == ("***", False)
    assert "total_spent_minor" not in policy.filterable(reader(spend="masked"), R)
    assert "total_spent_minor" in policy.filterable(reader(spend="read"), R)


@pytest.mark.parametrize(("level", "revealable"), [("masked", False), ("read", True), ("write", True)])
def test_a_personal_value_is_masked_for_everybody(people, level, revealable):
    probe.add_phone(people["lake"], PHONE)
    shown = policy.record(reader(contact=level), R, people["lake"]).phone
    assert (str(shown), shown.revealable) == ("***6021", revealable)
    assert PHONE not in repr(shown)


def test_a_personal_value_cant_be_filtered_by(people):
    assert "phone" not in policy.filterable(reader(**{"*": "write"}), R)


def test_a_title_takes_the_right_of_the_field_that_it_is(people):
    assert policy.record(reader(person_name="read"), R, people["lake"]).title == "lake"
    assert policy.record(reader(person_name="masked", basic="read"), R, people["lake"]).title == "***"
    assert policy.record(reader(basic="read"), R, people["lake"]).title == "***"


def test_a_relation_shows_what_its_own_record_type_grants(people, monkeypatch):
    talk = Interaction.objects.create(customer=people["lake"], channel="call")
    talks = {"test.interaction": {"view": "all", "fields": {"*": "read"}}}

    def label(**fields):
        actor = shop.actor_with(talks | {R: {"view": "all", "fields": fields}})
        return policy.record(actor, "test.interaction", talk).customer.label

    monkeypatch.delitem(
        resources._RESOURCES, "people.customer", raising=False
    )  # the probe speaks for the model
    assert label(person_name="read") == "lake"
    assert label(person_name="masked") == "***"


def test_rows_of_a_child_are_those_of_its_parent(people, me, stores):
    for customer in people.values():
        Interaction.objects.create(customer=customer, channel="call")

    def reach(scope: str, child: str = "all") -> set[str]:
        grants = {R: {"view": scope}, "test.interaction": {"view": child}}
        actor = shop.actor_with(grants, staff=me, stores=(stores.lake,))
        return set(policy.rows(actor, "test.interaction").values_list("customer__name", flat=True))

    assert reach("store") == {"mine", "lake"}
    assert len(reach("all")) == 5
    assert reach("none") == set()
    assert reach("all", child="none") == set()


def test_a_list_costs_one_query_however_long(people, django_assert_num_queries):
    actor = reader(**{"*": "read"})
    assert policy.fields(actor, R)  # asks for custom fields once
    for count in (1, 5):
        with django_assert_num_queries(2):  # rows with their relations, phones
            assert len(policy.records(actor, R, policy.rows(actor, R)[:count])) == count


def test_what_is_out_of_reach_is_not_found_like_what_is_not_there(people, me, stores):
    actor = shop.actor_with({R: {"view": "store", "change": "store"}}, staff=me, stores=(stores.lake,))
    assert policy.fetch(actor, R, people["lake"].uid) == people["lake"]
    for uid in (
        people["opera"].uid,
        people["opera"].pk,
        "no uid",
        "0190f7a0-0000-7000-8000-000000000000",
        10**9,
        "",
    ):
        with pytest.raises(policy.NotFound):
            policy.fetch(actor, R, uid)


def test_an_action_has_a_reach_of_its_own(people, me, stores):
    actor = shop.actor_with({R: {"view": "all", "change": "own"}}, staff=me, stores=(stores.lake,))
    assert policy.fetch(actor, R, people["lake"].uid, "view")
    with pytest.raises(policy.NotFound):
        policy.fetch(actor, R, people["lake"].uid, "change")
    assert not policy.may(actor, R, "export")


def test_writing_what_one_may_not_is_refused_before_anything_happens(people):
    actor = shop.actor_with(
        {R: {"view": "all", "change": "all", "fields": {"basic": "write", "spend": "read"}}}
    )
    for names in (["total_spent_minor"], ["nickname", "total_spent_minor"], ["member_no"], ["no_such_thing"]):
        with pytest.raises(policy.NotWritable), policy.writing(actor, R, people["lake"], names):
            raise AssertionError("got in")
    with (
        pytest.raises(policy.Denied),
        policy.writing(reader(**{"*": "write"}), R, people["lake"], ["nickname"]),
    ):
        raise AssertionError("got in")
    assert AuditEntry.objects.count() == 0


def test_writing_that_moves_a_row_out_of_reach_has_no_effect(people, me, stores):
    grants = {R: {"view": "store", "change": "store", "fields": {"*": "write"}}}
    actor = shop.actor_with(grants, staff=me, stores=(stores.lake,))
    lake = people["lake"]
    with pytest.raises(policy.Denied), policy.writing(actor, R, lake, ["home_store"]):
        lake.home_store = stores.opera
        lake.save()
    assert Customer.objects.get(pk=lake.pk).home_store == stores.lake
    assert AuditEntry.objects.count() == 0


def test_adding_a_row_out_of_ones_reach_has_no_effect(probed, me, stores):
    grants = {R: {"view": "store", "add": "store", "fields": {"*": "write"}}}
    actor = shop.actor_with(grants, staff=me, stores=(stores.lake,))
    stranger = Customer(name="stranger", home_store=stores.opera)
    with (
        pytest.raises(policy.Denied),
        policy.writing(actor, R, stranger, ["name", "home_store"], action="add"),
    ):
        stranger.save()
    assert Customer.objects.count() == 0


def test_a_change_is_on_record_with_what_changed_only(people):
    actor = shop.actor_with({R: {"view": "all", "change": "all", "fields": {"*": "write"}}})
    lake = people["lake"]
    with policy.writing(actor, R, lake, ["nickname", "remark"]):
        lake.nickname = "Pei"
        lake.save()
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.resource, entry.record_id) == ("change", R, lake.pk)
    assert (entry.before, entry.after) == ({"nickname": ""}, {"nickname": "Pei"})
    with policy.writing(actor, R, lake, ["nickname"]):
        lake.save()
    assert AuditEntry.objects.count() == 1


def test_personal_values_stand_masked_in_the_audit(people):
    actor = shop.actor_with({R: {"view": "all", "change": "all", "fields": {"*": "write"}}})
    with policy.writing(actor, R, people["lake"], ["phone"]):
        probe.add_phone(people["lake"], PHONE)
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"phone": None}, {"phone": "***6021"})


def test_a_value_is_revealed_on_record_and_only_to_whom_may_read_it(people):
    point = probe.add_phone(people["lake"], PHONE)
    sealed = policy.Sealed(bytes(point.sealed), probe.place_of(point))
    assert policy.reveal(reader(contact="read"), R, people["lake"].pk, "phone", sealed) == PHONE
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.record_id, entry.field) == ("reveal", people["lake"].pk, "phone")
    assert PHONE not in f"{entry.before}{entry.after}{entry.detail}"
    with pytest.raises(policy.Denied):
        policy.reveal(reader(contact="masked"), R, people["lake"].pk, "phone", sealed)
    assert AuditEntry.objects.count() == 1


def test_a_change_of_roles_counts_from_the_next_click(roles, stores, actors):
    from parure.access import operations

    advisor = shop.hire("advisor", stores.lake)
    assert actor_for(advisor).roles == ("advisor",)
    operations.set_roles(actors["admin"], advisor.uid, ["analyst"])
    assert actor_for(Staff.objects.get(pk=advisor.pk)).roles == ("analyst",)


def test_knowing_who_acts_costs_no_query_the_second_time(roles, stores, django_assert_num_queries):
    advisor = shop.hire("advisor", stores.lake)
    actor_for(advisor)
    with django_assert_num_queries(0):
        assert actor_for(advisor, address="127.0.0.1").region_store_ids == {stores.lake.pk, stores.canal.pk}


def test_an_automation_acts_as_a_role_in_every_store(roles, stores):
    actor = actor_as_role("manager", "a rule")
    assert (actor.staff_id, actor.label) == (None, "a rule")
    assert actor.store_ids == {stores.lake.pk, stores.canal.pk, stores.opera.pk}


def test_the_seeded_roles_grant_known_levels_scopes_and_actions(roles):
    from parure.access.choices import ACTIONS, Scope

    assert set(roles) == set(shop.ROLES)
    for role in Role.objects.all():
        for entry in role.grants.values():
            assert set(entry) <= {*ACTIONS, "fields", "export_rows"}
            assert {entry[action] for action in ACTIONS if action in entry} <= set(Scope)
            assert {level.upper() for level in entry["fields"].values()} <= set(Level.__members__)


def test_nobody_below_the_owner_touches_roles(roles, actors):
    for role in ("owner", "manager", "advisor", "service", "workshop", "marketing", "analyst"):
        assert not policy.may(actors[role], "access.role", "change"), role
