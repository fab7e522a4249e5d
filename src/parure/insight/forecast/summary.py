"""From a list of purchases to what the models need of each customer: how often, how recently, for how long."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

DAYS_A_WEEK = 7


class TooThin(ValueError):
    """The data can't carry a model; `code` says what is missing."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Summary:
    """One row a customer, in ascending order of `customer`; times in weeks.

    Days and not receipts are counted, as Fader and Hardie do: what is bought on one day is one purchase. `x` counts the
    purchases after the first, `t_x` is the time from the first to the last (0 where there is only one), `age` that from
    the first to the end of the observation (T in their papers), `mean_value` the mean of the purchases after the first
    (0 where there is none).
    """

    customer: "NDArray"
    x: "NDArray"
    t_x: "NDArray"
    age: "NDArray"
    mean_value: "NDArray"


def summarise(
    customer: "ArrayLike", day: "ArrayLike", until: int, value: "ArrayLike | None" = None
) -> Summary:
    """The summary of purchases up to and with the day `until`; days are whole numbers from any origin.

    Purchases after `until` are left out, and with them customers who came later. Without `value` means are 0.
    """
    import numpy as np

    customer, day = np.asarray(customer), np.asarray(day, dtype=np.int64)
    value = np.zeros(len(day)) if value is None else np.asarray(value, dtype=float)
    known = day <= until
    customer, day, value = customer[known], day[known], value[known]
    order = np.lexsort((day, customer))
    customer, day, value = customer[order], day[order], value[order]
    first = _starts(customer)
    opens = first | _starts(day)  # a row that opens a day on which the customer bought
    begins, visits = np.flatnonzero(first), np.flatnonzero(opens)
    if not len(begins):
        empty = np.empty(0)
        return Summary(customer, empty, empty, empty, empty)
    ends = np.append(begins[1:], len(day)) - 1
    whose = np.cumsum(first)[visits] - 1
    x = np.bincount(whose, minlength=len(begins)) - 1.0
    repeats = ~first[visits]
    spent = np.bincount(
        whose[repeats], weights=np.add.reduceat(value, visits)[repeats], minlength=len(begins)
    )
    return Summary(
        customer=customer[begins],
        x=x,
        t_x=(day[ends] - day[begins]) / DAYS_A_WEEK,
        age=(until - day[begins]) / DAYS_A_WEEK,
        mean_value=spent / np.maximum(x, 1),
    )


def _starts(values: "NDArray") -> "NDArray":
    """Where a run of equal values begins."""
    import numpy as np

    return np.append(True, values[1:] != values[:-1])[: len(values)]


@dataclass(frozen=True, slots=True)
class Alike:
    """Customers with the same figures, taken together: `columns` of the unique rows, `count` of customers in each.

    `inverse` leads from a customer to its row: what is reckoned for rows goes back by `result[alike.inverse]`.
    """

    columns: "tuple[NDArray, ...]"
    count: "NDArray"
    inverse: "NDArray"


def alike(*columns: "ArrayLike") -> Alike:
    """Unique rows of columns of equal length, in ascending order from the first column to the last."""
    import numpy as np

    arrays = [np.asarray(column, dtype=float) for column in columns]
    key = np.zeros(len(arrays[0]), dtype=np.int64)
    for array in arrays:
        values, codes = np.unique(array, return_inverse=True)
        key *= max(len(values), 1)
        key += codes
        key = np.unique(key, return_inverse=True)[1]  # dense again: the product can't overflow
    _keys, where, inverse, count = np.unique(key, return_index=True, return_inverse=True, return_counts=True)
    return Alike(tuple(array[where] for array in arrays), count.astype(float), inverse)
