"""Lists filtered by two fields of the shop's own and sorted by one of them, at full size; and filling a formula."""

import json
import random
import time
from itertools import islice

from figures import Table, quantile, spread
from reading import fill

ASKED = 120  # lists, each with a condition of its own: nothing is remembered from the one before
P95_MS = 150.0
BATCH = 20_000
GRADES = ("a", "b", "c", "d", "e")


def measure(rows: int, table: Table) -> None:
    from django.db import connection

    fill(rows)
    budget, grade = _define()
    began = time.monotonic()
    _write_values(budget, grade)
    print(f"  values written in {time.monotonic() - began:.0f} s")
    with connection.cursor() as cursor:  # as the database does by itself within minutes
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    for role in ("owner", "advisor0"):
        times = _lists(role)
        print(f"  {role}: {spread(times)}")
        table.add(f"two own fields filtered, sorted, {role}: p95", quantile(times, 0.95), "ms", limit=P95_MS)
    _compute(rows, table)


def _define():
    from parure.access.actors import INSTALLER
    from parure.customize.models import FieldDefinition
    from parure.customize.operations import define_field

    if not FieldDefinition.objects.exists():
        define_field(INSTALLER, "people.customer", code="budget", label="预算", kind="money")
        choices = [[code, code.upper()] for code in GRADES]
        define_field(INSTALLER, "people.customer", code="grade", label="等级", kind="choice", choices=choices)
    return [FieldDefinition.objects.get(code=code) for code in ("budget", "grade")]


def _write_values(budget, grade) -> None:
    """Every customer has both: amounts spread over a wide range, five grades of uneven size."""
    from django.db import transaction

    from parure.core.bulk import insert_rows, update_rows
    from parure.customize.models import CustomValue
    from parure.people.models import Customer

    if CustomValue.objects.exists():
        return
    dice, keys = random.Random(5), Customer.objects.order_by("pk").values_list("pk", flat=True).iterator()
    columns = ("definition_id", "record_id", "text", "number", "date")
    while batch := list(islice(keys, BATCH)):
        drawn = [
            (pk, dice.randrange(1_000_000) * 100, GRADES[min(4, int(dice.expovariate(1)))]) for pk in batch
        ]
        with transaction.atomic():
            kept = [(pk, json.dumps({"budget": amount, "grade": code})) for pk, amount, code in drawn]
            update_rows(Customer, ("custom",), kept)
            insert_rows(
                CustomValue, columns, [(budget.pk, pk, None, amount, None) for pk, amount, _c in drawn]
            )
            insert_rows(CustomValue, columns, [(grade.pk, pk, code, None, None) for pk, _a, code in drawn])


def _lists(username: str) -> list[float]:
    """Milliseconds of lists with conditions that match from a handful to a third of everybody."""
    from parure.access.actors import actor_for
    from parure.access.listing import list_page
    from parure.access.models import Staff

    actor = actor_for(Staff.objects.get(username=username))
    dice, times = random.Random(11), []
    for _turn in range(ASKED):
        low = dice.randrange(1_000_000) * 100
        width = int(100_000_000 * dice.choice((0.0005, 0.01, 0.05, 0.2, 0.6)))
        condition = {
            "all": [
                {"field": "custom_budget", "op": "between", "value": [low, low + width]},
                {"field": "custom_grade", "op": "in", "value": dice.sample(GRADES, dice.randrange(1, 4))},
            ]
        }
        sort = dice.choice(("custom_budget", "-custom_budget", "custom_grade"))
        began = time.perf_counter()
        page = list_page(
            actor, "people.customer", condition=condition, sort=sort, names=("name", "custom_budget")
        )
        times.append((time.perf_counter() - began) * 1000)
        if page.next_cursor and dice.random() < 0.3:
            began = time.perf_counter()
            list_page(actor, "people.customer", condition=condition, sort=sort, cursor=page.next_cursor)
            times.append((time.perf_counter() - began) * 1000)
    return times


def _compute(rows: int, table: Table) -> None:
    """How many customers a second a new formula is computed for, of the first hundred thousand."""
    from parure.access.actors import INSTALLER
    from parure.customize.computing import recompute
    from parure.customize.models import FieldDefinition
    from parure.customize.operations import define_field
    from parure.people.models import Customer

    if not FieldDefinition.objects.filter(code="share").exists():
        formula = "custom_budget / max(order_count, 1)"
        define_field(
            INSTALLER, "people.customer", code="share", label="每单预算", kind="money", formula=formula
        )
    keys = list(Customer.objects.order_by("pk").values_list("pk", flat=True)[: min(rows, 100_000)])
    began = time.monotonic()
    for start in range(0, len(keys), 1000):
        recompute("people.customer", keys[start : start + 1000])
    table.add("customers computed a second", len(keys) / (time.monotonic() - began), "/s")
