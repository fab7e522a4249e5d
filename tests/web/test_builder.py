"""The condition builder: what is typed becomes the tree, and a tree comes back as it would have been typed."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factories import shop
from parure.web.kit import builder
from parure.web.kit.builder import as_typed, read_typed

pytestmark = pytest.mark.django_db
KIND = "people.customer"
ADDRESS = "/lists/customers/conditions/"
LEAD = {"field": "stage", "op": "in", "v": ["lead"]}
LEAVES = st.sampled_from(
    [
        {"field": "stage", "op": "in", "value": ["lead", "dormant"]},
        {"field": "year_spent", "op": "gte", "value": 123_45},
        {"field": "total_spent", "op": "between", "value": [100, 200_000_00]},
        {"field": "last_visit_on", "op": "last_days", "value": 30},
        {"field": "registered_on", "op": "gte", "value": "2026-01-31"},
        {"field": "phones", "op": "empty"},
        {"field": "marketing_consent", "op": "is", "value": "1"},
        {"field": "occupation", "op": "contains", "value": "教"},
        {"did": "was_contacted", "times": 2, "within_days": 365},
    ]
)
GROUPS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"all": items}),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"any": items}),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"not": {"any": items}}),
        st.lists(inner, min_size=1, max_size=3).map(lambda items: {"not": {"all": items}}),
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(terms=st.lists(GROUPS, min_size=2, max_size=4))
def test_what_is_shown_reads_as_the_same_condition(terms, actors):
    owner = actors["owner"]
    shown = json.loads(json.dumps(as_typed(owner, KIND, terms)))
    assert read_typed(owner, KIND, shown) == {"all": terms}


def test_amounts_are_typed_in_yuan(actors):
    typed = {"mode": "all", "items": [{"field": "year_spent", "op": "gte", "a": "20,000.5"}]}
    assert read_typed(actors["owner"], KIND, typed) == {
        "all": [{"field": "year_spent", "op": "gte", "value": 20_000_50}]
    }


def test_the_line_that_cannot_be_read_is_named(actors):
    typed = {
        "mode": "any",
        "items": [LEAD, {"mode": "all", "items": [{"field": "year_spent", "op": "gte", "a": "many"}]}],
    }
    with pytest.raises(builder.BadLine) as problem:
        read_typed(actors["owner"], KIND, typed)
    assert problem.value.line == 1


@pytest.mark.parametrize(
    "typed", [None, [], {}, {"mode": "xor", "items": []}, {"mode": "all", "items": [3]}, {"mode": "all"}]
)
def test_what_is_no_condition_is_refused(typed, actors):
    with pytest.raises(ValidationError):
        read_typed(actors["owner"], KIND, typed)


def test_nested_without_end_is_refused(actors):
    typed = {"mode": "all", "items": [LEAD]}
    for _ in range(20):
        typed = {"mode": "any", "items": [typed]}
    with pytest.raises(ValidationError):
        read_typed(actors["owner"], KIND, typed)


def test_what_may_not_be_seen_can_neither_be_asked_nor_counted(actors, client_for):
    service = actors["service"]  # sees amounts masked
    names = {each["name"] for each in builder.catalogue(service, KIND)["fields"]}
    assert "year_spent" not in names
    with pytest.raises(ValidationError):
        read_typed(service, KIND, {"mode": "all", "items": [{"field": "year_spent", "op": "gte", "a": "1"}]})
    blind = shop.actor_with({KIND: {"view": "all", "fields": {"*": "read"}}})
    assert builder.catalogue(blind, KIND)["activities"] == []


@pytest.fixture
def crowd(stores):
    today = timezone.localdate()
    return [
        shop.customer(
            name, home_store=stores.lake, stage=stage, year_spent_minor=spent, last_activity_on=today
        )
        for name, stage, spent in (
            ("沈佩兰", "loyal", 30_000_00),
            ("周以宁", "dormant", 0),
            ("方若溪", "lead", 0),
        )
    ]


def test_the_count_and_the_sentence_are_told(client_for, crowd):
    typed = {"mode": "any", "items": [LEAD, {"field": "year_spent", "op": "gte", "a": "20000"}]}
    with translation.override("zh-hans"):
        answer = client_for("owner").post(ADDRESS + "count/", {"tree": json.dumps(typed)})
    assert answer.context["words"].startswith("共 2")
    assert "¥20,000" in answer.context["sentence"]


def test_what_is_wrong_is_told_with_its_line(client_for, crowd):
    typed = {"mode": "all", "items": [LEAD, {"field": "year_spent", "op": "gte", "a": "many"}]}
    answer = client_for("owner").post(ADDRESS + "count/", {"tree": json.dumps(typed)})
    assert answer.context["line"] == 1


def test_lines_that_all_hold_become_simple_conditions(client_for, crowd):
    typed = {"mode": "all", "items": [LEAD, {"field": "year_spent", "op": "lte", "a": "0"}]}
    answer = client_for("owner").post(ADDRESS, {"tree": json.dumps(typed)})
    assert answer.headers["Location"] == "/customers/?f=stage:in:lead&f=year_spent:lte:0"


def test_groups_stand_in_the_address_and_come_back(client_for, crowd):
    client = client_for("owner")
    typed = {"mode": "none", "items": [LEAD, {"field": "year_spent", "op": "gte", "a": "20000"}]}
    address = client.post(ADDRESS, {"tree": json.dumps(typed)}).headers["Location"]
    page = client.get(address)
    assert [row.title for row in page.context["rows"]] == ["周以宁"]
    again = client.get(f"{ADDRESS}?{address.partition('?')[2]}")
    assert json.loads(again.context["typed"])["mode"] == "none"


def test_a_line_just_added_is_no_mistake_and_a_wrong_one_is(client_for, crowd):
    def said(**line):
        tree = {"mode": "all", "items": [{"field": "stage", "op": "in"} | line]}
        return client_for("owner").post(ADDRESS + "count/", {"tree": json.dumps(tree)}).content.decode()

    for unsaid in ({"v": []}, {"field": "year_spent", "op": "gte", "a": ""}):
        assert "data-line" not in said(**unsaid)
        assert "t-rust" not in said(**unsaid)
    assert 'data-line="0"' in said(field="year_spent", op="gte", a="many")
