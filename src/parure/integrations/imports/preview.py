"""What a column's first cells become, in a few words; personal values are masked."""

from collections.abc import Callable
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _

from parure.core import files
from parure.core.calendar import format_lunar
from parure.core.lunar import LunarDate, SolarDay
from parure.core.money import format_money
from parure.core.weight import format_carat, format_weight
from parure.core.wording import listed
from parure.customize.rules import choices_of
from parure.integrations.imports.columns import Target
from parure.integrations.imports.lines import read_records
from parure.integrations.imports.own_fields import UID, OwnField, parse_uid, parser_of
from parure.integrations.imports.problems import CATALOGUE, CellProblem, value_hint
from parure.integrations.imports.reading import open_table
from parure.integrations.imports.values import Conventions, Parser, parser_for
from parure.people.masking import mask_phone

SAMPLES = 2
LOOKED_AT = 40
SHOWN = 24


@lru_cache(maxsize=64)
def samples_of(
    file: str, encoding: str, delimiter: str, sheet: str, header_row: int, width: int
) -> tuple[tuple[str, ...], ...]:
    """The first two filled cells of every column; read again only when the file is read in another way."""
    found: list[list[str]] = [[] for _column in range(width)]
    path = files.path_of(file)
    if encoding:
        rows = (cells for line, cells, _bad in read_records(path, encoding, delimiter) if line > header_row)
    else:
        rows = (row.cells for row in open_table(path, sheet=sheet, header_row=header_row).rows())
    for cells, _number in zip(rows, range(LOOKED_AT), strict=False):
        for column, cell in zip(found, cells, strict=False):
            if cell and cell not in column and len(column) < SAMPLES:
                column.append(cell)
    return tuple(map(tuple, found))


def shown(cell: str, target: Target | None) -> str:
    """A cell as the mapping page shows it: short, masked where the target is personal."""
    text = " ".join(cell.split())
    if target is not None and target.personal:
        return value_hint(text, target.value, personal=True)
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def change_of(
    target: Target, cells: tuple[str, ...], conventions: Conventions, own: OwnField | None = None
) -> tuple[str, bool]:
    """(what becomes of the column's first cells, whether there is something wrong with them)."""
    if target.key == UID:
        parse: Parser | None = parse_uid
    else:
        parse = parser_of(own.rule, conventions) if own else parser_for(target, conventions)
    words: list[str] = []
    for cell in cells:
        if parse is None:
            continue
        try:
            word = _own_words(own, parse(cell)) if own else _words(target, parse(cell), cell)
        except CellProblem as problem:
            return str(CATALOGUE[problem.code].message), True
        if isinstance(word, CellProblem):
            return str(CATALOGUE[word.code].message), True
        if word and word != cell:
            words.append(word)
    if not words:
        return _("as it stands"), False
    return listed(dict.fromkeys(words))[:60], False


def _words(target: Target, value: Any, cell: str) -> str | CellProblem:
    reader = _READERS.get(target.value)
    return reader(value) if reader else ""


def _own_words(own: OwnField, value: Any) -> str:
    """A value of an own field as it will be shown."""
    labels = {each.code: each.label for each in choices_of(own.rule.choices)}
    if isinstance(value, list):
        return listed(labels.get(each, each) for each in value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if own.rule.kind in ("money", "weight"):
        return str(format_money(value) if own.rule.kind == "money" else format_weight(value))
    return labels.get(value, str(value))


def _phones(value: Any) -> str | CellProblem:
    bad = next((phone.problem for phone in value if not phone.e164 and phone.problem in CATALOGUE), "")
    if bad:
        return CellProblem(bad)
    return listed(mask_phone(phone.e164) for phone in value if phone.e164)


def _day(value: Any) -> str:
    if isinstance(value, LunarDate):
        return format_lunar(value)
    if isinstance(value, SolarDay):
        return _("%(month)s/%(day)s, solar") % {"month": value.month, "day": value.day}
    return ""


def _moment(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    return value.isoformat() if isinstance(value, date) else ""


def _size(value: Any) -> str | CellProblem:
    return CellProblem(value.problem) if value.problem in CATALOGUE else value.label


_READERS: dict[str, Callable[[Any], str | CellProblem]] = {
    "phone": _phones,
    "phones": _phones,
    "day": _day,
    "date": _moment,
    "moment": _moment,
    "money": lambda value: str(format_money(value)),
    "price": lambda value: str(format_money(value)),
    "weight": lambda value: str(format_weight(value)),
    "carat": lambda value: str(format_carat(value)),
    "whole": str,
    "quantity": str,
    "ring_size": _size,
    "length": lambda value: value.label,
    "inner_diameter": lambda value: value.label,
    "tags": listed,
    "gender": lambda value: {"F": _("Female"), "M": _("Male")}.get(value, ""),
    "fineness": lambda value: value.code,
    "gem": lambda value: value.gem,
}
