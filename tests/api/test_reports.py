"""Figures for other systems: asked freely, kept, ready; of the key's own reach, in the form that is described."""

import jsonschema_rs
import pytest
from django.utils import timezone

from factories import buying, keys, shop
from factories.figures import reckoned
from parure.api.openapi import document
from parure.insight.models import Report
from parure.insight.reports.process import RECKONER, Failed, TooLong
from parure.insight.reports.question import Question

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("own_copy")]
BY_STORE = {"dataset": "orders", "measures": ["sales", "orders"], "by": ["store"]}


@pytest.fixture
def sold(roles, stores):
    for number, (store, name, total) in enumerate(
        ((stores.lake, "甲", 120_50), (stores.lake, "乙", 80_00), (stores.opera, "丙", 900_00))
    ):
        customer = shop.customer(name, home_store=store)
        buying.bought(customer, number, timezone.now(), total_minor=total, paid_minor=total, store=store)
    reckoned(timezone.localdate())


@pytest.fixture
def call(roles, stores):
    """A caller a role, in the Lake store."""
    return lambda role, scopes=None: keys.caller(shop.hire(role, stores.lake), scopes)


def is_as_described(body, schema="Answer"):
    jsonschema_rs.validate(
        {"$ref": f"#/components/schemas/{schema}", "components": document()["components"]}, body
    )


def test_a_question_is_answered_of_the_callers_reach(call, sold, stores):
    told = call("owner").make("reports/answer", BY_STORE)
    assert told.status_code == 200
    body = told.json()
    is_as_described(body)
    assert [(row["codes"], row["figures"]) for row in body["rows"]] == [
        ([str(stores.opera.uid)], ["900.00", 1]),
        ([str(stores.lake.uid)], ["200.50", 2]),
    ]
    assert body["totals"] == ["1100.50", 3]
    assert [(each["unit"], each["currency"]) for each in body["measures"]] == [
        ("money", "CNY"), ("count", None),
    ]  # fmt: skip
    mine = call("manager").make("reports/answer", BY_STORE).json()
    assert [row["labels"] for row in mine["rows"]] == [[stores.lake.name]]


def test_it_is_limited_by_ids_and_by_conditions_of_a_search(call, sold, stores):
    owner = call("owner")
    only = {"only": {"store": [str(stores.lake.uid)]}}
    assert owner.make("reports/answer", BY_STORE | only).json()["totals"] == ["200.50", 2]
    nowhere = {"only": {"store": ["4f6c1b1e-0000-4000-8000-000000000000"]}}
    assert owner.make("reports/answer", BY_STORE | nowhere).json()["rows"] == []
    among = {"among": {"field": "home_store", "op": "is", "value": str(stores.opera.uid)}}
    told = owner.make("reports/answer", BY_STORE | among | only | {"only": {}}).json()
    assert (told["totals"], told["question"]["among"]) == (["900.00", 1], among["among"])
    unknown = {"among": {"field": "nothing", "op": "is", "value": 1}}
    assert owner.make("reports/answer", BY_STORE | unknown).status_code == 422


def test_what_the_key_may_not_read_is_neither_offered_nor_answered(call, sold):
    service = call("service")
    offered = {each["name"]: each for each in service.get("reports/datasets").json()["data"]}
    assert "sales" not in {each["name"] for each in offered["orders"]["measures"]}
    assert service.make("reports/answer", BY_STORE).status_code == 403
    codes = {each["code"] for each in service.get("reports/ready").json()["data"]}
    assert "sales-store" not in codes
    assert service.make("reports/sales-store/answer").status_code == 403
    narrow = call("owner", {"reports": "read", "customers": "read"})
    assert narrow.make("reports/answer", BY_STORE).status_code == 403
    assert narrow.make("reports/answer", {"dataset": "customers", "measures": ["customers"]}).json()[
        "totals"
    ] == [3]
    other = call("owner", {"orders": "read"})
    for where in ("reports/datasets", "reports/ready"):
        assert other.get(where).status_code == 403
    assert other.make("reports/answer", BY_STORE).status_code == 403


