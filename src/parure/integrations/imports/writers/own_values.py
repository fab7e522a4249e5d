"""Values of the shop's own fields, for the records that a batch's rows became: a few statements a batch."""

from collections.abc import Iterator, Sequence
from typing import Any

from parure.customize.bulk import Taken, keep_values, kept_values, taken_values
from parure.customize.definitions import definitions_for
from parure.customize.models import FieldDefinition
from parure.customize.relations import past_of, related_keys, target_of
from parure.customize.rules import choices_of
from parure.integrations.imports.batch import Batch, Unit
from parure.integrations.imports.context import Context
from parure.integrations.imports.own_fields import CARRIERS, PREFIX
from parure.integrations.imports.problems import value_hint
from parure.integrations.imports.rows import select_where

ORDERS = ("SELECT order_no, id FROM sales_order WHERE source = %s AND", "order_no", None)
NUMBERED = {
    "products": ("SELECT style_no, id FROM catalog_style WHERE", "style_no", 60),
    "pieces": ("SELECT code, id FROM catalog_piece WHERE", "code", 60),
    "orders": ORDERS,
    "order_lines": ORDERS,
}
"""How a record is found again by its number after it was written."""


class OwnValues:
    """What the rows of a batch say of own fields, written after the records are."""

    def __init__(self, context: Context, batch: Batch) -> None:
        self.context = context
        self.batch = batch
        self.resource = CARRIERS[context.run.kind]
        told = {each.rule.code for each in context.own}
        self.definitions = {each.code: each for each in definitions_for(self.resource) if each.code in told}
        self.retired = {
            code: {choice.code for choice in choices_of(each.choices) if choice.is_retired}
            for code, each in self.definitions.items()
        }
        self.related: dict[str, dict[str, int]] = {}
        self.past: dict[str, dict[int, str]] = {}
        self.taken: Taken = {}

    def write(self, units: Sequence[Unit]) -> None:
        """Fill own fields, or overwrite them where the run does; a dry run counts and judges only."""
        rows = self._rows(units)
        if not rows:
            return
        self._look_up(rows)
        keys = [pk for _unit, pk in rows if pk is not None]
        kept = kept_values(self.resource, keys)
        fresh: dict[int, dict[str, Any]] = {}
        codes: set[str] = set()
        for unit, pk in rows:
            self._tell_others(unit)
            present = fresh.get(pk or 0) or kept.get(pk or 0, {})
            changes = dict(self._changes(unit, pk, present))
            if not changes or pk is None:
                continue
            if self.batch.outcomes[unit.line] != "created":
                for code, value in changes.items():
                    self.batch.changed(self.resource, pk, PREFIX + code, present.get(code), value)
            fresh[pk] = {**present, **changes}
            codes |= changes.keys()
            self.batch.amend(unit)
        if not self.context.is_dry:
            keep_values(self.context.actor, self.resource, fresh, codes)

    def _rows(self, units: Sequence[Unit]) -> list[tuple[Unit, int | None]]:
        """The units that were written and say something, each with its record; None for one that a dry run makes."""
        taken = [
            unit
            for unit in units
            if unit.said is not None and unit.said.values and unit.line in self.batch.outcomes
        ]
        places = self.context.known | self.batch.places
        if self.context.run.kind in NUMBERED and taken:
            places = self._numbered([unit for unit in taken if unit.line not in places]) | places
        return [(unit, places.get(unit.line)) for unit in taken]

    def _numbered(self, units: Sequence[Unit]) -> dict[int, int]:
        sql, name, limit = NUMBERED[self.context.run.kind]
        numbers = {unit.line: getattr(unit.draft, name)[:limit] for unit in units}
        before = (self.context.source,) if "%s" in sql else ()
        found = dict(select_where(sql, name, set(numbers.values()), before))
        return {line: found[number] for line, number in numbers.items() if number in found}

    def _look_up(self, rows: Sequence[tuple[Unit, int | None]]) -> None:
        """Whom relations name, and who has the values that only one may have."""
        wanted: dict[str, set[Any]] = {}
        for unit, _pk in rows:
            assert unit.said is not None
            for code, value in (unit.said.values or {}).items():
                if code in self.definitions and not isinstance(value, list):
                    wanted.setdefault(code, set()).add(value)
        for code, each in self.definitions.items():
            if each.kind == "relation" and code in wanted:
                self.related[code] = related_keys(self.context.actor, each.target, wanted[code])
                wanted[code] = set(self.related[code].values())
                self.past[code] = past_of(each.target, wanted[code])
        self.taken = taken_values(list(self.definitions.values()), wanted)

    def _changes(self, unit: Unit, pk: int | None, present: dict[str, Any]) -> Iterator[tuple[str, Any]]:
        """What the unit sets: what is empty, or everything where the run overwrites."""
        overwrite = self.context.options.existing == "overwrite"
        assert unit.said is not None
        for code, told in (unit.said.values or {}).items():
            definition = self.definitions.get(code)
            if definition is None:
                continue
            value = self.related[code].get(told) if definition.kind == "relation" else told
            if value is None:
                self._warn(unit, "related_unknown", definition, told)
                continue
            former = present.get(code)
            if value == former or (former is not None and not overwrite):
                continue
            if problem := self._refused(definition, value, former, pk):
                self._warn(unit, problem, definition, told)
                continue
            if definition.is_unique:
                self.taken[code, str(value)] = pk or -unit.line
            yield code, value

    def _refused(self, definition: FieldDefinition, value: Any, former: Any, pk: int | None) -> str:
        """Code of the problem with a value that its cell alone doesn't show."""
        chosen = set(value) if isinstance(value, list) else {value}
        before = set(former) if isinstance(former, list) else {former}
        if self.retired[definition.code] & (chosen - before):
            return "choice_unknown"
        if value in self.past.get(definition.code, ()):
            return "related_left"
        if definition.is_unique:
            holder = self.taken.get((definition.code, str(value)))
            if holder is not None and holder != pk:
                return "value_taken"
        return ""

    def _tell_others(self, unit: Unit) -> None:
        """Further rows of the record that say something else: the first row's value is taken."""
        assert unit.said is not None
        for line, code, told in unit.said.others:
            if code in self.definitions:
                self._warn(unit, "own_value_differs", self.definitions[code], told, line)

    def _warn(self, unit: Unit, code: str, definition: FieldDefinition, told: Any, line: int = 0) -> None:
        column = self.context.column(PREFIX + definition.code)
        target = target_of(definition.target)
        is_number = target is not None and target.is_personal
        self.batch.warn(unit, code, column, value_hint(str(told), "phones", personal=is_number), line)
