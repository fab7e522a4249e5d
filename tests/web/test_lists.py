"""Lists: what an address asks for, for whom it is answered, what it costs, and views of one's own."""

import json
from contextlib import suppress
from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from factories import shop, trade
from parure.access import policy
from parure.core import resources
from parure.core.resources import Field, Kind
from parure.customize.models import SavedView
from parure.customize.operations import define_field, set_custom_values
from parure.people import operations as people
from parure.people.models import Customer
from parure.people.models.customer import NO_DATE_AHEAD
from parure.sales import operations as sales
from parure.web.kit.addresses import ListState, read_state
from parure.web.kit.cells import address_of
from parure.web.kit.forms import read_editor
from parure.web.kit.lists import list_of
from parure.web.kit.rows import places_of
from parure.web.kit.terms import read_terms, term_words, write_term

PART = {"HX-Request": "true", "HX-Target": "list"}
LISTS = ("/customers/", "/pieces/?view=all", "/styles/", "/orders/", "/visits/")
pytestmark = pytest.mark.django_db


def names(answer):
    """The main words of the rows shown, in their order."""
    return [row.title for row in answer.context["rows"]]


def make(stores, name, **values):
    return shop.customer(name, home_store=stores.lake, **values)


@pytest.fixture
def shoppers(stores):
    """Three customers of the Lake store who spent 30,000, 20,000 and nothing in a year."""
    today = timezone.localdate()
    return [
        make(
            stores, name, year_spent_minor=spent, total_spent_minor=spent * 2, stage=stage, next_date_on=on,
            last_activity_on=today - timedelta(days=days), next_date_label="birthday",
        )
        for name, spent, stage, on, days in (
            ("沈佩兰", 30_000_00, "loyal", today + timedelta(days=3), 0),
            ("周以宁", 20_000_00, "dormant", today + timedelta(days=30), 1),
            ("方若溪", 0, "lead", NO_DATE_AHEAD, 2),
        )
    ]  # fmt: skip


def test_what_somebody_typed_is_text_in_every_cell(client_for, stores):
    make(stores, "<b>沈</b>", occupation='<i>教师</i> & "co"')
    body = client_for("owner").get("/customers/?col=name&col=occupation&col=tags").content.decode()
    assert "<b>沈" not in body
    assert "<i>教师" not in body
    assert "&lt;b&gt;沈&lt;/b&gt;" in body
    assert "&lt;i&gt;教师&lt;/i&gt; &amp; &quot;co&quot;" in body


def test_the_address_of_a_record_is_the_one_that_the_shop_answers():
    uid, expected = uuid4(), {}
    for declared in resources.every():
        expected[declared.name] = ""
        with suppress(NoReverseMatch):
            expected[declared.name] = reverse(declared.url_name, args=[uid]) if declared.url_name else ""
    assert {name: address_of(name, uid) for name in expected} == expected
    assert expected["people.customer"] == f"/customers/{uid}/"
    assert address_of("people.customer", None) == address_of("", uid) == ""


