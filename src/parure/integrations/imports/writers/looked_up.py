"""What a batch of orders must know of the house: known orders, customers, goods.

For the next batch it is looked up while this one is written, on a connection of its own, which doesn't see what this one
writes. So whatever this one makes or changes is noted, and what a batch names of it is looked up once more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parure.core.beside import Ahead
from parure.integrations.imports.batch import Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.matching import CustomerBook, Who, who_of_reference
from parure.integrations.imports.writers.goods_book import GoodsBook
from parure.integrations.imports.writers.kept_orders import KeptOrders
from parure.integrations.imports.writers.order_lines import certificates_of, codes_of

Named = tuple[str, Any]  # ("order", number), ("piece", primary key), or a key of a customer


@dataclass(slots=True)
class LookedUp:
    """What is known of the orders, customers and goods that units name; `whos` by the unit's line."""

    whos: dict[int, Who]
    kept: KeptOrders
    book: CustomerBook
    goods: GoodsBook
    numbers: set[str]

    def knows(self, units: Sequence[Unit]) -> bool:
        """Whether all of these were looked up."""
        return all(unit.line in self.whos for unit in units)

    def renew(self, context: Context, written: set[Named]) -> None:
        """Ask once more for whatever of this is named there."""
        if numbers := {number for number in self.numbers if ("order", number) in written}:
            kept = KeptOrders(context)
            kept.load(numbers)
            self.kept.orders |= kept.orders
        if whos := [who for who in self.whos.values() if not written.isdisjoint(who.keys)]:
            book = CustomerBook(context)
            book.load(whos)
            self.book.known |= book.known
            self.book.people |= book.people
        if not written.isdisjoint(("piece", good.piece_id) for good in self.goods.pieces.values()):
            self.goods.load_sold()


def look_up(context: Context, units: Sequence[Unit]) -> LookedUp:
    """Ask for everything that these units name, in a handful of queries."""
    kept, book, goods = KeptOrders(context), CustomerBook(context), GoodsBook()
    numbers = {unit.draft.order_no for unit in units}
    kept.load(numbers)
    whos = {unit.line: who_of_reference(unit.draft.customer) for unit in units}
    book.load(whos[unit.line] for unit in units if unit.draft.order_no not in kept.orders)
    goods.load(
        (code for unit in units for code in codes_of(unit.draft)),
        (number for unit in units for number in certificates_of(unit.draft)),
    )
    return LookedUp(whos, kept, book, goods, numbers)


class Foresight:
    """Looks the next batch up while this one is written."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._ahead: Ahead[LookedUp] = Ahead()
        self._written: set[Named] = set()

    def of(self, units: Sequence[Unit]) -> LookedUp:
        """What is known of these units, foreseen or asked for now; begins to look for what the context says comes next."""
        known = self._ahead.take()
        if known is not None and known.knows(units):
            known.renew(self.context, self._written)
        else:
            known = look_up(self.context, units)
        coming, self.context.coming = self.context.coming, ()
        if coming:
            self._written = set()
            drafted = [unit for unit in coming if unit.draft is not None]
            self._ahead.begin(lambda: look_up(self.context, drafted))
        return known

    def note(self, known: LookedUp, made: Sequence[Who]) -> None:
        """What was looked up has been written, and customers made of these."""
        self._written.update(("order", number) for number in known.numbers)
        self._written.update(("piece", piece) for piece in known.goods.sold)
        self._written.update(key for who in made for key in who.keys)
