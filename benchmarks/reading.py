"""Search, the 360° page and lists, through the HTTP door, at full size."""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote

from crowd import ADVISORS, STORES, people
from figures import Table, quantile, spread
from house import PASSWORD, Visitor, resident_mb, served

BATCH = 20_000
PORT = 8767


def fill(rows: int) -> None:
    """The crowd, its stores and staff, one customer with a long story; nothing when it is there already."""
    from django.contrib.auth.hashers import make_password
    from django.db import connection, transaction

    from parure.access.models import Role, Staff
    from parure.access.operations import INSTALLER, create_store
    from parure.core.calendar import SolarDay
    from parure.people.bulk import NewCustomer, NewDate, write_customers
    from parure.people.models import Customer

    if Customer.objects.exists():
        return
    stores = [
        create_store(INSTALLER, code=f"S{i:02}", name=f"店{i}", region=f"区{i % 4}") for i in range(STORES)
    ]
    hashed, roles = make_password(PASSWORD), {role.code: role for role in Role.objects.all()}
    staff = [
        Staff.objects.create(
            username=f"advisor{i}", name=f"顾问{i}", password=hashed, home_store=stores[i % STORES]
        )
        for i in range(ADVISORS)
    ]
    for each in staff:
        each.roles.set([roles["advisor"]])
    owner = Staff.objects.create(username="owner", name="老板", password=hashed)
    owner.roles.set([roles["owner"]])
    batch: list[NewCustomer] = []
    began, done = time.monotonic(), 0

    def write() -> None:
        nonlocal done
        with transaction.atomic():
            write_customers(batch)
        done += len(batch)
        batch.clear()
        print(f"\r  filling {done:,} ({done / (time.monotonic() - began):,.0f}/s)", end="", flush=True)

    for one in people(rows):
        batch.append(
            NewCustomer(
                name=one["name"],
                member_no=one["member_no"],
                gender=one["gender"],
                home_store_id=stores[one["store"]].pk,
                owner_id=staff[one["advisor"]].pk,
                registered_on=one["registered_on"],
                contacts=[("phone", f"+86{one['phone']}")],
                tags=("VIP",) if one["spent"] > 15_000_000 else (),
                dates=[NewDate("birthday", SolarDay(one["month"], one["day"], one["year"]))],
            )
        )
        if len(batch) == BATCH:
            write()
    if batch:
        write()
    print()
    _spend(rows)
    _tell_a_long_story(staff[0].pk)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM people_searchtoken")


def _spend(rows: int) -> None:
    """Sums on the customers as orders would have left them, so that lists have something to sort."""
    from django.db import connection

    noise = "((id * 7919) %% 20000) * 1000"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE people_customer SET total_spent_minor = {noise}, year_spent_minor = {noise} / 3,"
            " order_count = id %% 9, stage = CASE id %% 7 WHEN 0 THEN 'dormant' WHEN 1 THEN 'loyal'"
            " WHEN 2 THEN 'lead' ELSE 'repeat' END WHERE id %% 5 < 3",
            [],
        )


def _tell_a_long_story(owner_id: int) -> None:
    """The first customer of the first advisor: 30 orders and 20 talks, so 50 entries."""
    from django.db import transaction
    from django.utils import timezone

    from parure.access.actors import actor_for
    from parure.access.models import Staff
    from parure.people import operations
    from parure.people.models import Customer
    from parure.sales.bulk import LineRow, OrderRow, write_orders

    customer = Customer.objects.filter(owner_id=owner_id).order_by("pk").first()
    now = timezone.now()
    with transaction.atomic():
        write_orders(
            [
                OrderRow(
                    order_no=f"L{i}",
                    ordered_at=now - timedelta(days=40 * i),
                    customer_id=customer.pk,
                    store_id=customer.home_store_id,
                    lines=[
                        LineRow(title="足金999古法手镯", total_minor=1_288_000, unit_price_minor=1_288_000)
                    ],
                    total_minor=1_288_000,
                    paid_minor=1_288_000,
                )
                for i in range(30)
            ]
        )
    actor = actor_for(Staff.objects.get(pk=owner_id))
    for i in range(20):
        operations.record_interaction(
            actor,
            customer.uid,
            channel="wechat",
            content=f"问二十周年的戒指，第{i}次",
            at=now - timedelta(days=i),
        )


def queries(count: int = 500) -> list[str]:
    """What people type: one to four characters of names, pinyin, initials; last four digits; member numbers; tags."""
    from parure.people.models import Customer
    from parure.people.names import romanise

    luck, typed = random.Random(3), []
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True).first()
    known = Customer.objects.filter(pk__in=[luck.randrange(1, last) for _ in range(count)])
    for name, member_no in known.values_list("name", "member_no"):
        reading = romanise(name)
        kinds: list[Callable[[], str]] = [
            lambda name=name: name[: luck.randint(1, 3)],
            lambda reading=reading: reading.full[: luck.randint(1, 4)],
            lambda reading=reading: reading.initials[: luck.randint(1, 3)],
            lambda: f"{luck.randrange(10_000):04}",
            lambda member_no=member_no: member_no,
        ]
        typed.append(luck.choices(kinds, (40, 25, 15, 15, 5))[0]())
    typed[:5] = ["VIP"] * 5
    luck.shuffle(typed)
    return typed


