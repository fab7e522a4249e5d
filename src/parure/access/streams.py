"""Many records in a row for exports: what `policy.records` would show, read near the speed of the database.

Fields that are a plain column, and that the actor may read, come straight from the cursor; all others (masked,
personal, computed) pass `policy.records` a stretch at a time. Memory stays the same however many rows there are.
Where PostgreSQL can write the cells of a file by itself, it hands over whole lines.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import QuerySet
from django.utils.timezone import is_naive, make_aware

from parure.access import policy
from parure.access.actors import Actor
from parure.access.asking import as_query
from parure.access.choices import Level
from parure.core import resources
from parure.core.conditions import Tree
from parure.core.resources import Field, Kind, Sensitivity

STRETCH = 5000
LINES = 100_000  # handed over by PostgreSQL before somebody may ask it something else
MANY = 5000  # related records whose names no longer go along with a question
DIRECT = {
    Kind.TEXT,
    Kind.LONG_TEXT,
    Kind.NUMBER,
    Kind.MONEY,
    Kind.WEIGHT,
    Kind.CARAT,
    Kind.DATE,
    Kind.MOMENT,
    Kind.YES_NO,
    Kind.CHOICE,
    Kind.RELATION,
}
Read = Callable[[Any], Any]
Row = tuple[Any, ...]


class _Probe:
    """Stands in a column to see whether a field hands the column's value on untouched."""

    __hash__: ClassVar[None] = None  # type: ignore[assignment]

    def __init__(self) -> None:
        self.looked_at = False

    def __eq__(self, other: object) -> bool:
        self.looked_at = True
        return False

    def __bool__(self) -> bool:
        self.looked_at = True
        return True


def column_of(resource: str, asked: Field) -> "models.Field[Any, Any] | None":
    """The column that a field is, where it is nothing but that column; None for whatever is computed."""
    plain = asked.sensitivity is Sensitivity.PLAIN and asked.batch is None and not asked.custom
    if not plain or asked.kind not in DIRECT or not asked.path or "__" in asked.path:
        return None
    model = resources.get(resource).model
    column: Any = model._meta.get_field(asked.path)
    if asked.kind is Kind.RELATION:
        return column if asked.value is None and asked.name == asked.path else None
    if asked.value is None:
        return column if asked.name == asked.path else None
    probe, instance = _Probe(), model()
    setattr(instance, asked.path, probe)
    try:
        handed_on = asked.value(instance) is probe
    except Exception:  # noqa: BLE001 - whatever it does with the value, it isn't the plain column
        return None
    return column if handed_on and not probe.looked_at else None


