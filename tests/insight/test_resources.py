"""Facts as fields of the customer: who may read them, that conditions and orders say what the values say."""

from datetime import UTC, datetime
from itertools import product

import pytest
from django.utils import timezone

from factories import shop
from factories.buying import UNTIL, bought, random_story
from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.access.crossing import asks_beside
from parure.access.listing import list_page
from parure.core import resources
from parure.core.conditions import DAYS, evaluate, operators_for
from parure.insight.facts import FACTS, FORESEEN
from parure.insight.models import CustomerFacts
from parure.insight.operations import refresh
from parure.people.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)
CUSTOMER = "people.customer"
FIELDS = [each.name for each in FACTS if not each.same_as]


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


READ_BESIDE = sorted({resource for each in FACTS for resource, _name in each.takes})


def actor(*beside, **fields):
    """Who reads these fields of customers, and all of the record types `beside`."""
    grants = {each: {"view": "all", "fields": {"*": "read"}} for each in beside}
    return Actor(None, "somebody", {"some": grants | {CUSTOMER: {"view": "all", "fields": fields}}})


ALL = actor(*READ_BESIDE, **{"*": "read"})


def test_who_may_not_read_amounts_reads_nothing_that_tells_of_them():
    few = policy.fields(actor(*READ_BESIDE, basic="read", figures="read", spend="masked"), CUSTOMER)
    assert {name for name in FIELDS if name in few} == {each.name for each in FACTS if not each.tells_spend}
    assert not any(name in policy.fields(actor(basic="read", spend="read"), CUSTOMER) for name in FIELDS)
    assert set(FIELDS) <= policy.filterable(ALL, CUSTOMER).keys()


@pytest.mark.parametrize("hidden", READ_BESIDE)
def test_who_may_not_read_what_a_fact_is_made_of_does_not_read_it(hidden):
    beside = [each for each in READ_BESIDE if each != hidden]
    read = policy.fields(actor(*beside, **{"*": "read"}), CUSTOMER)
    telling = {each.name for each in FACTS if hidden in dict(each.takes)}
    assert telling
    assert {name for name in FIELDS if name not in read} == telling


def foretell():
    """As a shop that is large enough would have it; of every fifth nothing is foreseen."""
    for place, row in enumerate(CustomerFacts.objects.order_by("pk")):
        if place % 5:
            numbers = {fact.name: 100 * place for fact in FORESEEN if fact.labels is None}
            risk = ("low", "middle", "high")[place % 3]
            CustomerFacts.objects.filter(pk=row.pk).update(churn_risk=risk, **numbers)


def test_every_comparison_finds_whose_value_meets_it():
    random_story(5)
    shop.customer("从未买过")
    refresh(until=UNTIL)
    foretell()
    people = {each.pk: each for each in policy.records(ALL, CUSTOMER, Customer.objects.all(), FIELDS)}
    assert None in {each["rfm_group"] for each in people.values()}
    for name in FIELDS:
        asked = resources.field_of(CUSTOMER, name)
        values = sorted({each[name] for each in people.values()} - {None, ""})
        some = values[len(values) // 2]
        for op in operators_for(asked):
            value = {"in": values[:2], "between": [values[0], some], "empty": None, "filled": None}.get(
                op, max(0, (UNTIL - timezone.localdate()).days) + 30 if op in DAYS else some
            )
            term = {"field": name, "op": op, "value": value}
            found = policy.rows(ALL, CUSTOMER).filter(as_query(ALL, CUSTOMER, term))
            reached = policy.rows(ALL, CUSTOMER).values_list("pk", flat=True)
            expected = {pk for pk in reached if evaluate(term, people[pk].values(), timezone.localdate())}
            assert set(found.values_list("pk", flat=True)) == expected, term


def test_a_page_of_facts_is_one_query(django_assert_num_queries):
    random_story(6)
    refresh(until=UNTIL)
    policy.fields(ALL, CUSTOMER)  # the definitions of custom fields are read once
    for some in (Customer.objects.order_by("pk")[:1], Customer.objects.order_by("pk")[:30]):
        instances = list(some)
        with django_assert_num_queries(1):
            policy.records(ALL, CUSTOMER, instances, FIELDS)


@pytest.mark.parametrize(
    ("name", "descending"), list(product(("rfm_group", "recency_days", "m"), (False, True)))
)
def test_lists_are_sorted_by_facts(name, descending):
    random_story(7)
    refresh(until=UNTIL)
    found = list_page(ALL, CUSTOMER, sort=f"-{name}" if descending else name, names=[name], size=200)
    values = [each[name] for each in found.records]
    ordered = sorted(
        values, key=lambda each: (each is not None, each or 0 if name != "rfm_group" else each or "")
    )
    assert values == (ordered[::-1] if descending else ordered)
    assert len(values) > 20


def test_facts_are_asked_beside_the_record():
    fields = policy.filterable(ALL, CUSTOMER)
    assert asks_beside(fields, {"any": [{"not": {"field": "m", "op": "is", "value": 5}}]})
    assert not asks_beside(fields, {"field": "total_spent", "op": "gte", "value": 5})


def test_the_index_of_a_fact_looks_at_its_own_table_only():
    index = resources.field_of(CUSTOMER, "rfm_group").index
    statement = str(
        index.model().objects.filter(index.where, **{f"{index.record}__gt": 3}).order_by(index.record).query
    )
    assert "people_customer" not in statement
    customer = shop.customer("甲")
    bought(customer, 1, datetime(2028, 2, 28, 16, tzinfo=UTC), total_minor=100)
    refresh(until=UNTIL)
    assert CustomerFacts.objects.values_list(index.record, index.column).get() == (customer.pk, "dormant")
