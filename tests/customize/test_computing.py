"""Computed fields on records: formulas, roll-ups, their rights, and computing them again."""

import pytest
from django.core.exceptions import ValidationError

from factories import shop, trade
from parure.access import policy
from parure.access.choices import Level
from parure.access.listing import list_page
from parure.core import jobs
from parure.customize import operations
from parure.customize.models import CustomValue, FieldDefinition
from parure.people import operations as people
from parure.people.models import Customer
from parure.people.search import find
from parure.sales import operations as sales

pytestmark = pytest.mark.django_db
R = "people.customer"
OVER_100 = {"field": "total", "op": "gte", "value": 100_00}


@pytest.fixture
def boss(actors):
    return actors["admin"]


def define(boss, code, kind="number", resource=R, **values):
    return operations.define_field(boss, resource, code=code, label=code.title(), kind=kind, **values)


def rolled(boss, code, aggregate, kind="number", **values):
    kept = {"source": "sales.order", "aggregate": aggregate, **values}
    return define(boss, code, kind, rollup=kept)


def buys(boss, customer, minor, no):
    line = trade.LineDraft(title="Ring", unit_price_minor=minor)
    paid = trade.PaymentDraft(amount_minor=minor)
    draft = trade.OrderDraft(
        order_no=no, ordered_at=trade.moment("2026-02-03T10:00:00"), lines=(line,), payments=(paid,),
        customer_uid=customer.uid,
    )  # fmt: skip
    return sales.record_order(boss, draft)


def custom(customer):
    return Customer.objects.get(pk=customer.pk).custom


def test_a_formula_follows_the_fields_that_it_names(boss):
    define(boss, "budget", "money")
    define(boss, "rings")
    define(boss, "each", "money", formula="custom_budget / custom_rings")
    define(boss, "rich", "yes_no", formula="custom_each > money(100)")
    customer = shop.customer("x")
    operations.set_custom_values(boss, R, customer, {"budget": 1000_00, "rings": 3})
    assert custom(customer) == {"budget": 1000_00, "rings": 3, "each": 333_33, "rich": True}
    operations.set_custom_values(boss, R, customer, {"rings": None})
    assert custom(customer) == {"budget": 1000_00, "rich": False}
    condition = {"field": "custom_rich", "op": "is", "value": False}
    assert [each.pk for each in list_page(boss, R, condition=condition).records] == [customer.pk]


def test_a_formula_follows_built_in_fields_once_they_are_written(boss, committed):
    define(boss, "greeting", "text", formula='concat("Dear ", name)')
    with committed():
        customer = people.register_customer(boss, name="Mei")
    assert custom(customer) == {"greeting": "Dear Mei"}
    with committed():
        people.change_customer(boss, customer.uid, name="Lan")
    assert custom(customer) == {"greeting": "Dear Lan"}


def test_roll_ups_count_and_add_what_hangs_on_the_record(boss, committed):
    customer = shop.customer("x")
    rolled(boss, "orders", "count")
    rolled(boss, "large", "count", condition=OVER_100)
    rolled(boss, "spent", "sum", "money", field="total")
    rolled(boss, "best", "max", "money", field="total")
    rolled(boss, "least", "min", "money", field="total")
    rolled(boss, "newest", "last", "money", field="total")
    define(boss, "mean", "money", formula="custom_spent / custom_orders")
    for no, minor in enumerate((50_00, 300_00, 100_00)):
        with committed():
            buys(boss, customer, minor, f"O-{no}")
    expected = {
        "orders": 3, "large": 2, "spent": 450_00, "best": 300_00, "least": 50_00, "newest": 100_00, "mean": 150_00,
    }  # fmt: skip
    assert custom(customer) == expected
    assert CustomValue.objects.filter(record_id=customer.pk).count() == len(expected)


def test_a_new_computed_field_is_filled_on_everybody_by_a_job(boss):
    first, second = shop.customer("one"), shop.customer("two")
    definition = define(boss, "length", formula="length(name)")
    assert (definition.computed_rows, definition.rows_to_compute) == (0, 2)
    jobs.run_all()
    assert (custom(first), custom(second)) == ({"length": 3}, {"length": 3})
    definition.refresh_from_db()
    assert definition.computed_rows == definition.rows_to_compute == 2
    page = list_page(boss, R, sort="-custom_length")
    assert {each.pk for each in page.records} == {first.pk, second.pk}


