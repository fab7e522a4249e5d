"""Conditions: a query and a plain evaluation say the same; hostile trees are refused."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import probe, shop
from parure.access.models import Store
from parure.core import conditions, resources
from parure.people.models import Customer, Interaction

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)
ALLOWED = frozenset(each.name for each in probe.FIELDS)
QUICK = settings(
    max_examples=60, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip

# Letters whose case every database folds alike: SQLite folds ASCII only.
words = st.text(alphabet="abAB 1%_沈佩兰", max_size=4)
days = st.dates(TODAY - timedelta(days=40), TODAY + timedelta(days=40))
# hypothesis wants naive limits
moments = st.datetimes(datetime(2026, 2, 1), datetime(2026, 4, 1), timezones=st.just(UTC))  # noqa: DTZ001
numbers = st.integers(-3, 3)
VALUES = {
    "nickname": words, "remark": words, "stage": st.sampled_from(["lead", "active", ""]),
    "total_spent_minor": numbers, "order_count": numbers, "first_purchase_on": days | st.none(),
    "created_at": moments, "marketing_consent": st.booleans() | st.none(),
}  # fmt: skip
rows = st.lists(st.fixed_dictionaries(VALUES), min_size=1, max_size=4)


@st.composite
def leaves(draw):
    name = draw(st.sampled_from(sorted(VALUES)))
    field = next(each for each in probe.FIELDS if each.name == name)
    op = draw(st.sampled_from(conditions.operators_for(field)))
    if op in conditions.DAYS:
        value = draw(st.integers(0, 50))
    else:
        one = VALUES[name].filter(lambda each: each is not None)
        if name == "created_at":
            one = one.map(lambda moment: moment.date())
        value = draw(st.lists(one, min_size=2, max_size=2) if op in ("in", "between") else one)
    return {"field": name, "op": op, "value": value}


trees = st.recursive(
    leaves(),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"all": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"any": st.lists(inner, max_size=3)}),
        st.fixed_dictionaries({"not": inner}),
    ),
    max_leaves=5,
)


@QUICK
@given(rows=rows, tree=trees)
def test_the_query_finds_exactly_the_rows_that_the_evaluation_accepts(probed, rows, tree):
    tree = json.loads(json.dumps(tree, default=str))  # as it is kept
    Customer.objects.all().delete()
    kept = [Customer.objects.create(name="x", **row) for row in rows]
    found = set(
        Customer.objects.filter(conditions.compile_tree(probed, tree, ALLOWED, today=TODAY)).values_list(
            "pk", flat=True
        )
    )
    accepted = {
        each.pk for each, row in zip(kept, rows, strict=True) if conditions.evaluate(tree, row, TODAY)
    }
    assert found == accepted


@QUICK
@given(tree=trees)
def test_every_condition_has_a_sentence_in_both_languages(probed, tree):
    tree = json.loads(json.dumps(tree, default=str))
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert isinstance(conditions.sentence(probed, tree), str)


def test_a_sentence_reads_aloud_in_both_languages(probed):
    tree = {
        "all": [
            {"field": "order_count", "op": "gte", "value": 2},
            {"field": "stage", "op": "is", "value": "lead"},
        ]
    }
    with translation.override("en"):
        assert conditions.sentence(probed, tree).startswith("Orders is at least 2 and Stage is ")
    with translation.override("zh-hans"):
        assert " is at least " not in conditions.sentence(probed, tree)


def test_one_of_a_single_one_is_that_one(probed):
    tree = {"field": "stage", "op": "in", "value": ["lead"]}
    with translation.override("en"):
        assert conditions.sentence(probed, tree) == conditions.sentence(
            probed, tree | {"op": "is", "value": "lead"}
        )
        two = conditions.sentence(probed, tree | {"value": ["lead", "loyal"]})
    assert " is one of " in two
    assert ", " in two


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.just("\0")
    | st.just("\ud800")
)
hostile = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["all", "any", "not", "field", "op", "value", "did", "times", "within_days"])
            | st.text(max_size=3),
            inner,
            max_size=4,
        ),
        st.fixed_dictionaries(
            {
                "field": st.sampled_from(sorted(ALLOWED)),
                "op": st.sampled_from(
                    ["is", "in", "gt", "between", "contains", "next_days", "is_not", "empty"]
                ),
                "value": inner,
            }
        ),
        st.fixed_dictionaries({"did": st.just("talked"), "times": inner, "within_days": inner}),
    ),
    max_leaves=8,
)


@settings(parent=QUICK, max_examples=300)
@given(tree=hostile)
def test_a_hostile_tree_is_refused_or_answered_never_an_error(probed, tree):
    try:
        query = conditions.compile_tree(probed, tree, ALLOWED, {"talked"}, today=TODAY)
    except conditions.BadCondition:
        return
    Customer.objects.filter(query).count()
    conditions.sentence(probed, tree)


@pytest.mark.parametrize(
    "tree",
    [
        None,
        [],
        "all",
        {},
        {"all": {}},
        {"field": "phone", "op": "is", "value": "1"},  # nothing to filter by
        {"field": "owner__password", "op": "starts", "value": "s"},
        {"field": ["name"], "op": "is", "value": "x"},
        {"field": "nickname", "op": "regex", "value": "(a+)+$"},
        {"field": "nickname", "op": "is", "value": ["a"]},
        {"field": "order_count", "op": "gt", "value": 2**63},
        {"field": "order_count", "op": "in", "value": list(range(conditions.MAX_VALUES + 1))},
        {"field": "first_purchase_on", "op": "next_days", "value": 10**9},
        {"field": "home_store", "op": "is", "value": "1 OR 1=1"},
        {"field": "home_store", "op": "is", "value": 2**63},
        {"did": "flew"},
        {"did": "talked", "times": float("inf")},
    ],
)
def test_hostile_trees_are_refused(probed, tree):
    with pytest.raises(conditions.BadCondition):
        conditions.compile_tree(probed, tree, ALLOWED, {"talked"})


def test_a_tree_too_deep_or_too_wide_is_refused(probed):
    leaf = {"field": "order_count", "op": "is", "value": 1}
    deep = leaf
    for _ in range(conditions.MAX_DEPTH + 1):
        deep = {"not": deep}
    for tree in (deep, {"all": [leaf] * conditions.MAX_NODES}):
        with pytest.raises(conditions.BadCondition):
            conditions.check(probed, tree, ALLOWED)


def test_a_field_that_the_asker_may_not_read_cant_be_used(probed):
    tree = {"not": {"any": [{"field": "remark", "op": "contains", "value": "x"}]}}
    conditions.check(probed, tree, ALLOWED)
    with pytest.raises(conditions.BadCondition):
        conditions.check(probed, tree, ALLOWED - {"remark"})


def test_what_the_asker_may_not_see_cant_be_counted(probed):
    tree = {"not": {"did": "talked", "times": 1}}
    conditions.check(probed, tree, ALLOWED, {"talked"})
    with pytest.raises(conditions.BadCondition):
        conditions.check(probed, tree, ALLOWED)


def test_what_was_done_is_counted_within_days(probed, django_assert_num_queries):
    often, once, never = (shop.customer(name) for name in ("often", "once", "never"))
    now = datetime.now(UTC)
    for customer, days_ago in ((often, 1), (often, 2), (once, 1), (once, 400)):
        Interaction.objects.create(customer=customer, channel="call", at=now - timedelta(days=days_ago))

    def found(**tree):
        query = conditions.compile_tree(probed, {"did": "talked", **tree}, ALLOWED, {"talked"})
        return set(Customer.objects.filter(query).values_list("name", flat=True))

    assert found() == {"often", "once"}
    assert found(times=2) == {"often", "once"}
    assert found(times=2, within_days=30) == {"often"}
    assert found(times=0) == {"never"}
    with translation.override("en"):
        assert conditions.sentence(probed, {"did": "talked", "times": 0}) == "never: talked to us"
        within = {"not": {"did": "talked", "times": 1, "within_days": 30}}
        assert conditions.sentence(probed, within) == "not within 30 days: talked to us"
    assert never.pk


def test_a_relation_is_compared_by_its_key(probed):
    store = Store.objects.create(code="S", name="S")
    mine = shop.customer("mine", home_store=store)
    shop.customer("nobody's")
    query = conditions.compile_tree(probed, {"field": "home_store", "op": "is", "value": store.pk}, ALLOWED)
    assert list(Customer.objects.filter(query)) == [mine]


def test_an_undeclared_record_type_is_unknown():
    with pytest.raises(resources.UnknownResource):
        conditions.compile_tree("test.nothing", {"all": []}, [])
