"""The customer's page: what it shows to whom, at what cost, and what can be done without leaving it."""

import json
import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from factories import trade
from parure.access.models import AuditEntry
from parure.people import operations, queries
from parure.people.models import ContactPoint, Customer, ImportantDate, Preference, Relation, Size
from parure.sales.drafts import LineDraft
from parure.sales.operations import record_order, record_visit

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true", "HX-Target": "dialog-body"}
PHONE = "+8613900017744"


@pytest.fixture
def lan(actors, stores):
    """A customer of the Lake store with a little of everything."""
    advisor = actors["advisor"]
    customer = operations.register_customer(
        advisor, name="沈佩兰", phone=PHONE, remark="喜欢靠窗", caution="掉石的事"
    )
    day = timezone.localdate() + timedelta(days=3)
    operations.add_date(advisor, customer.uid, kind="wedding", month=day.month, day=day.day, is_secret=True)
    operations.state_preference(advisor, customer.uid, aspect="allergy", value="镍", stance="avoids")
    operations.set_size(advisor, customer.uid, kind="ring", text="港13", finger="LEFT_RING")
    return customer


def page(client, customer, **kwargs):
    return client.get(reverse("customer", args=[customer.uid]), **kwargs)


def told(answer):
    return json.loads(answer.headers["HX-Trigger"])


# ── what it shows ────────────────────────────────────────────────────────────


def test_the_brief_says_what_to_take_care_of_before_greeting(client_for, lan):
    words = page(client_for("advisor"), lan).content.decode()
    assert "镍过敏" in words
    assert "别提：掉石的事" in words
    assert "3 天后" in words
    assert "是惊喜，别提" in words
    assert "港13" in words
    assert "Shěn Pèilán" in words


def test_a_phone_is_masked_until_asked_for_and_the_asking_is_on_record(client_for, lan):
    client = client_for("advisor")
    point = ContactPoint.objects.get(customer=lan)
    assert "13900017744" not in page(client, lan).content.decode()

    reveal = reverse("customer-reveal", args=[lan.uid, point.uid])
    assert client.get(reveal).status_code == 405
    before = AuditEntry.objects.filter(action="reveal").count()
    assert PHONE in client.post(reveal).content.decode()
    assert AuditEntry.objects.filter(action="reveal").count() == before + 1


@pytest.mark.parametrize("role", ["marketing", "analyst", "workshop"])
def test_who_may_not_read_numbers_reveals_none(role, client_for, lan):
    point = ContactPoint.objects.get(customer=lan)
    answer = client_for(role).post(reverse("customer-reveal", args=[lan.uid, point.uid]))
    assert answer.status_code == 403
    assert "13900017744" not in answer.content.decode()
    assert not AuditEntry.objects.filter(action="reveal").exists()


@pytest.mark.parametrize(
    ("role", "offered"), [("advisor", True), ("manager", True), ("analyst", False), ("workshop", False)]
)
def test_only_permitted_acts_are_offered(role, offered, client_for, lan):
    words = page(client_for(role), lan).content.decode()
    assert (reverse("visit-add", args=[lan.uid]) in words) is offered
    assert (reverse("date-add", args=[lan.uid]) in words) is offered


def test_the_workshop_reads_sizes_and_neither_remark_nor_number(client_for, lan):
    words = page(client_for("workshop"), lan).content.decode()
    assert "港13" in words
    assert "靠窗" not in words
    assert "7744" not in re.sub(r"[0-9a-f-]{36}", "", words)  # keys in addresses may hold any digits


def test_another_store_finds_nobody(client_for, staff, stores, lan):
    stranger = client_for(staff("advisor", stores.opera))
    for name in ("customer", "customer-peek", "customer-edit", "visit-add", "customer-timeline"):
        assert stranger.get(reverse(name, args=[lan.uid])).status_code == 404, name


def entries(actor, customer, count):
    for number in range(count):
        at = timezone.now() - timedelta(hours=number)
        operations.record_interaction(actor, customer.uid, channel="call", content=f"第 {number} 次", at=at)


@pytest.mark.parametrize("count", [1, 50])
def test_the_page_costs_at_most_twelve_queries_however_long_the_story(
    count, client_for, actors, lan, django_assert_max_num_queries
):
    client = client_for("advisor")
    entries(actors["advisor"], lan, count)
    for number in range(count):
        operations.add_date(
            actors["advisor"], lan.uid, kind="other", label=f"日子{number}", month=5, day=1 + number % 28
        )
    page(client, lan)
    with django_assert_max_num_queries(12) as counted:
        answer = page(client, lan)
    assert answer.status_code == 200
    assert len(counted) == 11


