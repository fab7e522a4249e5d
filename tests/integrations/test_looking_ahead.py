"""What the next batch needs is looked up while this one is written: the outcome is that of one after the other."""

import random

import pytest
from django.core.management import call_command
from django.db import connection

from factories import imports, trade
from parure.access.roles import seed_roles
from parure.integrations.imports import engine
from parure.integrations.imports.writers import looked_up
from parure.integrations.models import ImportProblem, ImportStatus
from parure.people.models import Customer
from parure.sales.models import Order, OrderLine

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite works inside this process"),
]

PIECES = 12
HEAD = "订单号,下单时间,手机,客户姓名,商品名称,货号,数量,订单金额,实付金额"


def orders(seed: int, count: int = 60) -> str:
    """Customers come again soon, pieces are sold twice, orders are told again further down."""
    luck, rows = random.Random(seed), [HEAD]
    for n in range(count):
        number = luck.randrange(n + 1) if luck.random() < 0.2 else n
        buyer = luck.randrange(n // 4 + 2)
        sku = f"J{luck.randrange(PIECES):03d}" if luck.random() < 0.4 else ""
        person = f"138{buyer:08d},沈{chr(0x4E00 + buyer)}"
        rows.append(f"S{number:04d},2025-11-{n % 28 + 1:02d} 10:00,{person},足金手镯,{sku},1,100.00,100.00")
    return "\n".join(rows) + "\n"


def outcome(run):
    assert run.status == ImportStatus.DONE
    problems = ImportProblem.objects.filter(run=run).order_by("line", "code").values_list("line", "code")
    lines = OrderLine.objects.order_by("order__order_no", "line_no", "title")
    return {
        "counts": imports.counts(run),
        "problems": list(problems),
        "orders": list(Order.objects.order_by("order_no").values_list("order_no", "total_minor", "status")),
        "lines": list(lines.values_list("order__order_no", "order__customer__name", "piece__code")),
        "customers": list(Customer.objects.order_by("name").values_list("name", "order_count")),
    }


@pytest.fixture
def small_batches(monkeypatch, roles):
    monkeypatch.setitem(engine.ROWS_A_BATCH, "orders", 6)


def brought(seed: int) -> dict[str, object]:
    """What becomes of the file in an empty house."""
    call_command("flush", interactive=False, verbosity=0)
    seed_roles()
    for number in range(PIECES):
        trade.piece(code=f"J{number:03d}")
    return outcome(imports.write(orders(seed), "orders"))


@pytest.mark.parametrize("seed", range(4))
def test_a_batch_that_was_foreseen_is_written_as_any_other(small_batches, monkeypatch, seed):
    renewed, renew = [], looked_up.LookedUp.renew
    monkeypatch.setattr(looked_up.LookedUp, "renew", lambda self, *told: renewed.append(renew(self, *told)))
    tried, commit = [], engine.Engine._commit
    monkeypatch.setattr(engine.Engine, "_commit", lambda self, *told: tried.append(commit(self, *told)))
    foreseen = brought(seed)
    times = len(renewed)
    assert len(tried) == times + 1  # no batch was refused by the database and tried again in halves
    assert times > 6  # nine or ten batches, of which nobody foresaw the first
    monkeypatch.setattr(engine.Engine, "_looks_ahead", lambda self: False)
    assert brought(seed) == foreseen
    assert len(renewed) == times
