"""The facts about a customer in the field catalogue: shown, filtered and sorted by, exported like any other field."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from django.db.models import Exists, OuterRef, Q, prefetch_related_objects
from django.utils import timezone

from parure.catalog import resources as _goods  # noqa: F401 - declares what facts take
from parure.core.conditions import leaf_query
from parure.core.resources import Field, ValueIndex, built_in_fields, contribute
from parure.insight.facts import FACTS, Fact
from parure.insight.models import CustomerFacts
from parure.people import resources as people
from parure.people.models import Customer

GROUP = "figures"
CUSTOMER = people.CUSTOMER.name
# whoever reads what a customer spent may read what tells of it
SPEND = (CUSTOMER, next(each for each in people.CUSTOMER.fields if each.name == "total_spent"))


def _value(name: str, customer: Customer) -> Any:
    """The fact of one customer; None of one who never bought."""
    found = getattr(customer, "facts", None)
    return None if found is None else getattr(found, name)


def _values(name: str, customers: Sequence[Customer]) -> dict[int, Any]:
    """The fact of many customers; one query for all facts of a page, whichever is asked for first."""
    prefetch_related_objects(list(customers), "facts")
    return {each.pk: _value(name, each) for each in customers}


def _lookup(kept: Field, filled: Q, op: str, value: Any) -> Q:
    """A comparison of a fact as a condition on customers: one without facts is neither, and `empty`."""
    rows = CustomerFacts.objects.filter(customer=OuterRef("pk"))
    if op in ("empty", "filled"):
        found = Q(Exists(rows.filter(filled)))
        return found if op == "filled" else ~found
    if op == "is_not":
        return ~Q(Exists(rows.filter(leaf_query(kept, "is", value, timezone.localdate()))))
    return Q(Exists(rows.filter(leaf_query(kept, op, value, timezone.localdate()))))


def _choices(fact: Fact) -> Callable[[], list[tuple[str, Any]]] | None:
    labels = fact.labels
    return None if labels is None else lambda: list(labels().items())


def _inputs(fact: Fact) -> Iterator[tuple[str, Field]]:
    """What somebody must read to read the fact."""
    if fact.tells_spend:
        yield SPEND
    for resource, name in fact.takes:
        yield resource, built_in_fields(resource)[name]


def _field(fact: Fact) -> Field:
    name, choices = fact.name, _choices(fact)
    filled = ~Q(**{name: ""}) if fact.is_text else Q(**{f"{name}__isnull": False})
    return Field(
        name,
        fact.label,
        fact.kind,
        group=GROUP,
        choices=choices,
        batch=partial(_values, name),
        lookup=partial(_lookup, Field(name, fact.label, fact.kind, path=name), filled),
        index=ValueIndex(lambda: CustomerFacts, filled, "customer__pk", name, partial(_value, name)),
        sortable=fact.is_sorted,
        writable=False,
        inputs=tuple(_inputs(fact)),
    )


contribute(CUSTOMER, *(_field(each) for each in FACTS if not each.same_as))
