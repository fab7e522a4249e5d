"""Pages of collections and single records: filtered, sorted, paged, and nothing that may not be seen."""

import base64

import pytest

from factories import canaries, keys
from parure.access.models import AuditEntry
from parure.integrations.collections import COLLECTIONS
from parure.people import operations as people
from parure.people.models import Identity

pytestmark = pytest.mark.django_db
NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def built(roles, stores):
    return canaries.fill(canaries.build(stores))


@pytest.fixture
def boss(built):
    from parure.access.models import Staff

    return keys.caller(Staff.objects.get(username="canary-boss"))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_collection_is_read_in_pages(name, boss):
    answer = boss.get(name, {"limit": 1})
    assert answer.status_code == 200, answer.content
    page = answer.json()
    assert set(page) == {"data", "next", "total", "total_is_exact"}
    if page["data"]:
        one = boss.get(f"{name}/{page['data'][0]['id']}")
        assert one.status_code == 200
        assert page["data"][0] == {name: one.json()[name] for name in page["data"][0]}


def test_a_record_has_its_parts_and_looking_at_it_is_on_record(boss, built):
    before = AuditEntry.objects.filter(action="view", resource="people.customer").count()
    told = boss.get(f"customers/{built.customer.uid}").json()
    assert told["name"] == canaries.NAME
    assert told["phones"][0]["masked"].startswith("139")
    assert told["phones"][0]["id"] == str(built.customer.contact_points.get(kind="phone").uid)
    assert told["total_spent"] == {"amount": "98765.00", "currency": "CNY"}
    assert told["home_store"]["title"] == "Lake store"
    assert told["dates"][0]["month"] == 5
    assert AuditEntry.objects.filter(action="view", resource="people.customer").count() == before + 1
    order = boss.get(f"orders/{built.more['order'].uid}").json()
    assert order["lines"][0]["total"] == {"amount": "98765.00", "currency": "CNY"}
    assert order["ordered_at"].endswith("Z")


@pytest.mark.parametrize("name", ["audit", "identities", "payments"])
def test_what_keeps_no_uid_is_read_by_the_id_it_is_listed_with(name, boss, built, staff):
    Identity.objects.create(customer=built.customer, kind="buyer", issuer="taobao", value="tb-1")
    listed = boss.get(name).json()["data"]
    ids = [each["id"] for each in listed]
    assert ids
    assert len(set(ids)) == len(ids)
    assert boss.get(f"{name}/{ids[0]}").json() == listed[0]
    other = next(each for each in ("audit", "identities") if each != name)
    assert boss.get(f"{other}/{ids[0]}").status_code == 404
    looking = keys.caller(staff("workshop", username="bench"))
    assert looking.get(f"{name}/{ids[0]}").status_code in (403, 404)


def test_parts_of_an_order_are_called_by_their_ids(boss):
    order = boss.get(f"orders/{boss.get('orders').json()['data'][0]['id']}").json()
    paid = order["payments"][0]
    assert boss.get(f"payments/{paid['id']}").json()["amount"] == paid["amount"]
    assert all(each["id"] for each in order["lines"])


def test_pages_follow_each_other_without_loss(boss, built):
    for number in range(7):
        people.register_customer(built.boss, name=f"客{number}")
    whole = [each["id"] for each in boss.get("customers", {"limit": 200, "sort": "pinyin"}).json()["data"]]
    seen, cursor = [], ""
    while cursor is not None:
        page = boss.get("customers", {"limit": 2, "sort": "pinyin", "cursor": cursor}).json()
        seen += [each["id"] for each in page["data"]]
        cursor = page["next"]
    assert seen == whole
    assert len(seen) == 9


