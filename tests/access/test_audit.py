"""The record of who did what: written with the act, from where, with personal values masked, and for good."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from factories import shop
from parure.access import policy
from parure.access.models import AuditEntry
from parure.people import operations as people
from parure.people.models import ContactPoint

pytestmark = pytest.mark.django_db
PHONE = "13900017799"
SECOND = "13700017788"
ADDRESS = "10.1.2.3"


@pytest.fixture
def lan(actors):
    return people.register_customer(actors["advisor"], name="沈佩兰", phone=PHONE, remark="靠窗")


@pytest.fixture
def advisor(client_for, lan):
    """Signed in, at a machine of the shop."""
    return client_for("advisor", REMOTE_ADDR=ADDRESS)


def entries(action: str, resource: str = "people.customer") -> list[AuditEntry]:
    return list(AuditEntry.objects.filter(action=action, resource=resource).order_by("pk"))


def only(action: str, resource: str = "people.customer") -> AuditEntry:
    (found,) = entries(action, resource)
    return found


def signed(entry: AuditEntry, staff: Any) -> None:
    """Who it was, called what at that time, and from where."""
    assert entry.staff == staff
    assert entry.actor_label == staff.name
    assert entry.address == ADDRESS


def test_looking_at_a_customer_is_on_record_and_looking_in_vain_is_not(
    advisor, actors, lan, client_for, staff, stores
):
    advisor.get(reverse("customer", args=[lan.uid]))
    entry = only("view")
    signed(entry, actors.people["advisor"])
    assert entry.record_id == lan.pk
    client_for(staff("advisor", stores.opera)).get(reverse("customer", args=[lan.uid]))
    assert len(entries("view")) == 1


def as_it_is(customer: Any) -> dict[str, Any]:
    """The edit form sent as it was shown."""
    return {
        "name": customer.name,
        "remark": customer.remark,
        "registered_on": customer.registered_on.isoformat(),
    }


def test_a_change_tells_what_was_and_what_is_and_nothing_that_stayed(advisor, actors, lan):
    given = as_it_is(lan) | {"nickname": "兰兰"}
    assert advisor.post(reverse("customer-edit", args=[lan.uid]), given).status_code == 302
    entry = only("change")
    signed(entry, actors.people["advisor"])
    assert entry.record_id == lan.pk
    assert (entry.before, entry.after) == ({"nickname": ""}, {"nickname": "兰兰"})


def test_a_change_that_changes_nothing_and_one_that_is_refused_leave_no_entry(advisor, client_for, lan):
    advisor.post(reverse("customer-edit", args=[lan.uid]), as_it_is(lan))
    advisor.post(reverse("customer-edit", args=[lan.uid]), as_it_is(lan) | {"name": ""})
    client_for("workshop").post(reverse("customer-edit", args=[lan.uid]), as_it_is(lan) | {"name": "别人"})
    assert entries("change") == []


def test_a_change_that_fails_afterwards_takes_its_entry_with_it(actors, lan):
    """The entry stands and falls with the act."""
    with pytest.raises(RuntimeError), transaction.atomic():
        people.change_customer(actors["advisor"], lan.uid, nickname="兰兰")
        raise RuntimeError
    assert entries("change") == []


def test_personal_values_stand_masked_in_every_entry(advisor, lan):
    advisor.post(reverse("contact-add", args=[lan.uid]), {"kind": "phone", "value": SECOND})
    point = ContactPoint.objects.filter(customer=lan).order_by("pk").last()
    advisor.post(reverse("customer-reveal", args=[lan.uid, point.uid]))
    advisor.post(reverse("search"), {"q": PHONE})
    advisor.post(reverse("contact-remove", args=[lan.uid, point.uid]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access_auditentry")
        kept = str(cursor.fetchall())
    for digits in (PHONE, SECOND, PHONE[:7], SECOND[:7]):
        assert digits not in kept
    told = [each for each in AuditEntry.objects.all() if SECOND[-4:] in str(each.after)]
    assert told, "the masked number says which one it was"


def test_revealing_is_on_record_with_the_field(advisor, actors, lan):
    point = ContactPoint.objects.get(customer=lan)
    for _ in range(2):
        advisor.post(reverse("customer-reveal", args=[lan.uid, point.uid]))
    first, second = AuditEntry.objects.filter(action="reveal").order_by("pk")
    for entry in (first, second):
        signed(entry, actors.people["advisor"])
        assert entry.record_id in (lan.pk, point.pk)
        assert entry.field != ""


def test_searching_by_a_whole_number_is_on_record_without_the_number(advisor, actors, lan):
    advisor.post(reverse("search"), {"q": PHONE})
    entry = only("search_phone")
    signed(entry, actors.people["advisor"])
    assert entry.detail == {"found": 1}
    advisor.post(reverse("search"), {"q": SECOND})
    assert [each.detail for each in entries("search_phone")] == [{"found": 1}, {"found": 0}]
    advisor.get(reverse("search"), {"q": "沈"})
    advisor.get(reverse("search"), {"q": PHONE[-4:]})
    assert len(entries("search_phone")) == 2


def test_coming_going_and_failing_to_come_in_are_on_record(staff):
    person = staff("advisor", password=shop.PASSWORD)
    client = Client(REMOTE_ADDR=ADDRESS)
    door = {"username": person.username}
    assert client.post("/signin/", door | {"password": "wrong"}).status_code == 422
    assert client.post("/signin/", {"username": "nobody-here", "password": "wrong"}).status_code == 422
    assert client.post("/signin/", door | {"password": shop.PASSWORD}).status_code == 302
    assert client.post("/signout/").status_code == 302
    found = list(AuditEntry.objects.filter(action__startswith="sign").order_by("pk"))
    assert [(each.action, each.actor_label, each.address) for each in found] == [
        ("sign_in_failed", person.username, ADDRESS),
        ("sign_in_failed", "nobody-here", ADDRESS),
        ("sign_in", person.name, ADDRESS),
        ("sign_out", person.name, ADDRESS),
    ]
    assert "wrong" not in str(list(AuditEntry.objects.values()))


def test_giving_rights_away_is_on_record(actors, staff):
    from parure.access import operations

    person = staff("advisor")
    operations.set_roles(actors["admin"], person.uid, ["manager"])
    entry = only("change", "access.staff")
    assert (entry.before, entry.after) == ({"roles": ["珠宝顾问"]}, {"roles": ["店长"]})


@pytest.mark.parametrize(
    "statement",
    ["UPDATE access_auditentry SET actor_label = 'x'", "DELETE FROM access_auditentry"],
)
def test_nobody_rewrites_it_not_even_by_sql(statement, advisor, lan):
    advisor.get(reverse("customer", args=[lan.uid]))
    before = list(AuditEntry.objects.order_by("pk").values())
    assert before
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(AuditEntry.objects.order_by("pk").values()) == before


def test_who_may_read_it_reads_no_value_that_they_may_not(actors, lan):
    """Administrators read the record; an advisor doesn't."""
    assert policy.rows(actors["admin"], "access.audit_entry").exists()
    assert not policy.rows(actors["advisor"], "access.audit_entry").exists()
