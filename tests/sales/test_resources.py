"""Goods, orders, visits and tasks as records: lists cost no query per row; conditions count what was done."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from factories import shop, trade
from parure.access import policy
from parure.catalog.models import Certificate, Stone, Style
from parure.core.conditions import compile_tree
from parure.engagement.models import Task
from parure.people.models import Customer
from parure.sales.drafts import LineDraft
from parure.sales.models import Visit, VisitPiece
from parure.sales.operations import record_order

pytestmark = pytest.mark.django_db


def fill(actors, stores, count: int) -> None:
    manager = actors["manager"]
    for _ in range(count):
        style = Style.objects.create(style_no=f"K{Style.objects.count()}", name="晨星")
        piece = trade.piece(style=style, store=stores.lake)
        Stone.objects.create(piece=piece, gem="DIAMOND")
        Certificate.objects.create(piece=piece, number="1", number_normalised="1")
        buyer = shop.customer(home_store=stores.lake)
        visit = Visit.objects.create(customer=buyer, store=stores.lake, staff_id=manager.staff_id)
        VisitPiece.objects.create(visit=visit, piece=piece, tried=True)
        record_order(
            manager, trade.order(LineDraft(piece_uid=piece.uid, unit_price_minor=9), customer_uid=buyer.uid)
        )
        now = timezone.now()
        Task.objects.create(
            customer=buyer,
            assignee_id=manager.staff_id,
            creator_id=manager.staff_id,
            store=stores.lake,
            title="x",
            due_at=now,
            first_due_at=now,
        )


LISTED = (
    "catalog.style",
    "catalog.piece",
    "catalog.stone",
    "catalog.certificate",
    "sales.order",
    "sales.order_line",
    "sales.payment",
    "sales.visit",
    "engagement.task",
)


@pytest.mark.parametrize("role", ["owner", "manager"])
def test_lists_cost_no_query_per_row(actors, stores, role):
    actor = actors[role]

    def asked(resource: str) -> int:
        policy.records(actor, resource, policy.rows(actor, resource))
        with CaptureQueriesContext(connection) as queries:
            assert policy.records(actor, resource, policy.rows(actor, resource))
        return len(queries)

    fill(actors, stores, 1)
    one = {resource: asked(resource) for resource in LISTED}
    fill(actors, stores, 2)
    assert {resource: asked(resource) for resource in LISTED} == one
    assert max(one.values()) <= 2


def test_cost_is_for_those_who_may_know_it(actors, stores):
    piece = trade.piece(cost_minor=100)
    assert policy.record(actors["owner"], "catalog.piece", piece).cost == 100
    for role in ("manager", "advisor"):
        assert "cost" not in policy.record(actors[role], "catalog.piece", piece)
        assert "cost" not in policy.filterable(actors[role], "catalog.piece")


def test_order_shows_what_was_bought(actors, stores):
    fill(actors, stores, 1)
    [order] = policy.records(actors["advisor"], "sales.order", policy.rows(actors["advisor"], "sales.order"))
    assert (order.items, order.pictures) == ("铂金钻戒", ["solitaire pt"])
    [visit] = policy.records(actors["advisor"], "sales.visit", policy.rows(actors["advisor"], "sales.visit"))
    assert [(each["title"], each["tried"]) for each in visit.pieces] == [("铂金钻戒", True)]


@pytest.mark.parametrize("did", ["bought", "visited", "tried"])
def test_conditions_count_what_was_done(actors, stores, did):
    fill(actors, stores, 1)
    done = Customer.objects.get()
    other = shop.customer("别人")
    Visit.objects.create(customer=other, at=timezone.now() - timedelta(days=400))

    def found(**tree: object) -> set[int]:
        query = compile_tree("people.customer", {"did": did, **tree}, set(), {did})
        return set(Customer.objects.filter(query).values_list("pk", flat=True))

    days = (timezone.now() - trade.moment("2026-05-01")).days + 2
    assert found(within_days=days) == {done.pk}
    assert found(times=2) == set()
    assert found(times=0, within_days=days) == {other.pk}


def test_other_stores_are_out_of_reach(actors, stores):
    fill(actors, stores, 1)
    stranger = shop.acting(shop.hire("manager", stores.opera))
    for resource in ("sales.order", "sales.order_line", "sales.payment", "sales.visit", "engagement.task"):
        assert not policy.rows(stranger, resource).exists(), resource
        assert policy.rows(actors["manager"], resource).exists(), resource
