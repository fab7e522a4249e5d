"""From a mapping of columns to a function that turns a row's cells into a draft.

The mapping is worked out once; per row only the mapped, filled cells are touched. The function isn't for rows that
already have a problem of their own (`Row.problem`): see `row_problem`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from parure.integrations.imports.columns import ESSENTIAL, TARGETS, Target
from parure.integrations.imports.customer_rows import build_customer, build_opening, build_visit
from parure.integrations.imports.drafts import (
    CustomerDraft,
    OpeningDraft,
    PieceDraft,
    StyleDraft,
    VisitDraft,
)
from parure.integrations.imports.goods_rows import build_piece, build_style
from parure.integrations.imports.order_rows import OrderRow, build_order_row
from parure.integrations.imports.problems import (
    ERROR,
    HINT_LENGTH,
    WARNING,
    CellProblem,
    RowProblem,
    severity_of,
    value_hint,
)
from parure.integrations.imports.reading import Row
from parure.integrations.imports.values import CHINA, Conventions, Parser, parser_for
from parure.integrations.imports.words import BLANKS

Draft = CustomerDraft | StyleDraft | PieceDraft | OrderRow | VisitDraft | OpeningDraft
FIELDS = {
    "opening_spend": "opening_spend_minor",
    "wrist_size": "wrist",
    "bangle_size": "bangle",
    "necklace_length": "necklace",
}
"""Targets of customers whose value stands in a draft's field of another name."""
KEYS = {place: key for key, place in FIELDS.items()}
_NEVER_STOPS = frozenset({"masked", "unknown_range"})


class Findings:
    """What was found wrong in one row: its problems, the texts to keep beside the record, the targets that failed.

    Most rows have none, and there are millions of rows: nothing is made before the first problem.
    """

    __slots__ = ("failed", "kept", "plan", "problems")

    def __init__(self, plan: "Plan") -> None:
        self.plan = plan
        self.problems: tuple[RowProblem, ...] = ()
        self.kept: tuple[str, ...] = ()
        self.failed: tuple[str, ...] = ()

    def add(self, code: str, key: str = "", text: str = "") -> None:
        """Note a problem of a target's cell; a warned text is kept for the remark."""
        self.failed += (key,)
        problem = self.plan.problem(code, key, text)
        self.problems += (problem,)
        if text and problem.severity == WARNING and code not in _NEVER_STOPS:
            self.kept += (f"{problem.column}: {text}",)

    def remark(self) -> str:
        """The kept texts, one on a line."""
        return "\n".join(self.kept)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a file before its rows are read: kind, where each target stands, what goes unsaid."""

    kind: str
    columns: dict[str, str]
    conventions: Conventions
    targets: dict[str, Target]
    essential: frozenset[str]

    def problem(self, code: str, key: str, text: str) -> RowProblem:
        """A problem of the cell that a target was read from, its hint masked where personal."""
        severity = severity_of(code)
        if key in self.essential and code not in _NEVER_STOPS:
            severity = ERROR
        target = self.targets.get(key)
        column = self.columns.get(key, str(target.label) if target else "")
        if code == "masked":
            return RowProblem(code, column, severity, text[:HINT_LENGTH])
        hint = value_hint(text, target.value, personal=target.personal) if target and text else ""
        return RowProblem(code, column, severity, hint)


Builder = Callable[[Findings, dict[str, Any], tuple[tuple[str, str], ...]], Draft]
BUILDERS: dict[str, Builder] = {
    "customers": build_customer,
    "products": build_style,
    "pieces": build_piece,
    "orders": build_order_row,
    "order_lines": build_order_row,
    "visits": build_visit,
    "opening_balances": build_opening,
}

Step = tuple[int, str, Parser | None, int, bool]
"""A column that is read: its place, the draft's field, its parser (None: plain text), the longest text, whether the field
takes several values.
"""


class Mapped(NamedTuple):
    """A mapping worked out: what is known beforehand, the columns that are read, those kept beside, what makes drafts."""

    plan: Plan
    steps: list[Step]
    spare: list[tuple[int, str]]
    build: Builder


def compile_mapping(
    kind: str,
    columns: Sequence[str],
    mapping: Mapping[str, str],
    conventions: Conventions = CHINA,
    *,
    ignored: Sequence[str] = (),
) -> Callable[[list[str]], Any]:
    """A function from cells (in the order of `columns`) to the kind's draft.

    `mapping` goes from column name to target key; columns that are neither mapped nor `ignored` land in `extra`.
    Orders give an OrderRow each: see order_rows.group_orders. Products that list variants: goods_rows.group_styles.
    KeyError for an unknown kind or target.
    """
    return row_reader(mapped(kind, columns, mapping, conventions, ignored=ignored))


def mapped(
    kind: str,
    columns: Sequence[str],
    mapping: Mapping[str, str],
    conventions: Conventions,
    *,
    ignored: Sequence[str] = (),
) -> Mapped:
    """What `compile_mapping` knows before it reads a row."""
    targets = TARGETS[kind]
    places: dict[str, str] = {}
    for column in columns:
        if column in mapping:
            key = targets[mapping[column]].key
            places[key] = f"{places[key]} / {column}" if key in places else column
    plan = Plan(kind, places, conventions, targets, ESSENTIAL[kind])
    steps = _steps(columns, mapping, targets, conventions)
    spare = [(i, name) for i, name in enumerate(columns) if name not in mapping and name not in ignored]
    return Mapped(plan, steps, spare, BUILDERS[kind])


def _steps(
    columns: Sequence[str], mapping: Mapping[str, str], targets: dict[str, Target], conventions: Conventions
) -> list[Step]:
    flagged = "lunar_birthday" in mapping.values()
    steps = []
    for index, column in enumerate(columns):
        if column not in mapping:
            continue
        target = targets[mapping[column]]
        # Whether the birthday is lunar stands in another cell, so it's read when both are known.
        raw = flagged and target.key == "birthday"
        parse = None if raw else parser_for(target, conventions)
        steps.append((index, FIELDS.get(target.key, target.key), parse, target.limit, target.several))
    return steps


def row_reader(known: Mapped) -> Callable[[list[str]], Draft]:
    """A function from the cells of one row to its draft."""
    plan, steps, spare, build = known
    blanks = BLANKS

    def read(cells: list[str]) -> Draft:
        findings = Findings(plan)
        values: dict[str, Any] = {}
        for index, key, parse, limit, several in steps:
            text = cells[index]
            if not text or text in blanks:
                continue
            if parse is None:
                if len(text) > limit:
                    findings.add("text_too_long", KEYS.get(key, key), text)
                    continue
                value = text
            else:
                try:
                    value = parse(text)
                except CellProblem as problem:
                    findings.add(problem.code, KEYS.get(key, key), text)
                    continue
            if several:
                values.setdefault(key, []).append(value)
            else:
                values[key] = value
        extra = tuple([(name, cells[i]) for i, name in spare if cells[i]]) if spare else ()
        return build(findings, values, extra)

    return read


def row_problem(row: Row) -> RowProblem:
    """The problem of a row that doesn't fit its table."""
    return RowProblem(row.problem, "", ERROR)