def test_tags_that_pass_do_not_cost_a_thirteenth(client_for, actors, lan, django_assert_max_num_queries):
    client = client_for("advisor")
    day = timezone.localdate() + timedelta(days=9)
    operations.tag_customer(actors["manager"], lan.uid, add=["周年邀约"], until=day)
    page(client, lan)
    with django_assert_max_num_queries(12):
        words = page(client, lan).content.decode()
    assert "周年邀约" in words


def test_older_entries_follow_by_key_without_a_gap_or_a_repetition(client_for, actors, lan):
    client = client_for("advisor")
    entries(actors["advisor"], lan, queries.TIMELINE_PAGE + 5)
    first = page(client, lan)
    address = reverse("customer-timeline", args=[lan.uid])
    second = client.get(
        address, {"before": first.context["older"], "after": first.context["older_month"]}, headers=HTMX
    )
    seen = [
        entry.body
        for answer in (first, second)
        for month in answer.context["months"]
        for entry in month.entries
    ]
    wanted = [f"第 {number} 次" for number in range(queries.TIMELINE_PAGE + 5)]
    assert [body for body in seen if body.startswith("第")] == wanted
    assert second.context["older"] == ""


def test_one_kind_of_entries(client_for, actors, lan):
    entries(actors["advisor"], lan, 1)
    record_visit(actors["advisor"], lan.uid, companions="先生")
    answer = client_for("advisor").get(
        reverse("customer-timeline", args=[lan.uid]), {"kind": "visit"}, headers=HTMX
    )
    words = answer.content.decode()
    assert "先生" in words
    assert "第 0 次" not in words


# ── what it does ─────────────────────────────────────────────────────────────


def test_a_lunar_date_is_added_and_the_page_is_told(client_for, lan):
    client = client_for("advisor")
    given = {"kind": "birthday", "day": "1981-02-02", "calendar": "lunar"}
    answer = client.post(reverse("date-add", args=[lan.uid]), given, headers=HTMX)
    assert answer.status_code == 204
    assert {"toast", "closeDialog", "customer-changed"} <= set(told(answer))
    row = ImportantDate.objects.get(customer=lan, kind="birthday")
    assert (row.calendar, row.year, row.month, row.day) == ("lunar", 1981, 2, 2)
    assert "农历二月初二" in page(client, lan).content.decode()


def test_a_day_that_is_none_comes_back_with_what_was_typed(client_for, lan):
    given = {"kind": "other", "label": "乔迁", "day": "2-31", "calendar": "solar"}
    answer = client_for("advisor").post(reverse("date-add", args=[lan.uid]), given, headers=HTMX)
    assert answer.status_code == 422
    words = answer.content.decode()
    assert "没有这一天" in words
    assert "乔迁" in words
    assert "2-31" in words
    assert ImportantDate.objects.filter(customer=lan).count() == 1


def undo(client, answer):
    return client.post(told(answer)["toast"]["undo"])


def test_what_was_removed_comes_back_once(client_for, lan):
    client = client_for("advisor")
    row = Size.objects.get(customer=lan)
    answer = client.post(reverse("size-remove", args=[lan.uid, row.uid]), headers={"HX-Request": "true"})
    assert not Size.objects.filter(customer=lan).exists()
    assert undo(client, answer).status_code == 204
    back = Size.objects.get(customer=lan)
    assert (back.kind, back.finger, back.label, back.measure_um) == (
        row.kind,
        row.finger,
        row.label,
        row.measure_um,
    )
    assert undo(client, answer).status_code == 404
    assert Size.objects.filter(customer=lan).count() == 1


def test_a_relation_comes_back_with_its_days_and_sizes(client_for, actors, lan):
    client, advisor = client_for("advisor"), actors["advisor"]
    mother = operations.add_relation(advisor, lan.uid, kind="mother", name="沈阿姨", note="喜足金")
    operations.add_date(
        advisor, lan.uid, kind="birthday", month=9, day=9, calendar="lunar", relation_uid=mother.uid
    )
    operations.set_size(advisor, lan.uid, kind="bangle", text="58", relation_uid=mother.uid)
    answer = client.post(
        reverse("relation-remove", args=[lan.uid, mother.uid]), headers={"HX-Request": "true"}
    )
    assert not Relation.objects.filter(customer=lan).exists()
    undo(client, answer)
    back = Relation.objects.get(customer=lan)
    assert (back.kind, back.name, back.note) == ("mother", "沈阿姨", "喜足金")
    assert back.dates.get().month == 9
    assert back.sizes.get().label == "58 mm"