# ── what an address asks ─────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["沈佩兰", "周以宁", "方若溪"]),
        ("view=vip", ["沈佩兰", "周以宁"]),
        ("view=dates", ["沈佩兰"]),
        ("view=dormant", ["周以宁"]),
        ("view=new", ["沈佩兰", "周以宁", "方若溪"]),
        ("view=vip&f=stage:is:lead", ["方若溪"]),
        ("view=vip&f=", ["沈佩兰", "周以宁", "方若溪"]),
        ("f=year_spent:gte:2000001", ["沈佩兰"]),
        ("f=year_spent:between:1,2000000", ["周以宁"]),
        ("f=stage:in:lead,loyal", ["沈佩兰", "方若溪"]),
        ("f=stage:in:lead,loyal&f=year_spent:lte:0", ["方若溪"]),
        ('f={"any":[{"field":"stage","op":"is","value":"lead"},{"field":"year_spent","op":"gte","value":3000000}]}', ["沈佩兰", "方若溪"]),
        ("sort=total_spent", ["方若溪", "周以宁", "沈佩兰"]),
        ("sort=next_date", ["沈佩兰", "周以宁", "方若溪"]),
        ("f=phones:filled", []),
    ],
)  # fmt: skip
def test_the_address_says_which_and_in_what_order(query, expected, shoppers, client_for):
    found = names(client_for("advisor").get(f"/customers/?{query}"))
    assert found == expected if "sort" in query or not query else sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    "query",
    [
        "f=year_spent",
        "f=year_spent:gte:much",
        "f=year_spent:contains:1",
        "f=no_such:is:1",
        "f={",
        "f=[1]",
        'f={"all":"x"}',
        "f=stage:between:1",
        "f=owner:is:nobody",
        "f=owner:in:1,2%00",
        "f=next_date:next_days:-1",
        "f=name:contains:沈",
        "f=phones:is:%2B8613900017733",
        'f={"not":{"field":"name","op":"is","value":"沈"}}',
        "after=damaged",
        "after=W251bGwsICJ4IiwgMF0",
        "sort=-total_spent&after=WyJhYmMiLCAzLCAwXQ",
        "&".join(["f=stage:is:lead"] * 31),
    ],
)
def test_what_can_not_be_asked_is_refused_and_shows_nobody(query, shoppers, client_for):
    answer = client_for("advisor").get(f"/customers/?{query}")
    assert answer.status_code == 400
    assert "沈佩兰" not in answer.content.decode()


@pytest.mark.parametrize(
    ("role", "query", "status"),
    [
        ("service", "sort=-total_spent", 403),  # spend is masked for the service
        ("service", "f=year_spent:gte:1", 400),
        ("service", "view=vip", 404),
        ("workshop", "f=next_date:next_days:10", 400),
        ("workshop", "sort=next_date", 403),
        ("analyst", "f=phones:empty", 400),
        ("analyst", "sort=pinyin", 403),
        ("marketing", "f=phones:filled", 400),
        ("advisor", "sort=gender", 403),
        ("advisor", "view=01920000-0000-7000-8000-000000000000", 404),
    ],
)
def test_filter_order_and_view_take_the_right_to_read(role, query, status, shoppers, client_for):
    client = client_for(role)
    assert client.get("/customers/").status_code == 200
    answer = client.get(f"/customers/?{query}")
    assert answer.status_code == status
    assert "沈佩兰" not in answer.content.decode()


def test_a_role_sees_its_columns_only(shoppers, client_for):
    heads = {
        role: {
            head.label
            for head in client_for(role).get("/customers/?col=phones&col=year_spent").context["heads"]
        }
        for role in ("advisor", "analyst", "workshop")
    }
    assert {role: len(each) for role, each in heads.items()} == {"advisor": 3, "analyst": 2, "workshop": 1}


def test_rows_out_of_reach_are_not_listed_or_counted(shoppers, stores, client_for):
    shop.customer("远方客", home_store=stores.opera)
    answer = client_for("advisor").get("/customers/")
    assert "远方客" not in answer.content.decode()
    assert answer.context["count_words"] == "共 3 位"
    assert client_for("owner").get("/customers/").context["count_words"] == "共 4 位"


@pytest.mark.parametrize("address", LISTS)
def test_every_list_answers_whole_and_in_part(address, client_for):
    client = client_for("owner")
    whole, part = client.get(address), client.get(address, headers=PART)
    assert whole.status_code == part.status_code == 200
    assert b"<html" in whole.content
    assert part.content.lstrip().startswith(b'<div id="list"')


# ── paging and order ─────────────────────────────────────────────────────────


def walk(client, address):
    """All names from page to page onward, then back from the last page to the first."""
    onward, back, answer = [], [], client.get(address)
    while True:
        onward += names(answer)
        if not answer.context["next_address"]:
            break
        answer = client.get(answer.context["next_address"])
    while True:
        back = names(answer) + back
        if not answer.context["previous_address"]:
            return onward, back
        answer = client.get(answer.context["previous_address"])