@dataclass
class Stream:
    """Rows of a record type for an actor: (primary key, value, …) in the order of `names`.

    `rows` are those in reach with `action` that meet the condition or were picked. Raises `policy.Denied`.
    """

    actor: Actor
    resource: str
    names: Sequence[str]
    condition: Tree | None = None
    picked: Sequence[int] | None = None
    action: str = "export"

    def __post_init__(self) -> None:
        permitted = policy.fields(self.actor, self.resource)
        self.names = [name for name in self.names if name in permitted]
        self.fields = permitted
        self.columns = {
            name: column
            for name in self.names
            if self.actor.level(self.resource, permitted[name]) >= Level.READ
            and (column := column_of(self.resource, permitted[name])) is not None
        }
        self.computed = [name for name in self.names if name not in self.columns]
        self.titles: dict[str, dict[Any, str]] = {}

    def rows(self) -> QuerySet[Any]:
        rows = policy.rows(self.actor, self.resource, "view")
        rows = rows.filter(policy.row_condition(self.actor, self.resource, self.action))
        if self.picked is not None:
            return rows.filter(pk__in=self.picked)
        return rows.filter(as_query(self.actor, self.resource, self.condition))

    def stretches(self) -> Iterator[list[Row]]:
        """All rows by primary key, a list of thousands at a time."""
        rows = self.rows()
        paths = ["pk", *(self._path(name) for name in self.columns)]
        readers = self._readers()
        after = 0
        while True:
            found = _raw(rows.filter(pk__gt=after).order_by("pk").values_list(*paths)[:STRETCH])
            if not found:
                return
            after = found[-1][0]
            yield self._read(found, readers)
            if len(found) < STRETCH:
                return

    def lines(self, cells: Callable[[], Sequence[Any]], write: Callable[[bytes], Any]) -> Iterator[int]:
        """The same rows as lines of CSV that PostgreSQL writes: how many, after each stretch of them.

        `cells` makes the expressions of a line's cells anew for each stretch; an empty cell is NULL.
        """
        rows, after, count = self.rows(), 0, LINES
        while count == LINES:
            found = rows.filter(pk__gt=after).order_by("pk").values_list("pk", *cells())[:LINES]
            try:
                statement, values = found.query.sql_with_params()
            except EmptyResultSet:
                return
            count, line = 0, b""
            with (
                connection.cursor() as cursor,
                cursor.copy(f"COPY ({statement}) TO STDOUT CSV", values) as copy,
            ):
                for block in copy:
                    line = bytes(block)
                    write(line[line.index(b",") + 1 : -1] + b"\r\n")
                    count += 1
            if count:
                after = int(line[: line.index(b",")])
                yield count

    def relates_to_few(self) -> bool:
        """Whether all records that the columns may lead to can be named in a question."""
        related = {self.fields[name].relation for name in self.columns if self.fields[name].relation}
        models_of: list[Any] = [resources.get(each).model for each in related]
        return all(len(each._base_manager.values_list("pk")[:MANY]) < MANY for each in models_of)

    def titles_of(self, asked: Field) -> dict[Any, str]:
        """What all records are called that a relation may lead to, by key."""
        return self._titles(asked)

    def _path(self, name: str) -> str:
        column: Any = self.columns[name]
        return str(column.attname)

    def _readers(self) -> list[tuple[int, Read]]:
        """(place in the row, what makes a value of it) of the columns that need it."""
        found: list[tuple[int, Read]] = []
        for place, name in enumerate(self.columns, 1):
            asked, column = self.fields[name], self.columns[name]
            if isinstance(column, models.DateTimeField):
                found.append((place, _moment))
            elif asked.kind is Kind.DATE:
                found.append((place, _day))
            elif asked.kind is Kind.YES_NO:
                found.append((place, _yes_no))
        return found

    def _read(self, found: list[Row], readers: list[tuple[int, Read]]) -> list[Row]:
        """Columns of the cursor as values, one column after the other, joined with what is computed."""
        by_column: list[Any] = list(zip(*found, strict=True))
        for place, read in readers:
            by_column[place] = each_once(read, by_column[place])
        keys = by_column[0]
        values: dict[str, Sequence[Any]] = dict(zip(self.columns, by_column[1:], strict=True))
        for name in self.columns:
            if self.fields[name].kind is Kind.RELATION:
                values[name] = self._called(self.fields[name], values[name])
        if self.computed:
            values |= self._computed(keys)
        return list(zip(keys, *(values[name] for name in self.names), strict=True))

    def _called(self, asked: Field, keys: Sequence[Any]) -> list[str | None]:
        """What related records are called; each is looked up once."""
        known = self.titles.setdefault(asked.relation, {None: ""})
        if missing := set(keys) - known.keys():
            known.update(self._titles(asked, pk__in=missing))
        return [known.get(key) for key in keys]

    def _titles(self, asked: Field, **only: Any) -> dict[Any, str]:
        model: Any = resources.get(asked.relation).model
        rows = model._base_manager.filter(**only).order_by()
        return {each.pk: each.title for each in policy.records(self.actor, asked.relation, rows, ())}

    def _computed(self, keys: Sequence[int]) -> dict[str, list[Any]]:
        model: Any = resources.get(self.resource).model
        rows = model._default_manager.filter(pk__in=keys)
        records = {each.pk: each for each in policy.records(self.actor, self.resource, rows, self.computed)}
        return {
            name: [records[key].get(name) if key in records else None for key in keys]
            for name in self.computed
        }


def _raw(rows: QuerySet[Any]) -> list[Row]:
    """The rows as the database driver hands them over."""
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def each_once(read: Read, values: Sequence[Any]) -> list[Any]:
    """Read a column; equal neighbours are common, so each different value is read once."""
    known: dict[Any, Any] = {None: None}
    found = []
    for value in values:
        if value not in known:
            if len(known) > STRETCH:
                known = {None: None}
            known[value] = read(value)
        found.append(known[value])
    return found


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _moment(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return make_aware(moment, UTC) if is_naive(moment) else moment


def _yes_no(value: Any) -> bool:
    return bool(value)
