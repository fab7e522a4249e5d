"""Orders with their lines from CSV: the import beside a naive importer and a bare write of the same rows."""

import csv
import random
import time
from datetime import datetime, timedelta
from pathlib import Path

from bare import write_again, write_again_checked
from figures import Table
from importing import run_import

HEADER = [
    "订单号",
    "行号",
    "下单时间",
    "手机",
    "姓名",
    "商品名称",
    "货号",
    "数量",
    "单价",
    "行金额",
    "实付金额",
    "订单状态",
]
LINES_PER_ORDER = 5
TITLES = [
    "足金999古法手镯",
    "18K金钻石戒指",
    "Pt950六爪钻戒",
    "翡翠平安扣吊坠",
    "Akoya珍珠项链",
    "足金转运珠手链",
]
TABLES = (
    "sales_order",
    "sales_orderline",
    "sales_payment",
    "people_timelineentry",
    "people_customer",
    "people_contactpoint",
    "people_searchtoken",
    "people_searchentry",
    "people_preference",
    "people_stagemove",
)


def write_file(path: Path, lines: int, *, first: int = 0) -> None:
    luck, began = random.Random(5), datetime(2023, 1, 1, 10)  # noqa: DTZ001 - a file's own local time
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        for order in range(first, first + lines // LINES_PER_ORDER):
            buyer = order * 31 % max(lines // 50, 1)
            at = (began + timedelta(minutes=order % 2_000_000)).isoformat(sep=" ")
            prices = [luck.randrange(500, 20_000) for _ in range(LINES_PER_ORDER)]
            for line, price in enumerate(prices, 1):
                writer.writerow(
                    [
                        f"B{order:09}", line, at, f"139{buyer:08}", f"王{chr(0x4E00 + buyer % 500)}",
                        luck.choice(TITLES), f"SKU{luck.randrange(9999):04}", 1, price, price, sum(prices), "已付款",
                    ]
                )  # fmt: skip


def measure(rows: int, table: Table, *, naive_rows: int) -> None:
    from django.conf import settings

    from parure.sales.models import OrderLine

    path = Path(settings.PARURE_DATA) / "orders.csv"
    write_file(path, rows)
    counts, took, peak = run_import("orders", path)
    print(f"  counts: {counts}")
    assert OrderLine.objects.count() == rows // LINES_PER_ORDER * LINES_PER_ORDER, OrderLine.objects.count()
    rate = rows / took
    table.add("order lines imported", rate, "/s")
    table.add("peak memory of the import", peak, "MB", limit=700)
    bare = rows / write_again(TABLES)
    table.add("bare write of the same final rows with the same indexes", bare, "/s")
    table.add("share of the bare write", rate / bare, "×", limit=0.25, least=True)
    checked = write_again_checked(TABLES)
    if checked is not None:
        table.add("bare write that checks the foreign keys too", rows / checked, "/s")
        table.add("share of it", rate * checked / rows, "×")
    more = path.with_name("more.csv")
    write_file(more, naive_rows, first=rows // LINES_PER_ORDER)
    naive = naive_import(more, naive_rows)
    table.add(f"naive Django importer ({naive_rows:,} lines more)", naive, "/s")
    table.add("times the naive importer", rate / naive, "×", limit=5, least=True)


def naive_import(path: Path, rows: int) -> float:
    """Group, look customers up by phone, get_or_create, bulk_create: lines a second; 200 orders a transaction."""
    began = time.perf_counter()
    _naive_rows(path, rows)
    return rows / (time.perf_counter() - began)


def _naive_rows(path: Path, rows: int) -> None:
    import itertools

    from django.db import transaction

    with path.open(encoding="utf-8", newline="") as file:
        reader = itertools.islice(csv.DictReader(file), rows)
        groups = (
            (number, list(lines))
            for number, lines in itertools.groupby(reader, key=lambda row: row["订单号"])
        )
        while chunk := list(itertools.islice(groups, 200)):
            with transaction.atomic():
                for number, lines in chunk:
                    _naive_order(number, lines)


def _naive_order(number: str, group: list[dict[str, str]]) -> None:
    from zoneinfo import ZoneInfo

    import phonenumbers
    from django.db.models import Count, Max, Sum
    from pypinyin import lazy_pinyin

    from parure.access.encryption import digest
    from parure.core.money import parse_money
    from parure.people.contacts import NewContact, sealed_contact
    from parure.people.models import ContactPoint, Customer, TimelineEntry
    from parure.people.search import reindex
    from parure.sales.models import Order, OrderLine

    zone = ZoneInfo("Asia/Shanghai")
    parsed = phonenumbers.parse(group[0]["手机"], "CN")
    phone = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    point = ContactPoint.objects.filter(digest=digest("phone", phone)).select_related("customer").first()
    if point:
        customer = point.customer
    else:
        name = group[0]["姓名"]
        customer = Customer.objects.create(name=name, pinyin="".join(lazy_pinyin(name)))
        sealed_contact(customer.pk, NewContact("phone", phone, is_primary=True)).save()
        reindex([customer])
    at = datetime.fromisoformat(group[0]["下单时间"]).replace(tzinfo=zone)
    total = parse_money(group[0]["实付金额"]).minor
    order, fresh = Order.objects.get_or_create(
        order_no=number,
        source="file",
        defaults={"customer": customer, "ordered_at": at, "total_minor": total},
    )
    if fresh:
        OrderLine.objects.bulk_create(
            OrderLine(
                order=order,
                line_no=int(line["行号"]),
                title=line["商品名称"],
                sku=line["货号"],
                unit_price_minor=parse_money(line["单价"]).minor,
                total_minor=parse_money(line["行金额"]).minor,
            )
            for line in group
        )
        TimelineEntry.objects.create(customer=customer, at=at, kind="order", title=group[0]["商品名称"])
        sums = Order.objects.filter(customer=customer).aggregate(
            total=Sum("total_minor"), count=Count("pk"), high=Max("total_minor")
        )
        Customer.objects.filter(pk=customer.pk).update(
            total_spent_minor=sums["total"],
            order_count=sums["count"],
            highest_order_minor=sums["high"],
        )
