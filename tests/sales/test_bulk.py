"""Orders, visits and goods by the thousand stand as if recorded one by one."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from factories import shop, trade
from parure.access.models import Staff
from parure.catalog.bulk import CertificateRow, PieceRow, StoneRow, StyleRow, write_pieces, write_styles
from parure.catalog.models import Piece, Style
from parure.core import jobs
from parure.core.events import emit
from parure.engagement.bulk import TaskRow, write_tasks
from parure.engagement.models import Task
from parure.people.facts import HOUSE
from parure.people.models import Customer, NoteWord, TimelineEntry
from parure.sales.bulk import (
    LineRow,
    OpeningSpendRow,
    OrderRow,
    PaymentRow,
    VisitRow,
    write_opening_spend,
    write_orders,
    write_visits,
)
from parure.sales.drafts import LineDraft
from parure.sales.events import OpeningBroughtIn, OrdersImported
from parure.sales.models import Order, OrderLine, Payment, Visit
from parure.sales.operations import record_order, refresh_customers

pytestmark = pytest.mark.django_db
HAND = {"uid", "id", "created_at", "custom", "order_id", "record_id", "source_key", "order_no", "body"}


def plain(rows: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{key: value for key, value in row.items() if key not in HAND} for row in rows]


def test_an_order_written_in_bulk_is_the_order_recorded_by_hand(actors, stores):
    buyer = shop.customer(home_store=stores.lake)
    style_ids = write_styles(
        [StyleRow(style_no="K1", name="晨星", category="RING", fineness="PT950", main_gem="DIAMOND")]
    )
    assert Style.objects.get().drawing == "solitaire pt"
    first, second = write_pieces(
        [
            PieceRow(
                code=code,
                style_id=style_ids[0],
                name="晨星钻戒",
                category="RING",
                fineness="PT950",
                main_gem="DIAMOND",
                stones=[StoneRow(gem="DIAMOND", weight_millicarat=520)],
                certificates=[CertificateRow(number="GIA 12", number_normalised="12", lab="GIA")],
            )
            for code in ("A", "B")
        ]
    )
    actor = actors["manager"]
    at = trade.moment("2026-05-01 14:30")
    by_hand = record_order(
        actor,
        trade.order(
            LineDraft(piece_uid=Piece.objects.get(pk=first).uid, unit_price_minor=900),
            customer_uid=buyer.uid,
            ordered_at=at,
        ),
    )
    [bulk] = write_orders(
        [
            OrderRow(
                order_no="B-1",
                ordered_at=at,
                customer_id=buyer.pk,
                store_id=actor.home_store_id,
                advisor_id=actor.staff_id,
                who=Staff.objects.get(pk=actor.staff_id).name,
                subtotal_minor=900,
                total_minor=900,
                paid_minor=900,
                lines=[
                    LineRow(
                        title="晨星钻戒",
                        piece_id=second,
                        style_id=style_ids[0],
                        category="RING",
                        fineness="PT950",
                        gem="DIAMOND",
                        drawing="solitaire pt",
                        unit_price_minor=900,
                        total_minor=900,
                    )
                ],
                payments=[PaymentRow(amount_minor=900, method="CARD", at=at, source_key="B-1:1")],
            )
        ]
    )
    assert plain(Order.objects.filter(pk=bulk).values()) == plain(
        Order.objects.filter(pk=by_hand.pk).values()
    )
    for model, column in ((OrderLine, "order_id"), (Payment, "order_id"), (TimelineEntry, "record_id")):
        told = [plain(model.objects.filter(**{column: pk}).values()) for pk in (by_hand.pk, bulk)]
        told = [[{k: v for k, v in row.items() if k != "piece_id"} for row in rows] for rows in told]
        assert len(told[0]) == 1
        assert told[0] == told[1]
    assert list(Piece.objects.values_list("status", flat=True)) == ["SOLD", "SOLD"]
    assert Piece.objects.get(pk=second).stones.get().weight_millicarat == 520
    assert Piece.objects.get(pk=second).certificates.get().lab == "GIA"


def test_figures_follow_from_the_facts_of_a_batch(actors, stores):
    buyers = [shop.customer(f"客{n}", home_store=stores.lake) for n in range(3)]
    write_orders(
        [
            OrderRow(
                order_no=f"N{n}",
                ordered_at=trade.moment("2026-05-01"),
                customer_id=buyer.pk,
                total_minor=100 * (n + 1),
                lines=[LineRow(title="x", total_minor=100 * (n + 1))],
            )
            for n, buyer in enumerate(buyers)
        ]
    )
    write_opening_spend(
        [
            OpeningSpendRow(
                customer_id=buyers[0].pk,
                amount_minor=7,
                order_count=2,
                as_of=date(2020, 1, 1),
                source_key="o1",
            )
        ]
    )
    with transaction.atomic():
        emit(OrdersImported("run", [[buyers[0].pk, buyers[-1].pk]]), actor=HOUSE)
        emit(OpeningBroughtIn("run", [[buyers[0].pk, buyers[0].pk]]), actor=HOUSE)
    jobs.run_all()
    assert list(Customer.objects.order_by("pk").values_list("total_spent_minor", "order_count")) == [
        (107, 3),
        (200, 1),
        (300, 1),
    ]
    refresh_customers([buyers[0].pk])
    assert Customer.objects.get(pk=buyers[0].pk).total_spent_minor == 107


def test_opening_spend_is_booked_once(stores):
    buyer = shop.customer()
    row = OpeningSpendRow(customer_id=buyer.pk, amount_minor=7, as_of=date(2020, 1, 1), source_key="o1")
    write_opening_spend([row])
    with pytest.raises((IntegrityError, connection.Database.IntegrityError)), transaction.atomic():
        write_opening_spend([row])
    assert buyer.opening_spend.count() == 1


def test_visits_are_told_found_and_noted(stores):
    buyer = shop.customer(home_store=stores.lake)
    piece = trade.piece()
    [pk] = write_visits(
        [
            VisitRow(
                customer_id=buyer.pk,
                at=trade.moment("2026-10-02 11:00"),
                outcome="left",
                note="喜欢月光石",
                pieces=[(piece.pk, True, piece.drawing)],
            )
        ]
    )
    assert Visit.objects.get(pk=pk).pieces.get().tried
    assert TimelineEntry.objects.get().pictures == ["solitaire pt"]
    assert NoteWord.objects.filter(pair="月光", source="v", source_id=pk).exists()
    assert Customer.objects.get().last_visit_on == date(2026, 10, 2)


def test_tasks_keep_their_first_due_time(stores):
    at = trade.moment("2026-10-02 11:00")
    [pk] = write_tasks([TaskRow(title="x", due_at=at)])
    task = Task.objects.get(pk=pk)
    assert (task.first_due_at, task.status, task.uid.version) == (at, "open", 7)
