"""The columnar copy: what it holds, what a change makes of it, what a killed or repeated refresh leaves."""

import json
import random
import sys
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from subprocess import PIPE, Popen

import duckdb
import pytest
from django.db import connection, transaction

from factories import shop
from parure.core.bulk import allocate_ids, insert_rows
from parure.core.identifiers import new_uid
from parure.insight.copy import lake, refresh, taking
from parure.insight.copy.plan import folder
from parure.insight.copy.tables import copied_tables
from parure.insight.models import Change
from parure.insight.operations import refresh_copy
from parure.people.models import Customer
from parure.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def house(settings, tmp_path):
    settings.PARURE_DATA = tmp_path


def held(name):
    files = lake.read_manifest(folder()).tables[name]
    found = duckdb.sql(taking.effective(folder(), files))
    return {row[0]: dict(zip(found.columns, row, strict=True)) for row in found.fetchall()}


def written(name):
    """What the database holds, as the copy should have it: columns that both give alike."""
    table = copied_tables()[name]
    columns = [each for each in table.columns if table.kind_of(each) in ("number", "date", "text")]
    return {
        row[0]: dict(zip(columns, row, strict=True)) for row in table.model().objects.values_list(*columns)
    }


def assert_same():
    for name in copied_tables():
        have, want = held(name), written(name)
        assert have.keys() == want.keys()
        for key, row in want.items():
            assert {column: have[key][column] for column in row} == row
        assert lake.read_manifest(folder()).tables[name].rows == len(want)


def order(customer, number, **given):
    return Order.objects.create(
        order_no=f"N{number}",
        customer=customer,
        ordered_at=datetime(2026, 1, 31, 16, 30, tzinfo=UTC),
        **given,
    )


def test_everything_is_copied_in_the_time_of_the_shop():
    customer = shop.customer("沈女士")
    bought = order(customer, 1, total_minor=500, recipient="母亲")
    OrderLine.objects.create(order=bought, line_no=1, title="戒指", category="RING", total_minor=500)
    taken = refresh_copy()
    assert taken.is_whole
    assert_same()
    row = held("order")[bought.pk]
    assert row["ordered_at"] == datetime(2026, 2, 1, 0, 30)  # noqa: DTZ001 - the copy has the shop's own time
    assert row["is_gift"] is True
    assert Change.objects.count() == 0


def test_nothing_personal_is_on_disk(tmp_path):
    customer = shop.customer("沈知夏")
    order(customer, 1, recipient="沈母", remark="住在湖滨路")
    refresh_copy()
    for path in (tmp_path / "insight").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            for secret in ("沈知夏", "沈母", "湖滨路"):
                assert secret.encode() not in content


def test_random_changes_are_taken_in_by_one_refresh_after_the_other():
    dice = random.Random(5)
    customers = [shop.customer(f"客{n}") for n in range(20)]
    for n in range(60):
        bought = order(dice.choice(customers), n, total_minor=n)
        OrderLine.objects.create(order=bought, line_no=1, title="链", total_minor=n)
    refresh_copy()
    for turn in range(4):
        for each in dice.sample(list(Order.objects.all()), 4):
            each.total_minor = dice.randrange(10**6)
            each.save()
        gone = dice.choice(list(Order.objects.all()))
        gone.delete()
        order(dice.choice(customers), 1000 + turn, total_minor=turn)
        Customer.objects.filter(pk=dice.choice(customers).pk).update(registered_on="2020-02-29")
        OrderLine.objects.filter(pk__in=OrderLine.objects.values("pk")[:3]).update(gem="RUBY")
        taken = refresh_copy()
        assert not taken.is_whole
        assert_same()
        assert Change.objects.count() == 0


def test_rows_that_came_at_once_are_noted_as_one_stretch_and_found_though_newer_ones_were_copied():
    customer = shop.customer("甲")
    late, early = allocate_ids(Order, 30), allocate_ids(Order, 3)
    at = datetime(2026, 1, 31, 16, 30, tzinfo=UTC)

    def bring(ids):
        names = (
            "id",
            "uid",
            "order_no",
            "source",
            "status",
            "currency",
            "customer_id",
            "ordered_at",
            "created_at",
        )
        zeros = [each.column for each in Order._meta.concrete_fields if each.column.endswith("_minor")]
        texts = ("motive", "occasion", "recipient", "remark")
        insert_rows(
            Order,
            (*names, *zeros, *texts, "custom"),
            [
                (
                    pk,
                    new_uid(),
                    f"B{pk}",
                    "pos",
                    "PAID",
                    "CNY",
                    customer.pk,
                    at,
                    at,
                    *[0] * len(zeros),
                    *[""] * 4,
                    "{}",
                )
                for pk in ids
            ],
        )

    bring(early)
    refresh_copy()
    if connection.vendor == "postgresql":  # on SQLite keys grow in the order of commits
        bring(late)
        assert Change.objects.count() == 1
        refresh_copy()
        assert_same()
    bring([early[-1] + 3, early[-1] + 9])
    Order.objects.filter(pk__in=early[:2]).delete()
    refresh_copy()
    assert_same()


