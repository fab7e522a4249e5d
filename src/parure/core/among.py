"""The lookup `among`: thousands of keys handed to the database as one parameter.

`pk__in` prepares every key by itself and writes a mark for it into the statement, which takes longer than finding
the rows. Beyond some hundreds of keys: `rows.filter(pk__among=among(keys))`.
"""

import json
from array import array
from collections.abc import Iterable
from typing import Any

from django.db.models import IntegerField, Lookup

from parure.core.arrays import array_of


def among(keys: Iterable[int]) -> "array[int]":
    """Keys as the lookup takes them; Django would go through a list value by value."""
    return array("q", keys)


@IntegerField.register_lookup
class Among(Lookup):  # type: ignore[type-arg]  # Django's own can't be given a type when it runs
    """The column holds one of the keys."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} IN (SELECT value FROM json_each(%s))", [*params, json.dumps(list(self.rhs))]  # noqa: S608 - of a column's name

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} = ANY(%s)", [*params, array_of(self.rhs)]
