"""Building the demo shop: company, catalogue, the people of the stories, then the many, batch after batch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from django.db import connection, transaction
from django.utils import timezone

from parure.catalog.bulk import write_pieces
from parure.core.bulk import insert_rows
from parure.core.identifiers import new_uid
from parure.customize.models import Tag
from parure.customize.operations import ensure_tags
from parure.demo.company import STORES, Company, open_company
from parure.demo.crowd import Buyer, draw_buyers
from parure.demo.doings import (
    TALKS_EACH,
    Shown,
    visit_rows,
    write_openings,
    write_talks,
    write_task_rows,
)
from parure.demo.goods import make, open_catalogue, piece_row
from parure.demo.grouping import write_segments
from parure.demo.habits import TAG_GROUPS, TIERS
from parure.demo.hearing import write_feedback
from parure.demo.history import spread_moves
from parure.demo.metals import write_metal_prices
from parure.demo.seasons import Seasons
from parure.demo.stories import tell_stories
from parure.demo.trade import Sale, Shelf, order_rows, plan_sales, sold_pieces
from parure.demo.wanting import write_wishes
from parure.people.bulk import write_customers
from parure.people.consents.found import note_as_found
from parure.people.models import Relation
from parure.people.quality import refresh_completeness
from parure.people.quality_figures import keep_figures
from parure.sales.bulk import write_orders, write_visits
from parure.sales.models import Order
from parure.sales.operations import refresh_customers

BATCH = 2000
STOCK = 900


@dataclass
class Shop:
    """The shop as it grows; counters number pieces and orders through all batches."""

    company: Company
    seasons: Seasons
    shelf: Shelf
    seed: int
    customers: int
    orders: int
    stock: list[Shown] = field(default_factory=list)
    piece_number: int = 1
    order_number: int = 1

    @property
    def today(self) -> date:
        return self.seasons.today


def build(
    *,
    password: str,
    customers: int = 2000,
    orders: int = 5000,
    seed: int = 2026,
    today: date | None = None,
    told: Callable[[int], None] | None = None,
) -> None:
    """Fill an empty base. The same seed on the same day makes the same shop; memory does not grow with its size.

    Each batch is a transaction of its own; `told` hears how many customers stand.
    """
    today = today or timezone.localdate()
    shop = _open(password, customers, orders, seed, today)
    with transaction.atomic():
        told_by_hand = tell_stories(shop.company, shop.seasons)
        spread_moves(told_by_hand, today)
    customers = max(customers - len(told_by_hand), 0)
    orders = max(orders - Order.objects.count(), 0)
    done = made_orders = 0
    while done < customers:
        size = min(BATCH, customers - done)
        upto = orders * (done + size) // customers
        with transaction.atomic():
            _fill(shop, done, size, upto - made_orders)
        done, made_orders = done + size, upto
        if told:
            told(done)
    with transaction.atomic():
        note_as_found(connection)
    keep_figures()
    write_segments()


@transaction.atomic
def _open(password: str, customers: int, orders: int, seed: int, today: date) -> Shop:
    luck = Random(f"{seed}:house")
    company = open_company(password, today)
    shop = Shop(company, Seasons(today), Shelf(open_catalogue(luck, today)), seed, customers, orders)
    _open_tags()
    write_metal_prices(today, company.staff["owner"].pk)
    _lay_out(luck, shop, min(STOCK, 60 + customers * STOCK // 2000))
    return shop


def _open_tags() -> None:
    for group, (colour, tags) in TAG_GROUPS.items():
        ensure_tags("people.customer", tags)
        Tag.objects.filter(resource="people.customer", name__in=tags).update(group=group, colour=colour)


def _lay_out(luck: Random, shop: Shop, count: int) -> None:
    """Pieces in the windows of the three stores."""
    rows, stores = [], []
    for number in range(count):
        code = luck.choices(STORES, weights=(46, 30, 24))[0][0]
        received = shop.today - timedelta(days=int(420 * luck.random() ** 2))
        made = make(
            luck, luck.choice(shop.shelf.styles), shop.today, shop.today, luck.choice((0.9, 1.0, 1.3))
        )
        status = luck.choices(("IN_STOCK", "RESERVED", "IN_TRANSIT", "ON_LOAN"), weights=(94, 3, 2, 1))[0]
        rows.append(
            piece_row(
                luck,
                made,
                number=shop.piece_number + number,
                received=received,
                store_id=shop.company.stores[code].pk,
                status=status,
            )
        )
        stores.append(code)
    ids = write_pieces(rows)
    shop.piece_number += count
    shop.stock = [
        Shown(pk, row.drawing, row.received_on, code)
        for pk, row, code in zip(ids, rows, stores, strict=True)
        if row.received_on and row.status == "IN_STOCK"
    ]


def _fill(shop: Shop, first: int, size: int, quota: int) -> None:
    """One batch of customers with everything that happened to them."""
    luck = Random(f"{shop.seed}:{first}")
    buyers = draw_buyers(luck, shop.company, size, first, shop.customers, shop.today)
    sales = plan_sales(luck, buyers, quota, shop.shelf, shop.seasons, shop.order_number)
    _grade(buyers, sales)
    ids = write_customers([buyer.new for buyer in buyers], today=shop.today)
    for pk, buyer in zip(ids, buyers, strict=True):
        buyer.pk = pk
    _join_spouses(buyers)
    pieces = sold_pieces(luck, sales, shop.company, shop.piece_number)
    piece_ids = {id(row): pk for pk, row in zip(write_pieces(pieces), pieces, strict=True)}
    write_orders(order_rows(sales, shop.company, piece_ids))
    shop.piece_number += len(pieces)
    shop.order_number += len(sales)
    write_visits(visit_rows(luck, buyers, sales, shop.stock, shop.company, shop.seasons, piece_ids))
    write_talks(luck, buyers, size * TALKS_EACH, shop.company, shop.seasons)
    write_wishes(Random(f"{shop.seed}:{first}:wishes"), buyers, shop.stock, shop.company, shop.today)
    write_feedback(Random(f"{shop.seed}:{first}:feedback"), buyers, shop.company, shop.today)
    write_openings(luck, buyers, shop.today)
    write_task_rows(
        luck, buyers, max(int(size * min(0.15, 6000 / shop.customers)), 1), shop.company, shop.today
    )
    refresh_customers(list(ids), shop.today)
    refresh_completeness(list(ids))
    spread_moves(list(ids), shop.today)


def _grade(buyers: list[Buyer], sales: list[Sale]) -> None:
    """The card that the spending so far has earned."""
    spent: dict[int, int] = {}
    for sale in sales:
        spent[id(sale.buyer)] = spent.get(id(sale.buyer), 0) + sale.kept_minor
    for buyer in buyers:
        total = spent.get(id(buyer), 0)
        buyer.new.tier_label = next((name for least, name in TIERS if total >= least), "")


def _join_spouses(buyers: list[Buyer]) -> None:
    columns = ("uid", "customer_id", "other_id", "kind", "name", "note")
    insert_rows(
        Relation,
        columns,
        [
            (new_uid(), buyer.pk, buyers[buyer.spouse].pk, "spouse", buyers[buyer.spouse].new.name, "")
            for buyer in buyers
            if buyer.spouse is not None
        ],
    )
