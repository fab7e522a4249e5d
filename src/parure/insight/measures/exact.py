"""Whole numbers from whole numbers, the same on every engine: none of them divides alike."""

from typing import Any


def divided(amount: Any, by: Any) -> Any:
    """How many times `by` goes into `amount` (neither below 0), rounded down; unknown where `by` is 0.

    The rest is taken off first, so that the engine's own division, by floating point, comes out even.
    """
    by = by.nullif(0)
    return ((amount - amount % by) / by).round().cast("int64")


def added(column: Any) -> Any:
    """The sum of whole numbers, as wide as it is said to be: DuckDB adds up in 128 bits, which whatever sorts or joins
    the sums afterwards pays for with twice the time and memory.

    There and back, for a cast to the kind that an expression is said to have already is left out.
    """
    import ibis.expr.datatypes as kinds

    return column.sum().cast(kinds.Int64(nullable=False)).cast("int64")


def balance(more: Any, less: Any, of: Any) -> Any:
    """How much more of them there are than of the others, in thousandths of all, cut towards nothing; below 0 where there
    are fewer, unknown where there are none at all.
    """
    found = divided((more - less).abs() * 1000, of)
    return (more < less).ifelse(-found, found)


def thousandths(part: Any, of: Any) -> Any:
    """The share of a part in thousandths, rounded down; unknown where there is nothing to have a share of."""
    return divided(part * 1000, of)
