"""Values edited where they stand in a list: who may, what comes of it, and that nobody is written over."""

import json
import re

import pytest

from factories.cells import HX, address
from parure.access.models import AuditEntry
from parure.customize import operations as customize
from parure.people import operations as people

pytestmark = pytest.mark.django_db
WHO = "people.customer"


@pytest.fixture
def customer(boss, stores):
    return people.register_customer(
        boss, name="沈佩兰", phone="13800000001", store=stores.lake, occupation="教师"
    )


def opened(client, customer, name):
    answer = client.get(address(customer, name), **HX)
    assert answer.status_code == 200, answer.content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())
    return seen[1].replace("&quot;", '"')


def send(client, customer, name, value, seen):
    return client.post(address(customer, name), {name: value, "seen": seen}, **HX)


def toast_of(answer):
    return json.loads(answer.headers["HX-Trigger"])["toast"]


def test_a_cell_opens_is_kept_and_comes_back_as_the_list_shows_it(client_for, customer, actors):
    client = client_for("owner")
    listed = client.get("/customers/?col=occupation&col=gender").content.decode()
    assert 'data-edit="occupation" tabindex="-1">教师</td>' in listed
    seen = opened(client, customer, "occupation")
    answer = send(client, customer, "occupation", "医生", seen)
    assert answer.status_code == 200
    assert answer.content.decode().strip().endswith(">医生</td>")
    customer.refresh_from_db()
    assert customer.occupation == "医生"
    entry = AuditEntry.objects.filter(resource=WHO, record_id=customer.pk, action="change").latest("pk")
    assert (entry.before, entry.after) == ({"occupation": "教师"}, {"occupation": "医生"})
    undone = client.post(toast_of(answer)["undo"], **HX)
    assert undone.status_code == 204
    assert "listChanged" in undone.headers["HX-Trigger"]
    customer.refresh_from_db()
    assert customer.occupation == "教师"


def test_a_relation_and_a_choice_are_edited_too(client_for, customer, staff, stores):
    other = staff("advisor", name="单凝")
    client = client_for("owner")
    seen = opened(client, customer, "owner")
    answer = send(client, customer, "owner", str(other.uid), seen)
    assert "单凝" in answer.content.decode()
    customer.refresh_from_db()
    assert customer.owner_id == other.pk
    seen = opened(client, customer, "gender")
    assert send(client, customer, "gender", "F", seen).status_code == 200
    customer.refresh_from_db()
    assert customer.gender == "F"


def test_nothing_changed_writes_nothing(client_for, customer):
    client = client_for("owner")
    before = AuditEntry.objects.filter(action="change").count()
    answer = send(client, customer, "occupation", "教师", opened(client, customer, "occupation"))
    assert answer.status_code == 200
    assert "HX-Trigger" not in answer.headers
    assert AuditEntry.objects.filter(action="change").count() == before


def test_escape_brings_the_cell_as_it_stands(client_for, customer):
    answer = client_for("owner").get(address(customer, "occupation") + "?as=cell", **HX)
    assert answer.content.decode().startswith("<td")
    assert "教师" in answer.content.decode()


OWN = {  # kind: (typed, kept, shown)
    "text": ("玉", "玉", "玉"),
    "number": ("1250", 1250, "1,250"),
    "money": ("12.50", 1250, "¥12.5"),
    "weight": ("3.25", 3250, "3.250"),
    "date": ("2026-03-05", "2026-03-05", "2026-03-05"),
    "yes_no": ("1", True, "是"),
    "choice": ("gold", "gold", "黄金"),
    "choices": (["gold", "jade"], ["gold", "jade"], "黄金"),
    "link": ("https://example.com", "https://example.com", "example.com"),
}


