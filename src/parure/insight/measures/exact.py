"""Whole numbers from whole numbers, the same on every engine: none of them divides alike."""

from typing import Any


def divided(amount: Any, by: Any) -> Any:
    """How many times `by` goes into `amount` (neither below 0), rounded down; unknown where `by` is 0.

    The rest is taken off first, so that the engine's own division, by floating point, comes out even.
    """
    by = by.nullif(0)
    return ((amount - amount % by) / by).round().cast("int64")


def thousandths(part: Any, of: Any) -> Any:
    """The share of a part in thousandths, rounded down; unknown where there is nothing to have a share of."""
    return divided(part * 1000, of)
