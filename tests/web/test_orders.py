"""Orders in full and in lists: the price taken apart, what came back, and who may see amounts."""

import pytest
from django.urls import reverse

from factories import trade
from parure.people import operations as people
from parure.sales import operations as sales
from parure.sales.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def customer(actors):
    return people.register_customer(actors["manager"], name="许念慈")


@pytest.fixture
def sold(actors, stores, customer):
    """Two rings and a chain with a discount, paid but for 1,000."""
    ring = trade.piece(store=stores.lake, code="PT2611001")
    lines = (
        trade.LineDraft(
            piece_uid=ring.uid, title="星河六爪", unit_price_minor=26_800_00, discount_minor=1_340_00
        ),
        trade.LineDraft(title="足金手镯", unit_price_minor=5_000_00, quantity=2),
    )
    draft = trade.order(
        *lines, paid=34_460_00, customer_uid=customer.uid, order_no="O2611-0418", recipient="自己", motive="本命年",
        ordered_at=trade.moment("2026-11-02 16:53"),
    )  # fmt: skip
    return sales.record_order(actors["manager"], draft)


def page(client, order):
    answer = client.get(reverse("order", args=[order.uid]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_order_is_taken_apart(sold, customer, client_for):
    words = page(client_for("manager"), sold)
    for part in (
        "O2611-0418", "2026-11-02 16:53", "许念慈", reverse("customer", args=[customer.uid]), "星河六爪", "PT2611001",
        "¥26,800.00", "−¥1,340.00", "¥25,460.00", "2 × ¥5,000.00", "¥35,460.00", "¥34,460.00", "¥1,000.00", "自己",
        "本命年", "部分付款",
    ):  # fmt: skip
        assert part in words, part


def test_what_came_back_is_marked_and_paid_back(sold, actors, client_for):
    sales.record_return(actors["manager"], sold.uid, [1], 25_460_00, method="CARD")
    answer = client_for("manager").get(reverse("order", args=[sold.uid]))
    assert [line["is_returned"] for line in answer.context["lines"]] == [True, False]
    assert (answer.context["refunded"], answer.context["kept"]) == ("−¥25,460.00", "¥9,000.00")
    assert [(each["is_refund"], each["amount"]) for each in answer.context["payments"]] == [
        (False, "¥34,460.00"),
        (True, "−¥25,460.00"),
    ]


def test_amounts_are_masked_for_whom_they_are_masked(sold, client_for):
    words = page(client_for("service"), sold)
    assert "星河六爪" in words
    for amount in ("35,460", "34,460", "26,800", "1,340"):
        assert amount not in words
    answer = client_for("service").get("/orders/?view=unpaid")
    assert [row.title for row in answer.context["rows"]] == ["O2611-0418"]
    assert "35,460" not in answer.content.decode()


def test_an_order_of_another_store_is_not_there(sold, staff, stores, client_for):
    elsewhere = client_for(staff("manager", stores.opera))
    assert elsewhere.get(reverse("order", args=[sold.uid])).status_code == 404
    assert elsewhere.get("/orders/").context["rows"] == []
    assert client_for("workshop").get("/orders/").status_code == 403


@pytest.mark.parametrize(
    ("view", "numbers"),
    [("all", {"O-new", "O2611-0418", "O-back"}), ("unpaid", {"O2611-0418"}), ("refunded", {"O-back"})],
)
def test_ready_views_hold_their_orders(view, numbers, sold, actors, customer, client_for):
    manager = actors["manager"]
    sales.record_order(manager, trade.order(order_no="O-new", customer_uid=customer.uid))
    back = sales.record_order(manager, trade.order(order_no="O-back", customer_uid=customer.uid))
    sales.record_return(manager, back.uid, [1], 5_000_00)
    answer = client_for("manager").get(f"/orders/?view={view}")
    assert {row.title for row in answer.context["rows"]} == numbers


def test_the_list_says_what_was_bought_and_leads_on(sold, customer, client_for):
    words = client_for("manager").get("/orders/?view=all").content.decode()
    for part in (
        "星河六爪",
        "足金手镯",
        "¥35,460.00",
        reverse("order", args=[sold.uid]),
        reverse("customer", args=[customer.uid]),
    ):
        assert part in words


def test_visits_lead_to_the_customer_and_say_how_it_ended(actors, customer, client_for):
    ring = trade.piece(name="满钻戒")
    sales.record_visit(
        actors["manager"],
        customer.uid,
        pieces=[(ring.uid, True)],
        outcome="left",
        reason="想等金价",
        next_step="周五发图",
    )
    words = client_for("manager").get("/visits/?view=left").content.decode()
    for part in ("许念慈", "满钻戒", "想等金价", "周五发图", reverse("customer", args=[customer.uid])):
        assert part in words
    assert Visit.objects.count() == 1


def test_an_order_costs_the_same_with_many_lines(actors, client_for, django_assert_num_queries):
    addresses = [
        reverse("order", args=[sales.record_order(actors["manager"], trade.order(*lines)).uid])
        for lines in ([line("链")], [line(f"链{at}") for at in range(30)])
    ]
    client = client_for("manager")
    client.get(addresses[0])
    for address in addresses:
        with django_assert_num_queries(4):
            client.get(address)


def line(title):
    return trade.LineDraft(title=title, unit_price_minor=100_00, category="NECKLACE", fineness="AU999")
