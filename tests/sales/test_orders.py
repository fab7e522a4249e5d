"""Orders, returns and cancellations through the operations."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from factories import shop, trade
from parure.access import policy
from parure.access.models import AuditEntry
from parure.catalog.models import Piece
from parure.core.models import Event
from parure.people.models import TimelineEntry
from parure.sales import queries
from parure.sales.drafts import LineDraft, OrderDraft
from parure.sales.models import Order, OrderLine, Payment
from parure.sales.operations import cancel_order, record_order, record_return

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(stores, actors):
    return shop.customer(home_store=stores.lake)


def ring(piece: Piece, price: int = 1_280_000) -> LineDraft:
    return LineDraft(piece_uid=piece.uid, unit_price_minor=price)


def counts() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Order, OrderLine, Payment, Event, TimelineEntry, AuditEntry)
    )


def test_records_lines_payment_story_and_event(actors, buyer):
    piece = trade.piece()
    order = record_order(
        actors["manager"],
        trade.order(
            ring(piece),
            LineDraft(title="擦银布", unit_price_minor=3_000, quantity=2, discount_minor=1_000),
            customer_uid=buyer.uid,
            order_no="S-1",
            discount_minor=5_000,
            motive="生日",
        ),
    )
    assert (order.subtotal_minor, order.total_minor, order.paid_minor) == (1_285_000, 1_280_000, 1_280_000)
    assert order.status == "PAID"
    assert list(
        order.lines.order_by("line_no").values_list("line_no", "title", "category", "drawing", "total_minor")
    ) == [
        (1, "铂金钻戒", "RING", "solitaire pt", 1_280_000),
        (2, "擦银布", "", "", 5_000),
    ]
    piece.refresh_from_db()
    assert piece.status == "SOLD"
    told = TimelineEntry.objects.get(customer=buyer)
    assert (told.title, told.amount_minor, told.pictures) == ("铂金钻戒、擦银布", 1_280_000, ["solitaire pt"])
    assert Event.objects.get(name="sales.order_recorded").payload["order_id"] == order.pk


def test_the_same_order_told_twice_is_kept_once(actors, buyer):
    draft = trade.order(customer_uid=buyer.uid)
    first = record_order(actors["manager"], draft)
    before = counts()
    assert record_order(actors["manager"], draft) == first
    assert counts() == before


def test_another_order_with_a_taken_number_is_refused(actors, buyer):
    record_order(actors["manager"], trade.order(order_no="S-1"))
    before = counts()
    with pytest.raises(ValidationError, match="S-1"):
        record_order(actors["manager"], trade.order(LineDraft(title="x", unit_price_minor=1), order_no="S-1"))
    assert counts() == before


def test_a_piece_is_not_sold_twice_and_the_error_names_the_order(actors):
    piece = trade.piece(code="R-77")
    record_order(actors["manager"], trade.order(ring(piece), order_no="S-1"))
    before = counts()
    with pytest.raises(ValidationError, match=r"R-77.*S-1"):
        record_order(actors["manager"], trade.order(ring(piece), order_no="S-2"))
    assert counts() == before


def test_a_returned_piece_is_sold_again(actors):
    piece = trade.piece()
    first = record_order(actors["manager"], trade.order(ring(piece)))
    record_return(actors["manager"], first.uid, [1], 1_000_000)
    piece.refresh_from_db()
    assert piece.status == "IN_STOCK"
    second = record_order(actors["manager"], trade.order(ring(piece)))
    assert queries.orders_with([piece.pk]) == {piece.pk: second.order_no}


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (trade.order(order_no=" "), "order_no"),
        (OrderDraft(order_no="1", ordered_at=trade.moment("2026-05-01"), lines=()), "lines"),
        (trade.order(LineDraft(title="x", unit_price_minor=-1)), "lines"),
        (trade.order(LineDraft(title="x", unit_price_minor=5, quantity=0)), "lines"),
        (trade.order(LineDraft(title=" ", unit_price_minor=5)), "lines"),
        (trade.order(total_minor=499_999), "total"),
        (trade.order(discount_minor=500_001), "total"),
        (trade.order(paid=500_001), "payments"),
        (trade.order(motive="x" * 81), "motive"),
    ],
)
def test_what_does_not_add_up_is_refused(actors, draft, field):
    actor = actors["manager"]
    before = counts()
    with pytest.raises(ValidationError) as refused:
        record_order(actor, draft)
    assert list(refused.value.message_dict) == [field]
    assert counts() == before


def test_a_piece_stands_in_an_order_once(actors):
    piece = trade.piece()
    with pytest.raises(ValidationError):
        record_order(actors["manager"], trade.order(ring(piece), ring(piece)))
    with pytest.raises(ValidationError):
        record_order(
            actors["manager"], trade.order(LineDraft(piece_uid=piece.uid, unit_price_minor=5, quantity=2))
        )
    assert counts()[:3] == (0, 0, 0)


def test_a_customer_out_of_reach_is_not_found(actors, stores):
    stranger = shop.customer(home_store=stores.opera)
    actor = actors["manager"]
    before = counts()
    with pytest.raises(policy.NotFound):
        record_order(actor, trade.order(customer_uid=stranger.uid))
    assert counts() == before


def test_an_order_of_another_store_is_refused(actors, stores):
    actor = actors["manager"]
    advisor = shop.hire("advisor", stores.opera)
    before = counts()
    with pytest.raises(policy.Denied):
        record_order(actor, trade.order(store_uid=stores.opera.uid, advisor_uid=advisor.uid))
    assert counts() == before


@pytest.mark.parametrize("role", ["advisor", "service", "workshop", "marketing", "analyst"])
def test_who_may_not_write_amounts_records_no_order(actors, role):
    actor = actors[role]
    before = counts()
    with pytest.raises(policy.Denied):
        record_order(actor, trade.order())
    assert counts() == before


def test_returning_one_line_twice_changes_once(actors, buyer):
    order = record_order(
        actors["manager"], trade.order(ring(trade.piece()), ring(trade.piece()), customer_uid=buyer.uid)
    )
    changed = record_return(actors["manager"], order.uid, [2], 1_000_000)
    assert (changed.status, changed.refunded_minor) == ("PARTLY_REFUNDED", 1_000_000)
    before = counts()
    record_return(actors["manager"], order.uid, [2], 1_000_000)
    assert counts() == before
    assert list(order.lines.order_by("line_no").values_list("is_returned", flat=True)) == [False, True]
    assert list(order.payments.order_by("pk").values_list("kind", "amount_minor")) == [
        ("PAYMENT", 2_560_000),
        ("REFUND", 1_000_000),
    ]


@pytest.mark.parametrize(("lines", "amount"), [([3], 1), ([], 1), ([1], -1), ([1], 500_001)])
def test_a_wrong_return_changes_nothing(actors, lines, amount):
    order = record_order(actors["manager"], trade.order())
    before = counts()
    with pytest.raises(ValidationError):
        record_return(actors["manager"], order.uid, lines, amount)
    assert counts() == before
    order.refresh_from_db()
    assert (order.status, order.refunded_minor) == ("PAID", 0)


def test_a_line_comes_back_once(actors):
    order = record_order(actors["manager"], trade.order(ring(trade.piece()), ring(trade.piece())))
    record_return(actors["manager"], order.uid, [1], 100)
    with pytest.raises(ValidationError):
        record_return(actors["manager"], order.uid, [1, 2], 100)
    with pytest.raises(ValidationError):
        record_return(actors["manager"], order.uid, [1], 200)


def test_cancelling_pays_back_once(actors, buyer):
    piece = trade.piece()
    order = record_order(actors["manager"], trade.order(ring(piece), customer_uid=buyer.uid))
    cancel_order(actors["manager"], order.uid)
    before = counts()
    cancelled = cancel_order(actors["manager"], order.uid)
    assert counts() == before
    assert (cancelled.status, cancelled.refunded_minor) == ("CANCELLED", 1_280_000)
    piece.refresh_from_db()
    assert piece.status == "IN_STOCK"


def test_an_advisor_may_not_take_back(actors, stores):
    order = record_order(actors["manager"], trade.order())
    with pytest.raises(policy.Denied):
        record_return(actors["advisor"], order.uid, [1], 100)
    with pytest.raises(policy.Denied):
        cancel_order(actors["advisor"], order.uid)
    order.refresh_from_db()
    assert order.status == "PAID"


def test_detail_takes_four_queries_whatever_it_holds(actors, buyer):
    lines = [ring(trade.piece()) for _ in range(5)]
    order = record_order(actors["owner"], trade.order(*lines, customer_uid=buyer.uid))
    actor = actors["manager"]
    Order.objects.update(store=actors.people["manager"].home_store)
    queries.order_detail(actor, order.uid)  # custom fields are remembered
    with CaptureQueriesContext(connection) as asked:
        detail = queries.order_detail(actor, order.uid)
    assert len(asked) <= 4, [each["sql"][:160] for each in asked]
    assert detail.order.total == 5 * 1_280_000
    assert [line.piece.label for line in detail.lines] == ["铂金钻戒"] * 5
    assert [payment.amount for payment in detail.payments] == [5 * 1_280_000]


def test_pieces_owned_are_those_kept(actors, buyer):
    kept, back = trade.piece(code="K"), trade.piece(code="B")
    order = record_order(actors["manager"], trade.order(ring(kept), ring(back), customer_uid=buyer.uid))
    dropped = record_order(actors["manager"], trade.order(customer_uid=buyer.uid))
    record_return(actors["manager"], order.uid, [2], 1)
    cancel_order(actors["manager"], dropped.uid)
    owned = queries.pieces_owned(actors["advisor"], buyer.pk)
    assert [line.piece_code for line in owned] == ["K"]
    assert owned[0].total == 1_280_000
    history = queries.piece_history(actors["advisor"], back.pk)
    assert [(line.customer.label, line.is_returned) for line in history] == [("沈佩兰", True)]


def test_amounts_are_masked_where_the_role_has_only_that(actors, buyer):
    order = record_order(actors["manager"], trade.order(customer_uid=buyer.uid))
    detail = queries.order_detail(actors["service"], order.uid)
    assert str(detail.order.total) == "***"
    assert [str(payment.amount) for payment in detail.payments] == ["***"]
