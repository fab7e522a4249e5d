"""The small form behind a filter chip: which comparison, with what, by the kind of the field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parure.access.actors import Actor
from parure.access.options import options
from parure.core import conditions, resources
from parure.core.conditions import Tree
from parure.core.decimals import UnreadableNumber
from parure.core.resources import Field, Kind
from parure.web.kit.measures import MEASURES, as_typed
from parure.web.kit.records import RecordPicker
from parure.web.kit.terms import VALUELESS, names_a_person

OFFERED_RELATIONS = {"access.store", "access.staff", "access.region"}
MEASURED = {Kind.NUMBER, Kind.MONEY, Kind.WEIGHT, Kind.CARAT}
DAYS_SUGGESTED = 30
UNSAID = "unsaid"  # what is wrong is only that nothing was filled in


@dataclass(frozen=True)
class Comparison:
    """One choice of the form; `inputs` names the part of the form that it takes."""

    op: str
    label: str
    inputs: str


@dataclass(frozen=True)
class Editor:
    """The form as it is shown. `values` holds what was typed or what the term says."""

    asked: Field
    comparisons: list[Comparison]
    op: str
    values: dict[str, Any] = field(default_factory=dict)
    offered: list[tuple[str, str, bool]] = field(default_factory=list)
    unit: str = ""
    picker: str = ""
    error: str = ""

    @property
    def inputs(self) -> str:
        return next((each.inputs for each in self.comparisons if each.op == self.op), "")


def can_be_asked(asked: Field) -> bool:
    """Whether the filter menu offers this field: what a form can ask, and an address may hold."""
    if not asked.is_filterable or (asked.required and names_a_person(asked)):
        return False
    return asked.kind is not Kind.CHOICES and asked.name != "pinyin"


def _missing() -> list[Comparison]:
    return [Comparison("empty", _("is not filled in"), ""), Comparison("filled", _("is filled in"), "")]


def comparisons_of(asked: Field) -> list[Comparison]:
    """The comparisons that the form offers for a field, the likeliest first."""
    if asked.guarded:
        return [Comparison("in", pgettext("comparison", "is"), "record"), *_missing()]
    missing = _missing()
    if names_a_person(asked):
        return missing
    if asked.kind is Kind.RELATION and asked.relation not in OFFERED_RELATIONS:
        return missing
    found = [*_by_kind(asked), *([] if asked.group == "spend" and asked.kind in MEASURED else missing)]
    known = conditions.operators_for(asked)
    return [each for each in found if each.op in known]


def _by_kind(asked: Field) -> list[Comparison]:
    if asked.kind in (Kind.DATE, Kind.MOMENT):
        return [
            Comparison("last_days", _("in the last days"), "days"),
            Comparison("next_days", _("in the next days"), "days"),
            Comparison("older_days", _("longer ago than"), "days"),
            Comparison("between", pgettext("day", "from … until"), "two"),
            Comparison("gte", pgettext("day", "from"), "one"),
            Comparison("lte", pgettext("day", "until"), "one"),
        ]
    if asked.kind in MEASURED:
        return [
            Comparison("gte", pgettext("amount", "at least"), "one"),
            Comparison("lte", pgettext("amount", "at most"), "one"),
            Comparison("between", pgettext("amount", "between"), "two"),
        ]
    if asked.kind is Kind.YES_NO:
        return [Comparison("is", _("is"), "yes")]
    if asked.kind in (Kind.CHOICE, Kind.TAGS, Kind.RELATION) or asked.choices is not None:
        return [Comparison("in", _("is one of"), "choices")]
    if asked.path or asked.custom:
        return [
            Comparison("contains", _("contains"), "one"),
            Comparison("starts", _("begins with"), "one"),
            Comparison("is", _("is exactly"), "one"),
        ]
    return [Comparison("is", _("is exactly"), "one")]


def editor_of(actor: Actor, asked: Field, term: Tree | None, given: QueryDict | None = None) -> Editor:
    """The form for a term that stands, for a new one, or with what was typed and couldn't be taken."""
    comparisons = comparisons_of(asked)
    known = {each.op for each in comparisons}
    op = ""
    values: dict[str, Any] = {}
    if given is not None and "op" in given:
        op = given.get("op", "")
        values = {
            "a": given.get("a", ""),
            "b": given.get("b", ""),
            "d": given.get("d", ""),
            "v": given.getlist("v"),
        }
    elif term is not None:
        op, values = _typed(asked, term)
    if op not in known:
        op = "next_days" if asked.name.startswith("next") and "next_days" in known else comparisons[0].op
    values.setdefault("d", DAYS_SUGGESTED)
    chosen = {str(each) for each in values.get("v", [])}
    offered = [(value, label, value in chosen) for value, label in offered_choices(actor, asked, comparisons)]
    picker = _picker(actor, asked, values) if asked.guarded else ""
    return Editor(asked, comparisons, op, values, offered, unit_of(asked), picker)


