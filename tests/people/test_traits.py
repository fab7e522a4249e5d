"""Dates and sizes of the family: they belong to somebody who is there."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError

from factories import shop
from parure.people import operations
from parure.people.models import ImportantDate, Relation, Size

pytestmark = pytest.mark.django_db


def test_a_trait_of_somebody_who_left_the_family_isnt_taken_for_the_customers_own(actors):
    boss, customer, other = actors["owner"], shop.customer("沈佩兰"), shop.customer("周明")
    operations.add_relation(boss, other.uid, kind="daughter", name="小满")
    elsewhere = Relation.objects.get()
    for uid in (uuid4(), elsewhere.uid):
        with pytest.raises(ValidationError):
            operations.add_date(boss, customer.uid, kind="birthday", month=3, day=8, relation_uid=uid)
        with pytest.raises(ValidationError):
            operations.set_size(boss, customer.uid, kind="ring", text="港13", relation_uid=uid)
    assert not ImportantDate.objects.exists()
    assert not Size.objects.exists()