@pytest.mark.parametrize("sort", ["label_price", "-label_price", "code", "-name"])
def test_pages_join_without_gap_or_double_where_values_are_missing(sort, client_for, db):
    prices = [None, 100, 100, 300] * 31
    for at, price in enumerate(prices):
        trade.piece(code=f"C{at:03}", name=f"N{at:03}", label_price_minor=price)
    onward, back = walk(client_for("owner"), f"/pieces/?view=all&sort={sort}")
    assert len(onward) == len(set(onward)) == 124
    assert back == onward
    shown = [prices[int(name[1:])] or 0 for name in onward]
    if "price" in sort:
        assert shown == sorted(shown, reverse=sort.startswith("-"))


def test_the_words_of_the_pager_count_along(client_for, db):
    for at in range(120):
        trade.piece(code=f"C{at:03}")
    client = client_for("owner")
    first = client.get("/pieces/?view=all")
    second = client.get(first.context["next_address"])
    third = client.get(second.context["next_address"])
    assert [each.context["page_words"] for each in (first, second, third)] == [
        "1–50 / 120",
        "51–100 / 120",
        "101–120 / 120",
    ]
    assert client.get(third.context["previous_address"]).context["page_words"] == "51–100 / 120"
    assert second.context["previous_address"] == "/pieces/?view=all"


# ── what it costs ────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("address", "queries"),
    [("/customers/?f=phones:filled", 10), ("/pieces/?view=all", 6), ("/orders/", 6), ("/visits/", 6)],
)
def test_a_page_costs_as_many_queries_with_one_row_as_with_fifty(
    address, queries, client_for, actors, stores
):
    client = client_for("advisor")
    counted = {}
    for count in (1, 3, 50):
        fill(actors["manager"], stores, count)
        client.get(address)  # what is remembered for seconds is remembered now
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(address)
        assert len(answer.context["rows"]) == count
        counted[count] = len(captured)
    assert counted == dict.fromkeys((1, 3, 50), queries)


def fill(actor, stores, upto):
    """Customers with all that a list shows of them, up to so many."""
    for at in range(Customer.objects.count(), upto):
        customer = people.register_customer(
            actor, name=f"客{at}", phone=f"+86139000{at:05}", store=stores.lake
        )
        people.add_date(actor, customer.uid, kind="birthday", month=5, day=20)
        people.set_size(actor, customer.uid, kind="ring", text="港13", finger="")
        people.state_preference(actor, customer.uid, aspect="gem", value="JADEITE")
        piece = trade.piece(store=stores.lake)
        line = trade.LineDraft(piece_uid=piece.uid, title="钻戒", unit_price_minor=1_000_00)
        draft = trade.order(
            line, customer_uid=customer.uid, ordered_at=timezone.now() - timedelta(hours=at + 1)
        )
        sales.record_order(actor, draft)
        sales.record_visit(actor, customer.uid, pieces=[(piece.uid, True)])


# ── conditions: addresses, words, forms ──────────────────────────────────────

plain = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
TERMS = st.one_of(
    st.builds(lambda v: {"field": "year_spent", "op": "gte", "value": v}, st.integers(-(2**62), 2**62)),
    st.builds(
        lambda a, b: {"field": "year_spent", "op": "between", "value": [a, b]},
        st.integers(0, 9),
        st.integers(0, 9),
    ),
    st.builds(
        lambda v: {"field": "occupation", "op": "contains", "value": v}, plain.filter(lambda t: t[:1] != "{")
    ),
    st.builds(
        lambda v: {"field": "tags", "op": "in", "value": v},
        st.lists(plain.filter(bool), min_size=1, max_size=4),
    ),
    st.builds(lambda v: {"field": "next_date", "op": "next_days", "value": v}, st.integers(0, 36_500)),
    st.just({"field": "phones", "op": "empty"}),
    st.just({"did": "bought", "times": 2}),
    st.just({"not": {"field": "stage", "op": "is", "value": "lead"}}),
)


ALL_SEEING = shop.actor_with({"*": {"view": "all", "fields": {"*": "read"}}})