def test_the_undo_of_somebody_else_is_not_there(client_for, lan):
    row = Size.objects.get(customer=lan)
    answer = client_for("advisor").post(
        reverse("size-remove", args=[lan.uid, row.uid]), headers={"HX-Request": "true"}
    )
    assert undo(client_for("manager"), answer).status_code == 404
    assert not Size.objects.filter(customer=lan).exists()


def test_no_personal_value_stands_in_the_session_or_an_address(client_for, lan):
    client = client_for("advisor")
    row = Preference.objects.get(customer=lan)
    answer = client.post(
        reverse("preference-remove", args=[lan.uid, row.uid]), headers={"HX-Request": "true"}
    )
    assert "镍" not in answer.headers["HX-Trigger"].encode().decode("unicode_escape")
    assert "镍" not in json.dumps(dict(client.session.items()), ensure_ascii=False)


def test_family_is_linked_to_a_customer_who_was_searched(client_for, actors, lan):
    client = client_for("advisor")
    husband = operations.register_customer(actors["advisor"], name="李仲谦", phone="13900017755")
    found = client.post(reverse("customer-choices"), {"q": "李仲"}).content.decode()
    assert str(husband.uid) in found
    assert "13900017755" not in found
    given = {"kind": "spouse", "other": str(husband.uid)}
    assert client.post(reverse("relation-add", args=[lan.uid]), given, headers=HTMX).status_code == 204
    assert Relation.objects.get(customer=lan).other == husband
    assert Relation.objects.get(customer=husband).other == lan


def test_a_contact_is_removed_only_after_saying_what_goes(client_for, lan):
    client = client_for("advisor")
    point = ContactPoint.objects.get(customer=lan)
    address = reverse("contact-remove", args=[lan.uid, point.uid])
    assert "139****7744" in client.get(address, headers=HTMX).content.decode()
    assert ContactPoint.objects.filter(customer=lan).exists()
    assert client.post(address, headers=HTMX).status_code == 204
    assert not ContactPoint.objects.filter(customer=lan).exists()


def test_tags_are_found_by_the_search_at_once(client_for, lan):
    manager = client_for("manager")
    answer = manager.post(reverse("tag-add", args=[lan.uid]), {"tag": "彩宝爱好者"}, headers=HTMX)
    assert answer.status_code == 204
    assert str(lan.uid) in manager.get(reverse("search"), {"q": "彩宝爱"}).content.decode()
    advisor = client_for("advisor")
    assert (
        advisor.post(reverse("tag-add", args=[lan.uid]), {"tag": "新标签"}, headers=HTMX).status_code == 422
    )
    removed = advisor.post(
        reverse("tag-remove", args=[lan.uid]), {"tag": "彩宝爱好者"}, headers={"HX-Request": "true"}
    )
    assert Customer.objects.get(pk=lan.pk).tag_names == []
    undo(advisor, removed)
    assert Customer.objects.get(pk=lan.pk).tag_names == ["彩宝爱好者"]


def test_plain_values_are_edited_but_not_what_is_recorded_as_a_consent(client_for, lan):
    client = client_for("advisor")
    address = reverse("customer-edit", args=[lan.uid])
    given = {
        "name": "沈佩岚",
        "gender": "F",
        "remark": "喜欢靠窗",
        "registered_on": "2020-09-03",
        "caution": "掉石的事",
        "marketing_consent": "on",
    }
    assert client.post(address, given, headers=HTMX).status_code == 204
    changed = Customer.objects.get(pk=lan.pk)
    assert (changed.name, changed.gender, changed.marketing_consent) == ("沈佩岚", "F", None)
    assert client.post(address, given | {"name": ""}, headers=HTMX).status_code == 422
    assert Customer.objects.get(pk=lan.pk).name == "沈佩岚"


