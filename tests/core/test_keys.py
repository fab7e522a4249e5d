"""Keys leave the database in one piece, the same ones as row by row."""

import pytest

from factories import shop
from parure.core.keys import keys_of
from parure.customize.models import CustomValue
from parure.people.models import Customer

pytestmark = pytest.mark.django_db


def test_all_keys_are_there():
    made = [shop.customer(f"顾客{place}") for place in range(5)]
    assert sorted(keys_of(Customer.objects.all())) == [each.pk for each in made]
    assert list(keys_of(Customer.objects.filter(pk=made[2].pk))) == [made[2].pk]


def test_other_columns_and_large_and_small_values():
    wanted = [-(2**63), -1, 0, 1, 255, 256, 2**63 - 1]
    Customer.objects.bulk_create(Customer(name="顾客", total_spent_minor=each) for each in wanted)
    assert sorted(keys_of(Customer.objects.all(), "total_spent_minor")) == wanted
    assert sorted(keys_of(Customer.objects.all(), "order_count")) == [0] * len(wanted)


def test_none_are_no_keys():
    assert list(keys_of(Customer.objects.all())) == []
    assert list(keys_of(Customer.objects.none())) == []
    assert list(keys_of(CustomValue.objects.filter(pk__in=[]), "record_id")) == []
