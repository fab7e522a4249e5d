"""Records to choose from, for fields that point to one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from parure.access import policy
from parure.customize.relations import target_of
from parure.web.kit.records import KINDS
from parure.web.pages import page


@page
@require_POST
def record_choices(request: HttpRequest, kind: str, name: str) -> HttpResponse:
    """Records to choose from, while a name or number is typed; posted, so that no number stands in an address."""
    if kind not in KINDS:
        raise Http404(kind)
    policy.require(request.actor, KINDS[kind], "view")
    target, asked = target_of(KINDS[kind]), request.POST.get("q", "").strip()
    found = target.find(request.actor, asked) if target is not None and target.find is not None else []
    return render(request, "fields/record_choices.html", {"name": name, "found": found, "asked": asked})
