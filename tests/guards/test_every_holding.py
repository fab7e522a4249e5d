"""Every table that speaks of customers is declared, so that a merge forgets none."""

from django.apps import apps

from parure.people import holdings
from parure.people.models import Customer

# tables with a `record_id` that is never a customer's, and why
NOT_OF_CUSTOMERS = {
    "engagement.notice.record_id": "a task or a run; what it is called is read with the notice",
    "insight.customerfacts.customer_id": "computed: the next refresh makes it of what the survivor has",
    "people.timelineentry.record_id": "the record behind the line: a visit, an order",
}


def columns_of_customers() -> set[str]:
    """Every column that may hold a customer's id: foreign keys, `customer_id`, and (resource, record id)."""
    return {
        f"{model._meta.label_lower}.{field.attname}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is Customer or field.attname in ("customer_id", "record_id")
    }


def test_every_table_of_customers_is_declared():
    declared = {f"{each.table}.{each.path}" for each in holdings.every()}
    assert columns_of_customers() - declared - NOT_OF_CUSTOMERS.keys() == set(), "hold(...) these"


def test_nothing_is_declared_that_is_gone():
    declared = {f"{each.table}.{each.path}" for each in holdings.every()}
    assert declared - columns_of_customers() == set()
