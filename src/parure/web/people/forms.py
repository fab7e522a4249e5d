"""Forms of what hangs on a customer: days, family, sizes, preferences, contacts, words."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parure.access.policy import Record
from parure.people.choices import (
    Aspect,
    CalendarKind,
    Channel,
    ContactKind,
    DateKind,
    Direction,
    RelationKind,
    SizeKind,
    Stance,
)
from parure.people.sizes import FINGERS
from parure.web.dialogs import Chips, DialogForm, RequestKey, Segments
from parure.web.people.days import DayInput, read_day
from parure.web.people.pictures import FilesField

STATED = (
    Aspect.STYLE,
    Aspect.METAL,
    Aspect.GEM,
    Aspect.COLOUR,
    Aspect.CRAFT,
    Aspect.CATEGORY,
    Aspect.BUDGET,
    Aspect.OCCASION,
    Aspect.HOURS,
    Aspect.CHANNEL,
    Aspect.ALLERGY,
    Aspect.WORRY,
)
LONG = forms.Textarea(attrs={"rows": 3})


def _whose(relations: Sequence[Record]) -> forms.ChoiceField:
    """Whom a day or a size belongs to: the customer or one of their family."""
    choices = [("", _("The customer")), *((str(each.uid), each.title) for each in relations)]
    return forms.ChoiceField(label=_("Whose"), choices=choices, required=False)


class DateForm(DialogForm):
    """A day to remember; the day itself is written as people say it."""

    layout = ("kind", "label", ("day", "calendar"), "leap", "whose", "note", "is_secret")

    kind = forms.ChoiceField(label=_("What day"), choices=DateKind.choices, widget=Chips)
    label = forms.CharField(label=_("Called"), required=False, max_length=40)
    day = forms.CharField(
        label=_("Day"),
        max_length=40,
        help_text=_("The year may be left out."),
        widget=forms.TextInput(attrs={"placeholder": "8-15 / 八月十五", "autocomplete": "off"}),
    )
    calendar = forms.ChoiceField(
        label=_("Calendar"), choices=CalendarKind.choices, widget=Segments, initial=CalendarKind.SOLAR
    )
    leap = forms.BooleanField(
        label=_("In the leap month"), required=False, widget=forms.CheckboxInput(attrs={"data-lunar": True})
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    is_secret = forms.BooleanField(label=_("A surprise: don't mention it"), required=False)

    def __init__(self, *args: Any, relations: Sequence[Record] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if relations:
            self.fields["whose"] = _whose(relations)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("day"):
            try:
                given["when"] = read_day(
                    given["day"], given.get("calendar", ""), leap=bool(given.get("leap"))
                )
            except ValidationError as error:
                self.add_error("day", error)
        return given


class RelationForm(DialogForm):
    """Family or friend; `other` is the customer record of that person, chosen from a search."""

    kind = forms.ChoiceField(label=_("Relation"), choices=RelationKind.choices, widget=Chips)
    name = forms.CharField(label=_("Name"), required=False, max_length=80)
    note = forms.CharField(label=_("Note"), required=False, max_length=200)
    other = forms.UUIDField(required=False, widget=forms.HiddenInput)


class SizeForm(DialogForm):
    """A measure as it is said."""

    layout = ("kind", ("text", "finger"), "whose")

    kind = forms.ChoiceField(
        label=_("Kind"), choices=SizeKind.choices, widget=Segments, initial=SizeKind.RING
    )
    text = forms.CharField(
        label=_("Size"),
        max_length=30,
        widget=forms.TextInput(attrs={"placeholder": "港13 / 53 mm", "autocomplete": "off"}),
    )
    finger = forms.ChoiceField(
        label=_("Finger"), required=False, choices=[("", _("not said")), *FINGERS.items()]
    )

    def __init__(self, *args: Any, relations: Sequence[Record] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if relations:
            self.fields["whose"] = _whose(relations)


class PreferenceForm(DialogForm):
    """What a customer said they like, or will not have."""

    layout = ("stance", ("aspect", "value"), "evidence")

    stance = forms.ChoiceField(label=_("They"), choices=Stance.choices, widget=Segments, initial=Stance.LIKES)
    aspect = forms.ChoiceField(label=_("About"), choices=[(each.value, each.label) for each in STATED])
    value = forms.CharField(
        label=_("What"),
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": _("Pt950, no rose gold …")}),
    )
    evidence = forms.CharField(label=_("How they said it"), required=False, max_length=200)


class ContactForm(DialogForm):
    """A further way to reach a customer."""

    layout = ("kind", ("value", "label"))

    kind = forms.ChoiceField(
        label=_("Kind"), choices=ContactKind.choices, widget=Chips, initial=ContactKind.PHONE
    )
    value = forms.CharField(
        label=_("Number or address"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    label = forms.CharField(
        label=_("Called"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"placeholder": _("work, home …")}),
    )

    def __init__(self, *args: Any, kinds: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = set(kinds)
        self.fields["kind"].choices = [pair for pair in ContactKind.choices if pair[0] in allowed]  # type: ignore[attr-defined]


class RemarkForm(DialogForm):
    """What to know and what never to mention."""

    remark = forms.CharField(label=_("Remark"), required=False, max_length=5000, widget=LONG)
    caution = forms.CharField(label=_("Do not mention"), required=False, max_length=200)


class TagForm(DialogForm):
    """One tag; its name is taken from those in use, or typed by who may make new ones."""

    def __init__(self, *args: Any, known: Sequence[str], free: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if free:
            widget = forms.TextInput(attrs={"list": "tag-names", "autocomplete": "off"})
            self.fields["tag"] = forms.CharField(label=_("Tag"), max_length=40, widget=widget)
        else:
            choices = [(name, name) for name in known]
            self.fields["tag"] = forms.ChoiceField(label=_("Tag"), choices=choices, widget=Chips)
        self.fields["until"] = forms.DateField(
            label=_("Holds until"),
            required=False,
            widget=DayInput(),
            help_text=_("Without a day it stays."),
        )


class InteractionForm(DialogForm):
    """A call, message or talk, with what comes next."""

    layout = ("channel", "direction", "content", "outcome", ("next_step", "next_due"), "attached")

    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=Chips, initial=Channel.WECHAT)
    direction = forms.ChoiceField(
        label=_("Who began"), choices=Direction.choices, widget=Segments, initial=Direction.OUT
    )
    content = forms.CharField(label=_("What was said"), max_length=20_000, widget=LONG)
    outcome = forms.CharField(label=_("What came of it"), required=False, max_length=200)
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    next_due = forms.DateField(label=_("Until"), required=False, widget=DayInput())
    attached = FilesField(label=_("Photos and files"), help_text=_("Up to five: photos or PDF, 10 MB each."))
    request_key = RequestKey()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:  # what was chosen stays chosen while the rest is put right
            self.fields["attached"].widget.attrs["hx-preserve"] = "true"

    def clean(self) -> dict[str, Any]:
        return check_next_step(self, super().clean() or {})


def check_next_step(form: forms.Form, given: dict[str, Any]) -> dict[str, Any]:
    """A day needs its step; a step may go without a day and is then only written down."""
    if given.get("next_due") and not given.get("next_step"):
        form.add_error("next_step", _("What is to be done until then?"))
    return given
