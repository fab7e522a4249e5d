"""The demo shop is the same from the same seed, adds up, and never touches a base that is in use."""

import json
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from factories import shop
from parure.access.actors import actor_for
from parure.access.models import Staff
from parure.catalog.models import Certificate, Piece
from parure.demo.building import build
from parure.demo.company import SIGN_INS
from parure.demo.history import moves_of
from parure.demo.sums import count_shop
from parure.engagement.queries import open_tasks_for
from parure.people.models import Customer, Feedback, ImportantDate, Interaction, SearchToken, StageMove
from parure.people.search import find
from parure.sales.models import Order, OrderLine, Payment, Visit
from parure.sales.queries import purchase_facts

pytestmark = pytest.mark.django_db
PASSWORD = "jade-and-gold-4711"


def run(**options) -> dict[str, object]:
    out = StringIO()
    call_command("demo", password=PASSWORD, customers=60, orders=150, json=True, stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.fixture
def small(db):
    """The demo of 60 customers and 150 orders."""
    return run()


def portrait() -> list[list[tuple[object, ...]]]:
    """What must come out the same: everything but keys and uids."""
    return [
        list(rows)
        for rows in (
            Customer.objects.order_by("pk").values_list("name", "remark", "stage", "total_spent_minor", "next_date_on", "tag_names"),
            Order.objects.order_by("pk").values_list("order_no", "ordered_at", "status", "total_minor", "refunded_minor"),
            Piece.objects.order_by("pk").values_list("code", "name", "net_weight_mg", "label_price_minor", "status"),
            Certificate.objects.order_by("pk").values_list("lab", "number"),
            Visit.objects.order_by("pk").values_list("at", "outcome", "reason", "note"),
            Interaction.objects.order_by("pk").values_list("at", "content", "direction"),
            StageMove.objects.order_by("pk").values_list("before", "after", "on"),
            Feedback.objects.order_by("pk").values_list("at", "kind", "score", "recommend", "words", "status", "done"),
        )
    ]  # fmt: skip


def built(seed: int) -> list[list[tuple[object, ...]]]:
    """The portrait of a shop that is taken down again."""
    build(password=PASSWORD, customers=60, orders=150, seed=seed)
    try:
        return portrait()
    finally:
        transaction.set_rollback(True)


def test_the_same_seed_makes_the_same_shop_and_another_seed_another(db):
    shops = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            shops.append(built(seed))
    assert shops[0] == shops[1]
    assert shops[0] != shops[2]


def test_totals_add_up_to_the_fen(small):
    assert small["customers"] == 60
    assert small["orders"] == 150
    assert small["ledger_minor"] == small["customers_minor"] > 0
    facts = purchase_facts(list(Customer.objects.values_list("pk", flat=True)), timezone.localdate())
    for customer in Customer.objects.all():
        known = facts[customer.pk]
        assert (customer.total_spent_minor, customer.order_count) == (
            known.total_spent_minor,
            known.order_count,
        )
    for order in Order.objects.prefetch_related("lines", "payments"):
        assert sum(line.total_minor for line in order.lines.all()) == order.total_minor
        paid = {"PAYMENT": 0, "REFUND": 0}
        for payment in order.payments.all():
            paid[payment.kind] += payment.amount_minor
        assert paid == {"PAYMENT": order.paid_minor, "REFUND": order.refunded_minor}


def test_pieces_are_sold_once_and_only_then(small):
    owned = OrderLine.objects.filter(
        piece__isnull=False, is_returned=False, order__status__in=["PAID", "PARTLY_PAID", "PARTLY_REFUNDED"]
    )
    pieces = list(owned.values_list("piece_id", flat=True))
    assert len(pieces) == len(set(pieces))
    assert set(Piece.objects.filter(status="SOLD").values_list("pk", flat=True)) == set(pieces)


def test_nothing_lies_in_the_future(small):
    now = timezone.now()
    for model, moment in (
        (Order, "ordered_at"),
        (Visit, "at"),
        (Interaction, "at"),
        (Payment, "at"),
        (Feedback, "at"),
    ):
        assert not model.objects.filter(**{f"{moment}__gt": now}).exists()


def test_a_base_in_use_is_refused(stores):
    shop.customer()
    with pytest.raises(CommandError, match="已有客户"):
        run()
    assert Customer.objects.count() == 1
    assert not Staff.objects.filter(username__in=SIGN_INS).exists()


def test_a_weak_password_is_refused_before_anything_is_written(db):
    with pytest.raises(CommandError):
        call_command("demo", password="123", customers=60, orders=150)
    assert not Staff.objects.exists()
    assert not Piece.objects.exists()


def test_the_eight_roles_sign_in_and_nobody_else(small, client):
    assert all(client.login(username=name, password=PASSWORD) for name in SIGN_INS)
    others = Staff.objects.exclude(username__in=SIGN_INS)
    assert others.count() == 4
    assert not any(person.has_usable_password() for person in others)


def test_the_advisor_has_a_full_day(small):
    today = timezone.localdate()
    advisor = actor_for(Staff.objects.get(username="advisor"))
    tasks = open_tasks_for(advisor)
    assert tasks.counts["overdue"] >= 1
    assert tasks.counts["today"] >= 5
    assert tasks.counts["later"] >= 3
    soon = ImportantDate.objects.filter(
        customer__owner_id=advisor.staff_id, next_on__range=(today, today + timedelta(days=7))
    )
    assert {"solar", "lunar"} <= set(soon.values_list("calendar", flat=True))
    assert soon.filter(is_secret=True).exists()
    forgotten = Customer.objects.filter(
        owner_id=advisor.staff_id,
        total_spent_minor__gt=20_000_000,
        last_contact_on__lt=today - timedelta(days=180),
    )
    assert forgotten.count() >= 2


def test_everybody_is_found_by_name_and_reading(small):
    advisor = actor_for(Staff.objects.get(username="advisor"))
    shan = Customer.objects.get(name="单玉霞")
    for typed in ("单玉", "shanyuxia", "5526"):
        assert shan.pk in find(advisor, typed)
    assert SearchToken.objects.values("customer_id").distinct().count() == Customer.objects.count()


def test_every_page_of_a_customer_opens_for_the_advisor(small, client):
    client.force_login(Staff.objects.get(username="advisor"))
    try:
        pages = [
            reverse("customer", args=[uid])
            for uid in Customer.objects.filter(home_store__code="SHJA").values_list("uid", flat=True)
        ]
    except NoReverseMatch:
        pytest.skip("no page of a customer yet")
    assert len(pages) > 14
    assert {client.get(page).status_code for page in pages} == {200}


def test_the_moves_end_where_customers_stand(small):
    for customer in Customer.objects.exclude(stage="lead"):
        assert (
            StageMove.objects.filter(customer=customer).order_by("-on", "-pk").first().after == customer.stage
        )


TODAY = date(2026, 6, 30)
DAYS = st.lists(st.integers(0, 1460).map(lambda days: TODAY - timedelta(days=days)), max_size=8)


@given(DAYS)
def test_moves_follow_each_other_and_the_calendar(bought_on):
    moves = moves_of(sorted(bought_on), TODAY)
    assert [move[0] for move in moves] == ["lead", *(move[1] for move in moves)][: len(moves)]
    assert all(before[2] < after[2] for before, after in pairwise(moves))
    assert bool(moves) == bool(bought_on)


def test_more_customers_stream_in_batches(db, monkeypatch):
    monkeypatch.setattr("parure.demo.building.BATCH", 20)
    heard: list[int] = []
    build(password=PASSWORD, customers=64, orders=90, told=heard.append)
    assert heard == [20, 40, 50]
    made = count_shop()
    assert (made.counts["customers"], made.counts["orders"]) == (64, 90)
    assert made.adds_up