def test_a_cursor_tells_nothing_and_fits_its_own_question_only(boss, built):
    cursor = boss.get("customers", {"limit": 1, "sort": "-pinyin"}).json()["next"]
    raw = base64.urlsafe_b64decode(cursor + "==")
    assert b"jin" not in raw
    assert b"zhou" not in raw
    for other in ({"sort": "pinyin"}, {"sort": "-pinyin", "filter[gender]": "F"}):
        answer = boss.get("customers", {"limit": 1, "cursor": cursor} | other)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "cursor"
    assert boss.get("customers", {"cursor": "x" * 40}).status_code == 400


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"filter[name]": canaries.NAME}, 1),
        ({"filter[name][contains]": "白"}, 1),
        ({"filter[total_spent][gte]": "98765.00"}, 1),
        ({"filter[total_spent][gt]": "98765.00"}, 0),
        ({"filter[total_spent][between]": ["0", "98765"]}, 2),
        ({"filter[phones][filled]": ""}, 1),
        ({"filter[home_store]": NOBODY}, 0),
        ({"filter[tags][in]": ["canaries", "nothing"]}, 1),
        ({"filter[name]": canaries.NAME, "filter[gender]": "M"}, 0),
    ],
)
def test_conditions_of_an_address(query, found, boss):
    page = boss.get("customers", query).json()
    assert (page["total"], len(page["data"])) == (found, found)


def test_conditions_of_a_body_are_the_house_s_own(boss, built):
    store = str(built.stores.lake.uid)
    tree = {
        "any": [
            {"field": "phones", "op": "is", "value": canaries.PHONE_SHOWN},
            {"not": {"field": "home_store", "op": "is", "value": store}},
        ]
    }
    page = boss.make("customers/search", {"condition": tree, "fields": ["name"]}).json()
    assert [each["name"] for each in page["data"]] == [canaries.NAME]
    assert set(page["data"][0]) == {"id", "name"}
    did = boss.make("customers/search", {"condition": {"did": "bought", "times": 1}}).json()
    assert did["total"] == 1


def test_words_are_searched_best_first_and_numbers_by_post_only(boss):
    assert [each["name"] for each in boss.get("customers", {"q": "沈金"}).json()["data"]] == [canaries.NAME]
    assert boss.get("customers", {"q": canaries.PHONE_SHOWN}).status_code == 400
    assert boss.get("customers", {"filter[phones]": canaries.PHONE_SHOWN}).status_code == 400
    found = boss.make("customers/search", {"q": canaries.PHONE_SHOWN}).json()
    assert [each["name"] for each in found["data"]] == [canaries.NAME]
    assert boss.get("pieces", {"q": "CANARY"}).json()["total"] == 1
    assert boss.get("orders", {"q": "CANARY"}).json()["total"] == 1
    assert boss.get("stores", {"q": "Lake"}).status_code == 400


@pytest.mark.parametrize(
    "query",
    [
        {"limit": "0"}, {"limit": "201"}, {"limit": "x"}, {"sort": "remark"}, {"sort": "nothing"}, {"fields": "nothing"},
        {"filter[nothing]": "1"}, {"filter[name][gte]": "1"}, {"filter[total_spent]": "1.234"}, {"nothing": "1"},
        {"filter[name": "1"}, {"filter[home_store]": "1"}, {"q": "a\0b"}, {"q": "沈", "sort": "pinyin"},
        {"filter[registered_on]": "2026-13-01"},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(query, boss):
    answer = boss.get("customers", query)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {"condition": {"any": 1}}, {"condition": [1]}, {"condition": {"not": {"not": 1}}}, {"fields": "name"}, {"q": 1},
        {"condition": {"did": "nothing"}}, {"limit": True}, {"other": 1}, {"condition": {"field": ["name"], "op": {}}},
    ],
)  # fmt: skip
def test_what_cannot_be_asked_by_body_is_said(body, boss):
    assert boss.make("customers/search", body).status_code == 400


def test_a_version_spares_the_second_reading(boss, built):
    first = boss.get(f"customers/{built.other.uid}")
    again = boss.get(f"customers/{built.other.uid}", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("uid", ["nothing", NOBODY, "0", "'"])
def test_what_is_not_there_is_not_found(uid, boss):
    for name in COLLECTIONS:
        assert boss.get(f"{name}/{uid}").status_code == 404


def test_a_page_costs_the_same_however_many_stand_on_it(boss, built, django_assert_num_queries):
    def ask():
        assert boss.get("customers", {"limit": 100}).status_code == 200

    ask()
    with django_assert_num_queries(18):
        ask()
    for number in range(5):
        people.register_customer(built.boss, name=f"客{number}", phone=f"1390000{number:04}")
    with django_assert_num_queries(18):
        ask()
