"""Columns that go to fields of the shop's own, and the column by which Parure's own export is known again.

They are read beside the row's draft, by the kind and the rules of each field's definition. Nothing here knows a
database: the definitions come with the run. A relation stays the words of its cell until it is written.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from parure.customize.rules import BadValue, Definition, choices_of, clean_value
from parure.integrations.imports.columns import TARGETS, Target
from parure.integrations.imports.headers import fold_header
from parure.integrations.imports.problems import CellProblem, RowProblem, severity_of, value_hint
from parure.integrations.imports.recognition import Recognition
from parure.integrations.imports.values import (
    Conventions,
    Parser,
    parse_a_date,
    parse_milligrams,
    parse_whole,
    parse_yes_no,
    parsers,
)
from parure.integrations.imports.words import BLANKS

PREFIX = "custom_"
UID = "uid"
UID_HEADERS = frozenset({"uid", "编号", "parure编号"})
CARRIERS = {
    "customers": "people.customer",
    "products": "catalog.style",
    "pieces": "catalog.piece",
    "orders": "sales.order",
    "order_lines": "sales.order",
    "visits": "sales.visit",
}
"""The record type whose own fields a kind of file can fill."""
_BETWEEN = re.compile(r"\s*[;；\n]\s*")
_WITHIN = re.compile(r"\s*[,，、|]\s*")


@dataclass(frozen=True, slots=True)
class OwnField:
    """What is needed to read a column of one of the shop's own fields."""

    label: str
    rule: Definition

    @property
    def key(self) -> str:
        return PREFIX + self.rule.code


@dataclass(frozen=True, slots=True)
class Said:
    """What a row says beside its draft: which record it is, and values of own fields by their code. `others` are
    (line, code, value) where a further row of the record says something else.
    """

    uid: UUID | None = None
    values: Mapping[str, Any] | None = None
    others: tuple[tuple[int, str, Any], ...] = ()

    def joined(self, further: "Said", line: int) -> "Said":
        """With what a further row of the same record says that this one doesn't; the first that says it is right."""
        mine, theirs = self.values or {}, further.values or {}
        others = tuple(
            (line, code, value) for code, value in theirs.items() if code in mine and mine[code] != value
        )
        return Said(self.uid or further.uid, {**theirs, **mine}, self.others + others)


def target_of(own: OwnField) -> Target:
    """An own field as a place where a column can go."""
    return Target(own.key, "own", own.label)


def targets_with(kind: str, own: Sequence[OwnField]) -> dict[str, Target]:
    """Where a column of this kind of file can go, the shop's own fields included."""
    return TARGETS[kind] | {each.key: target_of(each) for each in own}


def is_aside(target: str) -> bool:
    """Whether a column is read beside the draft."""
    return target == UID or target.startswith(PREFIX)


# ── recognising ──────────────────────────────────────────────────────────────


def with_own(
    found: Recognition, own: Sequence[OwnField], columns: Sequence[str], rows: Sequence[Sequence[str]]
) -> Recognition:
    """The recognition with columns that are named like own fields, and the uid where its cells are uids."""
    mapping = {column: target for column, target in found.mapping.items() if target != UID}
    free = [each for each in columns if each not in mapping and each not in found.ignored]
    names: dict[str, str] = {}
    for each in own:
        for name in (each.label, each.rule.code, each.key):
            names.setdefault(fold_header(name), each.key)
    for column in free:
        folded = fold_header(column)
        if folded in UID_HEADERS and UID in TARGETS[found.kind]:
            if _are_uids(rows, columns.index(column)) and UID not in mapping.values():
                mapping[column] = UID
        elif folded in names and names[folded] not in mapping.values():
            mapping[column] = names[folded]
    unmapped = tuple(each for each in free if each not in mapping)
    return replace(found, mapping=mapping, unmapped=unmapped)


def _are_uids(rows: Sequence[Sequence[str]], position: int) -> bool:
    cells = [row[position] for row in rows if position < len(row) and row[position]]
    return bool(cells) and all(_uid(each) is not None for each in cells)