def test_rows_are_found_where_they_lie_by_now():
    customer = shop.customer("甲")
    orders = [order(customer, n) for n in range(40)]
    refresh_copy()
    for each in orders[::5]:
        each.delete()
    for each in orders[1::5]:
        each.total_minor = 7
        each.save()
    with connection.cursor() as cursor:  # every row moves, into places that were noted for others
        cursor.execute("VACUUM FULL sales_order" if connection.vendor == "postgresql" else "VACUUM")
    orders[2].total_minor = 8
    orders[2].save()
    assert not refresh_copy().is_whole
    assert_same()


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time makes keys in their order")
def test_a_row_that_came_late_with_a_low_key_is_taken_in():
    customer = shop.customer("甲")
    kept, low, *_others = [order(customer, n) for n in range(20)]
    key = low.pk
    low.delete()
    refresh_copy()
    late = order(customer, 99, pk=key)
    refresh_copy()
    assert_same()
    late.total_minor = kept.total_minor = 9
    late.save()
    kept.save()
    refresh_copy()
    assert_same()


def test_without_a_change_nothing_is_written(tmp_path):
    shop.customer("甲")
    refresh_copy()
    before = lake.read_manifest(folder())
    taken = refresh_copy()
    assert taken.changed == 0
    assert lake.read_manifest(folder()).tables == before.tables


def test_many_changes_make_the_base_anew():
    customer = shop.customer("甲")
    orders = [order(customer, n) for n in range(50)]
    refresh_copy()
    for each in orders[:8]:
        each.total_minor = 9
        each.save()
    refresh_copy()
    assert lake.read_manifest(folder()).tables["order"].changed == ""
    assert_same()


def test_what_failed_half_way_leaves_the_copy_before(monkeypatch):
    customer = shop.customer("甲")
    refresh_copy()
    before = lake.read_manifest(folder())
    order(customer, 1)
    whole = refresh.plan_of(whole=False)
    broken = replace(whole, tables=(*whole.tables[:-1], replace(whole.tables[-1], source="no_such_table")))
    monkeypatch.setattr(refresh, "plan_of", lambda **_: broken)
    with pytest.raises(refresh.RefreshFailed):
        refresh_copy()
    monkeypatch.undo()
    assert lake.read_manifest(folder()) == before
    refresh_copy()
    assert_same()


def test_a_change_that_was_taken_in_but_not_forgotten_is_taken_in_twice_without_effect(monkeypatch):
    customer = shop.customer("甲")
    bought, gone, *_more = [order(customer, 10 + number) for number in range(20)]
    refresh_copy()
    bought.total_minor = 7
    bought.save()
    order(customer, 2).delete()
    gone.delete()
    refresh.take()  # as if the process died before the log was emptied
    assert Change.objects.exists()
    refresh_copy()
    assert_same()
    assert not Change.objects.exists()


def test_a_table_of_which_more_is_wanted_is_taken_anew(monkeypatch):
    shop.customer("甲")
    refresh_copy()
    plan = refresh.plan_of(whole=False)
    first = replace(
        plan.tables[0], selected=plan.tables[0].selected + ', "name"', plain=plan.tables[0].plain + ', "name"'
    )
    monkeypatch.setattr(refresh, "plan_of", lambda **_: replace(plan, tables=(first, *plan.tables[1:])))
    refresh_copy()
    assert next(iter(held("customer").values()))["name"] == "甲"


def test_only_one_refreshes_at_a_time():
    with lake.alone(folder()), pytest.raises(lake.Busy):
        refresh_copy()


def test_a_version_that_is_being_read_stays_on_disk(tmp_path):
    customer = shop.customer("甲")
    order(customer, 1)
    refresh_copy()
    reading = lake.read_manifest(folder()).tables["order"]
    for n in range(2, 5):
        order(customer, n)
        refresh_copy(whole=True)
    assert (tmp_path / "insight" / reading.base).exists()


def test_a_table_that_was_made_anew_keeps_its_triggers():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%copied%'")
            for (name,) in cursor.fetchall():
                cursor.execute(f"DROP TRIGGER {name}")
    from parure.insight.copy.changes import install_triggers

    install_triggers("default")
    customer = shop.customer("甲")
    bought = order(customer, 1)
    refresh_copy()
    bought.delete()
    refresh_copy()
    assert_same()


SHOWN = """
import json, sys, duckdb
from parure.insight.copy.source import snapshots
with snapshots(*json.loads(sys.stdin.readline()), 2) as seen:
    print(len(seen), flush=True)
    sys.stdin.readline()
    for each in seen:
        with duckdb.connect() as engine:
            engine.register("found", each.read("SELECT count(*) FROM insight_change"))
            print(engine.execute("SELECT * FROM found").fetchall()[0][0], flush=True)
"""


@contextmanager
def reader():
    """Somebody who reads through two connections, in a process of their own as the copy is taken: how many there are,
    and a function that has each count the notes.
    """
    plan = refresh.plan_of(whole=False)
    with Popen([sys.executable, "-c", SHOWN], stdin=PIPE, stdout=PIPE, text=True) as process:
        print(json.dumps([plan.vendor, plan.address]), file=process.stdin, flush=True)
        opened = int(process.stdout.readline())

        def counted():
            print(file=process.stdin, flush=True)
            return [int(process.stdout.readline()) for _ in range(opened)]

        yield opened, counted


def test_all_connections_show_the_same_whatever_is_written_meanwhile():
    Change.objects.create(table=1, row_id=1)
    with reader() as (_opened, counted):
        Change.objects.create(table=1, row_id=1)
        assert counted() == [1, 1]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL shows a snapshot to as many as want it")
def test_while_somebody_writes_one_connection_does():
    with transaction.atomic():
        Change.objects.create(table=1, row_id=1)
        with reader() as (opened, counted):
            assert opened == 1
            assert counted() == [0]
