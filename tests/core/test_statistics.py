"""What SQLite knows of how full its tables are: refreshed after much has come in, told to other connections."""

import pytest
from django.db import connection

from factories import shop
from parure.core import tasks
from parure.core.bulk import tell_planner
from parure.people.models import Customer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL looks by itself"),
]


def known_of(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_stat1'")
        if not cursor.fetchone()[0]:
            return set()
        cursor.execute("SELECT idx FROM sqlite_stat1 WHERE tbl = %s", [table])
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("look", [lambda: tell_planner(Customer), tasks.look_at_tables])
def test_looking_at_a_table_keeps_what_its_indexes_hold_and_tells_others(look):
    shop.customer("王静")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA schema_version")
        before = cursor.fetchone()[0]
    look()
    assert "customer_activity" in known_of("people_customer")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA schema_version")
        assert cursor.fetchone()[0] > before
        cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'view' AND name LIKE 'parure%%'")
        assert cursor.fetchone()[0] == 0