def measure(rows: int, table: Table) -> None:
    fill(rows)
    typed = queries()
    _search_in_database(typed, table)
    with served(PORT) as server:
        visitors = {name: Visitor(PORT, name) for name in ("owner", "advisor0")}
        for name, visitor in visitors.items():
            visitor.timed("/search/?q=w")
            times = [visitor.timed(f"/search/?q={quote(text)}") for text in typed]
            print(f"  search over HTTP, {name}: {spread(times)}")
            table.add(f"search, whole answer, {name}, p95", quantile(times, 0.95), "ms", limit=40)
        _whole_customer(visitors["advisor0"], table)
        for name, visitor in visitors.items():
            _lists(name, visitor, table)
        for _ in range(100):
            visitors["owner"].timed("/customers/")
        table.add("memory of the web process afterwards", resident_mb(server.pid), "MB", limit=250)


def _search_in_database(typed: list[str], table: Table) -> None:
    from django.db import connection

    from parure.access.actors import actor_for
    from parure.access.models import Staff
    from parure.people import search

    medians = []
    for name in ("owner", "advisor0"):
        actor = actor_for(Staff.objects.get(username=name))
        search.find(actor, "w")
        times = []
        for text in typed:
            began = time.perf_counter()
            search.find(actor, text)
            times.append((time.perf_counter() - began) * 1000)
        print(f"  search in the database, {name}: {spread(times)}")
        table.add(f"search in the database, {name}, p95", quantile(times, 0.95), "ms", limit=5)
        medians.append(quantile(times, 0.5))
    with _scans_only():
        times = [_like(text) for text in typed[:150]]
    print(f"  naive: LIKE scan: {spread(times)}")
    table.add(
        "search: times faster than a LIKE scan, median",
        quantile(times, 0.5) / max(medians),
        "×",
        limit=20,
        least=True,
    )
    if connection.vendor == "postgresql":
        times = [_like(text) for text in typed[:150]]
        print(f"  naive: LIKE along Parure's own index of last activity: {spread(times)}")


@contextmanager
def _scans_only() -> Iterator[None]:
    """PostgreSQL would walk Parure's own index of last activity and stop at the tenth hit, which a list of a house
    without that index can't: within, it reads the table. SQLite does so by itself.
    """
    from django.db import connection

    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SET enable_indexscan = off; SET enable_indexonlyscan = off; SET enable_bitmapscan = off"
        )
        yield
        cursor.execute("RESET enable_indexscan; RESET enable_indexonlyscan; RESET enable_bitmapscan")


def _like(text: str) -> float:
    """Milliseconds of the search that every Django list gives away: `icontains` over four columns, latest first."""
    from django.db.models import Q

    from parure.people.models import Customer

    asked = Q()
    for column in ("name", "nickname", "pinyin", "member_no"):
        asked |= Q(**{f"{column}__icontains": text})
    began = time.perf_counter()
    list(Customer.objects.filter(asked).order_by("-last_activity_on").values_list("pk", flat=True)[:10])
    return (time.perf_counter() - began) * 1000


def _whole_customer(visitor: Visitor, table: Table) -> None:
    from parure.people.models import TimelineEntry

    customer = TimelineEntry.objects.order_by("pk").first().customer
    visitor.timed(f"/customers/{customer.uid}/")
    times = [visitor.timed(f"/customers/{customer.uid}/") for _ in range(100)]
    print(f"  360° page: {spread(times)}")
    table.add("360° page (30 orders, 50 entries), p95", quantile(times, 0.95), "ms", limit=60)


def _lists(name: str, visitor: Visitor, table: Table) -> None:
    """Every offered sort and view, first page and hundredth."""
    import re

    first, deep = [], []
    sorts = ["-last_activity_on", "-total_spent", "total_spent", "next_date", "pinyin", "-pinyin"]
    _status, body = visitor.get("/customers/")
    views = sorted(set(re.findall(rb'href="(/customers/\?view=[^"&#]+)"', body)))
    addresses = [f"/customers/?sort={sort}" for sort in sorts] + [view.decode() for view in views]
    for address in addresses:
        times = [visitor.timed(address) for _ in range(6)]
        first.extend(times)
        print(f"    {name} {address}: {spread(times)}")
    for address in addresses[: len(sorts)]:
        at = address
        for _ in range(99):
            _status, body = visitor.get(at)
            found = re.search(rb'rel="next"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*rel="next"', body)
            if not found:
                break
            at = (found[1] or found[2]).decode().replace("&amp;", "&")
            at = at if at.startswith("/") else f"/customers/{at}"
        deep.extend(visitor.timed(at) for _ in range(6))
    print(f"  lists, {name}: first {spread(first)}; hundredth {spread(deep)}")
    table.add(f"customer list, first page, {name}, p95", quantile(first, 0.95), "ms", limit=90)
    table.add(f"customer list, hundredth page, {name}, p95", quantile(deep, 0.95), "ms", limit=90)