@given(st.lists(TERMS, max_size=6))
def test_a_condition_comes_back_from_its_address_as_it_was(terms):
    address = (
        ListState("customers", view="vip", sort="-total_spent", columns=("name",)).with_terms(terms).address()
    )
    state = read_state("customers", QueryDict(urlsplit(address).query))
    assert read_terms(state.terms or (), ALL_SEEING, "people.customer") == terms
    assert (state.view, state.sort, state.columns) == ("vip", "-total_spent", ("name",))


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ({"field": "year_spent", "op": "gte", "value": 20_000_00}, "满 ¥20,000"),
        ({"field": "year_spent", "op": "lt", "value": 20_000_50}, "不到 ¥20,000.50"),
        ({"field": "year_spent", "op": "between", "value": [100_00, 200_00]}, "¥100 – ¥200"),
        ({"field": "next_date", "op": "next_days", "value": 10}, "10 天内"),
        ({"field": "last_visit_on", "op": "older_days", "value": 90}, "90 天以前"),
        ({"field": "stage", "op": "in", "value": ["lead", "lost"]}, "潜客、流失"),
        ({"field": "stage", "op": "in", "value": ["lead", "lost", "loyal"]}, "潜客、流失 等 3 项"),
        ({"field": "phones", "op": "empty"}, "未填"),
        ({"field": "owner", "op": "is", "value": 7}, "林知夏"),
        ({"field": "marketing_consent", "op": "is", "value": "1"}, "是"),
    ],
)
def test_a_chip_says_what_its_term_asks(term, words):
    with translation.override("zh-hans"):
        asked = resources.field_of("people.customer", term["field"])
        assert term_words(asked, term, {7: "林知夏"}) == words


MONEY = Field("price", "Price", Kind.MONEY, path="price")
DAY = Field("on", "Day", Kind.DATE, path="on")


@pytest.mark.parametrize(
    ("asked", "typed", "term"),
    [
        (MONEY, "op=gte&a=2万", {"op": "gte", "value": 20_000_00}),
        (MONEY, "op=between&a=300&b=¥1.50", {"op": "between", "value": [150, 300_00]}),
        (Field("w", "", Kind.WEIGHT, path="w"), "op=lte&a=3.25g", {"op": "lte", "value": 3250}),
        (Field("c", "", Kind.CARAT, path="c"), "op=gte&a=52分", {"op": "gte", "value": 520}),
        (
            DAY,
            "op=between&a=2026-05-02&b=2026-05-01",
            {"op": "between", "value": ["2026-05-01", "2026-05-02"]},
        ),
        (DAY, "op=last_days&d=30", {"op": "last_days", "value": 30}),
        (DAY, "op=empty&a=x", {"op": "empty"}),
    ],
)
def test_what_is_typed_becomes_a_term_in_whole_units(asked, typed, term):
    assert read_editor(asked, QueryDict(typed)) == {"field": asked.name, **term}


@pytest.mark.parametrize(
    ("asked", "typed"),
    [
        (MONEY, "op=gte&a=abc"),
        (MONEY, "op=gte&a="),
        (MONEY, "op=gte&a=5$"),
        (MONEY, "op=contains&a=5"),
        (DAY, "op=gte&a=2026-02-31"),
        (DAY, "op=last_days&d=-1"),
        (DAY, "op=last_days&d=soon"),
        (Field("s", "", Kind.CHOICE, path="s", choices=lambda: [("a", "A")]), "op=in"),
    ],
)
def test_what_can_not_be_read_is_said(asked, typed):
    with pytest.raises(ValidationError):
        read_editor(asked, QueryDict(typed))


def test_the_filter_form_leads_to_the_list_with_the_term_added_or_replaced(shoppers, client_for):
    client = client_for("advisor")
    form = "/lists/customers/filter/?view=vip&f=year_spent:gte:2000000&f=stage:is:loyal&box=b"
    added = client.get(f"{form}&field=next_date&op=next_days&d=10")
    replaced = client.get(f"{form}&field=year_spent&term=0&op=lte&a=25000")
    assert terms_in(added) == ["year_spent:gte:2000000", "stage:is:loyal", "next_date:next_days:10"]
    assert terms_in(replaced) == ["year_spent:lte:2500000", "stage:is:loyal"]


