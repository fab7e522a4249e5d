"""What a customer agreed to: the card of their page, and recording a yes or a no."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from parure.access import policy
from parure.people import operations
from parure.people.choices import How, Purpose
from parure.people.consents.standing import consents_of
from parure.people.consents.wordings import CURRENT, wording
from parure.web.dialogs import Chips, DialogForm, RequestKey, Segments, texts
from parure.web.pages import page
from parure.web.people.traits import save

BY_HAND = [each for each in How.choices if each[0] in (How.COUNTER, How.PAPER, How.MESSAGE)]


class ConsentForm(DialogForm):
    """One yes or no. Nothing is chosen beforehand: what the customer said is chosen by hand."""

    layout = ("purpose", "said", "how", "evidence")

    purpose = forms.ChoiceField(label=gettext_lazy("For what"), choices=Purpose.choices, widget=Chips)
    said = forms.ChoiceField(
        label=gettext_lazy("The customer says"),
        choices=[("yes", gettext_lazy("Agrees")), ("no", gettext_lazy("Refuses"))],
        widget=Segments,
    )
    how = forms.ChoiceField(label=gettext_lazy("How"), choices=BY_HAND, widget=Segments, initial=How.COUNTER)
    evidence = forms.CharField(
        label=gettext_lazy("Evidence"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Where the signed form lies, or what they wrote."),
    )
    request_key = RequestKey()


@page(place="customers", part_of="customer")
@require_safe
def card(request: HttpRequest, uid: UUID) -> HttpResponse:
    """What holds, purpose by purpose; asked for once the page stands."""
    policy.require(request.actor, "people.consent", "view")
    customer = policy.fetch(request.actor, "people.customer", uid, "view")
    lines = [_line(each) for each in consents_of(request.actor, customer.pk)]
    context = {
        "uid": customer.uid,
        "lines": lines,
        "may_add": policy.may(request.actor, "people.consent", "add"),
    }
    return render(request, "consents/card.html", context)


def _line(record: policy.Record) -> dict[str, Any]:
    purpose = str(record.get("purpose") or "")
    return {
        "purpose": purpose,
        "words": dict(Purpose.choices).get(purpose, record.title),
        "given": record.get("given"),
        "at": record.get("at"),
        "how": dict(How.choices).get(record.get("how"), ""),
        "evidence": record.get("evidence") or "",
        "by": record.get("recorded_by") or "",
        "wording": wording(purpose, str(record.get("wording") or "")),
    }


@page(place="customers")
def record(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Record what the customer says; `?purpose=` and `?said=` open the form with a line's own values."""
    policy.require(request.actor, "people.consent", "add")
    policy.fetch(request.actor, "people.customer", uid, "view")
    asked = {name: request.GET[name] for name in ("purpose", "said") if name in request.GET}
    form = ConsentForm(request.POST or None, initial=asked)

    def write(given: dict[str, Any]) -> None:
        say = operations.give_consent if given["said"] == "yes" else operations.withdraw_consent
        key = given.get("request_key") or ""
        say(
            request.actor,
            uid,
            source_key=f"form:{key}" if key else "",
            **texts(given, "purpose", "how", "evidence"),
        )

    return save(
        request,
        form,
        write,
        uid=uid,
        title=_("Record a consent"),
        said=_("It is recorded."),
        template="consents/form.html",
        wordings=[(label, wording(purpose)) for purpose, label in Purpose.choices],
        version=CURRENT,
    )
