"""Who looks after a customer beside their advisor: shown and changed on the customer's page."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import colleagues
from parure.people import operations
from parure.people.ownership.shared import sharers_of
from parure.web.dialogs import DialogForm
from parure.web.pages import page
from parure.web.people.traits import removed, save
from parure.web.people.views import CHANGED
from parure.web.undo import undoes

FIELD = "secondary_advisors"


class SharerForm(DialogForm):
    """A colleague, and until when."""

    layout = (("staff", "until"),)
    staff = forms.ChoiceField(label=gettext_lazy("Colleague"))
    until = forms.DateField(
        label=gettext_lazy("Until (empty: for good)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", "–"), *colleagues(actor)]  # type: ignore[attr-defined]


@page(place="customers", part_of="customer")
@require_safe
def sharers(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The lines of the card, asked for once the page stands."""
    found = sharers_of(request.actor, uid)
    return render(
        request, "ownership/sharers.html", {"uid": uid, "sharers": found, "may": _may(request.actor)}
    )


def _may(actor: Actor) -> bool:
    try:
        policy.check_write(actor, "people.customer", [FIELD])
    except policy.Denied:
        return False
    return True


@page(place="customers")
def add_sharer(request: HttpRequest, uid: UUID) -> HttpResponse:
    policy.check_write(request.actor, "people.customer", [FIELD])
    policy.fetch(request.actor, "people.customer", uid, "change")
    form = SharerForm(request.actor, request.POST or None)

    def write(given: dict[str, Any]) -> None:
        operations.add_secondary_advisor(
            request.actor, uid, staff_uid=given["staff"], until=given.get("until")
        )

    return save(
        request, form, write, uid=uid, title=_("Add a secondary advisor"), said=_("They share this customer.")
    )


@page(place="customers")
@require_POST
def remove_sharer(request: HttpRequest, uid: UUID, staff_uid: UUID) -> HttpResponse:
    was = next(
        (each for each in sharers_of(request.actor, uid) if each.uid == staff_uid and not each.absent), None
    )
    operations.remove_secondary_advisor(request.actor, uid, staff_uid=staff_uid)
    kept = {
        "staff": str(staff_uid),
        "until": was.until.isoformat() if was and was.until else "",
    }
    return removed(request, uid, _("They share this customer no more."), "sharer", kept)


@undoes("sharer", fact=CHANGED)
def _restore_sharer(actor: Actor, kept: dict[str, Any]) -> None:
    until = date.fromisoformat(kept["until"]) if kept["until"] else None
    operations.add_secondary_advisor(actor, kept["customer"], staff_uid=kept["staff"], until=until)