def _uid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


# ── reading ──────────────────────────────────────────────────────────────────


def reader_of(
    columns: Sequence[str], mapping: Mapping[str, str], own: Sequence[OwnField], conventions: Conventions
) -> Callable[[list[str]], tuple[Said, tuple[RowProblem, ...], tuple[str, ...]]] | None:
    """A function from cells to (what they say, problems, texts to keep in the remark); None without such columns."""
    fields = {each.key: each for each in own}
    steps: list[tuple[int, str, str, Parser]] = []
    for position, column in enumerate(columns):
        key = mapping.get(column, "")
        if key == UID:
            steps.append((position, column, UID, parse_uid))
        elif key in fields:
            steps.append((position, column, fields[key].rule.code, parser_of(fields[key].rule, conventions)))
    return partial(_read, tuple(steps)) if steps else None


def _read(
    steps: Sequence[tuple[int, str, str, Parser]], cells: list[str]
) -> tuple[Said, tuple[RowProblem, ...], tuple[str, ...]]:
    uid: UUID | None = None
    values: dict[str, Any] = {}
    problems: list[RowProblem] = []
    kept: list[str] = []
    for position, column, code, parse in steps:
        text = cells[position]
        if not text or text in BLANKS:
            continue
        try:
            value = parse(text)
        except CellProblem as problem:
            hint = value_hint(text, "own", personal=False)
            problems.append(RowProblem(problem.code, column, severity_of(problem.code), hint))
            kept.append(f"{column}: {text}")
            continue
        if code == UID:
            uid = value
        elif value is not None:
            values[code] = value
    return Said(uid, values), tuple(problems), tuple(kept)


def parse_uid(text: str) -> UUID:
    """A number that Parure gave to a record."""
    found = _uid(text)
    if found is None:
        raise CellProblem("uid_unreadable", text)
    return found


def parser_of(rule: Definition, conventions: Conventions) -> Parser:
    """The parser of a field's cells: by its kind, then by the rules of its definition."""
    read = _written(rule, conventions)

    def parse(text: str) -> Any:
        value = read(text)
        if rule.kind == "relation" or value is None:
            return value
        try:
            # A retired choice may stand where it stood before; whether it did is seen when it is written.
            return clean_value(rule, value, kept=value)
        except BadValue as error:
            raise CellProblem(error.code, text) from None

    return lru_cache(maxsize=2048)(parse) if rule.kind not in ("choices", "long_text") else parse


def _written(rule: Definition, conventions: Conventions) -> Parser:
    match rule.kind:
        case "number":
            return parse_whole
        case "money":
            return parsers(conventions)["money"]
        case "weight":
            return parse_milligrams
        case "date":
            return lambda text: parse_a_date(text).isoformat()
        case "yes_no":
            return parse_yes_no
        case "choice":
            return partial(_choice, _codes(rule))
        case "choices":
            return partial(_choices, _codes(rule))
    return str.strip


def _codes(rule: Definition) -> dict[str, str]:
    """Codes by label and by themselves; a label that two choices have means the one in use."""
    found: dict[str, str] = {}
    for each in sorted(choices_of(rule.choices), key=lambda choice: not choice.is_retired):
        found[_fold(each.label)] = each.code
    return found | {_fold(each.code): each.code for each in choices_of(rule.choices)}


def _fold(text: str) -> str:
    return " ".join(text.split()).casefold()


def _choice(codes: Mapping[str, str], text: str) -> str:
    code = codes.get(_fold(text))
    if code is None:
        raise CellProblem("choice_unknown", text)
    return code


def _choices(codes: Mapping[str, str], text: str) -> list[str]:
    found: list[str] = []
    for part in filter(None, _BETWEEN.split(text.strip())):
        if _fold(part) in codes:
            found.append(codes[_fold(part)])
        else:  # a label may hold a comma itself
            found.extend(_choice(codes, each) for each in _WITHIN.split(part) if each)
    return found
