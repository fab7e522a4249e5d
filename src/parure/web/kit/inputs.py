"""One input for a field of the catalogue by its kind, and what was typed as the operations take it."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from parure.access.actors import Actor
from parure.access.colleagues import STAFF, colleagues
from parure.access.options import named
from parure.access.policy import Link
from parure.core.decimals import UnreadableNumber
from parure.core.resources import Field, Kind
from parure.web.kit.forms import OFFERED_RELATIONS
from parure.web.kit.measures import MEASURES, as_typed

YES, NO = "1", "0"
LONGEST = {Kind.TEXT: 400, Kind.LONG_TEXT: 4000}


def can_be_typed(asked: Field) -> bool:
    """Whether there is an input for this field."""
    if asked.kind is Kind.RELATION:
        return asked.relation in OFFERED_RELATIONS
    return asked.kind not in (Kind.PHONE, Kind.EMAIL, Kind.TAGS, Kind.MOMENT)


class Measured(forms.CharField):
    """An amount or a weight as people write it; cleaned to the whole number that is kept."""

    def __init__(self, kind: Kind, **kwargs: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)
        self.kind = kind

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            measure = MEASURES.get(self.kind)
            return measure(text) if measure else int(text.replace(",", ""))
        except (UnreadableNumber, ValueError):
            raise ValidationError(_("This takes a number.")) from None


class YesOrNo(forms.ChoiceField):
    """Yes, no, or not said."""

    def clean(self, value: Any) -> bool | None:
        said = super().clean(value)
        return None if said in ("", None) else said == YES


def input_of(actor: Actor, asked: Field, *, required: bool = False) -> forms.Field:
    """The form field for a catalogue field; what it cleans to is what `kept` takes."""
    common: dict[str, Any] = {"label": asked.label, "required": required, "help_text": asked.help}
    match asked.kind:
        case Kind.LONG_TEXT:
            return forms.CharField(
                max_length=LONGEST[Kind.LONG_TEXT], widget=forms.Textarea(attrs={"rows": 3}), **common
            )
        case Kind.NUMBER | Kind.MONEY | Kind.WEIGHT | Kind.CARAT:
            return Measured(asked.kind, max_length=30, **common)
        case Kind.DATE:
            return forms.DateField(
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **common
            )
        case Kind.YES_NO:
            return YesOrNo(choices=[("", "–"), (YES, _("yes")), (NO, _("no"))], **common)
        case Kind.CHOICES:
            return forms.MultipleChoiceField(
                choices=_choices(asked), widget=forms.CheckboxSelectMultiple, **common
            )
        case Kind.RELATION:
            return forms.ChoiceField(choices=[("", "–"), *_records(actor, asked.relation)], **common)
    if asked.choices is not None:
        return forms.ChoiceField(choices=[("", "–"), *_choices(asked)], **common)
    return forms.CharField(
        max_length=LONGEST[Kind.TEXT], widget=forms.TextInput(attrs={"autocomplete": "off"}), **common
    )


def _records(actor: Actor, resource: str) -> list[tuple[str, str]]:
    """What a relation may be given; of colleagues those who work here."""
    return colleagues(actor) if resource == STAFF else named(actor, resource)


def _choices(asked: Field) -> list[tuple[str, str]]:
    found = asked.choices() if asked.choices is not None else ()
    return [(str(code), str(label)) for code, label in found if str(code)]


def kept(asked: Field, cleaned: Any) -> Any:
    """A cleaned value as JSON: a day as text, an empty relation as None."""
    if isinstance(cleaned, date):
        return cleaned.isoformat()
    return None if cleaned == "" and asked.kind is Kind.RELATION else cleaned


def typed(asked: Field, value: Any) -> Any:
    """A value of a record as its input shows it."""
    if value is None:
        return ""
    if isinstance(value, Link):
        return str(value.uid or "")
    if asked.kind is Kind.YES_NO:
        return YES if value else NO
    return as_typed(asked.kind, value) if asked.kind in MEASURES and isinstance(value, int) else value
