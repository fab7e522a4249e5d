"""The record of deeds read: by customer, by person, by day; within reach, without what the reader may not see."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import shop
from parure.access import audit, deeds
from parure.access.choices import AuditAction
from parure.access.deeds import Asked
from parure.access.models import AuditEntry
from parure.people import operations as people
from parure.people.models import ContactPoint

pytestmark = pytest.mark.django_db
PHONE = "13900017799"


@pytest.fixture
def admin(client_for):
    return client_for("admin")


@pytest.fixture
def lan(actors):
    return people.register_customer(actors["advisor"], name="沈佩兰", phone=PHONE)


def test_the_customers_page_tells_who_saw_changed_and_opened_what(admin, actors, client_for, lan):
    advisor = client_for("advisor")
    advisor.get(reverse("customer", args=[lan.uid]))
    people.change_customer(actors["advisor"], lan.uid, gender="F", nickname="兰兰")
    people.add_date(actors["advisor"], lan.uid, kind="birthday", month=5, day=20)
    point = ContactPoint.objects.get(customer=lan)
    people.reveal_contact(actors["advisor"], lan.uid, contact_uid=point.uid)
    answer = admin.get(reverse("customer-audit", args=[lan.uid]))
    words = answer.content.decode()
    assert {each["resource"] for each in answer.context["lines"]} == {"客户", "日期"}
    changed = next(each for each in answer.context["lines"] if ("性别", "–", "女") in each["changes"])
    assert ("微信名", "–", "兰兰") in changed["changes"]
    assert PHONE not in words
    assert [each["field"] for each in answer.context["lines"] if each["field"]] == ["手机"]


def test_the_survivor_of_merges_tells_what_was_done_to_each(actors, lan):
    boss = actors["owner"]
    first, second = (people.register_customer(boss, name="沈佩兰") for _ in range(2))
    people.merge_customers(boss, first.uid, lan.uid)
    people.merge_customers(boss, second.uid, first.uid)
    _customer, found = deeds.deeds_on_customer(boss, second.uid)
    assert {lan.pk, first.pk, second.pk} <= {each.record_id for each in found.lines}


def test_a_field_that_the_reader_may_not_read_is_told_without_its_values(actors, lan, stores):
    people.change_customer(actors["advisor"], lan.uid, remark="靠窗", nickname="兰兰")
    reader = shop.actor_with(
        {
            "access.audit_entry": {"view": "all", "fields": {"*": "read"}},
            "people.customer": {"view": "all", "fields": {"*": "read", "notes": "masked"}},
        },
        stores=(stores.lake,),
    )
    _customer, found = deeds.deeds_on_customer(reader, lan.uid)
    changes = {name: after for each in found.lines for name, _before, after in each.changes}
    assert (changes["remark"], changes["nickname"]) == ("***", "兰兰")


def test_a_manager_reads_the_deeds_of_their_own_store(actors, staff, client_for, stores, lan):
    elsewhere = shop.acting(staff("manager", stores.opera))
    audit.record(elsewhere, AuditAction.EXPORT, "people.customer")
    lines = client_for("manager").get(reverse("audit")).context["lines"]
    assert lines
    assert elsewhere.label not in {each["who"] for each in lines}


def test_what_is_asked_for_is_shown_and_nothing_else(admin, actors, lan):
    advisor, manager = actors["advisor"], actors["manager"]
    for actor in (advisor, manager):
        for action in (AuditAction.VIEW, AuditAction.EXPORT):
            audit.record(actor, action, "people.customer", lan.pk)
    uid = str(actors.people["manager"].uid)

    def shown(**asked):
        lines = admin.get(reverse("audit"), asked).context["lines"]
        return [(each["who"], each["action"]) for each in lines]

    both = [(manager.label, "导出"), (manager.label, "查看")]
    assert shown(person=uid) == both
    assert shown(person=uid, action="export") == both[:1]
    assert shown(person=uid, resource="access.staff") == []
    today = timezone.localdate()
    assert shown(person=uid, since=today.isoformat(), until=today.isoformat()) == both
    assert shown(person=uid, until=(today - timedelta(days=1)).isoformat()) == []
    assert shown(person=uid, since=(today + timedelta(days=1)).isoformat()) == []


@pytest.mark.parametrize("query", ["?since=gestern", "?person=7", "?before=x", "?until=2026-13-01"])
def test_a_damaged_address_is_answered_in_words(admin, query):
    assert admin.get(reverse("audit") + query).status_code == 400


def test_pages_follow_one_another_without_a_gap_or_a_repeat(actors, lan):
    for _more in range(deeds.PAGE + 7):
        audit.record(actors["advisor"], AuditAction.VIEW, "people.customer", lan.pk)
    seen, before = [], 0
    while True:
        page = deeds.deeds(actors["admin"], Asked(before=before))
        seen += [each.pk for each in page.lines]
        before = page.next_before
        if not before:
            break
    assert seen == list(AuditEntry.objects.order_by("-pk").values_list("pk", flat=True))


def test_a_page_costs_the_same_however_much_is_on_record(
    admin, actors, lan, django_assert_num_queries, django_assert_max_num_queries
):
    audit.record(actors["advisor"], AuditAction.VIEW, "people.customer", lan.pk)
    admin.get(reverse("audit"))
    with django_assert_max_num_queries(14) as first:
        admin.get(reverse("audit"))
    for _more in range(20):
        audit.record(actors["advisor"], AuditAction.VIEW, "people.customer", lan.pk)
    with django_assert_num_queries(len(first)):
        admin.get(reverse("audit"))


def test_the_file_holds_what_is_asked_for_and_is_on_record_itself(admin, actors, lan):
    audit.record(actors["advisor"], AuditAction.EXPORT, "people.customer", detail={"rows": 12})
    answer = admin.post(reverse("audit-take"), {"action": "export"})
    lines = b"".join(answer.streaming_content).decode().splitlines()
    assert [line.split(",")[1] for line in lines[1:]] == ["Admin", "Advisor"]
    entry = AuditEntry.objects.get(resource="access.audit_entry")
    assert (entry.action, entry.staff) == ("export", actors.people["admin"])


def test_who_may_only_read_takes_no_file(client_for):
    assert client_for("manager").post(reverse("audit-take")).status_code == 403


def opened(actor, times: int, days_ago: int = 0) -> None:
    at = timezone.now() - timedelta(days=days_ago)
    AuditEntry.objects.bulk_create(
        AuditEntry(at=at, staff_id=actor.staff_id, actor_label=actor.label, action=AuditAction.REVEAL)
        for _each in range(times)
    )


@pytest.mark.parametrize(
    ("usual", "now", "tells"), [(2, 14, False), (2, 15, True), (10, 30, False), (10, 31, True), (0, 15, True)]
)
def test_far_more_than_usual_is_told(actors, client_for, usual, now, tells):
    advisor = actors["advisor"]
    for days_ago in (3, 9):
        opened(advisor, usual, days_ago)
    opened(advisor, now)
    found = deeds.unusual(actors["manager"])
    assert [(each.staff.title, each.today, each.usual) for each in found] == (
        [(advisor.label, now, usual)] if tells else []
    )
    assert ("今天" in client_for("manager").get(reverse("audit")).content.decode()) is tells


def test_somebody_elses_alarm_is_not_told_out_of_reach(actors, staff, stores):
    opened(shop.acting(staff("advisor", stores.opera)), 99)
    assert deeds.unusual(actors["manager"]) == []
    assert len(deeds.unusual(actors["admin"])) == 1


def test_a_day_far_back_is_the_day_that_is_asked_for(actors):
    opened(actors["advisor"], 2, 5)
    opened(actors["advisor"], 3, 4)
    day = timezone.localdate() - timedelta(days=5)
    found = deeds.deeds(actors["admin"], Asked(since=day, until=day, action="reveal"))
    assert len(found.lines) == 2
    assert deeds.deeds(actors["admin"], Asked(until=date(2020, 1, 1))).lines == []
