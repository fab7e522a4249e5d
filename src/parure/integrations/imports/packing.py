"""Records of a file on their way from the process that reads to the one that writes.

Named tuples are dear to pickle: each says its class and is made by a function. Orders with their lines, of which files
hold millions, travel as plain tuples.
"""

from typing import Any

from parure.integrations.imports.batch import Unit
from parure.integrations.imports.drafts import CustomerReference, OrderDraft, OrderLineDraft

CUSTOMER, LINES = OrderDraft._fields.index("customer"), OrderDraft._fields.index("lines")
AN_ORDER = "order"
Packed = tuple[Any, ...]


def packed(unit: Unit) -> Packed:
    """What `unpacked` makes the same record of."""
    draft = unit.draft
    if type(draft) is not OrderDraft:
        return unit.lines, draft, unit.problem, unit.said
    told: list[Any] = list(draft)
    told[CUSTOMER], told[LINES] = tuple(draft.customer), list(map(tuple, draft.lines))
    return unit.lines, told, unit.problem, unit.said, AN_ORDER


def unpacked(told: Packed) -> Unit:
    """The record as it was read."""
    lines, draft, problem, said, *kind = told
    if kind:
        draft[CUSTOMER] = CustomerReference._make(draft[CUSTOMER])
        draft[LINES] = tuple(map(OrderLineDraft._make, draft[LINES]))
        draft = OrderDraft._make(draft)
    return Unit(lines, draft, problem, said)
