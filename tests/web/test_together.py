"""Two people edit one customer: nobody's words are lost unseen."""

import html
import re

import pytest
from django.urls import reverse

from parure.access.operations import change_staff, change_store
from parure.customize.models import Tag
from parure.customize.operations import change_tag
from parure.people import operations
from parure.people.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def lan(actors):
    return operations.register_customer(actors["advisor"], name="沈佩兰", remark="喜欢靠窗")


def opened(client, customer):
    """The form as the browser would send it back untouched."""
    text = client.get(reverse("customer-edit", args=[customer.uid])).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', text)
    values = {"seen": html.unescape(seen[1])} if seen else {}
    for name in ("name", "nickname", "occupation", "registered_on"):
        found = re.search(rf'name="{name}"[^>]*?value="([^"]*)"|value="([^"]*)"[^>]*?name="{name}"', text)
        values[name] = html.unescape(found[1] or found[2] or "") if found else ""
    remark = re.search(r'<textarea name="remark"[^>]*>\s*([^<]*)</textarea>', text)
    return values | {"remark": html.unescape(remark[1]).strip() if remark else ""}


def send(client, customer, values):
    return client.post(reverse("customer-edit", args=[customer.uid]), values)


def test_what_the_second_did_not_touch_stays_as_the_first_left_it(client_for, actors, lan):
    client = client_for("advisor")
    form = opened(client, lan)
    operations.change_customer(actors["manager"], lan.uid, nickname="兰姐")
    assert send(client, lan, form | {"occupation": "医生"}).status_code == 302
    lan.refresh_from_db()
    assert (lan.nickname, lan.occupation) == ("兰姐", "医生")


def test_what_both_changed_is_asked_about_and_nothing_is_saved(client_for, actors, lan):
    client = client_for("advisor")
    form = opened(client, lan)
    operations.change_customer(actors["manager"], lan.uid, nickname="兰姐", occupation="律师")
    answer = send(client, lan, form | {"nickname": "小兰", "remark": "怕吵"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "兰姐" in text
    assert "小兰" in text
    assert actors["manager"].label in text
    lan.refresh_from_db()
    assert (lan.nickname, lan.remark) == ("兰姐", "喜欢靠窗")


@pytest.mark.parametrize(("take", "kept"), [("mine", "小兰"), ("theirs", "兰姐")])
def test_the_choice_is_made_field_by_field(take, kept, client_for, actors, lan):
    client = client_for("advisor")
    form = opened(client, lan)
    operations.change_customer(actors["manager"], lan.uid, nickname="兰姐", occupation="律师")
    first = send(client, lan, form | {"nickname": "小兰", "remark": "怕吵"})
    again = html.unescape(re.search(r'name="seen" value="([^"]*)"', first.content.decode())[1])
    second = form | {"nickname": "小兰", "remark": "怕吵", "occupation": "律师", "seen": again}
    assert send(client, lan, second | {"take_nickname": take}).status_code == 302
    kept_now = Customer.objects.get(pk=lan.pk)
    assert (kept_now.nickname, kept_now.remark, kept_now.occupation) == (kept, "怕吵", "律师")


def test_the_same_change_twice_is_no_quarrel(client_for, actors, lan):
    client = client_for("advisor")
    form = opened(client, lan)
    operations.change_customer(actors["manager"], lan.uid, nickname="兰姐")
    assert send(client, lan, form | {"nickname": "兰姐"}).status_code == 302


def test_a_remark_is_guarded_too(client_for, actors, lan):
    client = client_for("manager")
    address = reverse("customer-remark", args=[lan.uid])
    seen = html.unescape(re.search(r'name="seen" value="([^"]*)"', client.get(address).content.decode())[1])
    operations.change_customer(actors["advisor"], lan.uid, remark="不喝咖啡")
    answer = client.post(address, {"remark": "爱喝茶", "caution": "", "seen": seen})
    assert answer.status_code == 409
    assert "不喝咖啡" in answer.content.decode()
    lan.refresh_from_db()
    assert lan.remark == "不喝咖啡"


def test_damaged_memory_of_the_form_does_no_harm(client_for, lan):
    client = client_for("advisor")
    for damage in ("[]", "{", '{"name": 7}', "null"):
        assert send(client, lan, opened(client, lan) | {"seen": damage}).status_code in (302, 409)


def shown(client, address):
    """What a form said that it showed."""
    text = client.get(address).content.decode()
    return html.unescape(re.search(r'name="seen" value="([^"]*)"', text)[1])


def settings_form(kind, actors, stores, staff):
    """(address, the form as sent with the word of the second, what the first does meanwhile, reads name and group)."""
    if kind == "tag":
        tag = Tag.objects.create(resource="people.customer", name="看重成色", group="喜好")
        fields = {"name": tag.name, "group": tag.group, "colour": ""}
        meanwhile = {"name": "重成色"}, {"colour": "gold"}
        return (
            reverse("tag-change", args=[tag.uid]),
            fields,
            meanwhile,
            lambda values: change_tag(actors["owner"], tag.uid, **values),
            tag,
        )
    if kind == "store":
        store = stores.lake
        fields = {
            "name": store.name,
            "code": store.code,
            "city": store.city,
            "region": str(store.region.uid if store.region else ""),
            "is_active": "on",
        }
        return (
            reverse("store-change", args=[store.uid]),
            fields,
            ({"name": "湖滨一店"}, {"city": "苏州"}),
            lambda values: change_store(actors["owner"], store.uid, **values),
            store,
        )
    person = staff("advisor", username="mei")
    fields = {
        "name": person.name,
        "username": "mei",
        "title": "",
        "home_store": str(person.home_store.uid),
        "roles": "advisor",
        "language": person.language,
    }
    return (
        reverse("staff-change", args=[person.uid]),
        fields,
        ({"name": "梅姐"}, {"title": "店长助理"}),
        lambda values: change_staff(actors["owner"], person.uid, **values),
        person,
    )


@pytest.mark.parametrize("kind", ["tag", "store", "staff"])
def test_settings_are_shared_field_by_field(kind, client_for, actors, stores, staff):
    client = client_for("admin")
    address, fields, (name, beside), write, record = settings_form(kind, actors, stores, staff)
    form = fields | {"seen": shown(client, address)}
    write(name)
    assert client.post(address, form | beside).status_code == 302
    record.refresh_from_db()
    assert record.name == name["name"]
    assert all(getattr(record, each) == value for each, value in beside.items())

    form["seen"] = shown(client, address)
    write({"name": "先改"})
    answer = client.post(address, form | {"name": "后改"})
    assert answer.status_code == 409
    assert "先改" in answer.content.decode()
    record.refresh_from_db()
    assert record.name == "先改"
