"""Dashboards, through the HTTP door: the first look at each in a new process, and the next ones.

The house is a prepared one (`--data`), with the staff of the demo and figures; an empty one is filled by the demo.
"""

import statistics
import time

from figures import Table
from house import Visitor, served

PORT = 8771
LIMIT = 1000.0  # milliseconds
AGAIN = 7
ENGINE_READY = 6.0  # seconds after which the process that reckons has started
LOOKS = (
    ("owner", "owner"),
    ("owner", "manager"),
    ("owner", "marketing"),
    ("manager", "manager"),
    ("manager", "advisor"),
)


def fill(rows: int) -> None:
    """A demo shop with so many customers; nothing where somebody is there already."""
    from django.core.management import call_command

    from parure.people.models import Customer

    if not Customer.objects.exists():
        call_command("demo", password="Ring-Shop-77x", customers=rows, orders=rows * 5 // 2)


def address(view: str) -> str:
    """The board with its figures, in one answer."""
    return f"/insight/?view={view}&figures=1"


def measure(rows: int, table: Table) -> None:
    fill(rows)
    for who, view in LOOKS:
        with served(PORT):
            visitor = Visitor(PORT, who)
            frame = visitor.timed(f"/insight/?view={view}")
            table.add(f"{view} for {who}: the frame, first", frame, "ms", limit=LIMIT)
            time.sleep(ENGINE_READY)
            first = visitor.timed(address(view))
            table.add(f"{view} for {who}: figures, first, engine ready", first, "ms", limit=LIMIT)
            again = statistics.median(visitor.timed(address(view)) for _ in range(AGAIN))
            table.add(f"{view} for {who}: figures, again", again, "ms", limit=LIMIT)
    with served(PORT):
        visitor = Visitor(PORT, "owner")
        table.add("owner for owner: figures, engine not started", visitor.timed(address("owner")), "ms")