def test_fields_that_need_one_another_are_refused(boss):
    define(boss, "a", formula="1 + 1")
    define(boss, "b", formula="custom_a + 1")
    a = FieldDefinition.objects.get(code="a")
    for formula in ("custom_b + 1", "custom_a + 1"):
        with pytest.raises(ValidationError) as caught:
            operations.change_field(boss, a.uid, formula=formula)
        assert set(caught.value.message_dict) == {"formula"}
    with pytest.raises(ValidationError):
        operations.retire_field(boss, a.uid)


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("money", {"formula": "order_count"}),
        ("number", {"formula": "phones"}),
        ("choice", {"formula": "1"}),
        ("number", {"formula": "1", "required": True}),
        ("number", {"formula": "1", "rollup": {"source": "sales.order", "aggregate": "count"}}),
        ("number", {"rollup": {"source": "access.staff", "aggregate": "count"}}),
        ("number", {"rollup": {"source": "sales.order", "aggregate": "sum", "field": "remark"}}),
        ("number", {"rollup": {"source": "sales.order", "aggregate": "sum", "field": "total"}}),
        ("number", {"rollup": {"source": "sales.order", "aggregate": "explode"}}),
    ],
)
def test_what_can_not_be_computed_is_not_defined(boss, kind, values):
    with pytest.raises(ValidationError):
        define(boss, "bad", kind, **values)
    assert not FieldDefinition.objects.exists()


def test_nobody_types_a_computed_value(boss):
    define(boss, "two", formula="1 + 1")
    with pytest.raises((policy.Denied, ValidationError)):
        operations.set_custom_values(boss, R, shop.customer("x"), {"two": 3})


def test_who_may_not_read_an_input_may_not_read_what_is_computed_from_it(boss):
    define(boss, "double", "money", formula="total_spent * 2")
    define(boss, "again", "money", formula="custom_double + money(1)")
    rolled(boss, "orders", "count")
    everything = {"*": {"view": "all", "fields": {"*": "read"}}}
    names = ("custom_double", "custom_again", "custom_orders")
    assert set(names) <= policy.fields(shop.actor_with(everything), R).keys()
    poor = shop.actor_with(everything | {R: {"view": "all", "fields": {"*": "read", "spend": "masked"}}})
    assert not {"custom_double", "custom_again"} & policy.fields(poor, R, Level.MASKED).keys()
    outside = shop.actor_with(everything | {"sales.order": {}})
    assert "custom_orders" not in policy.fields(outside, R)


def test_the_search_knows_what_is_ticked_and_who_may_read_it(boss, committed, stores):
    define(boss, "ring", "text", group="notes", is_searchable=True)
    customer = people.register_customer(boss, name="沈佩兰", store=stores.lake)
    with committed():
        operations.set_custom_values(boss, R, customer, {"ring": "Forever Yours"})
    assert find(boss, "forever") == [customer.pk]
    blind = shop.actor_with({R: {"view": "all", "fields": {"*": "read", "notes": "none"}}})
    assert find(blind, "forever") == []


def test_a_value_that_only_one_may_have(boss):
    define(boss, "card", "text", is_unique=True)
    one, two = shop.customer("one"), shop.customer("two")
    operations.set_custom_values(boss, R, one, {"card": "A1"})
    operations.set_custom_values(boss, R, one, {"card": "A1"})
    with pytest.raises(ValidationError) as caught:
        operations.set_custom_values(boss, R, two, {"card": "A1"})
    assert set(caught.value.message_dict) == {"custom_card"}
    assert custom(two) == {}


def test_a_choice_that_was_chosen_is_retired_and_stays(boss):
    grade = define(boss, "grade", "choice", choices=[["a", "A"], ["b", "B"]])
    one, two = shop.customer("one"), shop.customer("two")
    operations.set_custom_values(boss, R, one, {"grade": "a"})
    operations.change_field(boss, grade.uid, choices=[["b", "B"]])
    grade.refresh_from_db()
    assert grade.choices == [["b", "B"], ["a", "A", "", True]]
    operations.set_custom_values(boss, R, one, {"grade": "a"})
    with pytest.raises(ValidationError):
        operations.set_custom_values(boss, R, two, {"grade": "a"})


def test_several_choices_are_kept_in_order_and_each_is_found(boss):
    define(boss, "likes", "choices", choices=[["au", "Gold"], ["pt", "Platinum"], ["ag", "Silver"]])
    one = shop.customer("one")
    operations.set_custom_values(boss, R, one, {"likes": ["ag", "au", "ag"]})
    assert custom(one) == {"likes": ["au", "ag"]}
    for value, found in ((["ag"], 1), (["pt"], 0), (["pt", "au"], 1)):
        condition = {"field": "custom_likes", "op": "in", "value": value}
        assert len(list_page(boss, R, condition=condition).records) == found


def test_a_kind_changes_only_where_nothing_is_lost(boss):
    text = define(boss, "words", "text")
    operations.change_field(boss, text.uid, kind="long_text")
    with pytest.raises(ValidationError):
        operations.change_field(boss, text.uid, kind="number")


def test_fields_are_moved_retired_and_brought_back(boss):
    made = [define(boss, code, "text") for code in ("a", "b", "c")]
    customer = shop.customer("x")
    operations.set_custom_values(boss, R, customer, {"b": "kept"})
    operations.move_field(boss, made[2].uid, to=0)
    order = list(FieldDefinition.objects.order_by("position").values_list("code", flat=True))
    assert order == ["c", "a", "b"]
    operations.retire_field(boss, made[1].uid)
    assert "custom_b" not in policy.fields(boss, R)
    operations.restore_field(boss, made[1].uid)
    assert policy.record(boss, R, Customer.objects.get(pk=customer.pk)).custom_b == "kept"
