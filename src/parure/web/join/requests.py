"""Forms that came in by a join link from somebody whose number is known: beside the record, for a colleague to judge."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.people import operations
from parure.people.choices import Gender, Purpose
from parure.people.joining.reading import Beside, Match, request_beside, taken_requests, waiting_requests
from parure.web.dialogs import done, go, notice_of
from parure.web.pages import page
from parure.web.undo import undoes

REQUEST = "people.join_request"
CHANGED = "join-requests-changed"


@page(place="customers")
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first."""
    policy.require(request.actor, REQUEST, "view")
    context = {
        "requests": waiting_requests(request.actor),
        "taken": taken_requests(request.actor),
        "sees_links": policy.may(request.actor, "people.join_link"),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "join-requests"
    return render(request, "join/requests_body.html" if within else "join/requests.html", context)


@page(place="customers")
def show_request(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What was sent beside the records with its number; posted, what was ticked goes into the chosen record."""
    error = ""
    if request.method == "POST":
        try:
            return _take_over(request, uid)
        except ValidationError as refused:
            error = " ".join(refused.messages)
    beside = request_beside(request.actor, uid)
    return render(
        request, "join/request.html", _context(request.actor, beside, error), status=422 if error else 200
    )


def _take_over(request: HttpRequest, uid: UUID) -> HttpResponse:
    ticked = request.POST.getlist("take")
    customer = operations.take_over_request(
        request.actor,
        uid,
        customer_uid=request.POST.get("customer", ""),
        gender="gender" in ticked,
        birthday="birthday" in ticked,
        purposes=[each for each in ticked if each in Purpose.values],
    )
    return go(request, reverse("customer", args=[customer.uid]), _("It is in the record now."))


def _context(actor: Actor, beside: Beside, error: str) -> dict[str, Any]:
    sent = beside.request
    return {
        "sent": sent,
        "gender": dict(Gender.choices).get(sent.get("gender") or "", ""),
        "purposes": [Purpose(each).label for each in sent.get("purposes") or []],
        "is_open": beside.is_open,
        "customer_uid": beside.customer_uid,
        "matches": [_match(sent, each) for each in beside.matches],
        "out_of_reach": beside.out_of_reach,
        "may_change": policy.may(actor, REQUEST, "change"),
        "may_register": policy.may(actor, "people.customer", "add"),
        "error": error,
    }


def _match(sent: policy.Record, match: Match) -> dict[str, Any]:
    """A record, and what of the form it doesn't have yet: (name, label, value, whether to take it without a word).

    A consent is ticked by hand: whoever looks has made sure that it was them.
    """
    record = match.customer
    fresh: list[tuple[str, str, str, bool]] = []
    if sent.get("gender") and "gender" in record and not record.gender:
        fresh.append(("gender", _("Gender"), str(dict(Gender.choices)[sent.gender]), True))
    if sent.get("birthday") and not match.has_birthday:
        fresh.append(("birthday", _("Birthday"), sent.birthday, True))
    fresh += [
        (each, _("Agrees to"), str(Purpose(each).label), False)
        for each in sent.get("purposes") or []
        if each not in match.agreed
    ]
    return {"record": record, "fresh": fresh, "same_name": record.title == sent.title}


@page(place="customers")
@require_POST
def register(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody else of the family: a customer of their own who shares the number."""
    customer = operations.register_request(request.actor, uid)
    return go(
        request, reverse("customer", args=[customer.uid]), _("Registered. Next time, add a size or a date.")
    )


@page(place="customers")
@require_POST
def take_out(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Taken over into the wrong record: out of it again, unless somebody changed it since."""
    try:
        operations.undo_take_over(request.actor, uid)
    except ValidationError as refused:
        words = " ".join(refused.messages)
        if not request.htmx:
            request.session["notice"] = words
            return redirect("join-requests")
        told = {"toast": {"text": words, "bad": True}, CHANGED: True}
        return HttpResponse(status=204, headers={"HX-Trigger": json.dumps(told)})
    return done(request, _("Taken out of the record; it waits again."), fact=CHANGED, back="join-requests")


@page(place="customers")
@require_POST
def set_aside(request: HttpRequest, uid: UUID) -> HttpResponse:
    operations.set_request_aside(request.actor, uid)
    said = _("Set aside. It is erased 90 days after it came in.")
    undo = ("join-request-aside", {"request": str(uid)})
    return done(request, said, fact=CHANGED, back="join-requests", undo=undo)


@undoes("join-request-aside", fact=CHANGED)
def _bring_back(actor: Actor, kept: dict[str, Any]) -> None:
    operations.reopen_request(actor, kept["request"])
