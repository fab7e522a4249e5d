"""Customers of a colleague go to others: for good as a bulk change, or for the time of an absence."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.access.actors import Actor
from parure.access.options import named
from parure.automation.bulk.operations import prepare_run
from parure.people import operations
from parure.web.dialogs import add_errors, done, go, show
from parure.web.ownership.forms import FOR_GOOD, HandoverForm, ReceiversForm
from parure.web.pages import page
from parure.web.people.views import CHANGED
from parure.web.undo import undoes

CUSTOMER = "people.customer"
ACT = "do:handover"


@page(place="customers")
def handover(request: HttpRequest) -> HttpResponse:
    """The form; for good it leads to the preview of a bulk change, which runs in the background and can be undone.

    With `customer` in the address it is about that one alone.
    """
    policy.check_write(request.actor, CUSTOMER, ["owner"])
    if one := request.GET.get("customer", ""):
        return _one(request, one)
    everybody = named(request.actor, "access.staff")
    form = HandoverForm(
        request.actor, everybody, request.POST or None, initial={"staff": request.GET.get("from", "")}
    )
    if form.is_bound and form.is_valid():
        try:
            return _hand_over(request, form)
        except ValidationError as error:
            add_errors(form, error)
    return show(request, form, title=_("Hand over customers"), save_words=_("Hand over to them"))


def _one(request: HttpRequest, uid: str) -> HttpResponse:
    customer = policy.fetch(request.actor, CUSTOMER, uid, "change")
    form = ReceiversForm(request.actor, request.POST or None)
    for name in ("spread", "together"):
        del form.fields[name]
    form.fields["to"].help_text = ""
    if form.is_bound and form.is_valid():
        params = {"to": form.cleaned_data["to"][:1], "tasks": form.cleaned_data["tasks"]}
        try:
            run = prepare_run(request.actor, CUSTOMER, ACT, params, picked=[customer.uid])
        except ValidationError as error:
            add_errors(form, error)
        else:
            return go(request, reverse("bulk-run", args=[run.uid]))
    return show(request, form, title=_("Hand over"), save_words=_("Show what changes"))


def _hand_over(request: HttpRequest, form: HandoverForm) -> HttpResponse:
    given = form.cleaned_data
    if given["how"] == FOR_GOOD:
        theirs = {"all": [{"field": "owner", "op": "is", "value": _key(request.actor, given["staff"])}]}
        run = prepare_run(request.actor, CUSTOMER, ACT, form.params(), condition=theirs)
        return go(request, reverse("bulk-run", args=[run.uid]))
    by = given["to"][0]
    operations.add_cover(request.actor, given["staff"], by_uid=by, since=given["since"], until=given["until"])
    undo = ("cover", {"staff": given["staff"], "by": by})
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
