"""Every door changes records through the same operations."""

import pytest
from django.core.exceptions import ValidationError

from parure.access import policy
from parure.access.models import AuditEntry
from parure.core import changes
from parure.customize.operations import define_field
from parure.people.models import Customer

pytestmark = pytest.mark.django_db


def test_fields_of_several_operations_change_together_or_not_at_all(actors, staff, stores):
    define_field(actors["admin"], "people.customer", code="zodiac", label="星座", kind="text")
    made = changes.add(actors["manager"], "people.customer", {"name": "沈佩兰", "custom_zodiac": "天秤"})
    colleague = staff("advisor", stores.lake)
    changes.change(
        actors["manager"],
        "people.customer",
        made.uid,
        {"nickname": "兰", "owner": colleague.uid, "tags": [], "custom_zodiac": "双鱼"},
    )
    kept = Customer.objects.get(pk=made.pk)
    assert (kept.nickname, kept.owner, kept.custom) == ("兰", colleague, {"zodiac": "双鱼"})
    before = AuditEntry.objects.count()
    with pytest.raises(ValidationError):
        changes.change(actors["manager"], "people.customer", made.uid, {"nickname": "佩兰", "total_spent": 1})
    kept.refresh_from_db()
    assert kept.nickname == "兰"
    assert AuditEntry.objects.count() == before


def test_each_operation_keeps_its_own_guard(actors, staff):
    made = changes.add(actors["manager"], "people.customer", {"name": "沈佩兰"})
    with pytest.raises(policy.NotWritable):
        changes.change(actors["advisor"], "people.customer", made.uid, {"owner": staff("advisor").uid})
    with pytest.raises(policy.NotFound):
        changes.change(actors["workshop"], "people.customer", made.uid, {"nickname": "兰"})


def test_what_can_be_written_is_known():
    found = changes.changeable("people.customer")
    assert {"name", "owner", "home_store", "tags"} <= found
    assert "total_spent" not in found
