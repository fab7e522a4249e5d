"""The bell: how many notices are new, the latest of them, and all of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parure.access import policy
from parure.core import resources
from parure.engagement.notices import operations, queries
from parure.engagement.notices.queries import NoticeLine
from parure.web.kit.cells import address_of
from parure.web.pages import page

LATEST = 8


@page
@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """How many are new; asked for by one tab of a browser, now and then."""
    return JsonResponse({"new": queries.unread(request.actor)})


@page
@require_POST
def latest(request: HttpRequest) -> HttpResponse:
    """The newest ones, for the menu under the bell; from now on they are read."""
    lines, _following = queries.notices(request.actor, limit=LATEST)
    operations.read_notices(request.actor)
    return render(request, "notices/latest.html", {"notices": [_shown(each) for each in lines]})


@page(place="tasks")
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """All of the last three months, newest first."""
    policy.require(request.actor, "engagement.notice", "view")
    before = request.GET.get("before", "")
    lines, following = queries.notices(request.actor, before=int(before) if before.isdecimal() else None)
    context = {"notices": [_shown(each) for each in lines], "following": following, "before": before}
    return render(request, "notices/notices.html", context)


def _shown(line: NoticeLine) -> dict[str, Any]:
    known = resources.get(line.resource) if line.resource else None
    url = address_of(known.name, line.record_uid) if known and line.record_uid else ""
    if not url and line.resource == "people.customer":
        url = f"{reverse('customers')}?view=mine"  # told of many at once
    return {"text": line.text, "at": line.at, "is_new": line.is_new, "url": url}
