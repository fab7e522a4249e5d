"""The answer of the search palette."""

import pytest
from django.urls import reverse

from factories import trade
from parure.access.models import AuditEntry
from parure.catalog.models import Certificate, Style
from parure.people import operations, search
from parure.sales.operations import record_order, record_visit

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
PHONE = "13900017799"


@pytest.fixture(autouse=True)
def _counted_anew():
    """Counts that the search remembers for half a minute belong to another test's customers."""
    search._COUNTS.clear()


@pytest.fixture
def lan(actors):
    return operations.register_customer(
        actors["advisor"], name="沈佩兰", phone=PHONE, remark="二十周年要办家宴"
    )


def ask(client, text):
    return client.get(reverse("search"), {"q": text}, headers=HTMX)


def found(answer):
    return {group.title: [str(hit.title) for hit in group.hits] for group in answer.context["groups"]}


@pytest.mark.parametrize("typed", ["沈佩", "佩兰", "shenpei", "spl", "7799"])
def test_a_customer_is_found_by_name_pinyin_initials_and_last_digits(typed, client_for, lan):
    answer = ask(client_for("advisor"), typed)
    words = answer.content.decode()
    assert reverse("customer", args=[lan.uid]) in words
    assert reverse("customer-peek", args=[lan.uid]) in words
    assert "139****7799" in words
    assert PHONE not in words


def test_what_was_typed_is_marked_and_counted_and_timed(client_for, lan):
    answer = ask(client_for("advisor"), "沈佩")
    words = answer.content.decode()
    assert "<mark>沈佩</mark>兰" in words
    assert 'data-found="1"' in words
    assert "data-ms=" in words


def test_markup_in_a_name_stays_words(client_for, actors):
    operations.register_customer(actors["advisor"], name="<b>Anna</b>")
    assert "<b>Anna" not in ask(client_for("advisor"), "anna").content.decode()


def test_a_whole_number_is_posted_never_in_an_address(client_for, lan):
    client = client_for("advisor")
    refused = ask(client, PHONE)
    assert refused.status_code == 400
    before = AuditEntry.objects.filter(action="search_phone").count()
    answer = client.post(reverse("search"), {"q": PHONE}, headers=HTMX)
    assert found(answer) == {"客户": ["沈佩兰"]}
    assert AuditEntry.objects.filter(action="search_phone").count() == before + 1


def test_pieces_are_found_by_code_certificate_and_style(client_for):
    style = Style.objects.create(style_no="ST-77", name="六爪钻戒")
    ring = trade.piece(code="PR2608-0001", name="六爪钻戒", style=style)
    Certificate.objects.create(piece=ring, lab="GIA", number="2141 234", number_normalised="2141234")
    client = client_for("advisor")
    for typed in ("PR2608", "pr2608-0001", "2141234", "st-77", "六爪"):
        assert [len(hits) for title, hits in found(ask(client, typed)).items() if title == "商品与证书"] == [
            1
        ], typed


def test_orders_are_found_by_their_number(client_for, actors, lan):
    record_order(actors["admin"], trade.order(order_no="O2608-0331", customer_uid=lan.uid))
    assert found(ask(client_for("manager"), "o2608"))["订单"] == ["<mark>O2608</mark>-0331"]


def test_words_in_notes_are_found_with_their_surroundings(client_for, actors, lan):
    record_visit(actors["advisor"], lan.uid, note="同单位的方小姐也在看祖母绿，要留意")
    client = client_for("advisor")
    assert "<mark>祖母绿</mark>" in found(ask(client, "祖母绿"))["备注里写到"][0]
    assert "<mark>家宴</mark>" in found(ask(client, "家宴"))["备注里写到"][0]


def test_each_role_sees_its_groups_only(client_for, actors, lan):
    record_visit(actors["advisor"], lan.uid, note="祖母绿")
    assert found(ask(client_for("workshop"), "祖母绿")) == {}
    assert found(ask(client_for("analyst"), "沈佩")) == {}
    assert "沈佩兰" not in ask(client_for("analyst"), "祖母绿").content.decode()


def test_another_store_finds_nobody(client_for, staff, stores, lan):
    client = client_for(staff("advisor", stores.opera))
    for typed in ("沈佩", "7799", "家宴"):
        assert found(ask(client, typed)) == {}, typed


def test_the_preview_reads_like_the_brief(client_for, actors, lan):
    operations.state_preference(actors["advisor"], lan.uid, aspect="allergy", value="镍", stance="avoids")
    words = client_for("advisor").get(reverse("customer-peek", args=[lan.uid]), headers=HTMX).content.decode()
    assert "镍过敏" in words
    assert "<html" not in words


@pytest.mark.parametrize("count", [1, 30])
@pytest.mark.parametrize(("typed", "most"), [("沈", 7), ("PR26", 9)])
def test_an_answer_costs_few_queries_for_one_and_for_thirty(
    typed, most, count, client_for, actors, django_assert_max_num_queries
):
    for number in range(count):
        operations.register_customer(actors["advisor"], name=f"沈佩{number}")
        trade.piece(code=f"PR26-{number:03}")
    client = client_for("advisor")
    ask(client, typed)
    with django_assert_max_num_queries(most):
        ask(client, typed)


def test_without_script_it_is_a_page(client_for, lan):
    words = client_for("manager").get(reverse("search"), {"q": "沈佩"}).content.decode()
    assert "<html" in words
    assert "<mark>沈佩</mark>" in words
