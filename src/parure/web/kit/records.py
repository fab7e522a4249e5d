"""The input of a field that points to a customer, a piece or a style: found while somebody types, kept by its key."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from parure.access import policy
from parure.access.actors import Actor
from parure.access.options import called, titles

KINDS = {"customer": "people.customer", "piece": "catalog.piece", "style": "catalog.style"}
KEY_OF = {resource: key for key, resource in KINDS.items()}
WORDS = {
    "customer": lambda: _("name, pinyin, last four digits"),
    "piece": lambda: _("code, certificate or name"),
    "style": lambda: _("number or name"),
}


class RecordPicker(forms.Widget):
    """What is chosen, and under a line to type in what may be chosen instead. What the reader may not see of the
    chosen record isn't told.
    """

    def __init__(self, actor: Actor, resource: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.actor, self.resource = actor, resource

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        attributes = self.build_attrs(self.attrs, attrs)
        key = key_in(value)
        kind = KEY_OF[self.resource]
        context = {
            "name": name,
            "id": attributes.pop("id", f"f-{name}"),
            "attrs": {each: said for each, said in attributes.items() if said is not False},
            "value": key,
            "label": called(self.actor, self.resource, key) if key else "",
            "may_find": policy.may(self.actor, self.resource),
            "address": choices_address(self.resource, name),
            "words": WORDS[kind](),
        }
        return mark_safe(render_to_string("fields/record.html", context))


def choices_address(resource: str, name: str) -> str:
    """Where records of a type are found while somebody types; `name` is what the choice is called in the form."""
    return reverse("record-choices", args=[KEY_OF[resource], name])


class RecordField(forms.Field):
    """A record of a type that is searched for; cleaned to its key. What is kept may stay, wherever it leads."""

    def __init__(self, actor: Actor, resource: str, kept: Any = None, **kwargs: Any) -> None:
        super().__init__(widget=RecordPicker(actor, resource), **kwargs)
        self.actor, self.resource, self.kept = actor, resource, key_in(kept)
        self.choices = [(str(self.kept), called(actor, resource, self.kept))] if self.kept else []

    def clean(self, value: Any) -> int | None:
        super().clean(value)
        if value in (None, ""):
            return None
        key = key_in(value)
        if key is None:
            raise ValidationError(_("There is no such record within your reach."))
        if key != self.kept:
            found = titles(self.actor, self.resource, [key])
            if key not in found:
                raise ValidationError(_("There is no such record within your reach."))
            self.choices = [*self.choices, (str(key), found[key])]
        return key


def key_in(value: Any) -> int | None:
    """The key that was sent, if it can be one."""
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 and int(text) > 0 else None
