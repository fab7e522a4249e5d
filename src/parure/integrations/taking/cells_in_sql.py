"""The cells of `taking.cells` as PostgreSQL writes them, for columns that it keeps as they are; None for all else.

The same value gives the same text in both; what is empty is NULL.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from django.db import connection, models
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils import timezone
from django.utils.translation import gettext as _

from parure.access.streams import Stream
from parure.core.resources import Kind
from parure.integrations.imports.repair_file import FRAGILE, RISKY
from parure.integrations.taking.cells import DIGITS, safe_text

Cells = Callable[[], list[Any]]
TEXTS = (models.CharField, models.TextField)
WHOLE = (
    models.IntegerField,
    models.BigIntegerField,
    models.SmallIntegerField,
    models.PositiveIntegerField,
    models.PositiveBigIntegerField,
    models.PositiveSmallIntegerField,
)


class _Safe(Func):
    """`safe_text` of a column; nearly all begin with a letter, which is told first."""

    template = (
        "CASE WHEN ascii(%(expressions)s) BETWEEN 65 AND 65290 THEN %(expressions)s"
        " WHEN %(expressions)s = '' THEN NULL"
        f" WHEN ascii(%(expressions)s) IN ({', '.join(str(ord(each)) for each in RISKY)})"
        " THEN '''' || %(expressions)s"
        f" WHEN %(expressions)s ~ '^({FRAGILE})$' THEN '=\"' || %(expressions)s || '\"'"
        " ELSE %(expressions)s END"
    )
    output_field = TextField()


class _AsText(Func):
    template = "(%(expressions)s)::text"
    output_field = TextField()


class _Word(Func):
    """What a table of words (JSON) calls a code."""

    template = "%(expressions)s"
    arg_joiner = "::jsonb ->> "
    output_field = TextField()


class _Amount(Func):
    """A whole number of small units as a decimal."""

    template = "%(expressions)s * %(unit)s"
    output_field = TextField()


class _Minute(Func):
    """A moment where the shop is."""

    template = "to_char(timezone(%(expressions)s), 'YYYY-MM-DD HH24:MI')"
    output_field = TextField()


def cells_in_sql(stream: Stream, labels: Mapping[str, dict[str, str]]) -> Cells | None:
    """What makes the cells of a stream's line; None where the database can't write each of them as we do."""
    if stream.computed or not stream.names or not _is_fit() or not stream.relates_to_few():
        return None

    titles = {
        each.relation: stream.titles_of(each)
        for each in map(stream.fields.__getitem__, stream.names)
        if each.kind is Kind.RELATION
    }

    def cells() -> list[Any]:
        made = [_cell(stream, name, labels[name], titles) for name in stream.names]
        if len(made) == 1 and made[0] is not None:  # an empty cell that is alone in its line is quoted
            made = [Coalesce(_AsText(made[0]), Value(""), output_field=TextField())]
        return made

    return None if any(each is None for each in cells()) else cells


def _is_fit() -> bool:
    """Whether this is PostgreSQL that keeps Unicode and writes days as 2026-11-23."""
    if connection.vendor != "postgresql":
        return False
    connection.ensure_connection()
    told = connection.connection.info.parameter_status
    return told("server_encoding") == "UTF8" and (told("DateStyle") or "").startswith("ISO")


def _cell(
    stream: Stream, name: str, labels: Mapping[str, str], titles: Mapping[str, Mapping[Any, str]]
) -> Any:
    asked, column = stream.fields[name], stream.columns[name]
    kept, made = F(column.attname), type(getattr(column, "output_field", column))  # one that is generated
    if asked.kind is Kind.RELATION:
        return _word(_AsText(kept), titles[asked.relation])
    if made in TEXTS and asked.kind in (Kind.TEXT, Kind.LONG_TEXT, Kind.CHOICE):
        return _word(kept, labels, _Safe(kept)) if labels else _Safe(kept)
    if made in WHOLE and asked.kind is Kind.NUMBER:
        return kept
    if made in WHOLE and asked.kind in DIGITS:
        return _Amount(kept, unit=f"0.{1:0{DIGITS[asked.kind]}}")
    if made is models.DateField and asked.kind is Kind.DATE:
        return kept
    if made is models.DateTimeField and asked.kind in (Kind.DATE, Kind.MOMENT):
        return _Minute(Value(timezone.get_current_timezone_name()), kept)
    if made is models.BooleanField and asked.kind is Kind.YES_NO:
        return _word(_AsText(kept), {"true": _("yes"), "false": _("no")})
    return None


def _word(code: Any, words: Mapping[Any, str], *otherwise: Any) -> Any:
    """What a code is called; for one that has no word it is what else is given, or empty."""
    safe = {str(each): safe_text(word) for each, word in words.items() if each != ""}
    found = Coalesce(_Word(Value(json.dumps(safe)), code), *otherwise, Value(""), output_field=TextField())
    return NullIf(found, Value(""), output_field=TextField())
