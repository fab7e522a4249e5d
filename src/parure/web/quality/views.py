"""How complete the records are, by store and advisor, and after how long customers are asked again."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.people import operations
from parure.people.ownership.care import client_care
from parure.people.ownership.rules import governs_all
from parure.people.quality import SHORT_OF
from parure.people.quality_figures import Line, ask_for_figures, quality_of
from parure.web.dialogs import DialogForm, done, notice_of, show
from parure.web.pages import page


class AskingForm(DialogForm):
    """After how long what is known is asked again."""

    asked_again_after = forms.IntegerField(
        label=gettext_lazy("Ask again after so many days"), min_value=1, max_value=9999
    )


@page(place="settings")
@require_safe
def quality(request: HttpRequest) -> HttpResponse:
    """The figures of the last reckoning, as far as the reader's reach goes."""
    store = request.GET.get("store", "")
    found = quality_of(request.actor, store=store)
    context = {
        "total": _shown(found.total),
        "stores": [_shown(each) for each in found.stores],
        "advisors": [_shown(each) for each in found.advisors],
        "store": next((each.name for each in found.stores if store and each.uid == store), ""),
        "at": found.at,
        "least": SHORT_OF,
        "days": client_care().asked_again_after,
        "may_set": governs_all(request.actor),
        "notice": notice_of(request),
    }
    return render(request, "quality/quality.html", context)


def _shown(line: Line) -> dict[str, Any]:
    return {
        "name": line.name,
        "uid": line.uid,
        "average": line.average,
        "customers": f"{line.customers:,}",
        "short": f"{line.short:,}",
        "stale": f"{line.stale:,}",
    }


@page(place="settings")
@require_POST
def again(request: HttpRequest) -> HttpResponse:
    """Have the figures reckoned now."""
    ask_for_figures(request.actor)
    request.session["notice"] = _("Being reckoned; look again in a moment.")
    return redirect("quality")


@page(place="settings")
def asking(request: HttpRequest) -> HttpResponse:
    """After how many days facts are asked again."""
    if not governs_all(request.actor):
        raise policy.Denied("people.assignment_rule")
    form = AskingForm(request.POST or None, initial={"asked_again_after": client_care().asked_again_after})
    if form.is_bound and form.is_valid():
        operations.set_client_care(request.actor, **form.cleaned_data)
        return done(request, _("Kept; the figures follow at night."), fact="quality-changed", back="quality")
    return show(request, form, title=_("Ask again"))