@pytest.mark.parametrize("kind", OWN)
def test_own_fields_of_every_kind(kind, client_for, customer, boss, actors):
    choices = {"choices": [["gold", "黄金"], ["jade", "翡翠"]]} if "choice" in kind else {}
    customize.define_field(actors["admin"], WHO, code="x", label="自定", kind=kind, **choices)
    client = client_for("owner")
    typed, kept, shown = OWN[kind]
    answer = send(client, customer, "custom_x", typed, opened(client, customer, "custom_x"))
    assert answer.status_code == 200, answer.content.decode()
    assert shown in answer.content.decode()
    customer.refresh_from_db()
    assert customer.custom == {"x": kept}
    again = send(client, customer, "custom_x", typed, opened(client, customer, "custom_x"))
    assert "HX-Trigger" not in again.headers
    emptied = send(
        client, customer, "custom_x", [] if kind == "choices" else "", opened(client, customer, "custom_x")
    )
    customer.refresh_from_db()
    assert customer.custom == {}
    client.post(toast_of(emptied)["undo"], **HX)
    customer.refresh_from_db()
    assert customer.custom == {"x": kept}


def test_an_error_stands_in_the_cell_in_words(client_for, customer, actors):
    customize.define_field(actors["admin"], WHO, code="age", label="年龄", kind="number", rules={"max": 120})
    client = client_for("owner", HTTP_ACCEPT_LANGUAGE="zh-hans")
    for typed in ("abc", "121"):
        answer = send(client, customer, "custom_age", typed, opened(client, customer, "custom_age"))
        assert answer.status_code == 422
        page = answer.content.decode()
        assert 'role="alert"' in page
        assert f'value="{typed}"' in page
    customer.refresh_from_db()
    assert customer.custom == {}


def test_who_was_faster_is_told_and_the_reader_chooses(client_for, customer, actors):
    client = client_for("owner")
    seen = opened(client, customer, "occupation")
    people.change_customer(actors["manager"], customer.uid, occupation="律师")
    answer = send(client, customer, "occupation", "医生", seen)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "律师" in page
    assert actors["manager"].label in page
    customer.refresh_from_db()
    assert customer.occupation == "律师"
    seen = re.search(r'name="seen" value="([^"]*)"', page)[1].replace("&quot;", '"')
    assert send(client, customer, "occupation", "医生", seen).status_code == 200
    customer.refresh_from_db()
    assert customer.occupation == "医生"


def test_what_may_not_be_written_is_not_offered(client_for, customer, actors):
    customize.define_field(actors["admin"], WHO, code="x", label="自定", kind="number", formula="1 + 1")
    for role, names in {
        "analyst": ("occupation",),
        "owner": ("name", "total_spent", "phones", "custom_x", "nothing"),
    }.items():
        client = client_for(role)
        page = client.get("/customers/?" + "&".join(f"col={each}" for each in names)).content.decode()
        for name in names:
            assert f'data-edit="{name}"' not in page
            assert client.get(address(customer, name), **HX).status_code == 403
            assert client.post(address(customer, name), {name: "x"}, **HX).status_code == 403


def test_a_record_out_of_reach_is_not_found(client_for, boss, stores, customer):
    far = people.register_customer(boss, name="曾敏", phone="13800000002", store=stores.opera, occupation="x")
    client = client_for("manager")
    assert client.get(address(far, "occupation"), **HX).status_code == 404
    assert client.post(address(far, "occupation"), {"occupation": "y"}, **HX).status_code == 404
    assert client.get(address(far, "occupation") + "?as=cell", **HX).status_code == 404
    far.refresh_from_db()
    assert far.occupation == "x"


def test_the_list_asks_no_more_for_it(client_for, boss, stores, django_assert_max_num_queries):
    client = client_for("owner")
    queries = []
    for count in (1, 8):
        for number in range(count):
            people.register_customer(
                boss, name="沈佩兰", phone=f"1380000{count}{number:03}", store=stores.lake
            )
        client.get("/customers/")
        with django_assert_max_num_queries(60) as asked:
            client.get("/customers/?col=occupation&col=owner")
        queries.append(len(asked.captured_queries))
    assert queries[0] == queries[1]
