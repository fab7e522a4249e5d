"""Bulk changes and exports at full size: a tag on 100,000 of the customers and back, and everybody as a file."""

import csv
import tempfile
import time
from pathlib import Path

from figures import Table
from reading import fill

TAGGED = 100_000
COLUMNS = (
    "name",
    "member_no",
    "gender",
    "tier_label",
    "stage",
    "home_store",
    "owner",
    "source_channel",
    "total_spent",
    "year_spent",
    "order_count",
    "last_activity_on",
    "registered_on",
)
BARE = (
    "id",
    "name",
    "member_no",
    "gender",
    "tier_label",
    "stage",
    "home_store_id",
    "owner_id",
    "source_channel",
    "total_spent_minor",
    "year_spent_minor",
    "order_count",
    "last_activity_on",
    "registered_on",
)


def measure(rows: int, table: Table) -> None:
    from parure.access.actors import actor_for
    from parure.access.models import Staff

    fill(rows)
    actor = actor_for(Staff.objects.get(username="owner"))
    _tags(actor, min(TAGGED, rows), table)
    _export(actor, rows, table)


def _tags(actor, count: int, table: Table) -> None:
    from parure.automation.bulk import operations
    from parure.automation.models import BulkRun
    from parure.core import jobs
    from parure.people.models import Customer

    last = Customer.objects.order_by("pk").values_list("pk", flat=True)[count - 1]
    made = operations.prepare_run(actor, "people.customer", "tags", {"add": ["Bulk"], "remove": []})
    operations.start_run(actor, made.uid)
    BulkRun.objects.filter(pk=made.pk).update(last_id=last, total=count)
    began = time.perf_counter()
    jobs.run_all()
    took = time.perf_counter() - began
    made.refresh_from_db()
    assert (made.status, made.changed) == ("done", count), (made.status, made.changed, made.fault)
    table.add("tags a second", count / took, "/s", limit=5000, least=True)
    operations.undo_run(actor, made.uid)
    began = time.perf_counter()
    jobs.run_all()
    made.refresh_from_db()
    assert (made.status, made.restored) == ("undone", count), (made.status, made.restored, made.fault)
    table.add("taken back a second", count / (time.perf_counter() - began), "/s", limit=2500, least=True)


def _export(actor, rows: int, table: Table) -> None:
    from parure.access.streams import Stream
    from parure.integrations.taking.writing import write_file

    with tempfile.TemporaryDirectory() as folder:
        bare = _bare(Path(folder) / "bare.csv")
        began = time.perf_counter()
        count = write_file(Stream(actor, "people.customer", COLUMNS), Path(folder) / "ours.csv", "csv")
        ours = time.perf_counter() - began
    assert count == rows, count
    print(f"  bare dump {rows / bare:,.0f} rows/s, export {rows / ours:,.0f} rows/s")
    table.add("export: rows a second", rows / ours, "/s", limit=0, least=True)
    table.add("export: share of the speed of a bare dump", bare / ours, "×", limit=1 / 3, least=True)


def _bare(path: Path) -> float:
    """Seconds of what the database can do at best: COPY TO on PostgreSQL, a cursor into csv on SQLite."""
    from django.db import connection

    columns = ", ".join(BARE)
    began = time.perf_counter()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                path.open("wb") as file,
                cursor.copy(f"COPY people_customer ({columns}) TO STDOUT CSV") as copy,
            ):
                for block in copy:
                    file.write(block)
        else:
            cursor.execute(f"SELECT {columns} FROM people_customer")
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.writer(file)
                while found := cursor.fetchmany(5000):
                    writer.writerows(found)
    return time.perf_counter() - began
