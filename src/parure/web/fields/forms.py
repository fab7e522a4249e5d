"""The form in which a field of the shop's own is defined."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parure.access.actors import Actor
from parure.access.words import group_label
from parure.core import resources
from parure.core.conditions import Tree, operators_for
from parure.core.decimals import UnreadableNumber
from parure.core.money import parse_money
from parure.core.resources import Field, Kind
from parure.core.weight import parse_weight
from parure.customize.choices import COMPUTED_KINDS, CustomKind, TagColour
from parure.customize.computing import with_labels, with_names
from parure.customize.defining import groups_of
from parure.customize.form_parts import FormPart
from parure.customize.formulas import FormulaError
from parure.customize.overview import code_for
from parure.customize.relations import targets
from parure.customize.rollups import AGGREGATES, rolled_fields, sources_of
from parure.web.dialogs import DialogForm, Segments
from parure.web.fields.inputs import typed
from parure.web.fields.narrowing import narrowing

HOW = (("typed", _("Filled in by hand")), ("formula", _("By a formula")), ("rollup", _("Summed up")))
WHEN = (("never", _("May stay empty")), ("always", _("Always")), ("if", _("If …")))
SHOWN = (("always", _("Always")), ("if", _("If …")))
OPS = (
    ("is", pgettext_lazy("comparison", "is")),
    ("is_not", pgettext_lazy("comparison", "is not")),
    ("gte", pgettext_lazy("comparison", "is at least")),
    ("lte", pgettext_lazy("comparison", "is at most")),
    ("contains", pgettext_lazy("comparison", "contains")),
    ("filled", pgettext_lazy("comparison", "is filled in")),
    ("empty", pgettext_lazy("comparison", "is empty")),
)
NARROW = forms.TextInput(attrs={"autocomplete": "off"})


class FieldForm(DialogForm):
    """A definition as people write it. Which parts are there depends on the kind and on how it is filled."""

    layout = (
        "label", "code", "how", "kind", "target", "source", "aggregate", "taken", "formula", ("min", "max"),
        "max_length", "pattern", "example", "section", "group", "help", "when",
        ("when_field", "when_op", "when_value"), "shown", ("shown_field", "shown_op", "shown_value"),
    )  # fmt: skip

    label = forms.CharField(
        label=pgettext_lazy("field", "Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("For files and other systems; made from the name where left empty, and then stays."),
    )
    how = forms.ChoiceField(label=_("How it is filled"), choices=HOW, widget=Segments, initial="typed")
    kind = forms.ChoiceField(
        label=pgettext_lazy("field", "Kind"), choices=CustomKind.choices, initial=CustomKind.TEXT
    )
    section = forms.CharField(
        label=_("Heading"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"list": "sections", "autocomplete": "off"}),
        help_text=_("Fields of one heading stand together."),
    )
    group = forms.ChoiceField(label=_("Who may see and write it"), initial="basic")
    help = forms.CharField(label=_("Explanation"), max_length=200, required=False, widget=NARROW)
    target = forms.ChoiceField(label=_("Points to"), required=False)
    min = forms.CharField(label=_("At least"), required=False, max_length=30, widget=NARROW)
    max = forms.CharField(label=_("At most"), required=False, max_length=30, widget=NARROW)
    max_length = forms.IntegerField(label=_("Longest, in characters"), required=False, min_value=1)
    pattern = forms.CharField(
        label=_("Pattern"),
        required=False,
        max_length=200,
        widget=forms.TextInput(
            attrs={"placeholder": r"[A-Z]{2}\d{6}", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("A regular expression for the whole text."),
    )
    example = forms.CharField(
        label=_("An example that fits"), required=False, max_length=80, widget=NARROW,
        help_text=_("Is tried at once, and shown in the empty field."),
    )  # fmt: skip
    formula = forms.CharField(
        label=_("Formula"),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3, "class": "is-formula", "spellcheck": "false"}),
    )
    source = forms.ChoiceField(label=_("Of what"), required=False)
    aggregate = forms.ChoiceField(label=_("What of them"), required=False, choices=list(AGGREGATES.items()))
    taken = forms.ChoiceField(label=_("Which value"), required=False)
    tree = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)
    tree_of = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    when = forms.ChoiceField(
        label=_("Must be filled in"), choices=WHEN, widget=Segments, initial="never", required=False
    )
    shown = forms.ChoiceField(
        label=_("Is shown"), choices=SHOWN, widget=Segments, initial="always", required=False
    )
    is_unique = forms.BooleanField(label=_("No two records with the same value"), required=False)
    filterable = forms.BooleanField(label=_("Can be filtered and sorted by"), required=False, initial=True)
    is_searchable = forms.BooleanField(label=_("Is found by the search"), required=False)

    def __init__(
        self,
        *args: Any,
        actor: Actor,
        resource: str,
        others: Mapping[str, FormPart],
        known: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        """`others` are the other custom fields of the record type, `known` the definition that is changed."""
        super().__init__(*args, **kwargs)
        self.actor, self.resource, self.others, self.known = actor, resource, others, known
        get = self.now
        self._choose("group", [(group, group_label(resource, group)) for group in groups_of(resource)])
        self._choose(
            "target", [(each.resource, str(resources.get(each.resource).label)) for each in targets()]
        )
        sources = sources_of(resource)
        self._choose("source", [(each.resource, each.label) for each in sources])
        how, kind = get("how") or "typed", get("kind") or "text"
        source = get("source") or (sources[0].resource if sources else "")
        taken = rolled_fields(source, get("aggregate") or "count") if source else {}
        self._choose("taken", [(name, str(each.label)) for name, each in taken.items()])
        if how != "typed":
            allowed = {each.value for each in COMPUTED_KINDS}
            self._choose("kind", [pair for pair in CustomKind.choices if pair[0] in allowed])
        if not sources:
            self._choose("how", [pair for pair in HOW if pair[0] != "rollup"])
        self._leave_out(how, kind, get("aggregate") or "count")
        self._add_terms(get)

    def now(self, name: str) -> Any:
        """What stands in the form at the moment: sent, or to begin with."""
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def _choose(self, name: str, choices: list[Any]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def _leave_out(self, how: str, kind: str, aggregate: str) -> None:
        """Take away the parts that this kind, or this way of filling, has no use for."""
        gone: set[str] = set()
        if self.known is not None:
            gone |= {"code", "how"}
        if how != "formula":
            gone |= {"formula"}
        if how != "rollup":
            gone |= {"source", "aggregate", "taken", "tree", "tree_of"}
        elif aggregate == "count":
            gone |= {"taken"}
        if how != "typed":
            gone |= {"min", "max", "max_length", "pattern", "example", "when", "is_unique", "target"}
        if how == "rollup":
            gone |= {"kind"}
        if kind not in ("number", "money", "weight"):
            gone |= {"min", "max"}
        if kind not in ("text", "long_text"):
            gone |= {"max_length"}
        if kind != "text":
            gone |= {"pattern", "example"}
        if kind != "relation":
            gone |= {"target"}
        if kind in ("long_text", "choices", "yes_no", "relation"):
            gone |= {"is_unique"}
        if kind not in ("text", "number", "choice"):
            gone |= {"is_searchable"}
        for name in gone:
            self.fields.pop(name, None)

    def _add_terms(self, get: Any) -> None:
        """A line 'field · comparison · value' under each of the two 'if'."""
        for prefix, asked in (("when", "when"), ("shown", "shown")):
            if asked not in self.fields:
                continue
            if not self.others:
                if asked == "shown":
                    del self.fields[asked]
                else:
                    self._choose(asked, [pair for pair in WHEN if pair[0] != "if"])
                continue
            if get(asked) != "if":
                continue
            chosen = self.others.get(str(get(f"{prefix}_field"))) or next(iter(self.others.values()))
            codes = [(code, str(part.field.label)) for code, part in self.others.items()]
            fitting = operators_for(Field("x", "", chosen.field.kind, path="x"))
            ops = [pair for pair in OPS if pair[0] in fitting]
            self.fields[f"{prefix}_field"] = forms.ChoiceField(label=_t("Field"), choices=codes)
            self.fields[f"{prefix}_op"] = forms.ChoiceField(label=_t("Comparison"), choices=ops)
            if get(f"{prefix}_op") not in ("filled", "empty"):
                self.fields[f"{prefix}_value"] = _value_control(chosen)

    # ── what was written ──

    def settings(self) -> dict[str, Any]:
        """The definition's settings, as operations take them. Raises ValidationError by this form's names."""
        given = self.cleaned_data
        how = given.get("how") or (self.known or {}).get("how") or "typed"
        found: dict[str, Any] = {
            "label": given["label"],
            "group": given["group"],
            "section": given.get("section") or "",
            "help": given.get("help") or "",
            "target": given.get("target") or "",
            "rules": self._rules(str(given.get("kind"))),
            "required": given.get("when") == "always",
            "required_if": self._term("when") if given.get("when") == "if" else None,
            "shown_if": self._term("shown") if given.get("shown") == "if" else None,
            "is_unique": bool(given.get("is_unique")),
            "filterable": bool(given.get("filterable")),
            "is_searchable": bool(given.get("is_searchable")),
            "formula": "",
            "rollup": None,
            "kind": given.get("kind") or "number",
            "choices": choices_given(self.data),  # type: ignore[arg-type] # a browser's form if given.get("kind") in ("choice", "choices") else [],
        }
        if how == "formula":
            found["formula"] = self._formula()
        if how == "rollup":
            found["rollup"], found["kind"] = self._rollup()
        return found

    def _formula(self) -> str:
        text = str(self.cleaned_data.get("formula") or "").strip()
        if not text:
            raise ValidationError({"formula": _t("Write the formula.")})
        try:
            return with_names(self.resource, text)
        except FormulaError as problem:
            raise ValidationError({"formula": str(problem)}) from None

    def _rollup(self) -> tuple[dict[str, Any], str]:
        given = self.cleaned_data
        source = next(each for each in sources_of(self.resource) if each.resource == given["source"])
        kept: dict[str, Any] = {"source": source.resource, "aggregate": given["aggregate"]}
        kind = "number"
        if given["aggregate"] != "count":
            fields = rolled_fields(source.resource, given["aggregate"])
            if given.get("taken") not in fields:
                raise ValidationError({"taken": _t("Choose which value is taken.")})
            kept["field"] = given["taken"]
            kind = {Kind.MOMENT: "date"}.get(
                fields[given["taken"]].kind, str(fields[given["taken"]].kind.value)
            )
        is_of_it = given.get("tree_of") == source.resource
        tree = narrowing(self.actor, source.resource, given.get("tree") or "" if is_of_it else "")
        return kept | ({"condition": tree} if tree else {}), kind

    def _rules(self, kind: str) -> dict[str, Any]:
        given, found = self.cleaned_data, {}
        for name in ("min", "max"):
            if given.get(name):
                found[name] = _number(kind, given[name], name)
        for name in ("max_length", "pattern", "example"):
            if given.get(name):
                found[name] = given[name]
        return found

    def _term(self, prefix: str) -> Tree:
        given = self.cleaned_data
        part = self.others[given[f"{prefix}_field"]]
        op = given[f"{prefix}_op"]
        if op in ("filled", "empty"):
            return {"field": part.code, "op": op}
        value = given.get(f"{prefix}_value")
        if value in (None, ""):
            raise ValidationError({f"{prefix}_value": _t("Please fill this in.")})
        return {"field": part.code, "op": op, "value": _compared(part.kind, str(value), f"{prefix}_value")}


def _value_control(part: FormPart) -> forms.Field:
    if part.kind in ("choice", "choices"):
        return forms.ChoiceField(
            label=_t("Value"), choices=[(each.code, each.label) for each in part.choices]
        )
    if part.kind == "yes_no":
        return forms.ChoiceField(label=_t("Value"), choices=[("1", _t("yes")), ("0", _t("no"))])
    if part.kind == "date":
        return forms.CharField(
            label=_t("Value"), widget=forms.DateInput(attrs={"type": "date"}), required=False
        )
    return forms.CharField(label=_t("Value"), max_length=200, required=False)


def _number(kind: str, text: str, name: str) -> int:
    try:
        if kind == "money":
            return parse_money(text, settings.CURRENCY).minor
        return parse_weight(text).mg if kind == "weight" else int(text.replace(",", ""))
    except (UnreadableNumber, ValueError):
        raise ValidationError({name: _t("Write a number here.")}) from None


def _compared(kind: str, text: str, name: str) -> Any:
    if kind in ("number", "money", "weight", "relation"):
        return _number(kind, text, name)
    return text == "1" if kind == "yes_no" else text


def choices_given(data: QueryDict) -> list[list[Any]]:
    """The rows of the choices as they were sent: [code, label, colour, retired]; empty ones are left out."""
    rows = zip(
        data.getlist("choice_code"), data.getlist("choice_label"), data.getlist("choice_colour"),
        data.getlist("choice_retired"), strict=False,
    )  # fmt: skip
    found: list[list[Any]] = []
    for code, label, colour, retired in rows:
        if not label.strip():
            continue
        taken = {row[0] for row in found}
        wanted = code or code_for(label) or f"c{len(found) + 1}"
        while not code and wanted in taken:
            wanted = f"{wanted}_{len(found) + 1}"
        mark = colour if colour in TagColour.values else ""
        found.append([wanted, label.strip()[:60], mark, retired == "1"])
    return found


def initial_of(known: Mapping[str, Any], others: Mapping[str, FormPart]) -> dict[str, Any]:
    """A definition's settings as the form shows them. A formula speaks of fields by their labels."""
    rules, kind = known["rules"], known["kind"]
    found = {name: known[name] for name in (
        "label", "kind", "section", "group", "help", "target", "is_unique", "filterable", "is_searchable",
    )}  # fmt: skip
    found |= {name: typed(kind, rules[name]) for name in ("min", "max") if name in rules}
    found |= {name: rules[name] for name in ("max_length", "pattern", "example") if name in rules}
    found["how"] = known["how"]
    found["formula"] = with_labels(known["resource"], known["formula"]) if known["formula"] else ""
    if rollup := known["rollup"]:
        found |= {
            "source": rollup["source"],
            "aggregate": rollup["aggregate"],
            "taken": rollup.get("field", ""),
            "condition": rollup.get("condition"),
            "tree_of": rollup["source"],
        }
    found["when"] = "always" if known["required"] else "if" if known["required_if"] else "never"
    found["shown"] = "if" if known["shown_if"] else "always"
    for prefix, tree in (("when", known["required_if"]), ("shown", known["shown_if"])):
        if tree and tree.get("field") in others:
            found |= {
                f"{prefix}_field": tree["field"],
                f"{prefix}_op": tree["op"],
                f"{prefix}_value": typed(others[tree["field"]].kind, tree.get("value")),
            }
    return found
