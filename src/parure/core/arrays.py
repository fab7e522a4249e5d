"""Many values as one parameter of PostgreSQL.

psycopg looks at each value of a list by itself; thousands of keys are text sooner in one stroke.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any


def array_of(values: Sequence[Any]) -> Any:
    """The values as the text of an array, whose kind the statement tells; as a list where they are of other kinds than
    whole numbers, texts, bytes or days, or of several.
    """
    kinds = set(map(type, values))
    may_miss = type(None) in kinds
    kinds.discard(type(None))
    written = _WRITTEN.get(kinds.pop()) if len(kinds) == 1 else None
    if written is None:
        return list(values)
    if may_miss:
        return "{" + ",".join("NULL" if value is None else written(value) for value in values) + "}"
    return "{" + ",".join(map(written, values)) + "}"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _hexadecimal(value: bytes) -> str:
    return '"\\\\x' + value.hex() + '"'


_WRITTEN: dict[type, Callable[[Any], str]] = {
    int: str,
    str: _quoted,
    bytes: _hexadecimal,
    date: date.isoformat,
}