def test_a_role_edits_only_the_fields_it_may_write(client_for, staff, roles, stores, lan):
    grants = {
        "people.customer": {"view": "store", "change": "store", "fields": {"basic": "write", "*": "read"}}
    }
    roles["marketing"].grants = grants
    roles["marketing"].save()
    client = client_for(staff("marketing"))
    address = reverse("customer-edit", args=[lan.uid])
    words = client.get(address).content.decode()
    assert 'name="occupation"' in words
    assert 'name="remark"' not in words
    client.post(
        address, {"registered_on": "2020-09-03", "occupation": "律师", "remark": "改了"}, headers=HTMX
    )
    changed = Customer.objects.get(pk=lan.pk)
    assert (changed.occupation, changed.remark) == ("律师", "喜欢靠窗")


def test_a_talk_with_a_next_step_is_a_line_and_a_task(client_for, lan, committed):
    client = client_for("advisor")
    given = {
        "channel": "wechat",
        "direction": "out",
        "content": "已发三款",
        "next_step": "约周六看",
        "next_due": "2031-01-04",
    }
    with committed():
        assert client.post(reverse("interaction-add", args=[lan.uid]), given, headers=HTMX).status_code == 204
    words = page(client, lan).content.decode()
    assert "已发三款" in words
    assert "约周六看" in words


def test_without_script_a_form_leads_back_to_the_customer(client_for, lan):
    given = {"kind": "wrist", "text": "16cm"}
    answer = client_for("advisor").post(reverse("size-add", args=[lan.uid]), given, follow=True)
    assert answer.redirect_chain == [(reverse("customer", args=[lan.uid]), 302)]
    assert "尺寸已记下" in answer.content.decode()


@pytest.mark.parametrize(
    "name",
    ["date-add", "size-add", "relation-add", "preference-add", "contact-add", "customer-remark", "tag-add",
     "interaction-add", "visit-add", "customer-edit"],
)  # fmt: skip
@pytest.mark.parametrize("role", ["analyst", "workshop", "marketing"])
def test_who_only_reads_changes_nothing(name, role, client_for, lan):
    client = client_for(role)
    address = reverse(name, args=[lan.uid])
    before = AuditEntry.objects.exclude(action="view").count()
    given = {"kind": "birthday", "day": "1-1", "calendar": "solar", "text": "港13", "name": "x", "value": "x", "aspect": "metal",
             "stance": "likes", "remark": "x", "tag": "x", "channel": "call", "direction": "out", "content": "x"}  # fmt: skip
    assert client.get(address).status_code == 403
    assert client.post(address, given, headers=HTMX).status_code == 403
    assert AuditEntry.objects.exclude(action="view").count() == before


def test_an_empty_record_teaches(client_for, actors):
    somebody = operations.register_customer(actors["advisor"], name="阿依古丽·买买提江·阿布都热依木·古丽娜")
    words = page(client_for("advisor"), somebody).content.decode()
    for lesson in ("还没买过", "还没量过", "故事从第一次到店", "还没记日子", "没有未兑现的承诺"):
        assert lesson in words


def test_pieces_owned_stand_with_their_drawing(client_for, actors, lan):
    ring = trade.piece(code="OWN-1", name="满钻戒")
    record_order(
        actors["admin"],
        trade.order(
            LineDraft(piece_uid=ring.uid, title=ring.name, unit_price_minor=100_00), customer_uid=lan.uid
        ),
    )
    words = page(client_for("manager"), lan).content.decode()
    assert "拥有 1 件" in words
    assert "#p-solitaire" in words


def test_the_family_card_tells_what_each_was_given_without_a_further_query(
    client_for, actors, lan, django_assert_num_queries
):
    operations.add_relation(actors["advisor"], lan.uid, kind="mother", name="沈阿姨")
    bought = LineDraft(title="足金手镯", unit_price_minor=100_00, category="BANGLE")
    for number, (recipient, day) in enumerate(
        [("母亲", "2024-03-01"), ("沈阿姨", "2026-05-01"), ("自己", "2026-06-01")]
    ):
        at = trade.moment(day)
        record_order(
            actors["manager"],
            trade.order(
                bought, customer_uid=lan.uid, recipient=recipient, ordered_at=at, order_no=f"G{number}"
            ),
        )
    client = client_for("advisor")
    page(client, lan)
    with django_assert_num_queries(11):
        words = page(client, lan).content.decode()
    assert "送过 2 件，最近 2026-05 手镯" in words
