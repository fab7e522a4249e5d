"""The copy, RFM, facts and the write-back of a large base, each beside the naive or bare way in the same run.

Customers, five orders each and two lines an order are made by the database itself. Indexes of the order tables are left
out of this house: nothing here reads by them, and making them would take longer than everything that is measured.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from figures import Table

ORDERS, LINES = 5, 2  # orders a customer, lines an order
ROUNDS = 3
CATEGORIES = ("RING", "NECKLACE", "BANGLE", "EARRING", "PENDANT")
FINENESSES = ("AU999", "AU750", "PT950", "AU990", "AG925")


def measure(rows: int, table: Table) -> None:
    """`rows` customers."""
    from bare import write_again
    from django.db import connection
    from django.utils import timezone

    from parure.insight.copy.plan import plan_of
    from parure.insight.models import Change

    began = time.perf_counter()
    fill(rows)
    table.add("customers", rows, "")
    table.add("order lines", rows * ORDERS * LINES, "")
    print(f"  made in {time.perf_counter() - began:.0f} s", flush=True)
    plan = plan_of(whole=True)
    bare = child(
        "bare",
        vendor=plan.vendor,
        address=plan.address,
        statements=[f"SELECT {each.selected} FROM {each.source}" for each in plan.tables],
    )
    full = child("take", whole=True)
    table.add("bare read of the same columns by the driver", bare["seconds"], "s")
    table.add("copy, full", full["seconds"], "s")
    table.add("times the bare read", full["seconds"] / bare["seconds"], "×", limit=1.5)
    table.add("peak memory of taking it", full["memory"], "MB")
    Change.objects.all().delete()
    touch(rows)
    some = child("take", whole=False)
    table.add("copy, after 1 % of all rows changed", some["seconds"], "s")
    table.add("share of the full copy", some["seconds"] / full["seconds"], "×", limit=0.05)

    until = timezone.localdate().isoformat()
    ours, written = quickest("rfm", "rfm_sql", until=until)
    table.add("RFM of the whole base from the copy", ours["seconds"], "s")
    table.add("the same in SQL written by hand for DuckDB", written["seconds"], "s")
    table.add("times that", ours["seconds"] / written["seconds"], "×", limit=1.5)
    table.add("peak memory of RFM", ours["memory"], "MB", limit=800)
    assert ours["groups"] == written["groups"], (ours["groups"], written["groups"])
    if connection.vendor == "postgresql":
        own = min(timed(lambda: postgresql_rfm(until)) for _ in range(ROUNDS))
        table.add("the same by PostgreSQL's own SQL", own, "s")
        table.add("times quicker than that", own / ours["seconds"], "×", limit=6, least=True)

    facts = child("facts")
    table.add("forecast of every customer", facts["foreseen"], "s")
    table.add("all facts, reckoned and written the first time", facts["seconds"], "s")
    table.add("peak memory of it", facts["memory"], "MB")
    copied = write_again(["insight_customerfacts"])
    table.add("bare write of the fact rows", copied, "s")
    table.add("times RFM and the bare write", facts["seconds"] / (ours["seconds"] + copied), "×", limit=6)
    again = child("facts")
    table.add("the same again: rows written", again["written"], "", limit=0)
    table.add("the same again", again["seconds"], "s")


def quickest(*those: str, **given: Any) -> list[Any]:
    """What each says in its quickest of some rounds, in turns: something else on the machine disturbs all alike."""
    rounds = [[child(what, **given) for what in those] for _ in range(ROUNDS)]
    return [min(each, key=lambda said: said["seconds"]) for each in zip(*rounds, strict=True)]


def timed(do: Callable[[], Any]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began


# ── making the base ──────────────────────────────────────────────────────────


def fill(customers: int, *, indexed: bool = False) -> None:
    """`indexed`: pages are read as well, which need the indexes of customers and orders."""
    from django.db import connection

    from parure.access.models import Staff, Store
    from parure.catalog.models import Style
    from parure.people.models import Customer
    from parure.sales.models import Order, OrderLine

    stores = [Store.objects.create(code=f"B{n}", name=f"B{n}") for n in range(20)]
    staff = [
        Staff.objects.create(username=f"b{n}", name=f"b{n}", home_store=stores[n % 20]) for n in range(40)
    ]
    Style.objects.bulk_create(
        Style(style_no=f"B{n}", name=f"B{n}", category=CATEGORIES[n % 5]) for n in range(500)
    )
    style = Style.objects.order_by("pk").first()
    customer = Customer.objects.create(name="甲", home_store=stores[0], owner=staff[0], member_no="B0")
    order = Order.objects.create(
        order_no="B0", customer=customer, store=stores[0], advisor=staff[0], **_day()
    )
    line = OrderLine.objects.create(order=order, line_no=1, title="件", style=style)
    first = {
        "customer": customer.pk,
        "order": order.pk,
        "store": stores[0].pk,
        "staff": staff[0].pk,
        "style": style.pk,
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET session_replication_role = replica"
            )  # neither keys nor notes: this isn't measured
        for model in (OrderLine,) if indexed else (Order, OrderLine, Customer):
            _drop_indexes(cursor, model._meta.db_table)
        h = _hashed
        _multiply(
            cursor,
            Customer,
            customer.pk,
            customers - 1,
            {
                "id": f"{first['customer']} + n",
                "uid": _uid(1),
                "member_no": "'B' || n",
                "home_store_id": f"{first['store']} + {h(1)} % 20",
                "owner_id": f"{first['staff']} + {h(1)} % 40",
            },
        )
        u = f"(({h(2)} % 1000003) / 1000003.0)"
        _multiply(
            cursor,
            Order,
            order.pk,
            customers * ORDERS - 1,
            {
                "id": f"{first['order']} + n",
                "uid": _uid(2),
                "order_no": "'B' || n",
                "customer_id": f"{first['customer']} + CAST({u} * {u} * {customers - 1} AS bigint)",
                "store_id": f"{first['store']} + {h(3)} % 20",
                "advisor_id": f"{first['staff']} + {h(3)} % 40",
                "ordered_at": _ago(f"{h(4)} % (4 * 365 * 86400)"),
                "status": f"CASE WHEN {h(5)} % 100 < 5 THEN 'CANCELLED' WHEN {h(5)} % 100 < 9 THEN 'PARTLY_REFUNDED' ELSE 'PAID' END",
                "total_minor": f"50000 + {h(6)} % 5000000",
                "subtotal_minor": f"60000 + {h(6)} % 5000000",
                "discount_minor": "10000",
                "refunded_minor": f"CASE WHEN {h(5)} % 100 BETWEEN 5 AND 8 THEN 10000 ELSE 0 END",
                "recipient": f"CASE WHEN {h(7)} % 3 = 0 THEN 'M' ELSE '' END",
            },
        )
        _multiply(
            cursor,
            OrderLine,
            line.pk,
            customers * ORDERS * LINES - 1,
            {
                "id": f"{line.pk} + n",
                "order_id": f"{first['order']} + n / {LINES}",
                "line_no": f"1 + n % {LINES}",
                "style_id": f"{first['style']} + {h(8)} % 500",
                "category": _one_of(CATEGORIES, h(8)),
                "fineness": _one_of(FINENESSES, h(9)),
                "total_minor": f"20000 + {h(10)} % 3000000",
                "unit_price_minor": f"20000 + {h(10)} % 3000000",
            },
        )
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = DEFAULT")
            cursor.execute("ANALYZE")


def _day() -> dict[str, Any]:
    from django.utils import timezone

    return {"ordered_at": timezone.now()}


def _multiply(cursor: Any, model: Any, base: int, count: int, given: dict[str, str]) -> None:
    """So many rows more like row `base`, numbered n from 1, with these columns as given."""
    from django.db import connection

    columns = [each.column for each in model._meta.local_concrete_fields if not each.generated]
    told = ", ".join(given.get(each, f'base."{each}"') for each in columns)
    names = ", ".join(f'"{each}"' for each in columns)
    series = f"generate_series(1, {count}) AS s(n)"
    head = ""
    if connection.vendor == "sqlite":
        head = f"WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) "
        series = "s"
    name = model._meta.db_table
    cursor.execute(
        f"{head}INSERT INTO {name} ({names}) SELECT {told} FROM {name} AS base, {series} WHERE base.id = {base}"
    )


def _drop_indexes(cursor: Any, name: str) -> None:
    from django.db import connection

    for key, told in connection.introspection.get_constraints(cursor, name).items():
        if told["primary_key"] or not (told["index"] or told["unique"]) or told["foreign_key"]:
            continue
        if connection.vendor == "postgresql" and told["unique"]:
            cursor.execute(f'ALTER TABLE {name} DROP CONSTRAINT IF EXISTS "{key}"')
        if not key.startswith(("sqlite_autoindex", "__unnamed")):
            cursor.execute(f'DROP INDEX IF EXISTS "{key}"')


def _hashed(salt: int) -> str:
    """A number from n that looks thrown; the same on both databases."""
    return f"((n * 2654435761 + {salt} * 40503) % 4294967291 * 48271 % 2147483647)"


def _one_of(codes: tuple[str, ...], number: str) -> str:
    cases = " ".join(f"WHEN {place} THEN '{code}'" for place, code in enumerate(codes))
    return f"CASE {number} % {len(codes)} {cases} END"


def _uid(kind: int) -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"printf('{kind:02}%030x', n)"
    return f"('{kind:02}' || lpad(to_hex(n), 30, '0'))::uuid"


def _ago(seconds: str) -> str:
    from django.db import connection

    if connection.vendor == "sqlite":
        return f"datetime('now', '-' || ({seconds}) || ' seconds')"
    return f"now() - make_interval(secs => {seconds})"


def touch(customers: int) -> None:
    """One row in a hundred is written: every hundredth line, order and customer."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE sales_orderline SET total_minor = total_minor + 1 WHERE id % 100 = 7")
        cursor.execute("UPDATE sales_order SET total_minor = total_minor + 1 WHERE id % 100 = 7")
        cursor.execute("UPDATE people_customer SET gender = 'F' WHERE id % 100 = 7")