def terms_in(answer):
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer.headers["Location"]).query)["f"]


def test_a_form_that_can_not_be_taken_comes_back_in_its_place_with_what_was_typed(shoppers, client_for):
    answer = client_for("advisor").get("/lists/customers/filter/?field=year_spent&op=gte&a=much&box=new-term")
    assert (answer.status_code, answer.headers["HX-Retarget"]) == (422, "#new-term")
    assert "much" in answer.content.decode()


def test_the_condition_menu_offers_what_the_role_may_ask(shoppers, client_for, actors):
    define_field(actors["owner"], "people.customer", code="hobby", label="业余爱好", kind="text")
    offered = {
        role: {each.name for each in client_for(role).get("/lists/customers/filter/?box=b").context["fields"]}
        for role in ("advisor", "analyst", "service")
    }
    assert {"phones", "year_spent", "custom_hobby", "tags", "owner"} <= offered["advisor"]
    assert not {"phones", "remark", "caution"} & offered["analyst"]
    assert not {"year_spent", "total_spent"} & offered["service"]
    assert not {"name", "pinyin"} & offered["advisor"]
    assert client_for("analyst").get("/lists/customers/filter/?field=phones&box=b").status_code == 403


def test_a_custom_field_filters_and_stands_as_a_column(shoppers, client_for, actors):
    define_field(actors["owner"], "people.customer", code="hobby", label="业余爱好", kind="text")
    set_custom_values(actors["owner"], "people.customer", shoppers[1], {"hobby": "golf"})
    answer = client_for("advisor").get("/customers/?f=custom_hobby:contains:gol&col=custom_hobby")
    assert names(answer) == ["周以宁"]
    assert "业余爱好" in [head.label for head in answer.context["heads"]]
    assert "golf" in answer.content.decode()


# ── counts and views ─────────────────────────────────────────────────────────


def test_chosen_columns_take_the_free_places_of_a_phones_card_and_no_two_the_same(shoppers, actors):
    define_field(actors["admin"], "people.customer", code="tea", label="爱喝", kind="text")
    declared, fields = list_of("customers"), policy.fields(actors["owner"], "people.customer")

    def places(*names):
        return places_of(declared, names, fields)

    usual = places("name", "phones", "year_spent", "next_date", "last_bought", "likes")
    assert usual == {
        "name": "c-who", "phones": "", "year_spent": "c-sum", "next_date": "c-next", "last_bought": "c-pic",
        "likes": "c-like",
    }  # fmt: skip
    chosen = places("name", "custom_tea", "total_spent", "occupation", "gender")
    assert chosen == {
        "name": "c-who", "custom_tea": "c-next", "total_spent": "c-sum", "occupation": "c-like", "gender": "",
    }  # fmt: skip
    assert places("likes", "owner") == {"likes": "c-like", "owner": "c-next"}


def test_a_value_in_a_place_not_its_own_says_what_it_is(shoppers, client_for):
    words = client_for("owner").get("/customers/?col=name&col=total_spent&col=occupation").content.decode()
    assert 'class="c-next t-2 nw pr-editable" data-head="职业"' in words
    assert words.count("data-head") == words.count('data-head="职业"')


def test_the_tabs_count_what_their_lists_hold(shoppers, client_for):
    client = client_for("advisor")
    counted = dict(client.get("/lists/customers/counts/").context["counts"])
    assert counted == {
        "all": "3",
        "mine": "0",
        "vip": "2",
        "dates": "1",
        "dormant": "1",
        "new": "3",
        "complete": "3",
        "pool": "3",
        "ask": "0",
    }
    assert "vip" not in dict(client_for("service").get("/lists/customers/counts/").context["counts"])


def test_a_short_list_says_what_it_comes_to_and_only_to_who_may_read_it(shoppers, client_for):
    assert (
        "¥50,000.00" in client_for("advisor").get("/customers/?f=stage:in:loyal,dormant").context["sum_words"]
    )
    assert client_for("service").get("/customers/?f=stage:in:loyal,dormant").context["sum_words"] == ""


