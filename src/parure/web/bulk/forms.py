"""The small form of each bulk act: which field and what value, which tags, or the inputs of what an area offers."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access import policy
from parure.access.actors import Actor
from parure.automation.bulk import acts
from parure.core import resources
from parure.core.resources import Field
from parure.customize.form_parts import parts_for
from parure.web.dialogs import DialogForm, ManyChips
from parure.web.fields.inputs import control_of
from parure.web.kit.inputs import can_be_typed, input_of, kept

MOST_CHIPS = 60


class BulkForm(DialogForm):
    """Base: `params()` is what the run keeps. It is read as sent only where `go` says so."""

    def params(self) -> dict[str, Any]:
        return {}


class SetForm(BulkForm):
    """A field and the value that it gets."""

    clear = forms.BooleanField(label=gettext_lazy("Empty this field"), required=False)

    def __init__(self, actor: Actor, resource: str, chosen: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = {
            name: each
            for name, each in acts.editable(actor, resource).items()
            if each.custom or can_be_typed(each)
        }
        self.fields["field"] = forms.ChoiceField(
            label=_("Field"),
            choices=[("", _("Choose a field")), *((name, each.label) for name, each in offered.items())],
            initial=chosen,
        )
        self.asked = offered.get(chosen)
        if self.asked is None:
            del self.fields["clear"]
        else:
            self.fields["value"] = _value_of(actor, resource, self.asked)
            self.fields["value"].label = _("New value")
            if not acts.can_be_empty(resource, self.asked):
                del self.fields["clear"]
        self.order_fields(["field", "value", "clear"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if self.asked is None:
            self.add_error("field", _("Choose a field."))
        elif "value" in given and given["value"] in (None, "", []) and not given.get("clear"):
            self.add_error("value", _("Give a value, or say that the field is emptied."))
        return given

    def params(self) -> dict[str, Any]:
        asked = self.asked
        if asked is None:
            return {}
        value = self.cleaned_data["value"] if asked.custom else kept(asked, self.cleaned_data["value"])
        if self.cleaned_data.get("clear"):
            value = "" if isinstance(value, str) else None
        return {"field": asked.name, "value": value}


def _value_of(actor: Actor, resource: str, asked: Field) -> forms.Field:
    """The input of the new value: of an own field as in every form, but demanding nothing and always shown."""
    if not asked.custom:
        return input_of(actor, asked)
    part = next(each for each in parts_for(actor, resource) if each.name == asked.name)
    control = control_of(actor, replace(part, shown_if=None))
    control.required = False
    return control


class TagsForm(BulkForm):
    """Tags to give and to take; a new word where this person may make tags."""

    layout = ("add", ("new", "until"), "remove")
    add = forms.MultipleChoiceField(label=gettext_lazy("Give"), required=False, widget=ManyChips)
    new = forms.CharField(
        label=gettext_lazy("A new tag"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    until = forms.DateField(
        label=gettext_lazy("Until (empty: for good)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    remove = forms.MultipleChoiceField(label=gettext_lazy("Take away"), required=False, widget=ManyChips)

    def __init__(self, actor: Actor, resource: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = resources.field_of(resource, "tags").choices
        known = list(choices())[:MOST_CHIPS] if choices else []
        for name in ("add", "remove"):
            self.fields[name].choices = known  # type: ignore[attr-defined]
        if not policy.may(actor, "customize.tag", "add"):
            del self.fields["new"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not (given.get("add") or given.get("remove") or given.get("new")):
            raise forms.ValidationError(_("Choose at least one tag."))
        if (until := given.get("until")) and until < timezone.localdate():
            self.add_error("until", _("This day has passed."))
        return given

    def params(self) -> dict[str, Any]:
        given = self.cleaned_data
        add = list(dict.fromkeys([*given["add"], *([given["new"].strip()] if given.get("new") else [])]))
        return {
            "add": add,
            "remove": [name for name in given["remove"] if name not in add],
            "until": given["until"].isoformat() if given.get("until") else None,
        }


class VerbForm(BulkForm):
    """The inputs of what an area offers."""

    def __init__(self, actor: Actor, verb: acts.Verb, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.verb = verb
        for each in verb.inputs:
            self.fields[each.name] = input_of(actor, each, required=each.required)

    def params(self) -> dict[str, Any]:
        return {each.name: kept(each, self.cleaned_data[each.name]) for each in self.verb.inputs}


_FORMS: dict[tuple[str, str], Callable[..., BulkForm]] = {}


def gives_form(resource: str, act: str, form: Callable[..., BulkForm]) -> None:
    """An act of a record type has a form of its own, made of (actor, what was sent)."""
    _FORMS[resource, act] = form


def form_for(actor: Actor, resource: str, act: str, given: QueryDict, *, sent: bool) -> BulkForm:
    """The form of an act, filled in with what was sent. Raises Denied for an act that this actor may not do."""
    data = given if sent else None
    verb = acts.verb_of(resource, act)
    if verb is not None and verb.is_open_to(actor):
        own = _FORMS.get((resource, act))
        return own(actor, data) if own else VerbForm(actor, verb, data)
    if act == acts.TAGS and acts.may_tag(actor, resource):
        return TagsForm(actor, resource, data)
    name, _colon, field = act.partition(":")
    if name == acts.SET and acts.editable(actor, resource):
        return SetForm(actor, resource, given.get("field", "") or field, data)
    raise policy.Denied(act)
