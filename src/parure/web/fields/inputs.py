"""Inputs for fields of the shop's own: typed as people write, given on as operations keep them."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from parure.access.actors import Actor
from parure.access.options import chosen_from
from parure.core.changes import change
from parure.core.decimals import UnreadableNumber
from parure.core.money import minor_digits, parse_money
from parure.core.weight import parse_weight
from parure.customize.form_parts import FormPart, parts_for
from parure.customize.relations import is_searched
from parure.web.dialogs import Chips, DialogForm, ManyChips, Segments
from parure.web.kit.records import RecordField
from parure.web.people.days import DayInput

FEW = 6  # choices that stand side by side; more are chosen from a list
YES, NO = "1", "0"
DIGITS = {"money": minor_digits(settings.CURRENCY), "weight": 3}
SCALE = {kind: 10**digits for kind, digits in DIGITS.items()}


class ScaledField(forms.CharField):
    """An amount in yuan or a weight in grams, as it is written; gives minor units or milligrams."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=40, widget=widget, **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            if self.kind == "money":
                return parse_money(text, settings.CURRENCY).minor
            if self.kind == "weight":
                return parse_weight(text).mg
            return int(text.replace(",", ""))
        except (UnreadableNumber, ValueError):
            raise ValidationError(_("Write a number here.")) from None


class DayField(forms.DateField):
    """A day, given as text."""

    def clean(self, value: Any) -> str | None:  # type: ignore[override]
        day = super().clean(value)
        return day.isoformat() if isinstance(day, date) else None


class YesNoField(forms.ChoiceField):
    """Yes, no, or not said."""

    def clean(self, value: Any) -> bool | None:
        chosen = super().clean(value)
        return None if chosen == "" else chosen == YES


def typed(kind: str, value: Any) -> Any:
    """A kept value as it would have been typed."""
    if value is None:
        return ""
    if kind == "yes_no":
        return YES if value else NO
    if kind in DIGITS:
        whole, rest = divmod(abs(int(value)), SCALE[kind])
        text = f"{whole}.{rest:0{DIGITS[kind]}}".rstrip("0").rstrip(".") if DIGITS[kind] else str(whole)
        return f"-{text}" if value < 0 else text
    return value if isinstance(value, list) else str(value)


def control_of(actor: Actor, part: FormPart, kept: Any = None) -> forms.Field:
    """The form field of a custom field, with what the record has in it."""
    common: dict[str, Any] = {
        "label": part.field.label,
        "required": part.field.required and part.shown_if is None,
        "help_text": part.field.help,
        "initial": typed(part.kind, kept),
    }
    field = CONTROLS[part.kind](actor, part, kept, common)
    if part.shown_if is not None:
        field.widget.attrs["data-shown-if"] = json.dumps(part.shown_if)
    if part.kind in SCALE:
        field.widget.attrs["data-scale"] = str(SCALE[part.kind])
    return field


Control = Callable[[Actor, FormPart, Any, dict[str, Any]], forms.Field]


def _text(_actor: Actor, part: FormPart, _kept: Any, common: dict[str, Any]) -> forms.Field:
    if part.kind == "long_text":
        return forms.CharField(max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}), **common)
    attrs = {"autocomplete": "off"} | ({"inputmode": "url"} if part.kind == "link" else {})
    if part.kind == "text" and part.rules.get("example"):
        attrs["placeholder"] = part.rules["example"]
    return forms.CharField(max_length=500, widget=forms.TextInput(attrs=attrs), **common)


def _number(_actor: Actor, part: FormPart, _kept: Any, common: dict[str, Any]) -> forms.Field:
    units = {"money": _("yuan"), "weight": "g"}
    if part.kind in units:
        common["label"] = f"{common['label']} ({units[part.kind]})"
    return ScaledField(part.kind, **common)


def _day(_actor: Actor, _part: FormPart, _kept: Any, common: dict[str, Any]) -> forms.Field:
    return DayField(widget=DayInput(), **common)


def _yes_no(_actor: Actor, _part: FormPart, _kept: Any, common: dict[str, Any]) -> forms.Field:
    choices = [("", _("not said")), (YES, _("yes")), (NO, _("no"))]
    return YesNoField(choices=choices, widget=Segments, **common)


def _choice(_actor: Actor, part: FormPart, kept: Any, common: dict[str, Any]) -> forms.Field:
    former = kept if isinstance(kept, list) else [kept]
    offered = [(each.code, each.label) for each in part.choices if not each.is_retired or each.code in former]
    if part.kind == "choices":
        return forms.MultipleChoiceField(choices=offered, widget=ManyChips, **common)
    if not common["required"]:
        offered.insert(0, ("", _("not said")))
    return forms.ChoiceField(
        choices=offered, widget=Chips if len(offered) <= FEW + 1 else forms.Select, **common
    )


def _relation(actor: Actor, part: FormPart, kept: Any, common: dict[str, Any]) -> forms.Field:
    if is_searched(part.field.relation):
        return RecordField(actor, part.field.relation, kept, **common)
    offered = [(str(pk), title) for pk, title in chosen_from(actor, part.field.relation, kept)]
    return forms.TypedChoiceField(
        choices=[("", pgettext("own field", "none")), *offered], coerce=int, empty_value=None, **common
    )


CONTROLS: dict[str, Control] = {
    "text": _text,
    "long_text": _text,
    "link": _text,
    "number": _number,
    "money": _number,
    "weight": _number,
    "date": _day,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choice,
    "relation": _relation,
}


# ── in a form of the house ───────────────────────────────────────────────────


def add_own_fields(
    form: DialogForm, actor: Actor, resource: str, kept: Mapping[str, Any] | None = None
) -> None:
    """Put the custom fields that the actor may write at the end of a form, under their headings.

    Call it before the form is validated. `kept` is what the record has, by code.
    """
    heading = ""
    for part in parts_for(actor, resource):
        control = control_of(actor, part, (kept or {}).get(part.code))
        if part.section != heading:
            control.heading = heading = part.section  # type: ignore[attr-defined]
        form.fields[part.name] = control


def own_names(form: DialogForm) -> list[str]:
    return [name for name in form.fields if name.startswith("custom_")]


def own_values(form: DialogForm, names: Iterable[str] | None = None) -> dict[str, Any]:
    """What was given for the custom fields, as operations take it: all, or those of `names`."""
    wanted = own_names(form) if names is None else names
    return {name: form.cleaned_data.get(name) for name in wanted if name in form.fields}


def keep_own_values(actor: Actor, resource: str, uid: Any, form: DialogForm) -> None:
    """Write what was given for the custom fields of a record that has just been made, in its transaction."""
    values = own_values(form)
    if any(value not in (None, "", []) for value in values.values()):
        change(actor, resource, uid, values)