def test_ready_and_kept_reports_answer(call, sold):
    owner = call("owner")
    for each in owner.get("reports/ready").json()["data"]:
        is_as_described(each["question"], "Question")
        told = owner.make(f"reports/{each['code']}/answer")
        assert told.status_code == 200, each["code"]
        is_as_described(told.json())
    made = owner.make("reports", {"title": "各店", "question": BY_STORE, "is_shared": True})
    assert made.status_code == 201
    assert made.json()["question"]["measures"] == ["sales", "orders"]
    uid = made.json()["id"]
    assert owner.make(f"reports/{uid}/answer").json()["totals"] == ["1100.50", 3]
    assert call("manager").make(f"reports/{uid}/answer").json()["totals"] == ["200.50", 2]
    changed = owner.change(f"reports/{uid}", {"question": BY_STORE | {"by": ["month"]}, "is_shared": False})
    assert (changed.json()["question"]["by"], changed.json()["is_shared"]) == (["month"], False)
    assert call("advisor").make(f"reports/{uid}/answer").status_code == 404
    assert owner.make(f"reports/{uid}/archive").status_code == 204
    assert owner.make(f"reports/{uid}/answer").status_code == 404
    assert owner.make(f"reports/{uid}/restore").status_code == 200


def test_a_shared_question_about_what_one_may_not_read_is_not_told(call, sold):
    about = Question("customers", ("customers",), among={"field": "remark", "op": "contains", "value": "甲"})
    kept = Report.objects.create(title="R", question=about.as_plain(), is_shared=True)
    assert call("owner").get(f"reports/{kept.uid}").json()["question"]["among"]["value"] == "甲"
    marketing = call("marketing")
    assert marketing.get(f"reports/{kept.uid}").json()["question"] is None
    assert marketing.make(f"reports/{kept.uid}/answer").status_code in (403, 422)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({}, 422),
        ({"dataset": ["orders"]}, 400),
        ({"dataset": "nothing", "measures": ["sales"]}, 422),
        (BY_STORE | {"measures": ["nothing"]}, 422),
        (BY_STORE | {"by": ["nothing"]}, 422),
        (BY_STORE | {"unknown": 1}, 400),
        (BY_STORE | {"only": {"store": "x"}}, 400),
        (BY_STORE | {"only": {"store": [7]}}, 400),
        (BY_STORE | {"only": {"nothing": ["7"]}}, 422),
        (BY_STORE | {"among": "x"}, 400),
        (BY_STORE | {"compare": "yes"}, 400),
        (BY_STORE | {"period": "days", "since": "0001-01-01", "compare": True}, 422),
        (BY_STORE | {"period": "days", "since": "x"}, 422),
        (BY_STORE | {"period": "never"}, 422),
    ],
)
def test_what_is_wrong_with_a_question_is_told(call, wrong, status):
    told = call("owner").make("reports/answer", wrong)
    assert (told.status_code, told.headers["Content-Type"]) == (status, "application/problem+json")
    kept = call("owner").make("reports", {"title": "R", "question": wrong})
    assert kept.status_code == status
    assert not Report.objects.exists()


def test_a_question_that_is_nothing_changes_nothing(call, sold):
    owner = call("owner")
    uid = owner.make("reports", {"title": "R", "question": BY_STORE}).json()["id"]
    for nothing in (None, [], "x"):
        assert owner.change(f"reports/{uid}", {"question": nothing}).status_code in (400, 422)
    assert Report.objects.get().question["measures"] == ["sales", "orders"]


def test_without_figures_or_time_it_says_so(call, roles, monkeypatch):
    owner = call("owner")
    told = owner.make("reports/answer", BY_STORE)
    assert (told.status_code, told.headers["Retry-After"]) == (409, "300")
    reckoned(timezone.localdate())
    for error, status in ((TooLong(), 422), (Failed("Oops"), 500)):
        monkeypatch.setattr(RECKONER, "ask", _raising(error))
        told = owner.make("reports/answer", BY_STORE)
        assert told.status_code == status
        assert "Oops" not in told.content.decode()


def _raising(error):
    def ask(*_given, **_more):
        raise error

    return ask


def test_an_answer_asks_a_fixed_number_of_queries(call, sold, django_assert_max_num_queries):
    owner = call("owner")
    assert owner.make("reports/answer", BY_STORE).status_code == 200
    with django_assert_max_num_queries(8):
        owner.make("reports/answer", BY_STORE)


def test_addresses_take_one_verb_and_a_name_that_there_is(call, roles):
    owner = call("owner")
    assert owner.get("reports/answer").status_code == 405
    assert owner.make("reports/ready").status_code == 405
    assert owner.make("reports/nothing/answer").status_code == 404
