"""Fields of the shop's own: every kind, kept, found, demanded."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from factories import probe, shop
from parure.access import policy
from parure.core import conditions, resources
from parure.customize import operations, rules
from parure.customize.models import CustomValue, FieldDefinition
from parure.customize.rules import BadValue, Definition, clean_value
from parure.people.models import Customer

pytestmark = pytest.mark.django_db
R = probe.NAME
TODAY = date(2026, 3, 1)
KINDS = {  # kind: (kept value, another, comparisons that find the first only)
    "text": ("Jade", "Gold", [("is", "Jade"), ("contains", "ad"), ("starts", "Ja"), ("in", ["Jade", "x"])]),
    "long_text": ("likes jade", "likes gold", [("contains", "jade"), ("is", "likes jade")]),
    "number": (7, 3, [("is", 7), ("gt", 3), ("gte", 7), ("between", [4, 9]), ("in", [7, 8])]),
    "money": (500_00, 3, [("gte", 500_00), ("is_not", 3)]),
    "weight": (3250, 3, [("between", [3000, 4000])]),
    "date": ("2026-03-05", "2025-01-01", [("is", "2026-03-05"), ("gt", "2026-01-01"), ("between", ["2026-03-01", "2026-03-31"])]),
    "yes_no": (True, False, [("is", True), ("is", "true"), ("is_not", False), ("in", [True])]),
    "choice": ("vip", "plain", [("is", "vip"), ("in", ["vip"]), ("is_not", "plain")]),
}  # fmt: skip
CHOICES = [["vip", "VIP"], ["plain", "Plain"]]


@pytest.fixture
def boss(probed):
    return shop.actor_with({"*": {"view": "all", "add": "all", "change": "all", "fields": {"*": "write"}}})


def define(boss, kind, code="extra", **values):
    if kind == "choice":
        values.setdefault("choices", CHOICES)
    return operations.define_field(boss, R, code=code, label=code.title(), kind=kind, **values)


def found(boss, field, op, value=None):
    tree = {"field": field, "op": op, "value": value}
    query = conditions.compile_tree(R, tree, policy.filterable(boss, R), today=TODAY)
    return set(Customer.objects.filter(query).values_list("name", flat=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_of_every_kind_is_kept_shown_and_found(boss, kind):
    define(boss, kind)
    one, two, without = (shop.customer(name) for name in ("one", "two", "without"))
    first, second, comparisons = KINDS[kind]
    operations.set_custom_values(boss, R, one, {"extra": first})
    operations.set_custom_values(boss, R, two, {"extra": second})
    one.refresh_from_db()
    assert one.custom == {"extra": first}
    assert policy.record(boss, R, one).custom_extra == first
    assert policy.record(boss, R, without).custom_extra is None
    for op, value in comparisons:
        expected = {"one", "without"} if op == "is_not" else {"one"}
        assert found(boss, "custom_extra", op, value) == expected, op
    assert found(boss, "custom_extra", "empty") == {"without"}
    assert found(boss, "custom_extra", "filled") == {"one", "two"}


@pytest.mark.parametrize("kind", KINDS)
def test_an_emptied_field_leaves_the_record_and_the_index(boss, kind):
    define(boss, kind)
    one = shop.customer("one")
    operations.set_custom_values(boss, R, one, {"extra": KINDS[kind][0]})
    assert CustomValue.objects.count() == 1
    operations.set_custom_values(boss, R, one, {"extra": ""})
    one.refresh_from_db()
    assert (one.custom, CustomValue.objects.count()) == ({}, 0)


def test_setting_values_twice_keeps_them_once_and_leaves_the_others(boss):
    define(boss, "number", "one")
    define(boss, "text", "two")
    customer = shop.customer("x")
    for _ in range(2):
        operations.set_custom_values(boss, R, customer, {"one": 1})
        operations.set_custom_values(boss, R, customer, {"two": "zwei"})
    assert customer.custom == {"one": 1, "two": "zwei"}
    assert CustomValue.objects.count() == 2


def test_days_of_a_date_field_count_from_today(boss):
    define(boss, "date")
    today = timezone.localdate()
    for name, days in (("soon", 5), ("past", -9), ("long ago", -700)):
        day = (today + timedelta(days=days)).isoformat()
        operations.set_custom_values(boss, R, shop.customer(name), {"extra": day})
    assert found(boss, "custom_extra", "next_days", 7) == {"soon"}
    assert found(boss, "custom_extra", "last_days", 30) == {"past"}
    assert found(boss, "custom_extra", "older_days", 30) == {"long ago"}


def test_a_field_that_is_not_filterable_is_not_indexed(boss):
    define(boss, "text", filterable=False)
    operations.set_custom_values(boss, R, shop.customer("x"), {"extra": "y"})
    assert CustomValue.objects.count() == 0
    assert "custom_extra" not in policy.filterable(boss, R)


def test_a_custom_field_is_granted_by_its_group(boss):
    define(boss, "text", group="notes")
    reader = shop.actor_with(
        {R: {"view": "all", "change": "all", "fields": {"basic": "write", "notes": "none"}}}
    )
    customer = shop.customer("x")
    assert "custom_extra" not in policy.record(reader, R, customer)
    with pytest.raises(policy.Denied):
        operations.set_custom_values(reader, R, customer, {"extra": "y"})
    customer.refresh_from_db()
    assert customer.custom == {}


def test_required_if_demands_a_value_when_its_condition_holds(boss):
    define(boss, "choice", "grade")
    define(boss, "text", "reason", required_if={"field": "grade", "op": "is", "value": "vip"})
    customer = shop.customer("x")
    operations.set_custom_values(boss, R, customer, {"grade": "plain"})
    with pytest.raises(ValidationError) as caught:
        operations.set_custom_values(boss, R, customer, {"grade": "vip"})
    assert set(caught.value.message_dict) == {"custom_reason"}
    customer = Customer.objects.get(pk=customer.pk)
    assert customer.custom == {"grade": "plain"}
    operations.set_custom_values(boss, R, customer, {"grade": "vip", "reason": "buys much"})
    assert customer.custom == {"grade": "vip", "reason": "buys much"}


def test_required_if_reads_dates(boss):
    define(boss, "date", "wedding")
    define(boss, "text", "ring", required_if={"field": "wedding", "op": "next_days", "value": 30})
    customer = shop.customer("x")
    operations.set_custom_values(boss, R, customer, {"wedding": "2027-01-01"}, today=TODAY)
    with pytest.raises(ValidationError):
        operations.set_custom_values(boss, R, customer, {"wedding": "2026-03-20"}, today=TODAY)


def test_a_required_field_cant_be_emptied(boss):
    define(boss, "text", required=True)
    with pytest.raises(ValidationError) as caught:
        operations.set_custom_values(boss, R, shop.customer("x"), {"extra": " "})
    assert set(caught.value.message_dict) == {"custom_extra"}


@pytest.mark.parametrize(
    ("code", "kind", "rules"),
    [
        ("Extra", "text", {}),
        ("ex-tra", "text", {}),
        ("", "text", {}),
        ("ok", "picture", {}),
        ("ok", "text", {"pattern": "("}),
    ],
)
def test_a_field_that_cant_be_is_refused(boss, code, kind, rules):
    with pytest.raises(ValidationError):
        operations.define_field(boss, R, code=code, label="x", kind=kind, rules=rules)
    assert FieldDefinition.objects.count() == 0


def test_a_code_is_used_once_and_only_where_records_carry_fields(boss):
    define(boss, "text")
    with pytest.raises(ValidationError):
        define(boss, "number")
    with pytest.raises(ValidationError):
        operations.define_field(boss, "access.store", code="x", label="x", kind="text")
    assert FieldDefinition.objects.count() == 1


def test_a_field_is_there_at_once(boss):
    assert "custom_extra" not in resources.fields_of(R)
    define(boss, "text")
    assert "custom_extra" in resources.fields_of(R)


@pytest.mark.parametrize(
    ("kind", "rules_", "value"),
    [
        ("text", {}, "x" * 201),
        ("text", {"max_length": 3}, "xxxx"),
        ("text", {"pattern": "[A-Z]+"}, "abc"),
        ("text", {}, "a\0b"),
        ("text", {}, "\ud800"),
        ("number", {}, "1.5"),
        ("number", {}, 1.5),
        ("number", {}, True),
        ("number", {}, 2**53),
        ("number", {"min": 3}, 2),
        ("number", {"max": 3}, 4),
        ("money", {}, "¥5"),
        ("date", {}, "2026-02-30"),
        ("yes_no", {}, "maybe"),
        ("choice", {}, "gold"),
        ("picture", {}, "x"),
    ],
)
def test_values_that_dont_fit_are_refused(kind, rules_, value):
    with pytest.raises(BadValue):
        clean_value(Definition("x", kind, choices=CHOICES, rules=rules_), value)


@given(value=st.text() | st.integers() | st.floats() | st.booleans() | st.none() | st.lists(st.integers()))
def test_whatever_comes_is_kept_in_its_kind_or_refused(value):
    for kind in KINDS:
        definition = Definition("x", kind, choices=CHOICES)
        try:
            kept = clean_value(definition, value)
        except BadValue:
            continue
        assert kept is None or clean_value(definition, kept) == kept
        if kept is not None:
            assert len(rules.index_columns(kind, kept)) == 1