@lru_cache(maxsize=64)
def _by_target(kind: str, keys: tuple[str, ...], conventions: Conventions) -> Callable[[list[str]], Any]:
    return compile_mapping(kind, keys, {key: key for key in keys}, conventions)


def draft_of(kind: str, row: Mapping[str, str], conventions: Conventions = CHINA) -> Any:
    """A draft of one row given as target key -> text."""
    return _by_target(kind, tuple(row), conventions)([text.strip() for text in row.values()])


def customer_draft(row: Mapping[str, str], conventions: Conventions = CHINA) -> CustomerDraft:
    """A customer of target key -> text."""
    draft: CustomerDraft = draft_of("customers", row, conventions)
    return draft


def style_draft(row: Mapping[str, str], conventions: Conventions = CHINA) -> StyleDraft:
    """A style of target key -> text."""
    draft: StyleDraft = draft_of("products", row, conventions)
    return draft


def piece_draft(row: Mapping[str, str], conventions: Conventions = CHINA) -> PieceDraft:
    """A piece of target key -> text."""
    draft: PieceDraft = draft_of("pieces", row, conventions)
    return draft


def order_row(row: Mapping[str, str], conventions: Conventions = CHINA) -> OrderRow:
    """A row of an order file of target key -> text."""
    draft: OrderRow = draft_of("orders", row, conventions)
    return draft


def visit_draft(row: Mapping[str, str], conventions: Conventions = CHINA) -> VisitDraft:
    """A visit of target key -> text."""
    draft: VisitDraft = draft_of("visits", row, conventions)
    return draft


def opening_draft(row: Mapping[str, str], conventions: Conventions = CHINA) -> OpeningDraft:
    """Opening points and spend of target key -> text."""
    draft: OpeningDraft = draft_of("opening_balances", row, conventions)
    return draft
