"""How often what customers bought last is among the first ten, by ways of guessing; what neighbours and pages cost."""

import os
import tempfile
import time
from pathlib import Path

from figures import Table, quantile
from house import PASSWORD

ORDERS_EACH = 3
LARGE = (1_000_000, 10_000_000, 5_000)  # customers, lines, styles
ASKED = 60  # customers and pieces for whom a page is timed
STEPS = (0, 25, 50, 100, 200, 400, 800, 1600)


def measure(rows: int, table: Table) -> None:
    from django.core.management import call_command

    call_command("demo", customers=rows, orders=rows * ORDERS_EACH, password=PASSWORD, json=True)
    _rates(table)
    _pages(table)
    _neighbours(table)


def _rates(table: Table) -> None:
    """Hit rates at ten; and whether weights searched on half of the customers do better on the other half."""
    from django.utils import timezone

    from parure.insight.matching.measuring import WAYS, guesses_of, hit_rate
    from parure.insight.matching.scoring import WEIGHTS

    guesses, known, styles = guesses_of(timezone.localdate(), 6_000)
    print(f"{len(guesses):,} customers, {known:,} more bought again what they had; {styles} styles")
    rates = {way: hit_rate(guesses, {name: WEIGHTS[name] for name in names}) for way, names in WAYS.items()}
    for way, rate in rates.items():
        table.add(f"hit rate at 10: {way}", 100 * rate, "%")
    table.add("by chance", 1000 / styles, "%")
    table.add("the whole beside popularity", rates["all"] / rates["popularity"], "×", limit=1.5, least=True)
    table.add(
        "the whole beside bought together", rates["all"] / rates["bought_together"], "×", limit=1, least=True
    )
    if os.environ.get("PARURE_SEARCH"):
        _search(guesses[::2], guesses[1::2], {name: WEIGHTS[name] for name in WAYS["all"]}, table)


def _search(some, others, weights, table: Table) -> None:
    """One weight after the other, the best of some steps, twice round."""
    from parure.insight.matching.measuring import hit_rate

    best = hit_rate(some, weights)
    for name in [*weights, *weights]:
        for step in STEPS:
            rate = hit_rate(some, weights | {name: step})
            if rate > best:
                best, weights = rate, weights | {name: step}
    print(weights)
    table.add("searched weights, on the customers they were searched on", 100 * best, "%")
    table.add("searched weights, on the others", 100 * hit_rate(others, weights), "%")


def _pages(table: Table) -> None:
    """What a card costs when it is asked for."""
    from parure.access.actors import actor_for
    from parure.access.models import Staff
    from parure.catalog.models import Piece
    from parure.insight.matching.liking import likers_of
    from parure.insight.matching.suggesting import suggestions_for
    from parure.people.models import Customer

    for who in ("owner", "advisor"):
        actor = actor_for(Staff.objects.get(username=who))
        stores = actor.store_ids if who == "advisor" else None
        customers = Customer.objects.filter(order_count__gte=1).order_by("-pk")
        customers = customers.filter(home_store__in=stores) if stores else customers
        pieces = Piece.objects.filter(status="IN_STOCK").order_by("-pk")
        asked = [(suggestions_for, (actor, each)) for each in customers.values_list("uid", flat=True)[:ASKED]]
        took = sorted(_timed(*each) for each in asked)
        table.add(f"pieces for a customer, {who}, p95", quantile(took, 0.95), "ms")
        asked = [(likers_of, (actor, "piece", each)) for each in pieces.values_list("uid", flat=True)[:ASKED]]
        took = sorted(_timed(*each) for each in asked)
        table.add(f"customers for a piece, {who}, p95", quantile(took, 0.95), "ms")


def _timed(work, given) -> float:
    began = time.perf_counter()
    work(*given)
    return (time.perf_counter() - began) * 1000


def _neighbours(table: Table) -> None:
    """Neighbours of all styles, from a copy as large as a chain's, without its database."""
    from datetime import UTC, date, datetime

    import ibis

    from parure.insight.copy.lake import Manifest, TableFiles
    from parure.insight.engine import MEMORY, Lake
    from parure.insight.matching.keeping import style_ties
    from parure.insight.matching.neighbours import bought_styles

    customers, lines, styles = LARGE
    with tempfile.TemporaryDirectory(prefix="parure-bench-") as scratch:
        connection = ibis.duckdb.connect(memory_limit=MEMORY, temp_directory=scratch)
        for name, query in _copied(customers, lines, styles).items():
            connection.raw_sql(f"COPY ({query}) TO '{scratch}/{name}.parquet' (FORMAT parquet)")
        files = {name: TableFiles(f"{name}.parquet", 0, 0) for name in ("order", "order_line")}
        lake = Lake(Manifest(1, datetime.now(UTC), files), connection, Path(scratch))
        began = time.perf_counter()
        told = style_ties(bought_styles(lake, date(2026, 12, 31)), date(2026, 12, 31))
        table.add(
            f"neighbours of {len(told):,} styles, {customers:,} customers, {lines:,} lines",
            time.perf_counter() - began, "s", limit=10,
        )  # fmt: skip


def _copied(customers: int, lines: int, styles: int) -> dict[str, str]:
    """Orders and lines as the copy has them: two lines an order, styles of which the first are bought most."""
    orders = lines // 2
    return {
        "order": f"""SELECT i AS id, (hash(i) % {customers})::BIGINT AS customer_id, 1::BIGINT AS store_id, 'pos' AS source, '' AS occasion,
            1::BIGINT AS advisor_id, 'PAID' AS status,
            TIMESTAMP '2026-12-31' - INTERVAL 1 HOUR * (hash(i + 7) % 35000)::INTEGER AS ordered_at,
            100 AS subtotal_minor, 0 AS discount_minor, 100 AS total_minor, 100 AS paid_minor, 0 AS refunded_minor,
            false AS is_gift FROM range({orders}) AS told(i)""",
        "order_line": f"""SELECT i AS id, (i // 2)::BIGINT AS order_id,
            ({styles} * pow((hash(i + 13) % 1000000) / 1e6, 2))::BIGINT AS style_id,
            false AS is_returned FROM range({lines}) AS told(i)""",
    }
