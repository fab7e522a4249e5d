"""All customers of a colleague go to another: for good as a bulk change, or for the time of an absence."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.access.actors import Actor
from parure.access.options import named
from parure.automation.bulk.operations import prepare_run
from parure.people import operations
from parure.web.dialogs import DialogForm, Segments, add_errors, done, go, show
from parure.web.pages import page
from parure.web.people.views import CHANGED
from parure.web.undo import undoes

FOR_GOOD, AWAY = "good", "away"
CUSTOMER = "people.customer"


class HandoverForm(DialogForm):
    """From whom, to whom, for how long."""

    layout = (("staff", "to"), "how", ("since", "until"))
    staff = forms.ChoiceField(label=gettext_lazy("Customers of"))
    to = forms.ChoiceField(label=gettext_lazy("Go to"))
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

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = [("", "–"), *named(actor, "access.staff")]
        for name in ("staff", "to"):
            self.fields[name].choices = people  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("staff") and given.get("staff") == given.get("to"):
            self.add_error("to", _("Choose somebody else."))
        if given.get("how") == AWAY and not given.get("until"):
            self.add_error("until", _("Give the last day."))
        return given


@page(place="customers")
def handover(request: HttpRequest) -> HttpResponse:
    """The form; for good it leads to the preview of a bulk change, which runs in the background and can be undone."""
    policy.check_write(request.actor, CUSTOMER, ["owner"])
    form = HandoverForm(request.actor, request.POST or None, initial={"staff": request.GET.get("from", "")})
    if form.is_bound and form.is_valid():
        try:
            return _hand_over(request, form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
    return show(request, form, title=_("Hand over customers"), save_words=_("Hand over to them"))


def _hand_over(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    if given["how"] == FOR_GOOD:
        theirs = {"all": [{"field": "owner", "op": "is", "value": _key(request.actor, given["staff"])}]}
        params = {"field": "owner", "value": given["to"]}
        run = prepare_run(request.actor, CUSTOMER, "set", params, condition=theirs)
        return go(request, reverse("bulk-run", args=[run.uid]))
    operations.add_cover(
        request.actor, given["staff"], by_uid=given["to"], since=given["since"], until=given["until"]
    )
    undo = ("cover", {"staff": given["staff"], "by": given["to"]})
    return done(request, _("The absence is covered."), fact=CHANGED, back="customers", undo=undo)


def _key(actor: Actor, staff_uid: str) -> int:
    """What conditions compare a colleague by."""
    return int(policy.fetch(actor, "access.staff", staff_uid, "view").pk)


@undoes("cover", fact=CHANGED)
def _end_again(actor: Actor, kept: dict[str, Any]) -> None:
    operations.end_cover(actor, kept["staff"], by_uid=kept["by"])


@page(place="customers")
@require_POST
def end_cover(request: HttpRequest, staff_uid: UUID, by_uid: UUID) -> HttpResponse:
    operations.end_cover(request.actor, staff_uid, by_uid=by_uid)
    return done(request, _("The cover has ended."), fact=CHANGED, back="customers")
