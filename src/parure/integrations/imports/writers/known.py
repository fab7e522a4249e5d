"""Rows that say by a uid which record they are: lines of Parure's own export."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from parure.access import policy
from parure.core import resources
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.own_fields import CARRIERS
from parure.sales.models import Order

CHUNK = 5000


def find_known(context: Context, units: Sequence[Unit]) -> dict[int, int]:
    """Primary keys of the records that rows name by uid, by the unit's line; a query for thousands.

    Customers are found wherever they are: the book of customers knows who was merged, archived or is out of reach.
    """
    named = {unit.line: unit.said.uid for unit in units if unit.said is not None and unit.said.uid}
    if not named or context.run.kind == "order_lines":  # their uid is the line's, not the order's
        return {}
    resource = CARRIERS[context.run.kind]
    if resource == "people.customer":
        rows: Any = resources.get(resource).model._base_manager.all()
    else:
        rows = policy.rows(context.actor, resource, "change")
    uids = list(set(named.values()))
    found: dict[UUID, int] = {}
    for start in range(0, len(uids), CHUNK):
        found.update(rows.filter(uid__in=uids[start : start + CHUNK]).values_list("uid", "pk"))
    return {line: found[uid] for line, uid in named.items() if uid in found}


def set_aside(context: Context, units: Sequence[Unit], batch: Batch) -> Sequence[Unit]:
    """The units that the writer is to see. A visit that is known, or an order that another source brought or
    somebody took by hand, stays as it is but for own fields.
    """
    if context.run.kind not in ("orders", "visits") or not context.known:
        return units
    alone = _orders_of_others(context, units) if context.run.kind == "orders" else set(context.known)
    for unit in units:
        if unit.line in alone and batch.take(unit):
            if context.options.existing == "skip":
                batch.skip(unit, "known_already")
            else:
                batch.count("unchanged", unit)
    return [unit for unit in units if unit.line not in alone]


def _orders_of_others(context: Context, units: Sequence[Unit]) -> set[int]:
    """Lines of known orders that the run's source and the row's number don't lead to."""
    numbers = {unit.line: unit.draft.order_no for unit in units if unit.draft is not None}
    keys = list(set(context.known.values()))
    mine: dict[int, str] = {}
    for start in range(0, len(keys), CHUNK):
        rows = Order.objects.filter(pk__in=keys[start : start + CHUNK], source=context.source)
        mine.update(rows.values_list("pk", "order_no"))
    return {line for line, pk in context.known.items() if mine.get(pk) != numbers.get(line)}
