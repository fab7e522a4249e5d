"""Making and changing records, acts, many at once; what is sent twice happens once."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from factories import canaries, keys
from parure.access.models import AuditEntry, Staff
from parure.core import jobs
from parure.core.models import Event, KeptAnswer
from parure.customize.operations import define_field
from parure.people.models import Customer
from parure.sales.models import Order

pytestmark = pytest.mark.django_db
TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()


@pytest.fixture
def built(roles, stores):
    return canaries.fill(canaries.build(stores))


@pytest.fixture
def boss(built):
    return keys.caller(Staff.objects.get(username="canary-boss"))


@pytest.fixture
def advisor(staff):
    return keys.caller(staff("advisor", username="mei"))


def made(answer):
    assert answer.status_code == 201, answer.content
    return answer.json()


def done(answer):
    assert answer.status_code == 200, answer.content
    return answer.json()


def refused(answer, status, *fields):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [each["field"] for each in answer.json().get("errors", [])] == list(fields)


def test_a_customer_is_registered_with_everything_that_is_said(boss, built):
    answer = boss.make(
        "customers",
        {
            "name": "周明月", "phone": "13712345678", "email": "moon@example.com", "gender": "F", "remark": "喜欢翡翠",
            "home_store": str(built.stores.canal.uid), "marketing_consent": True, "registered_on": "2026-01-02",
        },
    )  # fmt: skip
    told = made(answer)
    assert answer.headers["Location"] == f"/api/v1/customers/{told['id']}"
    assert (told["name"], told["home_store"]["title"], told["registered_on"]) == (
        "周明月",
        "Canal store",
        "2026-01-02",
    )
    assert told["phones"][0]["masked"] == "137****5678"
    kept = Customer.objects.get(uid=told["id"])
    assert kept.owner.username == "canary-boss"
    assert AuditEntry.objects.filter(action="create", resource="people.customer", record_id=kept.pk).exists()
    assert Event.objects.filter(name="people.customer_registered", payload__customer_id=kept.pk).exists()


@pytest.mark.parametrize(
    ("body", "status", "fields"),
    [
        ({}, 400, ["name"]),
        ({"name": "a", "nothing": 1}, 400, ["nothing"]),
        ({"name": 1}, 400, ["name"]),
        ({"name": "a", "gender": "X"}, 400, ["gender"]),
        ({"name": "a", "total_spent": "1.00"}, 400, ["total_spent"]),
        ({"name": "a", "registered_on": "2026-02-30"}, 400, ["registered_on"]),
        ({"name": "a\x00"}, 400, ["name"]),
        ({"name": "a" * 81}, 422, ["name"]),
        ({"name": "a", "phone": "12"}, 422, ["phone"]),
        ({"name": "a", "home_store": "00000000-0000-7000-8000-000000000000"}, 404, []),
        ({"name": "a", "phone": canaries.PHONE_SHOWN}, 409, ["phone"]),
    ],
)  # fmt: skip
def test_what_cannot_be_registered_is_said_by_field(body, status, fields, boss):
    before = Customer.objects.count()
    refused(boss.make("customers", body), status, *fields)
    assert Customer.objects.count() == before


@pytest.mark.parametrize("raw", ["", "[]", "{", '"x"', "nan", '{"name": NaN}', "[" * 5000])
def test_a_body_that_is_no_object_is_refused(raw, boss):
    answer = boss.generic("POST", "/api/v1/customers", raw, content_type="application/json")
    assert answer.status_code == 400


def test_another_type_of_body_is_refused(boss):
    assert boss.post("/api/v1/customers", {"name": "a"}).status_code == 415


def test_fields_are_changed_by_their_operations(boss, built, staff):
    define_field(built.boss, "people.customer", code="zodiac", label="星座", kind="text")
    colleague = staff("advisor", username="colleague")
    values = {
        "nickname": "雀",
        "owner": str(colleague.uid),
        "tags": ["A"],
        "custom_zodiac": "双鱼",
        "remark": None,
    }
    told = done(boss.change(f"customers/{built.customer.uid}", values))
    assert (told["nickname"], told["owner"]["id"], told["tags"], told["custom_zodiac"], told["remark"]) == (
        "雀", str(colleague.uid), ["A"], "双鱼", "",
    )  # fmt: skip
    refused(
        boss.change(f"customers/{built.customer.uid}", {"nickname": "x", "total_spent": "1"}),
        400,
        "total_spent",
    )
    assert Customer.objects.get(pk=built.customer.pk).nickname == "雀"


def test_who_may_not_write_a_field_is_told_which(advisor, built, staff):
    refused(
        advisor.change(f"customers/{built.customer.uid}", {"owner": str(staff("advisor").uid)}), 403, "owner"
    )
    assert advisor.change("stores/" + str(built.stores.lake.uid), {"name": "x"}).status_code in (403, 405)


def test_nobody_writes_over_what_changed_meanwhile(boss, built):
    where = f"customers/{built.customer.uid}"
    version = boss.get(where).headers["ETag"]
    changed = boss.change(where, {"nickname": "一"}, If_Match=version)
    assert done(changed)["nickname"] == "一"
    refused(boss.change(where, {"nickname": "二"}, If_Match=version), 412)
    assert done(boss.change(where, {"nickname": "三"}, If_Match=changed.headers["ETag"]))["nickname"] == "三"


def test_the_same_request_twice_happens_once(boss):
    body = {"name": "周明月", "phone": "13712345678"}
    first = boss.make("customers", body, Idempotency_Key="a-1")
    again = boss.make("customers", body, Idempotency_Key="a-1")
    assert (again.status_code, again.json(), again.headers["ETag"]) == (
        201,
        made(first),
        first.headers["ETag"],
    )
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Customer.objects.filter(name="周明月").count() == 1
    assert "周明月".encode() not in bytes(KeptAnswer.objects.get().body)
    refused(boss.make("customers", body | {"name": "other"}, Idempotency_Key="a-1"), 422)
    KeptAnswer.objects.update(at=timezone.now() - timedelta(hours=25))
    refused(boss.make("customers", body, Idempotency_Key="a-1"), 409, "phone")


def test_what_failed_may_be_tried_again_with_the_same_key(boss):
    refused(boss.make("customers", {"name": "a", "phone": "12"}, Idempotency_Key="b"), 422, "phone")
    assert KeptAnswer.objects.count() == 0
    refused(boss.make("customers", {"name": "a"}, Idempotency_Key="b\x7f"), 400, "Idempotency-Key")


def test_two_people_s_keys_of_a_request_are_two(boss, advisor):
    for call in (boss, advisor):
        made(call.make("customers", {"name": "同名"}, Idempotency_Key="same"))
    assert Customer.objects.filter(name="同名").count() == 2


def test_a_number_is_revealed_on_record_and_kept_nowhere(boss, built):
    contact = boss.get(f"customers/{built.customer.uid}").json()["phones"][0]["id"]
    where = f"customers/{built.customer.uid}/reveal"
    for _ in range(2):
        assert done(boss.make(where, {"contact": contact}, Idempotency_Key="r")) == {"value": canaries.PHONE}
    assert AuditEntry.objects.filter(action="reveal", record_id=built.customer.pk).count() == 2
    assert KeptAnswer.objects.count() == 0


def test_acts_of_a_customer(boss, built, staff):
    where = f"customers/{built.customer.uid}"
    told = done(boss.make(f"{where}/add-contact", {"kind": "phone", "value": "13700001111"}))
    contact = next(each for each in told["phones"] if each["masked"].endswith("1111"))
    assert len(done(boss.make(f"{where}/remove-contact", {"contact": contact["id"]}))["phones"]) == 1
    told = done(boss.make(f"{where}/add-date", {"kind": "wedding", "month": 8, "day": 8, "year": 2020}))
    wedding = next(each for each in told["dates"] if each["kind"] == "wedding")
    refused(boss.make(f"customers/{built.other.uid}/remove-date", {"part": wedding["id"]}), 404)
    assert len(done(boss.make(f"{where}/remove-date", {"part": wedding["id"]}))["dates"]) == 1
    refused(boss.make(f"{where}/add-date", {"kind": "wedding", "month": 2, "day": 31}), 422, "day")
    told = done(boss.make(f"{where}/tag", {"add": ["新"], "remove": ["canaries"]}))
    assert told["tags"] == ["新"]
    colleague = staff("advisor")
    assert done(boss.make(f"{where}/assign", {"owner": str(colleague.uid)}))["owner"]["id"] == str(
        colleague.uid
    )
    assert boss.make(f"{where}/archive").status_code == 204
    assert boss.get(where).status_code == 404
    assert done(boss.make(f"{where}/restore"))["name"] == canaries.NAME
    refused(boss.make(f"{where}/nothing"), 404)


def test_a_talk_a_visit_and_a_task(advisor, built):
    customer = {"customer": str(built.customer.uid)}
    talk = made(advisor.make("interactions", customer | {"channel": "call", "content": "问戒指"}))
    assert (talk["content"], talk["customer"]["title"]) == ("问戒指", canaries.NAME)
    pieces = [{"piece": str(built.piece.uid), "tried": True}]
    visit = made(advisor.make("visits", customer | {"note": "试戴", "pieces": pieces}))
    assert visit["pieces"][0]["tried"] is True
    task = made(advisor.make("tasks", customer | {"title": "回访", "due": TOMORROW}))
    where = f"tasks/{task['id']}"
    later = (timezone.localdate() + timedelta(days=5)).isoformat()
    assert done(advisor.make(f"{where}/postpone", {"due": later}))["postponed"] == 1
    assert done(advisor.make(f"{where}/complete", {"outcome": "好"}))["status"] == "done"
    refused(advisor.make(f"{where}/cancel"), 422, "")
    assert done(advisor.make(f"{where}/reopen"))["status"] == "open"
    refused(advisor.make("tasks", {"title": "回访"}), 422, "due")


ORDER = {
    "order_no": "W-1", "ordered_at": "2026-05-20T15:30:00+08:00",
    "lines": [{"title": "足金手镯", "quantity": 2, "unit_price": "1288.50"}],
    "payments": [{"amount": {"amount": "2577.00", "currency": "CNY"}, "method": "CARD"}],
}  # fmt: skip


def test_an_order_is_told_and_comes_back(boss, built):
    order = made(boss.make("orders", ORDER | {"customer": str(built.other.uid), "total": "2577.00"}))
    assert (order["total"]["amount"], order["status"], order["lines"][0]["quantity"]) == (
        "2577.00",
        "PAID",
        2,
    )
    assert order["ordered_at"] == "2026-05-20T07:30:00Z"
    body = {"lines": [{"line_no": 1}], "amount": "2577.00"}
    for _ in range(2):
        assert done(boss.make(f"orders/{order['id']}/return", body))["status"] == "REFUNDED"
    assert Order.objects.get(uid=order["id"]).refunded_minor == 257_700
    refused(boss.make("orders", ORDER | {"order_no": "W-2", "total": "1.00"}), 422, "total")
    refused(boss.make("orders", ORDER | {"order_no": "W-3", "lines": [{"title": "x"}]}), 400, "lines")
    huge = [{"title": "x", "quantity": 2**31 - 1, "unit_price": "999999999999999.00"}]
    refused(boss.make("orders", ORDER | {"order_no": "W-4", "lines": huge, "payments": []}), 422)


def test_styles_and_pieces(boss, advisor, built):
    style = made(
        boss.make("styles", {"style_no": "r-9", "name": "守护", "category": "RING", "price": "5200.00"})
    )
    assert (style["style_no"], style["price"]) == ("R-9", {"amount": "5200.00", "currency": "CNY"})
    refused(boss.make("styles", {"style_no": "R-9", "name": "x"}), 422, "style_no")
    refused(boss.make("styles", {"style_no": "R-8", "name": "x", "price": "-1"}), 422, "price")
    refused(
        boss.make("styles", {"style_no": "R-8", "name": "x", "image_url": "javascript:1"}), 422, "image_url"
    )
    values = {"code": "P-9", "style": style["id"], "store": str(built.stores.lake.uid), "net_weight": "3.250"}
    piece = made(boss.make("pieces", values))
    assert (piece["name"], piece["category"], piece["net_weight"]) == ("守护", "RING", "3.250")
    where = f"pieces/{piece['id']}"
    assert (
        done(boss.change(where, {"location": "A3", "net_weight": "3.5", "store": None}))["net_weight"]
        == "3.500"
    )
    refused(boss.change(where, {"status": "SOLD"}), 422, "status")
    refused(advisor.change(where, {"location": "B"}), 403)
    assert done(boss.change(f"styles/{style['id']}", {"name": "守护二"}))["name"] == "守护二"


def test_steps_of_an_import(boss, built):
    where = f"imports/{built.more['run'].uid}"
    assert done(boss.make(f"{where}/check"))["status"] == "checking"
    assert done(boss.make(f"{where}/stop"))["status"] == "stopped"
    refused(boss.make(f"{where}/undo"), 422, "")


CUSTOMERS = "姓名,手机\n沈佩兰,13812345678\n周明,13912345678\n".encode()


def test_a_file_is_brought_checked_and_written(boss):
    def bring(content=CUSTOMERS, **more):
        upload = SimpleUploadedFile("members.csv", content, "text/csv")
        return boss.post("/api/v1/imports", {"file": upload, **more}, headers={"Idempotency-Key": "files-1"})

    run = made(bring(kind="customers"))
    assert (run["file_name"], run["kind"]) == ("members.csv", "customers")
    assert made(bring(kind="customers"))["id"] == run["id"]
    refused(bring(b"x\n1\n", kind="customers"), 422)
    where = f"imports/{run['id']}"
    assert done(boss.make(f"{where}/write"))["status"] == "writing"
    jobs.run_all()
    assert boss.get(where).json()["created"] == 2


def test_a_file_that_is_none_is_refused(boss):
    refused(boss.make("imports", {"kind": "customers"}), 415)
    answer = boss.post("/api/v1/imports", {"kind": "customers"})
    refused(answer, 400, "file")
    empty = SimpleUploadedFile("nothing.csv", b"")
    refused(boss.post("/api/v1/imports", {"file": empty}), 422, "file")


def test_what_is_not_offered_is_said(boss, built):
    for name in ("audit", "roles", "identities"):
        answer = boss.make(name, {})
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD"
    assert boss.change(f"identities/{built.customer.uid}", {}).status_code == 405


def test_stores_and_staff(boss, built):
    store = made(boss.make("stores", {"code": "NEW", "name": "新店"}))
    assert done(boss.change(f"stores/{store['id']}", {"city": "苏州"}))["city"] == "苏州"
    values = {"username": "lan", "name": "兰", "roles": ["advisor"], "home_store": store["id"]}
    assert made(boss.make("staff", values))["home_store"]["id"] == store["id"]
    refused(boss.make("staff", {"username": "lan"}), 400, "name")


def batch(items, **more):
    return {"items": items} | more


def test_a_batch_tells_each_item_s_result(boss, built):
    items = [
        {"do": "create", "values": {"name": "一"}},
        {"do": "create", "values": {}},
        {"do": "change", "id": str(built.other.uid), "values": {"nickname": "鹭"}},
        {"do": "tag", "id": str(built.other.uid), "values": {"add": ["A"]}},
        {"do": "reveal", "id": str(built.customer.uid), "values": {"contact": str(built.customer.contact_points.first().uid)}},
        "x",
    ]  # fmt: skip
    results = done(boss.make("customers/batch", batch(items)))["results"]
    assert [each["status"] for each in results] == [201, 400, 200, 200, 405, 400]
    assert results[3]["record"]["tags"] == ["A"]
    assert AuditEntry.objects.filter(action="reveal").count() == 0


def test_a_batch_may_be_all_or_nothing(boss):
    items = [
        {"do": "create", "values": {"name": "一"}},
        {"do": "create", "values": {}},
        {"do": "create", "values": {"name": "三"}},
    ]
    answer = boss.make("customers/batch", batch(items, all_or_nothing=True))
    assert answer.status_code == 422
    assert [each["status"] for each in answer.json()["results"]] == [424, 400, 424]
    assert not Customer.objects.filter(name="一").exists()


@pytest.mark.parametrize(
    "body", [{}, {"items": []}, {"items": {}}, {"items": [{}], "x": 1}, {"items": [1], "all_or_nothing": 1}]
)
def test_what_is_no_batch_is_refused(body, boss):
    assert boss.make("customers/batch", body).status_code == 400


def test_a_batch_has_an_end(boss):
    assert boss.make("customers/batch", batch([{}] * 501)).status_code == 413