# ── what is measured, each in a process of its own ───────────────────────────


def child(what: str, **given: Any) -> Any:
    """What `_<what>` says, with the peak of its memory in MB and its seconds; starting Python is not counted, but what
    the engines take to be loaded is.
    """
    code = (
        "import json, sys, os, resource, time; sys.path.insert(0, sys.argv[1]); import django; django.setup();"
        "import insight; given = json.loads(sys.argv[3]); began = time.perf_counter();"
        "said = getattr(insight, '_' + sys.argv[2])(**given) or {};"
        "said.setdefault('seconds', time.perf_counter() - began);"
        "own = open('/proc/self/status').read().split('VmHWM:')[1].split()[0];"
        "said['memory'] = max(int(own), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024;"
        "print('\\n' + json.dumps(said))"  # DuckDB takes a program without a file for somebody who likes progress bars
    )
    command = [sys.executable, "-c", code, str(Path(__file__).parent), what, json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def _bare(vendor: str, address: str, statements: list[str]) -> None:
    from pyarrow import RecordBatchReader

    from parure.insight.copy.source import snapshots

    with snapshots(vendor, address, 1) as (seen,):
        for each in statements:
            for batch in RecordBatchReader.from_stream(seen.read(each)):
                del batch


def _take(whole: bool) -> dict[str, Any]:
    from parure.insight.operations import refresh_copy

    began = time.perf_counter()
    taken = refresh_copy(whole=whole)
    return {"seconds": time.perf_counter() - began, "changed": taken.changed}


def _rfm(until: str) -> dict[str, Any]:
    from datetime import date

    from parure.insight.engine import opened
    from parure.insight.measures.rfm import rfm

    with opened() as lake:
        lake.table("store").count().to_pyarrow()  # the engine is loaded
        began = time.perf_counter()
        found = rfm(lake, date.fromisoformat(until)).to_pyarrow()
        return {"seconds": time.perf_counter() - began, "groups": _groups(found)}


def _groups(found: Any) -> dict[str, int]:
    return {each["values"]: each["counts"] for each in found.column("rfm_group").value_counts().to_pylist()}


def _rfm_sql(until: str) -> dict[str, Any]:
    import duckdb

    from parure.insight.copy.lake import read_manifest
    from parure.insight.copy.plan import folder
    from parure.insight.copy.taking import effective

    files = read_manifest(folder()).tables
    con = duckdb.connect(config={"preserve_insertion_order": False, "memory_limit": "600MB"})
    con.execute("SELECT 1").fetchall()
    began = time.perf_counter()
    sql = RFM_SQL.format(
        until=until,
        orders=f"({effective(folder(), files['order'])})",
        customers=f"({effective(folder(), files['customer'])})",
        opening=f"({effective(folder(), files['opening_spend'])})",
        day="CAST(ordered_at AS DATE)",
    )
    found = con.execute(sql).to_arrow_table()
    return {"seconds": time.perf_counter() - began, "groups": _groups(found)}


RFM_SQL = """
WITH bought AS (
  SELECT customer_id, count(*) AS orders, sum(greatest(coalesce(nullif(paid_minor, 0), total_minor) - refunded_minor, 0)) AS kept,
         min({day}) AS first_on, max({day}) AS last_on
  FROM {orders} AS o
  WHERE status IN ('PAID', 'PARTLY_PAID', 'PARTLY_REFUNDED') AND customer_id IS NOT NULL AND {day} <= DATE '{until}'
  GROUP BY customer_id
), before AS (
  SELECT customer_id, sum(order_count) AS orders, sum(amount_minor) AS kept,
         min(last_purchase_on) AS first_on, max(last_purchase_on) AS last_on
  FROM {opening} AS p GROUP BY customer_id
), known AS (
  SELECT customer_id, sum(orders) AS orders, sum(kept) AS kept, min(first_on) AS first_on, max(last_on) AS last_on
  FROM (SELECT * FROM bought UNION ALL SELECT * FROM before) AS both_
  WHERE customer_id IN (SELECT id FROM {customers} AS c WHERE NOT is_archived)
  GROUP BY customer_id HAVING max(last_on) IS NOT NULL
), scored AS (
  SELECT customer_id, kept AS kept_minor, DATE '{until}' - last_on AS recency_days, orders AS purchases,
         ntile(5) OVER (ORDER BY last_on, customer_id) AS r,
         ntile(5) OVER (ORDER BY orders, customer_id) AS f,
         ntile(5) OVER (ORDER BY kept, customer_id) AS m
  FROM known
)
SELECT *, CASE
  WHEN r >= 4 AND f >= 4 AND m >= 4 THEN 'champion' WHEN r >= 3 AND f >= 4 THEN 'loyal'
  WHEN r >= 3 AND f <= 3 AND m >= 4 THEN 'big_spender' WHEN r = 5 AND f = 1 THEN 'newcomer'
  WHEN r >= 4 AND f <= 3 AND m <= 3 THEN 'promising' WHEN r <= 2 AND f >= 3 AND m >= 4 THEN 'slipping'
  WHEN r BETWEEN 2 AND 3 AND f >= 2 THEN 'needs_care' WHEN r <= 2 THEN 'dormant' ELSE 'regular' END AS rfm_group
FROM scored
"""


def postgresql_rfm(until: str) -> None:
    from django.db import connection

    sql = RFM_SQL.format(
        until=until,
        orders="sales_order",
        customers="people_customer",
        opening="sales_openingspend",
        day="CAST(ordered_at AT TIME ZONE 'Asia/Shanghai' AS DATE)",
    )
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS rfm_by_hand")
        cursor.execute(f"CREATE TEMP TABLE rfm_by_hand AS {sql}")


def _facts() -> dict[str, Any]:
    from django.utils import timezone

    from parure.insight import operations

    began = time.perf_counter()
    ahead = operations.foresee(timezone.localdate(), anew=False)
    reckoned = time.perf_counter() - began
    began = time.perf_counter()
    kept = operations.write_facts(timezone.localdate(), ahead)
    return {
        "seconds": time.perf_counter() - began,
        "written": kept.written + kept.removed,
        "foreseen": reckoned,
    }
