"""Dashboards, through the HTTP door: the first look at each in a new process, and the next ones.

The house is a prepared one (`--data`) with figures; an empty one is filled as for the benchmark of the copy, with a
visit and a talk a customer, an owner and a manager.
"""

import statistics
import time

from figures import Table
from house import PASSWORD, Visitor, served

PORT = 8771
LIMIT = 1000.0  # milliseconds
AGAIN = 7
ENGINE_READY = 6.0  # seconds after which the process that reckons has started
OTHER = "&period=days&since=2026-02-03&until=2026-03-09"
LOOKS = (
    ("owner", "owner"),
    ("owner", "manager"),
    ("owner", "marketing"),
    ("manager", "manager"),
    ("manager", "advisor"),
)


def fill(rows: int) -> None:
    """So many customers with five orders each, and the figures; nothing where somebody is there already."""
    from django.contrib.auth.hashers import make_password

    import insight
    from parure.access.models import Role, Staff, Store
    from parure.core import jobs
    from parure.insight.operations import refresh
    from parure.people.models import Customer

    if Customer.objects.exists():
        return
    insight.fill(rows, indexed=True)
    fill_doings(rows)
    hashed = make_password(PASSWORD)
    for role in ("owner", "manager"):
        home = Store.objects.order_by("pk").first() if role == "manager" else None
        staff = Staff.objects.create(username=role, name=role, password=hashed, home_store=home)
        staff.roles.set(Role.objects.filter(code=role))
    began = time.perf_counter()
    refresh(whole=True)
    print(f"  figures made in {time.perf_counter() - began:.0f} s", flush=True)
    began = time.perf_counter()
    while jobs.run_due():  # dashboards are reckoned ahead
        pass
    print(f"  jobs of it in {time.perf_counter() - began:.0f} s", flush=True)


def fill_doings(customers: int) -> None:
    """A visit and a talk a customer, within the last two years."""
    from django.db import connection

    import insight
    from parure.people.models import Customer, Interaction
    from parure.sales.models import Visit

    first = Customer.objects.order_by("pk").first()
    known = {"customer": first, "staff": first.owner}
    visit = Visit.objects.create(**known, store=first.home_store, outcome="BOUGHT")
    talk = Interaction.objects.create(**known, channel="wechat")
    told = {
        "customer_id": f"{first.pk} + n",
        "staff_id": f"{first.owner_id} + n % 40",
    }
    with connection.cursor() as cursor:
        for row, kind in ((visit, 3), (talk, 4)):
            when = insight._ago(f"{insight._hashed(kind)} % (2 * 365 * 86400)")
            own = {"id": f"{row.pk} + n", "uid": insight._uid(kind), "at": when}
            insight._multiply(cursor, type(row), row.pk, customers - 1, told | own)


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
            first = visitor.timed(address(view))
            table.add(f"{view} for {who}: figures, first", first, "ms", limit=LIMIT)
            again = statistics.median(visitor.timed(address(view)) for _ in range(AGAIN))
            table.add(f"{view} for {who}: figures, again", again, "ms", limit=LIMIT)
            time.sleep(ENGINE_READY)
            other = visitor.timed(address(view) + OTHER)
            table.add(f"{view} for {who}: figures of a period that nobody asked for", other, "ms")
