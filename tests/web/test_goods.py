"""Pieces and styles in full: what they say, and to whom they say what they cost."""

from datetime import date

import pytest
from django.urls import reverse

from factories import canaries, trade
from parure.catalog.models import Certificate, Stone, Style
from parure.people import operations as people
from parure.sales import operations as sales

pytestmark = pytest.mark.django_db


@pytest.fixture
def style(db):
    return Style.objects.create(
        style_no="K-001", name="六爪钻戒", category="RING", fineness="PT950", main_gem="DIAMOND", drawing="solitaire pt",
        price_minor=12_800_00, matching_set="星河", vendor="zanaryvendor",
    )  # fmt: skip


@pytest.fixture
def ring(style, stores):
    piece = trade.piece(
        code="PT2611001", name="星河六爪", style=style, store=stores.lake, gross_weight_mg=3_250, net_weight_mg=3_100,
        label_price_minor=26_800_00, cost_minor=canaries.COST, received_on=date(2026, 1, 15), ring_size_label="港13",
    )  # fmt: skip
    Stone.objects.create(
        piece=piece, gem="DIAMOND", weight_millicarat=520, colour="F", clarity="VS1", cut="EX"
    )
    Certificate.objects.create(piece=piece, lab="GIA", number="6471283905", number_normalised="6471283905")
    return piece


def text(answer):
    assert answer.status_code == 200
    return answer.content.decode()


def of(name, record):
    return reverse(name, args=[record.uid])


def test_a_piece_says_what_it_is_made_of_and_by_its_legal_name(ring, client_for):
    page = text(client_for("advisor").get(of("piece", ring)))
    for words in ("铂950钻石戒指", "PT2611001", "3.250 g", "3.100 g", "0.52 ct", "VS1", "¥26,800.00", "港13"):
        assert words in page
    assert "https://www.gia.edu/report-check?reportno=6471283905" in page


def test_a_treated_stone_is_disclosed_in_the_legal_name(stores, client_for):
    jade = trade.piece(code="J1", category="BANGLE", fineness="", main_gem="JADEITE", store=stores.lake)
    stone = Stone.objects.create(piece=jade, gem="JADEITE", treatment="NONE")
    client = client_for("advisor")
    assert "(处理)" not in text(client.get(of("piece", jade)))
    Stone.objects.filter(pk=stone.pk).update(treatment="TREATED")
    assert "翡翠(处理)手镯" in text(client.get(of("piece", jade)))


@pytest.mark.parametrize(
    ("role", "sees"), [("owner", True), ("analyst", True), ("advisor", False), ("manager", False)]
)
def test_only_who_may_sees_what_a_piece_cost_and_who_made_it(role, sees, ring, style, client_for):
    client = client_for(role)
    piece, made = text(client.get(of("piece", ring))), text(client.get(of("style", style)))
    assert any(form in piece for form in canaries.COST_FORMS) is sees
    assert ("zanaryvendor" in made) is sees


def test_a_piece_tells_its_life(ring, actors, client_for):
    manager = actors["manager"]
    customer = people.register_customer(manager, name="沈佩兰")
    sales.record_visit(manager, customer.uid, pieces=[(ring.uid, True)], reason="想等金价", outcome="left")
    line = trade.LineDraft(piece_uid=ring.uid, unit_price_minor=26_800_00)
    order = sales.record_order(manager, trade.order(line, customer_uid=customer.uid, order_no="O-77"))
    page = text(client_for("manager").get(of("piece", ring)))
    for words in (
        "售予",
        "沈佩兰",
        "O-77",
        "想等金价",
        "2026-01-15",
        of("order", order),
        of("customer", customer),
    ):
        assert words in page
    sales.record_return(manager, order.uid, [1], 26_800_00)
    assert "曾售出，后退回" in text(client_for("manager").get(of("piece", ring)))


def test_the_life_of_a_piece_names_no_order_or_customer_to_the_workshop(ring, actors, client_for):
    manager = actors["manager"]
    customer = people.register_customer(manager, name="沈佩兰")
    line = trade.LineDraft(piece_uid=ring.uid, unit_price_minor=26_800_00)
    sales.record_order(manager, trade.order(line, customer_uid=customer.uid, order_no="O-77"))
    sales.record_visit(manager, customer.uid, pieces=[(ring.uid, True)], outcome="bought")
    page = text(client_for("workshop").get(of("piece", ring)))
    assert "O-77" not in page
    assert "沈佩兰" not in page


def test_a_style_shows_its_pieces_and_what_goes_with_it(style, ring, client_for, db):
    other = Style.objects.create(style_no="K-002", name="星河吊坠", matching_set="星河", category="PENDANT")
    Style.objects.create(style_no="K-003", name="别的款", category="PENDANT")
    trade.piece(code="PT2611002", style=style, status="SOLD")
    page = text(client_for("advisor").get(of("style", style)))
    for words in ("六爪钻戒", "PT2611001", "PT2611002", "在库 1 / 共 2 件", "星河吊坠", of("style", other)):
        assert words in page
    assert "别的款" not in page


def test_the_pieces_of_a_style_open_as_a_list_that_names_it(style, ring, client_for):
    trade.piece(code="X1", name="无款")
    client = client_for("advisor")
    address = client.get(of("style", style)).context["pieces_address"]
    answer = client.get(address)
    assert [row.title for row in answer.context["rows"]] == ["星河六爪"]
    assert answer.context["chips"][0]["text"] == "六爪钻戒"


def test_pieces_are_found_by_their_certificate_and_its_lack(ring, client_for):
    trade.piece(code="X1", name="无证戒")
    client = client_for("advisor")

    def listed(query):
        return [row.title for row in client.get(f"/pieces/?{query}").context["rows"]]

    assert listed("view=uncertified") == ["无证戒"]
    assert listed("view=all&f=certificates:filled") == ["星河六爪"]
    assert listed("view=all&f=certificates:is:6471 283905") == ["星河六爪"]
    assert "GIA 6471283905" in client.get("/pieces/").content.decode()


def test_a_picture_elsewhere_is_linked_only_where_the_address_is_a_web_address(style, client_for):
    for address, linked in (("https://cdn.example.com/a.jpg", True), ("javascript:alert(1)", False)):
        Style.objects.filter(pk=style.pk).update(image_url=address)
        page = text(client_for("advisor").get(of("style", style)))
        assert (f'href="{address}"' in page) is linked


@pytest.mark.parametrize("name", ["piece", "style"])
def test_an_unknown_record_is_not_there(name, client_for):
    assert client_for("advisor").get(f"/{name}s/01920000-0000-7000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize(("name", "queries"), [("piece", 7), ("style", 7)])
def test_a_page_costs_the_same_with_many_parts(
    name, queries, ring, style, actors, client_for, django_assert_num_queries
):
    customer = people.register_customer(actors["manager"], name="沈佩兰")
    sales.record_visit(actors["manager"], customer.uid, pieces=[(ring.uid, True)])
    client, address = client_for("owner"), of(name, ring if name == "piece" else style)
    client.get(address)
    with django_assert_num_queries(queries):
        client.get(address)
    for at in range(20):
        Stone.objects.create(piece=ring, gem="DIAMOND", is_main=False, weight_millicarat=10)
        Certificate.objects.create(piece=ring, lab="NGTC", number=f"N{at}", number_normalised=f"N{at}")
        trade.piece(style=style)
        sales.record_visit(actors["manager"], customer.uid, pieces=[(ring.uid, True)])
    with django_assert_num_queries(queries):
        client.get(address)
