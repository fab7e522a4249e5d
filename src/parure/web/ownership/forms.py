"""Forms of handing over: to whom, how it is spread, for how long."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parure.access.actors import Actor
from parure.access.colleagues import colleagues
from parure.people.ownership.handing import BY_STORE, EVENLY
from parure.web.bulk.forms import BulkForm, gives_form
from parure.web.dialogs import ManyChips, Segments

FOR_GOOD, AWAY = "good", "away"
SPREADING = (
    (EVENLY, gettext_lazy("Evenly")),
    (BY_STORE, gettext_lazy("By the customer's store")),
)


class ReceiversForm(BulkForm):
    """To one colleague or several, and what goes along."""

    to = forms.MultipleChoiceField(
        label=gettext_lazy("Go to"),
        help_text=gettext_lazy("one, or several to spread them over"),
        widget=ManyChips,
    )
    spread = forms.ChoiceField(
        label=gettext_lazy("Spread over several"), choices=SPREADING, initial=EVENLY, widget=Segments
    )
    together = forms.BooleanField(
        label=gettext_lazy("A family goes to one person"), required=False, initial=True
    )
    tasks = forms.BooleanField(
        label=gettext_lazy("Their advisor's open tasks go along"), required=False, initial=True
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.colleagues = colleagues(actor)
        self.fields["to"].choices = self.colleagues  # type: ignore[attr-defined]

    def params(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "to": given["to"],
            "how": given["spread"],
            "together": given["together"],
            "tasks": given["tasks"],
        }


class HandoverForm(ReceiversForm):
    """All customers of a colleague, for good or for the time of an absence."""

    layout = ("staff", "how", "to", "spread", "together", "tasks", ("since", "until"))
    staff = forms.ChoiceField(label=gettext_lazy("Customers of"))
    how = forms.ChoiceField(
        label=gettext_lazy("For how long"),
        choices=((FOR_GOOD, gettext_lazy("For good")), (AWAY, gettext_lazy("Covered during an absence"))),
        initial=FOR_GOOD,
        widget=Segments,
    )
    since = forms.DateField(
        label=gettext_lazy("Absent from"),
        required=False,
        initial=timezone.localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=gettext_lazy("Last day of absence"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, actor: Actor, everybody: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.fields["staff"].choices = [("", _("Choose …")), *everybody]  # type: ignore[attr-defined]
        for name in ("spread", "together", "tasks"):
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        to = given.get("to") or []
        if given.get("staff") and given.get("staff") in to:
            self.add_error("to", _("Choose somebody else."))
        if given.get("how") == AWAY:
            if not given.get("until"):
                self.add_error("until", _("Give the last day."))
            if len(to) > 1:
                self.add_error("to", _("One colleague covers an absence."))
        given["spread"] = given.get("spread") or EVENLY
        return given


gives_form("people.customer", "do:handover", ReceiversForm)