def test_a_view_is_kept_opened_replaced_removed_and_brought_back(shoppers, client_for, actors):
    client = client_for("advisor")
    state = "f=year_spent:gte:3000000&sort=-total_spent&col=phones"
    kept = client.post(f"/lists/customers/views/add/?{state}", {"name": "大客"}, headers=PART)
    where = json.loads(kept.headers["HX-Location"])["path"]
    opened = client.get(where)
    assert names(opened) == ["沈佩兰"]
    assert (opened.context["now"].columns, opened.context["now"].sort) == (["name", "phones"], "-total_spent")
    assert not opened.context["now"].is_changed

    client.post("/lists/customers/views/add/?f=stage:is:lead", {"name": "大客"})
    assert SavedView.objects.count() == 1
    assert names(client.get(where)) == ["方若溪"]

    removed = client.post(where_of_removal(where), headers=PART)
    assert SavedView.objects.count() == 0
    client.post(json.loads(removed.headers["HX-Trigger"])["toast"]["undo"])
    view = SavedView.objects.get()
    assert (view.name, view.condition["all"][0]["field"]) == ("大客", "stage")


def where_of_removal(where):
    uid = parse_qs(urlsplit(where).query)["view"][0]
    return f"/lists/customers/views/{uid}/delete/"


def test_a_view_of_somebody_else_is_neither_shown_nor_opened_nor_removed(shoppers, client_for, staff):
    kept = client_for("advisor").post(
        "/lists/customers/views/add/?f=stage:is:lead", {"name": "我的"}, headers=PART
    )
    where = json.loads(kept.headers["HX-Location"])["path"]
    for client in (client_for(staff("advisor")), client_for("owner")):
        assert "我的</" not in client.get("/customers/").content.decode().replace("我的客户", "")
        assert client.get(where).status_code == 404
        assert client.post(where_of_removal(where)).status_code == 404
    assert SavedView.objects.count() == 1


@pytest.mark.parametrize("name", ["", "   "])
def test_a_view_without_a_name_is_asked_for_one(name, shoppers, client_for):
    answer = client_for("advisor").post("/lists/customers/views/add/?f=stage:is:lead", {"name": name})
    assert answer.status_code == 422
    assert not SavedView.objects.exists()


def test_a_kept_view_is_refused_once_the_role_lost_its_field(shoppers, client_for, actors):
    client = client_for("advisor")
    kept = client.post("/lists/customers/views/add/?f=year_spent:gte:1", {"name": "V"}, headers=PART)
    where = json.loads(kept.headers["HX-Location"])["path"]
    person = actors.people["advisor"]
    person.roles.set([shop.Role.objects.get(code="service")])
    person.access_version += 1
    person.save(update_fields=["access_version"])
    assert client.get(where).status_code == 400
    assert client.get("/customers/").status_code == 200


# ── empty ────────────────────────────────────────────────────────────────────


def test_an_empty_base_teaches_and_an_empty_answer_leads_back(client_for, db):
    assert "第一位客人" in client_for("advisor").get("/customers/").content.decode()
    shop.customer("远方客")
    answer = client_for("owner").get("/customers/?f=stage:is:lost").content.decode()
    assert "没有符合条件的" in answer
    assert "第一位客人" not in answer


def test_the_piece_list_opens_with_what_is_in_stock(client_for, db):
    trade.piece(code="A1", name="在库戒", status="IN_STOCK")
    trade.piece(code="A2", name="已售戒", status="SOLD")
    client = client_for("advisor")
    assert names(client.get("/pieces/")) == ["在库戒"]
    assert names(client.get("/pieces/?view=all")) == ["在库戒", "已售戒"]
    assert names(client.get("/pieces/?view=sold")) == ["已售戒"]


def test_today_means_the_shops_day(shoppers, client_for, monkeypatch):
    """The condition of a ready view holds days as text, and today's from the shop's clock."""
    answer = client_for("advisor").get("/customers/?view=new")
    [term] = answer.context["now"].terms
    assert write_term(term) == f"registered_on:gte:{timezone.localdate().replace(day=1)}"
    assert date.fromisoformat(term["value"]) <= timezone.localdate()
