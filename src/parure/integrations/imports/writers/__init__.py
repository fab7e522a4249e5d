"""From judged drafts to records: one writer a kind of file."""

from collections.abc import Sequence
from typing import Protocol

from django.utils.module_loading import import_string

from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context


class Writer(Protocol):
    """Matches and writes one batch after another; a dry run matches and counts only."""

    def __init__(self, context: Context) -> None: ...

    def write(self, units: Sequence[Unit], batch: Batch) -> None:
        """Bring these records in, in the running transaction; every unit is counted in `batch`."""

    def settle(self) -> None:
        """The batch is committed: remember of it what later batches of the file must know."""


WRITERS = {
    "customers": "customers.CustomerWriter",
    "products": "goods.StyleWriter",
    "pieces": "goods.PieceWriter",
    "orders": "orders.OrderWriter",
    "order_lines": "orders.OrderWriter",
    "visits": "visits.VisitWriter",
    "opening_balances": "opening.OpeningWriter",
}


def writer_for(context: Context) -> Writer:
    """The writer of the run's kind."""
    found: type[Writer] = import_string(f"{__name__}.{WRITERS[context.run.kind]}")
    return found(context)
