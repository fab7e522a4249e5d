"""Join links for staff: made, shown as a QR code to scan or print, ended."""

from typing import Any
from uuid import UUID

import segno
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.access.actors import Actor
from parure.access.colleagues import colleagues
from parure.access.options import home_store
from parure.access.queries import store_choices
from parure.people import operations
from parure.people.joining.reading import LinkLine, join_link, join_links, waiting_count
from parure.web.dialogs import DialogForm, RequestKey, add_errors, done, notice_of, show
from parure.web.pages import page
from parure.web.people.days import DayInput
from parure.web.undo import undoes

LINK = "people.join_link"
CHANGED = "join-links-changed"


@page(place="settings")
@require_safe
def links(request: HttpRequest) -> HttpResponse:
    """All links in reach. htmx asks for the body again after each change."""
    policy.require(request.actor, LINK, "view")
    context = {
        "links": [_shown(each) for each in join_links(request.actor)],
        "waiting": waiting_count(request.actor),
        "may_add": policy.may(request.actor, LINK, "add"),
        "may_end": policy.may(request.actor, LINK, "change"),
        "notice": notice_of(request),
    }
    within = request.htmx and request.htmx.target == "join-links"
    return render(request, "join/links_body.html" if within else "join/links.html", context)


def _shown(line: LinkLine) -> dict[str, Any]:
    link = line.link
    return {
        "uid": link.uid,
        "label": link.title,
        "store": link.get("store") or "",
        "advisor": link.get("advisor") or "",
        "made_by": link.get("made_by") or "",
        "used": link.get("used"),
        "ends_on": link.get("ends_on"),
        "is_open": line.is_open,
        "is_ended": link.get("ended_at") is not None,
    }


class LinkForm(DialogForm):
    """Where the code will hang, whose clients they become, how long it holds."""

    layout = ("label", ("store", "advisor"), "ends_on")

    label = forms.CharField(
        label=pgettext_lazy("thing", "Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"placeholder": gettext_lazy("Counter, window, wedding fair …")}),
    )
    store = forms.ChoiceField(label=gettext_lazy("Store"))
    advisor = forms.ChoiceField(label=gettext_lazy("Advisor, if it is one's own code"), required=False)
    ends_on = forms.DateField(
        label=gettext_lazy("Last day (empty: until it is ended)"), required=False, widget=DayInput()
    )
    request_key = RequestKey()

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["store"].choices = store_choices(actor)  # type: ignore[attr-defined]
        self.fields["store"].initial = home_store(actor)
        self.fields["advisor"].choices = [("", "–"), *colleagues(actor)]  # type: ignore[attr-defined]


@page(place="settings")
def add(request: HttpRequest) -> HttpResponse:
    policy.require(request.actor, LINK, "add")
    form = LinkForm(request.POST or None, actor=request.actor)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            operations.make_join_link(
                request.actor,
                label=given["label"],
                store_uid=given["store"],
                advisor_uid=given["advisor"] or None,
                ends_on=given["ends_on"],
                request_key=given["request_key"],
            )
        except ValidationError as error:
            add_errors(form, error)
        except policy.Denied:
            form.add_error("store", _("You may make links for your own stores."))
        else:
            return done(
                request, _("The link is made. Open it to show its code."), fact=CHANGED, back="join-links"
            )
    return show(request, form, title=_("New join link"))


@page(place="settings")
@require_safe
def link(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The code, large: to scan from the screen, or to print and set up."""
    line, token = join_link(request.actor, uid)
    address = request.build_absolute_uri(reverse("join", args=[token]))
    context = {"link": _shown(line), "address": address, "code": qr_code(address) if line.is_open else ""}
    return render(request, "join/link.html", context)


def qr_code(text: str) -> SafeString:
    """The text as a QR code that still reads with a seventh of it covered: dark on white in either theme."""
    code = segno.make(text, error="m", micro=False)
    drawn = code.svg_inline(
        border=4, omitsize=True, dark="#000", light="#fff", svgclass="pr-qr", lineclass=None
    )
    return SafeString(drawn)


@page(place="settings")
@require_POST
def end(request: HttpRequest, uid: UUID) -> HttpResponse:
    operations.end_join_link(request.actor, uid)
    said = _("The link is ended: its code leads nowhere any more.")
    return done(request, said, fact=CHANGED, back="join-links", undo=("join-link-ended", {"link": str(uid)}))


@page(place="settings")
@require_POST
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    operations.reopen_join_link(request.actor, uid)
    return done(request, _("The link is open again."), fact=CHANGED, back="join-links")


@undoes("join-link-ended", fact=CHANGED)
def _open_again(actor: Actor, kept: dict[str, Any]) -> None:
    operations.reopen_join_link(actor, kept["link"])
