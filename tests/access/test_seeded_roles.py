"""What a new version of Parure adds to the roles of a shop that has changed them."""

import pytest

from parure.access import roles
from parure.access.models import AuditEntry, Role
from parure.access.operations import set_grants

pytestmark = pytest.mark.django_db
NEW = "people.consent"


def aged(code: str, **changes: object) -> Role:
    """The role as a shop has it that ran a version without `NEW`."""
    role = Role.objects.get(code=code)
    role.grants = {name: each for name, each in role.grants.items() if name != NEW} | changes
    role.considered = [name for name in role.considered if name != NEW]
    role.save()
    return role


def test_a_new_record_type_is_granted_as_in_a_new_shop(seeded):
    role = aged("advisor", **{"people.size": {"fields": {}}})
    roles.seed_roles()
    role.refresh_from_db()
    assert role.grants[NEW] == roles.SEEDED["advisor"][1][NEW]
    assert role.grants["people.size"] == {"fields": {}}
    assert AuditEntry.objects.filter(resource="access.role", detail__new_record_types=[NEW]).count() == 1
    roles.seed_roles()
    assert AuditEntry.objects.filter(resource="access.role").count() == 1


def test_what_a_shop_took_away_stays_away(seeded, actors):
    role = Role.objects.get(code="advisor")
    without = {name: each for name, each in role.grants.items() if name != NEW}
    set_grants(actors["admin"], role.uid, without)
    roles.seed_roles()
    role.refresh_from_db()
    assert NEW not in role.grants


@pytest.fixture
def seeded(roles):
    return roles
