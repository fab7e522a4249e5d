"""Who bought on which day for how much, read from the copy: what a forecast stands on."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from parure.insight.engine import Lake
from parure.insight.measures.purchases import customers, purchases

if TYPE_CHECKING:
    from numpy.typing import NDArray

ORIGIN = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class History:
    """One row a customer and day of buying; days count from `ORIGIN`, values are in fen."""

    customer: "NDArray"
    day: "NDArray"
    value: "NDArray"


def number_of(day: date) -> int:
    """A day as histories count it."""
    return (day - ORIGIN).days


def day_of(number: int) -> date:
    """The day that histories count so."""
    return date.fromordinal(ORIGIN.toordinal() + int(number))


def history(lake: Lake, until: date) -> History:
    """The days on which customers bought, up to and with that day: of orders that count, as every figure takes them.

    What somebody spent before Parure has no days of its own and stays out, and with it who only bought then.
    """
    bought, known = purchases(lake, until), customers(lake)
    theirs = bought.semi_join(known, bought.customer_id == known.id)
    days = theirs.group_by("customer_id", "on").agg(value=theirs.kept_minor.sum())
    table = days.to_pyarrow()
    day = table["on"].cast("date32").cast("int32")
    return History(table["customer_id"].to_numpy(), day.to_numpy(), table["value"].to_numpy())
