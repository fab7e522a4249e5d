"""The rows that hang on customers, seen before and after a merge, so that each can be put back as it was."""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from parure.people import holdings
from parure.people.choices import Basis
from parure.people.holdings import Fate
from parure.people.models import Customer, Merge, MergeStep

Row = dict[str, Any]
Key = tuple[str, int]
JOURNALED = (Fate.MOVES, Fate.STAYS)


def snapshot(customer_ids: Sequence[int]) -> dict[Key, Row]:
    """Every row that a merge of these customers may change, by table and primary key, in values that JSON keeps;
    without what the database reckons from its other columns.
    """
    found: dict[Key, Row] = {}
    rows: list[tuple[str, models.QuerySet[Any]]] = [
        (Customer._meta.label_lower, Customer._base_manager.filter(pk__in=customer_ids))
    ]
    rows += [(each.table, each.rows(customer_ids)) for each in holdings.every() if each.fate in JOURNALED]
    for table, query in rows:
        written = [each.attname for each in query.model._meta.concrete_fields if not each.generated]
        for row in query.values(*written):
            found[table, row["id"]] = {column: plain(value) for column, value in row.items()}
    return found


def plain(value: Any) -> Any:
    """A column's value as JSON keeps it; the column's own `to_python` reads it back."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return b64encode(bytes(value)).decode()
    return value


def steps_between(merge: Merge, before: dict[Key, Row], after: dict[Key, Row]) -> list[MergeStep]:
    """What differs, as steps to keep."""
    steps = []
    for key in sorted(before.keys() | after.keys()):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if was is not None and now is not None:
            columns = [column for column in was if was[column] != now[column]]
            was, now = {each: was[each] for each in columns}, {each: now[each] for each in columns}
        steps.append(MergeStep(merge=merge, table=key[0], row_id=key[1], before=was, after=now))
    return steps


def models_by_table() -> dict[str, type[models.Model]]:
    known: dict[str, type[models.Model]] = {each.table: each.model for each in holdings.every()}
    return known | {Customer._meta.label_lower: Customer}


def put_back(steps: Iterable[MergeStep]) -> Counter[str]:
    """Restore every row that still is as the merge left it; returns the tables of those that aren't, counted.

    A column that somebody has changed since keeps the newer value.
    """
    known = models_by_table()
    steps = list(steps)
    kept: Counter[str] = Counter()
    made = [step for step in steps if step.before is None]
    changed = [step for step in steps if step.before is not None and step.after is not None]
    removed = [step for step in steps if step.after is None]
    for step in reversed(made):
        kept[step.table] += not _take_away(known[step.table], step) and not _inferred(step)
    _free_unique_columns(changed)
    for step in changed:
        kept[step.table] += not _set_back(known[step.table], step)
    for step in removed:
        kept[step.table] += not _bring_back(known[step.table], step) and not _inferred(step)
    return +kept


def _inferred(step: MergeStep) -> bool:
    """Whether the row is reckoned from others: it is made right again anyway, and nobody need be told."""
    return (step.before or step.after or {}).get("basis") == Basis.INFERRED


def _present(model: type[models.Model], row_id: int, columns: Iterable[str]) -> Row | None:
    manager: Any = model._base_manager
    row = manager.filter(pk=row_id).values(*columns).first()
    return None if row is None else {column: plain(value) for column, value in row.items()}


def _take_away(model: type[models.Model], step: MergeStep) -> bool:
    after: Row = step.after or {}
    present = _present(model, step.row_id, after)
    if present is None:
        return True
    if present != after:
        return False
    manager: Any = model._base_manager
    manager.filter(pk=step.row_id)._raw_delete(manager.db)
    return True


def _free_unique_columns(changed: Sequence[MergeStep]) -> None:
    """Two customers may have changed member numbers with each other: no number is held while they change back."""
    table = Customer._meta.label_lower
    for step in changed:
        after: Row = step.after or {}
        if step.table == table and "member_no" in after:
            held = Customer._base_manager.filter(pk=step.row_id, member_no=after["member_no"])
            held.update(member_no=None)


def _set_back(model: type[models.Model], step: MergeStep) -> bool:
    before: Row = step.before or {}
    after: Row = step.after or {}
    present = _present(model, step.row_id, before)
    if present is None:
        return False
    if model is Customer and present.get("member_no", "") is None:
        present["member_no"] = after["member_no"]
    fitting = {
        column: _read(model, column, value)
        for column, value in before.items()
        if present[column] == after[column]
    }
    manager: Any = model._base_manager
    written = _written(lambda: manager.filter(pk=step.row_id).update(**fitting)) if fitting else True
    return written and len(fitting) == len(before)


def _bring_back(model: type[models.Model], step: MergeStep) -> bool:
    before: Row = step.before or {}
    row = model(**{column: _read(model, column, value) for column, value in before.items()})
    return _written(lambda: row.save_base(raw=True, force_insert=True))


def _written(write: Callable[[], Any]) -> bool:
    """Whether the database took it: another row may have the place by now."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return False
    return True


def _read(model: type[models.Model], column: str, value: Any) -> Any:
    field: Any = next(each for each in model._meta.concrete_fields if each.attname == column)
    if field.is_relation or value is None or isinstance(field, models.JSONField):
        return value
    return field.to_python(value)
