"""One batch of an import: its rows on the way in, and what became of them.

Every row ends in exactly one of created, updated, unchanged, skipped, failed. A record told by several rows of the
file counts with all its rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from parure.integrations.imports.own_fields import Said
from parure.integrations.imports.problems import ERROR, HINT_LENGTH, SKIPPED, WARNING, RowProblem, severity_of

COUNTS = ("read", "created", "updated", "unchanged", "skipped", "failed", "warned")


@dataclass
class Unit:
    """A record of the file: the lines of its rows and its draft, or the problem of a row that is none."""

    lines: tuple[int, ...]
    draft: Any = None
    problem: str = ""
    said: Said | None = None

    @property
    def line(self) -> int:
        return self.lines[0]

    @property
    def last_line(self) -> int:
        return self.lines[-1]


@dataclass(slots=True)
class Trace:
    """What was made and what was changed of one record type: ids, and {id: {field: [former, written]}}."""

    created: list[int | range] = field(default_factory=list)
    changed: dict[int, dict[str, list[Any]]] = field(default_factory=dict)

    def ranges(self) -> list[list[int]]:
        """The ids made as [[first, last], …]."""
        spans = [
            [each, each] if isinstance(each, int) else [each[0], each[-1]]
            for each in self.created
            if each != range(0)
        ]
        joined: list[list[int]] = []
        for first, last in sorted(spans):
            if joined and first <= joined[-1][1] + 1:
                joined[-1][1] = max(joined[-1][1], last)
            else:
                joined.append([first, last])
        return joined


class Batch:
    """Counts, problems and traces of one transaction of an import."""

    def __init__(self) -> None:
        self.read = self.created = self.updated = self.unchanged = self.skipped = self.failed = 0
        self.problems: list[tuple[int, RowProblem]] = []
        self.traces: dict[str, Trace] = {}
        self.outcomes: dict[int, str] = {}
        self.places: dict[int, int] = {}

    def take(self, unit: Unit, *, without: str = "") -> bool:
        """Count a unit's rows in and note its draft's problems (but those of the code `without`, which the writer
        judges itself); whether it is to be written.
        """
        self.read += len(unit.lines)
        if unit.problem:
            self._drop(unit, unit.problem)
            return False
        found = [each for each in unit.draft.problems if each.code != without]
        if not found:
            return True
        self.problems.extend((problem.line or unit.line, problem) for problem in found)
        if unit.draft.is_importable:
            return True
        self.failed += len(unit.lines)
        self._name_other_rows(
            unit, {problem.line or unit.line for problem in found if problem.severity == ERROR}
        )
        return False

    def _drop(self, unit: Unit, code: str) -> None:
        severity = severity_of(code)
        self.problems.append((unit.line, RowProblem(code, "", severity)))
        if severity == SKIPPED:
            self.skipped += len(unit.lines)
        else:
            self.failed += len(unit.lines)
            self._name_other_rows(unit, {unit.line})

    def refuse(self, unit: Unit, code: str, column: str = "", hint: str = "", line: int = 0) -> None:
        """A taken unit can't be written after all."""
        at = line or unit.line
        self.problems.append((at, RowProblem(code, column, ERROR, hint[:HINT_LENGTH])))
        self.failed += len(unit.lines)
        self._name_other_rows(unit, {at})

    def _name_other_rows(self, unit: Unit, named: set[int]) -> None:
        """A record's other rows fail with it; each says so at its own line."""
        self.problems.extend(
            (line, RowProblem("record_not_imported", "", ERROR)) for line in unit.lines if line not in named
        )

    def warn(self, unit: Unit, code: str, column: str = "", hint: str = "", line: int = 0) -> None:
        self.problems.append(
            (line or unit.line, RowProblem(code, column, severity_of(code), hint[:HINT_LENGTH]))
        )

    def skip(self, unit: Unit, code: str) -> None:
        """Leave a taken unit out, as was asked."""
        self._drop(unit, code)

    def count(self, outcome: str, unit: Unit) -> None:
        """`outcome`: created, updated or unchanged."""
        setattr(self, outcome, getattr(self, outcome) + len(unit.lines))
        if unit.said is not None:
            self.outcomes[unit.line] = outcome

    def place(self, unit: Unit, pk: int) -> None:
        """Which record a unit became, where something is still to be written to it."""
        self.places[unit.line] = pk

    def amend(self, unit: Unit) -> None:
        """A unit that was counted as unchanged has changed something after all."""
        if self.outcomes.get(unit.line) == "unchanged":
            self.unchanged -= len(unit.lines)
            self.count("updated", unit)

    def trace(self, resource: str) -> Trace:
        return self.traces.setdefault(resource, Trace())

    def made(self, resource: str, ids: Iterable[int] | range) -> None:
        """Remember ids made, so that they can be taken back."""
        if isinstance(ids, range):
            if ids:
                self.trace(resource).created.append(ids)
        else:
            self.trace(resource).created.extend(ids)

    def changed(self, resource: str, pk: int, name: str, former: Any, written: Any) -> None:
        """Remember a former value; of a value changed twice in the batch the first is the former."""
        fields = self.trace(resource).changed.setdefault(pk, {})
        fields[name] = [fields[name][0] if name in fields else former, written]

    @property
    def warned(self) -> int:
        """How many lines carry a warning."""
        return len({line for line, problem in self.problems if problem.severity == WARNING})

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in COUNTS}


def numbered(handles: Sequence[int], ids: Sequence[int]) -> dict[int, int]:
    """Primary keys by handle: new records are -1, -2, … until they are written."""
    return {handle: ids[-handle - 1] for handle in handles}
