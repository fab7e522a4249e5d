"""The form of a wish."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access.policy import Record
from parure.core.resources import Kind
from parure.people.wishes.reading import GOODS
from parure.web.dialogs import DialogForm, RequestKey
from parure.web.kit.inputs import Measured
from parure.web.people.days import DayInput
from parure.web.people.pictures import PhotoField


class WishForm(DialogForm):
    """What somebody would like to have; words or something chosen from the goods are enough."""

    layout = (
        "what",
        ("budget_from", "budget_to"),
        ("relation", "occasion"),
        "wanted_by",
        "may_tell",
        "photo",
        "remove_photo",
    )

    what = forms.CharField(
        label=gettext_lazy("What they wish for"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    goods = forms.CharField(required=False, widget=forms.HiddenInput)
    budget_from = Measured(Kind.MONEY, label=gettext_lazy("Budget from"), required=False, max_length=30)
    budget_to = Measured(Kind.MONEY, label=gettext_lazy("Budget to"), required=False, max_length=30)
    relation = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)
    occasion = forms.CharField(
        label=gettext_lazy("Occasion"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("birthday, anniversary …")}),
    )
    wanted_by = forms.DateField(label=gettext_lazy("Wanted by"), required=False, widget=DayInput())
    may_tell = forms.BooleanField(
        label=gettext_lazy("They allow us to tell their spouse of it"), required=False
    )
    request_key = RequestKey()

    def __init__(self, *args: Any, relations: Sequence[Record], photo: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["relation"].choices = [  # type: ignore[attr-defined]
            ("", _("For themselves")),
            *((str(each.uid), each.title) for each in relations),
        ]
        self.fields["photo"] = PhotoField(label=_("Replace the photo") if photo else _("Photo"))
        if photo:
            self.fields["remove_photo"] = forms.BooleanField(label=_("Remove the photo"), required=False)

    def clean_goods(self) -> dict[str, str]:
        """{"style": uid} or {"piece": uid}, {} where nothing was chosen."""
        kind, _colon, uid = self.cleaned_data["goods"].partition(":")
        if not kind:
            return {}
        try:
            return {kind: str(UUID(uid))} if kind in GOODS else {}
        except ValueError:
            raise ValidationError(_("This isn't one of the choices.")) from None

    def values(self) -> dict[str, Any]:
        """What was said, as the operations take it."""
        given = self.cleaned_data
        names = ("what", "budget_from", "budget_to", "occasion", "wanted_by", "may_tell")
        chosen: dict[str, str] = given["goods"]
        return (
            {name: given[name] for name in names}
            | {"relation": given["relation"] or None}
            | {name: chosen.get(name) for name in GOODS}
        )