def _picker(actor: Actor, asked: Field, values: Mapping[str, Any]) -> str:
    """The input that finds the record compared with, one that the reader reaches."""
    chosen = next((str(each) for each in values.get("v", [])), "")
    attributes = {"id": f"v-{asked.name}", "class": "form-control", "aria-label": str(asked.label)}
    return RecordPicker(actor, asked.relation).render("v", chosen, attributes)


def offered_choices(actor: Actor, asked: Field, comparisons: list[Comparison]) -> list[tuple[str, str]]:
    if not any(each.inputs == "choices" for each in comparisons):
        return []
    if asked.kind is Kind.RELATION:
        return [(str(pk), label) for pk, label in options(actor, asked.relation)]
    return [
        (str(code), str(label)) for code, label in (asked.choices() if asked.choices else ()) if str(code)
    ]


def unit_of(asked: Field) -> str:
    return {Kind.MONEY: _("yuan"), Kind.WEIGHT: "g", Kind.CARAT: "ct"}.get(asked.kind, "")


def _typed(asked: Field, term: Tree) -> tuple[str, dict[str, Any]]:
    """The term as it would have been typed."""
    op, value = term["op"], term.get("value")
    if op in VALUELESS:
        return op, {}
    if op in conditions.DAYS:
        return op, {"d": value}
    offers_choices = any(each.op == "in" for each in comparisons_of(asked))
    if op in ("in", "is") and offers_choices:
        return "in", {"v": value if isinstance(value, list) else [value]}
    if asked.kind is Kind.YES_NO:
        return op, {"a": "1" if value in conditions.YES else "0"}
    low, high = value if isinstance(value, list) and len(value) == 2 else (value, None)
    return op, {"a": _as_typed(asked, low), "b": _as_typed(asked, high)}


def _as_typed(asked: Field, value: Any) -> str:
    if value is None:
        return ""
    return as_typed(asked.kind, int(value)) if asked.kind in MEASURES else str(value)


def read_editor(asked: Field, given: QueryDict) -> Tree:
    """The term that the form says. Raises ValidationError with words for the one who typed."""
    op = given.get("op", "")
    inputs = next((each.inputs for each in comparisons_of(asked) if each.op == op), None)
    if inputs is None:
        raise ValidationError(_("Choose a comparison."))
    if inputs == "":
        return {"field": asked.name, "op": op}
    if inputs in ("choices", "record"):
        chosen = [each for each in given.getlist("v") if each]
        if not chosen:
            raise ValidationError(_("Choose at least one."), UNSAID)
        return {"field": asked.name, "op": op, "value": [_parsed(asked, each) for each in chosen]}
    if inputs == "days":
        return {"field": asked.name, "op": op, "value": _days(given.get("d", ""))}
    if inputs == "two":
        low, high = _parsed(asked, given.get("a", "")), _parsed(asked, given.get("b", ""))
        return {"field": asked.name, "op": op, "value": [low, high] if low <= high else [high, low]}
    return {"field": asked.name, "op": op, "value": _parsed(asked, given.get("a", ""))}


def _days(text: str) -> int:
    try:
        days = int(text.strip())
    except ValueError:
        raise ValidationError(_("How many days?"), None if text.strip() else UNSAID) from None
    if not 0 <= days <= 36_500:
        raise ValidationError(_("Between 0 and 36,500 days."))
    return days


def _parsed(asked: Field, text: str) -> Any:
    text = text.strip()
    if not text:
        raise ValidationError(_("Please fill this in."), UNSAID)
    try:
        if measure := MEASURES.get(asked.kind):
            return measure(text)
        if asked.kind is Kind.RELATION:
            return int(text)
        value = conditions.coerce(asked, "is", text)
    except (UnreadableNumber, ValueError, TypeError, OverflowError):
        raise ValidationError(_wrong(asked)) from None
    if asked.kind in MEASURED:
        return value
    return value.isoformat()[:10] if asked.kind in (Kind.DATE, Kind.MOMENT) else text


def _wrong(asked: Field) -> str:
    if asked.kind in (Kind.DATE, Kind.MOMENT):
        return _("Write the day as 2026-11-22.")
    return _("“%(field)s” takes a number here.") % {"field": asked.label}


def fields_to_ask(permitted: Mapping[str, Field]) -> list[Field]:
    """The fields that the condition menu lists, in the order of the catalogue."""
    return [each for each in permitted.values() if can_be_asked(each)]


def relations_in(terms: list[Tree], fields: Mapping[str, Field]) -> dict[str, set[int]]:
    """The records that these terms compare relations with, by record type."""
    found: dict[str, set[int]] = {}
    for term in terms:
        asked = fields.get(term.get("field", ""))
        if (
            asked is not None
            and asked.kind is Kind.RELATION
            and term["op"] not in VALUELESS
            and (asked.custom or not asked.lookup)
        ):
            value: Any = term.get("value")
            ids = value if isinstance(value, list) else [value]
            found.setdefault(asked.relation, set()).update(int(each) for each in ids)
    return {name: ids for name, ids in found.items() if resources.get(name)}
