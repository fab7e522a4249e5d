"""Figures of a record from what hangs on it: how many, how much, the latest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.core import conditions, resources
from parure.core.resources import Field, Kind, Sensitivity

AGGREGATES = {
    "count": gettext_lazy("how many"),
    "sum": gettext_lazy("the sum of"),
    "max": gettext_lazy("the largest of"),
    "min": gettext_lazy("the smallest of"),
    "last": gettext_lazy("the latest"),
}
FUNCTIONS = {"sum": Sum, "max": Max, "min": Min}
KINDS = {
    Kind.NUMBER: "number",
    Kind.MONEY: "money",
    Kind.WEIGHT: "weight",
    Kind.DATE: "date",
    Kind.MOMENT: "date",
    Kind.TEXT: "text",
    Kind.YES_NO: "yes_no",
}
SUMMED = {Kind.NUMBER, Kind.MONEY, Kind.WEIGHT}


class BadRollup(ValueError):
    """A roll-up that can't be computed; the message is for who defines it."""


@dataclass(frozen=True)
class Source:
    """A record type that hangs on another: its records name it by `path`."""

    resource: str
    path: str
    label: str


@dataclass(frozen=True)
class Rollup:
    """A checked roll-up: which children, what of them, and the kind that comes out."""

    source: str
    path: str
    aggregate: str
    field: Field | None
    condition: dict[str, Any] | None
    kind: str

    @property
    def inputs(self) -> tuple[tuple[str, Field], ...]:
        """The fields that the figure tells something of."""
        known = resources.built_in_fields(self.source)
        named = [known[name] for name in sorted(_names_in(self.condition)) if name in known]
        return tuple((self.source, each) for each in [*([self.field] if self.field else []), *named])


def sources_of(resource: str) -> list[Source]:
    """What hangs on a record type and can be rolled up."""
    found = []
    for each in resources.every():
        paths = [f.path for f in each.fields if f.kind is Kind.RELATION and f.relation == resource and f.path]
        if each.parent is not None and each.parent[0] == resource:
            paths.append(each.parent[1])
        if paths and each.name != resource:
            found.append(Source(each.name, paths[0], str(each.label_plural)))
    return found


def rolled_fields(source: str, aggregate: str) -> dict[str, Field]:
    """The fields of the children that an aggregate can take."""
    allowed = {"sum": SUMMED, "last": set(KINDS)}.get(aggregate, SUMMED | {Kind.DATE, Kind.MOMENT})
    return {
        name: each
        for name, each in resources.built_in_fields(source).items()
        if each.kind in allowed and each.path and each.sensitivity is Sensitivity.PLAIN
    }


def read_rollup(resource: str, kept: Mapping[str, Any]) -> Rollup:
    """The roll-up of a definition. Raises `BadRollup` or `conditions.BadCondition`."""
    source = next((each for each in sources_of(resource) if each.resource == kept.get("source")), None)
    aggregate = str(kept.get("aggregate", ""))
    if source is None or aggregate not in AGGREGATES:
        raise BadRollup(_("Choose what is counted, and how."))
    field = None
    if aggregate != "count":
        field = rolled_fields(source.resource, aggregate).get(str(kept.get("field", "")))
        if field is None:
            raise BadRollup(_("Choose which value is taken."))
    tree = kept.get("condition") or None
    if tree is not None:
        plain = [
            name
            for name, each in resources.built_in_fields(source.resource).items()
            if each.sensitivity is Sensitivity.PLAIN and each.choice_inputs is None
        ]
        conditions.check(source.resource, tree, plain)
    kind = KINDS[field.kind] if field else "number"
    return Rollup(source.resource, source.path, aggregate, field, tree, kind)


def _names_in(tree: Any) -> set[str]:
    if isinstance(tree, list):
        return set().union(*(_names_in(each) for each in tree)) if tree else set()
    if not isinstance(tree, dict):
        return set()
    return ({tree["field"]} if "field" in tree else set()) | _names_in(list(tree.values()))


def rolled_up(rollup: Rollup, record_ids: Sequence[int], today: date) -> dict[int, Any]:
    """The figure of each of these records, as it is kept; one query."""
    children = _children(rollup, record_ids, today)
    if rollup.aggregate == "count":
        counted = dict(children.values_list(rollup.path).annotate(n=Count("pk")))
        return {pk: counted.get(pk, 0) for pk in record_ids}
    path = rollup.field.path if rollup.field else "pk"
    if rollup.aggregate == "last":
        return _latest(children, rollup, path)
    found = dict(children.values_list(rollup.path).annotate(n=FUNCTIONS[rollup.aggregate](path)))
    nothing = 0 if rollup.aggregate == "sum" else None
    return {pk: _kept(found.get(pk) if found.get(pk) is not None else nothing) for pk in record_ids}


def _children(rollup: Rollup, record_ids: Sequence[int], today: date) -> QuerySet[Any]:
    child = resources.get(rollup.source)
    wanted = Q()
    if rollup.condition:
        allowed = resources.built_in_fields(rollup.source)
        wanted = conditions.compile_tree(rollup.source, rollup.condition, allowed, today=today)
    rows = child.model._default_manager.filter(child.restrict(), wanted, **{f"{rollup.path}__in": record_ids})
    return rows.order_by()


def _latest(children: QuerySet[Any], rollup: Rollup, path: str) -> dict[int, Any]:
    """The value of the newest child by the order in which they are listed; then by key."""
    order = resources.get(rollup.source).default_sort.lstrip("-")
    declared = resources.built_in_fields(rollup.source).get(order)
    by = declared.path if declared is not None and declared.path else "pk"
    rows: Iterable[tuple[int, Any]] = children.order_by(by, "pk").values_list(rollup.path, path)
    return {pk: _kept(value) for pk, value in rows}


def _kept(value: Any) -> Any:
    if isinstance(value, datetime):
        return timezone.localtime(value).date().isoformat()
    return value.isoformat() if isinstance(value, date) else value
