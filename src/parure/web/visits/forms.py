"""The form of a visit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parure.sales.choices import VisitOutcome
from parure.web.dialogs import Chips, DialogForm, RequestKey
from parure.web.people.days import DayInput
from parure.web.people.forms import LONG, check_next_step


class VisitForm(DialogForm):
    """Who came along, how it ended, what comes next; pieces are chosen beside it."""

    layout = (("companions", "minutes"), "looked_at", "outcome", "reason", "note", ("next_step", "next_due"))

    companions = forms.CharField(
        label=_("Came with"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"placeholder": _("husband, mother …")}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=0,
        max_value=1440,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    looked_at = forms.CharField(label=_("Looked at, in words"), required=False, max_length=300)
    outcome = forms.ChoiceField(
        label=_("How it ended"),
        required=False,
        choices=VisitOutcome.choices,
        widget=Chips,
        initial=VisitOutcome.LEFT,
    )
    reason = forms.CharField(
        label=_("Why not"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"placeholder": _("the band too thin, to ask at home …")}),
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=5000, widget=LONG)
    next_step = forms.CharField(label=_("Next step"), required=False, max_length=200)
    next_due = forms.DateField(label=_("Until"), required=False, widget=DayInput())
    request_key = RequestKey()

    def clean(self) -> dict[str, Any]:
        return check_next_step(self, super().clean() or {})
