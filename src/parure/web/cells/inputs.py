"""The input of a cell: small enough for a table, and what it gives as the operations take it."""

from typing import Any

from django import forms

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import STAFF, colleagues, with_kept
from parure.automation.bulk.acts import can_be_empty
from parure.automation.bulk.values import kept_value, written_value
from parure.core.resources import Field
from parure.customize.form_parts import parts_for
from parure.web.dialogs import Chips, DialogForm, Segments
from parure.web.fields.inputs import control_of
from parure.web.kit.inputs import input_of, kept, typed


def cell_control(actor: Actor, resource: str, asked: Field, instance: Any) -> forms.Field:
    """The form field of a value, with what the record holds in it."""
    if asked.custom:
        part = next(each for each in parts_for(actor, resource) if each.name == asked.name)
        control = control_of(actor, part, instance.custom.get(part.code))
        control.required = asked.required
    else:
        record = policy.record(actor, resource, instance, [asked.name])
        control = input_of(actor, asked, required=not can_be_empty(resource, asked))
        control.initial = typed(asked, record.get(asked.name))
        if asked.relation == STAFF and isinstance(control, forms.ChoiceField):
            kept = asked.value(instance) if asked.value else getattr(instance, asked.name)
            control.choices = [("", "–"), *with_kept(colleagues(actor), kept, control.initial)]
    return _narrow(control)


def _narrow(control: forms.Field) -> forms.Field:
    """Words that stand side by side in a form are chosen from a list in a cell."""
    if type(control.widget) in (Chips, Segments) and isinstance(control, forms.ChoiceField):
        control.widget = forms.Select()
        control.widget.choices = control.choices
    return control


def kept_now(asked: Field, instance: Any) -> Any:
    """What the record holds, as it can be written back."""
    if asked.custom:
        return instance.custom.get(asked.name.removeprefix("custom_"))
    return kept_value(asked, instance)


def wanted_value(asked: Field, cleaned: Any) -> Any:
    """What was typed, as the operation that writes the field takes it."""
    return cleaned if asked.custom else written_value(asked, kept(asked, cleaned))


def form_of(control: forms.Field, name: str, data: Any = None) -> DialogForm:
    """A form of this one field, under the name of the catalogue."""
    form = DialogForm(data)
    form.fields[name] = control
    return form
