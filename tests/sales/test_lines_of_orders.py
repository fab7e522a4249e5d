"""No line without its order, whoever writes: on PostgreSQL triggers see to it, on SQLite the foreign key."""

from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.db.migrations.state import ProjectState

from parure.core.bulk import insert_rows
from parure.core.references import checked_by_statement
from parure.people.models import Customer
from parure.sales.models import Order, OrderLine

pytestmark = pytest.mark.django_db(transaction=True)
NOBODY = 10**9


@pytest.fixture
def order() -> Order:
    customer = Customer.objects.create(name="王芳")
    at = datetime(2026, 2, 28, tzinfo=UTC)
    return Order.objects.create(order_no="A1", customer=customer, ordered_at=at)


def lines(order_ids: list[int]) -> None:
    columns = ("order_id", "line_no", "title", "sku", "category", "fineness", "gem", "drawing", "quantity")
    money = ("unit_price_minor", "discount_minor", "total_minor", "is_returned")
    rows = [(pk, n, "足金手镯", "", "", "", "", "", 1, 0, 0, 0, False) for n, pk in enumerate(order_ids, 1)]
    insert_rows(OrderLine, (*columns, *money), rows)


def execute(statement: str, *values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_lines_of_an_order_that_is_there(order: Order) -> None:
    lines([order.pk] * 3)
    assert order.lines.count() == 3


def test_one_line_without_an_order_refuses_all_of_its_statement(order: Order) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        lines([*[order.pk] * 50, NOBODY])
    assert not OrderLine.objects.exists()


def test_a_line_is_not_moved_to_an_order_that_is_not_there(order: Order) -> None:
    lines([order.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        execute("UPDATE sales_orderline SET order_id = %s", NOBODY)
    execute("UPDATE sales_orderline SET order_id = %s", order.pk)
    assert order.lines.count() == 1


@pytest.mark.parametrize(
    "statement", ["DELETE FROM sales_order WHERE id = %s", "UPDATE sales_order SET id = id + 1 WHERE id = %s"]
)
def test_an_order_with_lines_stays(order: Order, statement: str) -> None:
    lines([order.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        execute(statement, order.pk)
    assert Order.objects.filter(pk=order.pk).exists()


def test_an_order_goes_with_its_lines_in_whatever_turn(order: Order) -> None:
    lines([order.pk])
    with transaction.atomic():
        execute("DELETE FROM sales_order WHERE id = %s", order.pk)
        execute("DELETE FROM sales_orderline WHERE order_id = %s", order.pk)
    assert not Order.objects.exists()


def test_an_order_whose_line_is_being_written_waits_to_go(order: Order) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    caught: list[type[Exception]] = []

    def take_away() -> None:
        try:
            with transaction.atomic():
                execute("SET LOCAL lock_timeout = 300")
                execute("DELETE FROM sales_order WHERE id = %s", order.pk)
        except (OperationalError, IntegrityError) as error:
            caught.append(type(error))
        finally:
            connections.close_all()

    with transaction.atomic():
        lines([order.pk])
        other = Thread(target=take_away)
        other.start()
        other.join()
    assert caught == [OperationalError]
    assert order.lines.count() == 1


def test_the_check_reads_no_whole_table(order: Order) -> None:
    """Its plan may be older than the table's growth."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has its key")
    execute("ANALYZE sales_order")
    lines([order.pk])  # plans it for a table that is known to have one row
    Order.objects.bulk_create(
        Order(order_no=f"B{n}", customer_id=order.customer_id, ordered_at=order.ordered_at)
        for n in range(2000)
    )
    ids = list(Order.objects.filter(lines=None).values_list("pk", flat=True)[:3])
    before = rows_read_in_turn()
    lines(ids)
    assert rows_read_in_turn() == before


def test_the_way_back_is_the_key_and_the_way_on_its_triggers(order: Order) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has its key")
    step = checked_by_statement("sales_orderline", "order_id", "sales_order")
    assert step.reverse_code is not None
    try:
        with connection.schema_editor() as editor:
            step.reverse_code(ProjectState().apps, editor)
        assert promises_of_lines() == {"key"}
        with pytest.raises(IntegrityError), transaction.atomic():
            lines([NOBODY])
    finally:
        with connection.schema_editor() as editor:
            step.code(ProjectState().apps, editor)
    assert promises_of_lines() == {"trigger"}
    with pytest.raises(IntegrityError), transaction.atomic():
        lines([NOBODY])


def promises_of_lines() -> set[str]:
    """What keeps a line's order: a foreign key, triggers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 'key' FROM pg_constraint WHERE contype = 'f' AND conrelid = 'sales_orderline'::regclass"
            " AND confrelid = 'sales_order'::regclass"
            " UNION ALL SELECT 'trigger' FROM pg_trigger WHERE tgname = 'sales_orderline_order_id_added'"
        )
        return {kind for (kind,) in cursor.fetchall()}


def rows_read_in_turn() -> int:
    """How many orders were read by going through the table from its beginning, until now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'sales_order'")
        read: int = cursor.fetchone()[0]
    return read
